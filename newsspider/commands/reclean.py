"""`scrapy reclean`: today's rules over everything stored, and what they change."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from scrapy import Spider

from newsspider import options
from newsspider.commands import crawl
from newsspider.commands.base import collect_seldom, sentences, take_nothing
from newsspider.commands.crawl import StopSignals
from newsspider.errors import ExitCode
from newsspider.lazy import lazily
from newsspider.model.outcomes import NearMode, Outcome
from newsspider.options import Options

if TYPE_CHECKING:
    from newsspider import ledger as ledgers
    from newsspider.ledger import database
    from newsspider.render import diff
    from newsspider.run import lock, reclean
    from newsspider.spiders import archive
    from newsspider.upkeep import console
    from newsspider.workers import spread
else:
    ledgers = lazily("newsspider.ledger")
    database = lazily("newsspider.ledger.database")
    diff = lazily("newsspider.render.diff")
    lock = lazily("newsspider.run.lock")
    reclean = lazily("newsspider.run.reclean")
    archive = lazily("newsspider.spiders.archive")
    console = lazily("newsspider.upkeep.console")
    spread = lazily("newsspider.workers.spread")


# The same text, with other fields or another form of the body.
_RENEWED = "renewed"
_PAGE = 100


class Command(crawl.Command):
    """Runs the spider that reads the ledger, or shows what it would do."""

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[options]"

    def short_desc(self) -> str:
        """Return the line that `scrapy` lists."""
        return "Apply today's rules to everything stored, and show what changes"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what is ours to the options of a crawl."""
        super().add_options(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would change, and change nothing"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run it and set the exit code."""
        assert self.settings is not None
        with sentences():
            take_nothing(self, "scrapy reclean", args)
            run = options.read(self.settings)
            if opts.dry_run:
                StopSignals().guard()
                database.must_exist(run.ledger)
                collect_seldom()
                with lock.held(run), ledgers.Ledger.open(run.ledger, roots=run.roots) as ledger:
                    self.exitcode = _dry_run(run, ledger)
                return
        if not opts.quiet:
            targets = [*(opts.output or ()), *(opts.overwrite_output or ())]
            taken = any(target.startswith("-") for target in targets)
            opts.spargs["_show"] = "stderr" if taken else "stdout"
        super().run(args, opts)

    def spiders(self) -> str:
        """Return nothing: only one spider can be run."""
        return ""

    def _spider(self, args: list[str], opts: argparse.Namespace) -> type[Spider]:
        del args, opts
        return archive.RecleanSpider


def _dry_run(run: Options, ledger: ledgers.Ledger) -> ExitCode:
    """Print what would change, one block for each article, and how many articles would."""
    rereading = reclean.Recleaning(run)
    group = ledger.group(
        ledgers.RunRow(0, "", run.clock()), rules=rereading.rules, near=ledgers.Near(NearMode.OFF)
    )
    counts: Counter[str] = Counter()
    failed = False
    everything = spread.waited(rereading.everything(ledger))
    while page := list(islice(everything, _PAGE)):
        untold = [one.refusal for one in page if isinstance(one, reclean.NotRecleanable)]
        counts.update(refusal.reason.value for refusal in untold)
        failed |= any(refusal.outcome is Outcome.FAILED for refusal in untold)
        counts.update(_verdicts(group, [one for one in page if isinstance(one, reclean.Recleaned)]))
    sums = ", ".join(f"{count} {word}" for word, count in counts.most_common())
    console.line(f"dry run, nothing was changed: {sums or 'the ledger has no articles'}")
    return ExitCode.SOME_FAILED if failed else ExitCode.DONE


def _verdicts(group: ledgers.Group, page: Sequence[reclean.Recleaned]) -> Iterator[str]:
    """Print what changes in *page*, and yield what the ledger would say of each."""
    for one in page:
        for line in diff.difference(one.stored, one.candidate.article):
            console.line(line)
    verdicts = group.meet([one.candidate for one in page])
    group.rollback()
    for verdict in verdicts:
        yield _RENEWED if verdict.enriched else verdict.outcome.value
