"""`explain`: explains one article. It writes nothing, except with `--fixture`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from newsspider import options
from newsspider.commands.base import nearest_option, prepare, processing, sentences
from newsspider.errors import Rejected, UsageError
from newsspider.lazy import lazily
from newsspider.model.article import OriginKind
from newsspider.options import Options

if TYPE_CHECKING:
    from newsspider import api, config, toml
    from newsspider import ledger as ledgers
    from newsspider.clean import rules
    from newsspider.explain import evidence, explanation, fixture, terminal, web_page
    from newsspider.ledger import database
    from newsspider.model.draft import Draft, Input
    from newsspider.render import diff
    from newsspider.run import reclean
    from newsspider.sources import buckets, files, finding, inputs, seed_formats
    from newsspider.workers import arrivals
else:
    api = lazily("newsspider.api")
    config = lazily("newsspider.config")
    toml = lazily("newsspider.toml")
    ledgers = lazily("newsspider.ledger")
    database = lazily("newsspider.ledger.database")
    rules = lazily("newsspider.clean.rules")
    evidence = lazily("newsspider.explain.evidence")
    explanation = lazily("newsspider.explain.explanation")
    fixture = lazily("newsspider.explain.fixture")
    terminal = lazily("newsspider.explain.terminal")
    web_page = lazily("newsspider.explain.web_page")
    diff = lazily("newsspider.render.diff")
    reclean = lazily("newsspider.run.reclean")
    buckets = lazily("newsspider.sources.buckets")
    files = lazily("newsspider.sources.files")
    finding = lazily("newsspider.sources.finding")
    inputs = lazily("newsspider.sources.inputs")
    seed_formats = lazily("newsspider.sources.seed_formats")
    arrivals = lazily("newsspider.workers.arrivals")

# How many documents of one file are listed for the user to choose from.
_MOST = 50
_TABLES = ("rule", "embed")


class Command(ScrapyCommand):
    """Explains one article."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[options] URL|FILE|ID"

    def short_desc(self) -> str:
        """Return the line that `scrapy` lists."""
        return "Explain one article: the origin of each field, each removal, duplicates, revisions"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add newsspider's options to Scrapy's."""
        super().add_options(parser)
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="print JSON")
        form.add_argument("--html", action="store_true", help="print one self-contained HTML page")
        parser.add_argument(
            "--rules", metavar="FILE", help="also try the [[rule]] and [[embed]] tables in FILE"
        )
        parser.add_argument(
            "--fixture", metavar="DIR", help="save the document and the expected result there"
        )
        parser.add_argument("--url", help="the address of the page in FILE, if it does not declare it")
        parser.add_argument("--article", type=int, metavar="N", help="which document of FILE, from 1")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Merge settings in."""
        with processing(opts):
            super().process_options(args, opts)
            assert self.settings is not None
            prepare(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Explain it on stdout; raises UsageError if nothing is known about it."""
        assert self.settings is not None
        with sentences():
            unknown = next((arg for arg in args if arg.startswith("-")), None)
            if unknown is not None:
                message = f"explain has no option {unknown!r}{nearest_option(self, unknown)}"
                raise UsageError(message)
            if len(args) != 1:
                message = "explain needs one address, file or id: explain URL|FILE|ID"
                raise UsageError(message)
            result = _Explainer(options.read(self.settings), opts).explain(args[0])
            if opts.json:
                shown = json.dumps(explanation.as_json(result), ensure_ascii=False, indent=1)
                sys.stdout.write(shown.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
            elif opts.html:
                sys.stdout.write(web_page.render(result))
            else:
                terminal.write(result, sys.stdout)


class _Explainer:
    """Finds the document, processes it again, and asks the ledger."""

    def __init__(self, run: Options, opts: argparse.Namespace) -> None:
        self._run = run
        self._opts = opts
        self._usual = config.rule_set(run)
        self._rules = _tried(run, Path(opts.rules)) if opts.rules else self._usual

    def explain(self, name: str) -> explanation.Explanation:
        """Return the explanation of *name*, a file if there is one of this name."""
        if buckets.is_address(name) or ("://" not in name and Path(name).expanduser().exists()):
            return self._of_file(name)
        if self._opts.url or self._opts.article:
            message = f"--url and --article need a file, and {name!r} is not one"
            raise UsageError(message)
        if not database.exists(self._run.ledger):
            message = f"there is no file {name!r}, and no ledger {database.redacted(self._run.ledger)}"
            raise UsageError(message)
        with ledgers.Ledger.look(self._run.ledger, self._run.roots) as ledger:
            return self._of_ledger(ledger, name)

    # --- a file ---

    def _of_file(self, name: str) -> explanation.Explanation:
        found = self._document(name)
        read = f"read from {name}"

        def make(rule_set: rules.RuleSet, *, walk: bool = False) -> Draft:
            return api.process(found, rule_set, self._run.limits, self._run.clock(), walk=walk)

        try:
            draft = make(self._rules, walk=True)
        except Rejected as refusal:
            self._save(found, _refused(refusal))
            result = explanation.of_refusal(name, read, refusal, self._rules)
            result.tried = self._changes(make, None)
            return result
        result = explanation.of_draft(name, _read(read, draft), draft, self._rules)
        result.tried = self._changes(make, draft)
        self._save(found, None)
        result.verdict = self._verdict(draft)
        return result

    def _document(self, name: str) -> Input:
        """Return the document of the file *name*; raises UsageError if there are several."""
        seeds = list(islice(finding.find(finding.check(name)), 2))
        if len(seeds) != 1:
            message = f"{name} is not a single file that newsspider reads; explain takes one"
            raise UsageError(message)
        (seed,) = seeds
        if not isinstance(seed, files.SeedFile):
            return seed
        if self._opts.url:
            return inputs.PageInput(self._opts.url, files.read(seed, self._run.max_file))
        number = self._opts.article
        documents: Iterator[Input] = seed_formats.documents(seed, self._run.limits)
        if number is not None:
            one = next(islice(documents, number - 1, None), None) if number > 0 else None
            if one is None:
                message = f"{name} has no document {number}"
                raise UsageError(message)
            return one
        several = list(islice(documents, _MOST))
        if len(several) != 1:
            lines = [f"  {at}  {self._title(each)}" for at, each in enumerate(several, 1)]
            message = "\n".join([f"{name} has several documents; choose one with --article:", *lines])
            raise UsageError(message)
        return several[0]

    def _title(self, found: Input) -> str:
        with suppress(Rejected):
            return f"{found.locator}  {api.begin(found, self._run.limits).article.title}"
        return found.locator

    def _verdict(self, draft: Draft) -> dict[str, object]:
        """Return what the ledger says about *draft*; {} if no ledger can be read."""
        if not database.exists(self._run.ledger):
            missing = database.redacted(self._run.ledger)
            return {"sentence": f"there is no ledger {missing} to compare with"}
        arrival = arrivals.of_draft(draft, self._run.fragments)
        try:
            with ledgers.Ledger.look(self._run.ledger, self._run.roots) as ledger:
                return evidence.of_arrival(ledger, arrival, self._run, self._rules.version)
        except ledgers.LedgerFailed as error:
            return {"sentence": str(error)}

    # --- the ledger ---

    def _of_ledger(self, ledger: ledgers.Ledger, name: str) -> explanation.Explanation:
        known = evidence.find(ledger, name)
        refused = evidence.refusal(self._run.output, name)
        if known is None and refused is None:
            message = (
                f"{name!r} is in neither the ledger nor a rejected file; "
                "to explain a page that was not crawled, save it: `newsspider fetch --nolog URL > page.html`"
            )
            raise UsageError(message)
        if known is None:
            assert refused is not None
            result = explanation.Explanation(
                name, f"rejected in the run {refused['run']}", self._rules.version
            )
            result.rejected = {key: str(refused.get(key) or "") for key in ("outcome", "reason", "detail")}
            result.verdict = {"sentence": "it is not in the ledger", "refused": refused}
            if refused.get("duplicate_of") and (first := ledger.archive.find(refused["duplicate_of"])):
                result.verdict |= evidence.of_stored(ledger, first)
            return result
        stored, folded = known
        result = self._again(stored, name)
        result.verdict = evidence.of_stored(ledger, stored, name, folded)
        if refused is not None:
            result.verdict["refused"] = refused
        return result

    def _again(self, stored: ledgers.Stored, name: str) -> explanation.Explanation:
        """Return the explanation of a stored article, computed again from its source."""
        id_ = stored.article.id
        limits, now = self._run.limits, self._run.clock()

        def make(rule_set: rules.RuleSet, *, walk: bool = False) -> Draft:
            return reclean.again(stored, found, rule_set, limits, now, walk=walk)

        try:
            found = reclean.source_of(stored, limits)
            draft = make(self._rules, walk=True)
        except Rejected as refusal:
            read = f"{id_} as the ledger holds it; its removals are not known: {refusal.detail}"
            return explanation.of_record(name, read, stored.article, stored.given_by, self._rules)
        where = stored.place.file if stored.place else "the source that the ledger kept"
        result = explanation.of_draft(
            name, _read(f"{id_}, read again from {where}", draft), draft, self._rules
        )
        result.tried = self._changes(make, draft)
        if stored.place is None and self._opts.fixture:
            message = f"the ledger keeps only the body of {id_}; save its page, and explain that file"
            raise UsageError(message)
        self._save(found, None)
        return result

    # --- both ---

    def _changes(self, make: Callable[[rules.RuleSet], Draft], draft: Draft | None) -> list[str] | None:
        """Return what the rules to try change in *draft*, made with *make*; None if there are none."""
        if self._rules is self._usual:
            return None
        try:
            usual = make(self._usual)
        except Rejected as refusal:
            return [] if draft is None else [f"without them it is not an article: {refusal}"]
        if draft is None:
            return ["with them it is not an article"]
        return diff.difference(usual.article, draft.article)

    def _save(self, found: Input, refused: dict[str, object] | None) -> None:
        """Save the document for a test, if the user wants it."""
        if not self._opts.fixture:
            return
        data = getattr(found, "data", None)
        if not isinstance(data, bytes):
            message = f"{found.locator} cannot be saved for a test: it is neither a post nor a page"
            raise UsageError(message)
        folder, limits = Path(self._opts.fixture), self._run.limits
        name = fixture.name_of(found.locator)
        result = refused
        if result is None:
            kind = files.kind(name) or OriginKind.PAGE
            is_asked = bool(self._opts.url)
            saved = (
                inputs.PageInput(found.locator, data) if is_asked else files.Document(name, data, kind=kind)
            )
            result = fixture.expected(api.process(saved, self._rules, limits))
        for path in fixture.save(folder, name, data, result):
            sys.stderr.write(f"wrote {path}\n")


def _read(read: str, draft: Draft) -> str:
    origin = draft.article.origin
    return f"{read} by {origin.extractor or 'newsspider'}, {origin.encoding or 'no encoding'}"


def _refused(refusal: Rejected) -> dict[str, object]:
    return {"refused": [refusal.outcome.value, refusal.reason.value, refusal.detail]}


def _tried(run: Options, path: Path) -> rules.RuleSet:
    """Return the rules of *run* merged with the tables in *path*; raises UsageError."""
    try:
        tables = toml.loads(path.read_text(encoding="utf-8-sig"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot read the rules in {path}: {getattr(error, 'strerror', None) or error}"
        raise UsageError(message) from error
    unknown = next((name for name in tables if name not in _TABLES), None)
    if unknown is not None:
        message = f"{path}: --rules takes [[rule]] and [[embed]] tables, not {unknown!r}"
        raise UsageError(message)
    own = config.load(run.config)
    further = [tables.get(name, []) for name in _TABLES]
    return rules.load([*own.rules, *further[0]], [*own.embeds, *further[1]], run.limits)
