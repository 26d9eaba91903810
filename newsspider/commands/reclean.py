"""`scrapy reclean`: today's rules over everything stored, and what they change."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from scrapy import Spider

from newsspider import options
from newsspider.commands import base, crawl
from newsspider.commands.base import sentences, take_nothing
from newsspider.commands.crawl import StopSignals
from newsspider.errors import ExitCode
from newsspider.ledger import Group, Ledger, Near, NearMode, RunRow, database
from newsspider.model.outcomes import Outcome
from newsspider.options import Options
from newsspider.render.diff import difference
from newsspider.run import lock
from newsspider.run.reclean import NotRecleanable, Recleaned, Recleaning
from newsspider.spiders.archive import RecleanSpider

# The same text, with other fields or another form of the body.
_RENEWED = "renewed"
_PAGE = 100


class Command(crawl.Command):
    """Runs the spider that reads the ledger, or tells what it would do."""

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
            "--dry-run", action="store_true", help="show what would change and change nothing"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run it and set the exit code."""
        assert self.settings is not None
        with sentences():
            take_nothing("scrapy reclean", args)
            run = options.read(self.settings)
            if opts.dry_run:
                StopSignals().guard()
                database.must_exist(run.ledger)
                with lock.held(run), Ledger.open(run.ledger) as ledger:
                    self.exitcode = _dry_run(run, ledger)
                return
        if not opts.quiet:
            targets = [*(opts.output or ()), *(opts.overwrite_output or ())]
            taken = any(target.startswith("-") for target in targets)
            opts.spargs["_show"] = "stderr" if taken else "stdout"
        super().run(args, opts)

    def spiders(self) -> str:
        """Return nothing: there is no choice."""
        return ""

    def _spider(self, args: list[str]) -> type[Spider]:
        del args
        return RecleanSpider


def _dry_run(run: Options, ledger: Ledger) -> ExitCode:
    """Print what would change, a block an article, and how many articles would."""
    rereading = Recleaning(run)
    group = ledger.group(RunRow(0, "", run.clock()), rules=rereading.rules, near=Near(NearMode.OFF))
    counts: Counter[str] = Counter()
    failed = False
    everything = rereading.everything(ledger)
    while page := list(islice(everything, _PAGE)):
        untold = [one.refusal for one in page if isinstance(one, NotRecleanable)]
        counts.update(refusal.reason.value for refusal in untold)
        failed |= any(refusal.outcome is Outcome.FAILED for refusal in untold)
        counts.update(_verdicts(group, [one for one in page if isinstance(one, Recleaned)]))
    told = ", ".join(f"{count} {word}" for word, count in counts.most_common())
    base.line(f"dry run, nothing was changed: {told or 'the ledger holds no article'}")
    return ExitCode.SOME_FAILED if failed else ExitCode.DONE


def _verdicts(group: Group, page: Sequence[Recleaned]) -> Iterator[str]:
    """Print what changes in *page*, and yield what the ledger would say of each."""
    for one in page:
        for line in difference(one.stored, one.arrival.article):
            base.line(line)
    verdicts = group.meet([one.arrival for one in page])
    group.rollback()
    for verdict in verdicts:
        yield _RENEWED if verdict.enriched else verdict.outcome.value
