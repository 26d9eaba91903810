"""Counts the outcome of every input, and writes those that were not kept to a file.

Inputs are counted when a spider yields them, outcomes when an input ends; the two numbers must agree.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from scrapy import signals
from scrapy.exceptions import DropItem

from newsspider.errors import Rejected
from newsspider.ledger import Tries
from newsspider.ledger import Verdict as Decision
from newsspider.model.article import Article, iso
from newsspider.model.outcomes import Outcome, Reason
from newsspider.options import Options
from newsspider.outputs.atomic import PartFile
from newsspider.run.failures import is_ours
from newsspider.run.report import RejectedRow
from newsspider.run.tally import LIST, STAYS, Tally, source_of
from newsspider.text.dates import BEIJING

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

_log = logging.getLogger(__name__)

# Common to all steps: a verdict on an input ends its processing and carries the reason.


class InputDropped(DropItem):
    """An input does not become an article; holds the verdict, and the article as far as it was made."""

    def __init__(self, refusal: Rejected, article: Article | None = None) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.article = article


class NotKept(DropItem):
    """What Scrapy's listeners get for an article that the ledger did not keep; it is already counted."""


def article_of(item: object) -> Article | None:
    """Return *item* if it is an article."""
    return item if isinstance(item, Article) else None


# --- outcomes ---

# What was not kept, as JSON lines: the fields of `report.RejectedRow`.


class RejectedFile:
    """The file of a run in the output folder *own*; it is created with the first line.

    If it is *off*, the line is logged instead: a command that only looks writes nothing.
    """

    def __init__(self, path: Path, own: Path, *, off: bool = False) -> None:
        self.path = path
        self._own = own
        self._off = off
        self.written = 0
        self._file: PartFile | None = None

    def add(self, row: RejectedRow) -> None:
        """Write one line; raises OutputFailed when that cannot be done."""
        if self._off:
            refusal = Rejected(Outcome(row.outcome), Reason(row.reason), row.detail)
            _log.warning("%s: %s", row.locator, refusal)
            return
        if self._file is None:
            self._file = PartFile(self.path, own=self._own)
        self._file.write(f"{line(row)}\n".encode("utf-8", "backslashreplace"))
        self.written += 1

    def complete(self) -> None:
        """Give the file its name, if there is one; raises OutputFailed."""
        if self._file is not None:
            self._file.settle()
            self._file.commit()


# --- outcomes ---


# What the log names; of the others there may be as many as inputs, and a file has them.
_LOGGED = (Outcome.FAILED, Outcome.GIVEN_UP, Outcome.REJECTED)


@dataclass(frozen=True, slots=True)
class OutcomeRecord:
    """How one input ended; `source` is the list or file that it came from, by name and kind."""

    row: RejectedRow
    source: tuple[str, str]


def line(row: RejectedRow) -> str:
    """Return *row* as a line of JSON."""
    return json.dumps(msgspec.to_builtins(row), ensure_ascii=False)


def of_verdict(article: Article, verdict: Decision, now: datetime) -> RejectedRow | None:
    """Return how *article* ended by the ledger's *verdict*; None for one that is in the archive."""
    if verdict.outcome in STAYS:
        return None
    assert verdict.reason is not None
    near = f"estimate {verdict.estimate:.2f}" if verdict.estimate is not None else ""
    return _row(Rejected(verdict.outcome, verdict.reason, near), article, now)


def _row(refusal: Rejected, article: Article, now: datetime) -> RejectedRow:
    return RejectedRow(
        article.origin.locator,
        refusal.outcome.value,
        refusal.reason.value,
        refusal.detail,
        article.title,
        article.id,
        article.duplicate_of,
        article.channel,
        iso(now),
    )


class Outcomes:
    """The counts of the run."""

    def __init__(
        self,
        run: Options,
        crawler: Crawler,
        leave: Callable[[object], Article | None] = article_of,
        *,
        writes: bool = True,
    ) -> None:
        self._leave = leave
        self._clock = run.clock
        self.tally = Tally(crawler, run.clock)
        self.started = run.clock()
        self._stats = crawler.stats
        self.inputs = 0
        self.counts: Counter[Outcome] = Counter()
        self.reasons: Counter[Reason] = Counter()
        self.changes: list[str] = []
        # Who keeps account of rows of lists says which failures are tries, whose outcome the end of the run
        # tells: they wait here, by the key of their item.
        self.settled: Callable[[Any, Rejected], str] = lambda item, refusal: ""  # noqa: ARG005
        self.tries: dict[str, OutcomeRecord] = {}
        path = run.output / "rejected" / f"{run.run or 'run'}.jsonl"
        self.rejected = RejectedFile(path, run.output, off=not writes)
        crawler.signals.connect(self.item_dropped, signals.item_dropped)
        crawler.signals.connect(self.item_error, signals.item_error)
        if not is_ours(crawler):
            crawler.signals.connect(self.spider_error, signals.spider_error)

    def met(self, locator: str = "", name: str | None = None) -> None:
        """Count an input that was found at *locator*, if that is known; *name* is the list that named it."""
        self.inputs += 1
        if locator:
            self.tally.met(locator, name)

    def known(self, locator: str, rejected_row: str | None) -> None:
        """Count an input that has not changed; *rejected_row* is its rejected line, if it was not kept."""
        self.met(locator)
        source = source_of(locator)
        if rejected_row is None:
            self.count(Outcome.UNCHANGED)
            self.tally.settled(source, Outcome.UNCHANGED)
        else:
            row = replace(RejectedRow(**json.loads(rejected_row)), time=iso(self._clock()))
            self.settle(OutcomeRecord(row, source))

    def count(self, outcome: Outcome, number: int = 1) -> None:
        """Count *number* inputs that ended as *outcome*, in Scrapy's stats too."""
        self.counts[outcome] += number
        self._stats.inc_value(f"newsspider/outcome/{outcome.value}", number)

    def decided(self, article: Article, verdict: Decision, *, edited: bool, refusal: Rejected | None) -> None:
        """Count the ledger's verdict on *article*.

        *edited* and *refusal* say what prevented its post: an edit of the user, or a foreign file.
        """
        row = of_verdict(article, verdict, self._clock())
        if row is not None:
            self.settle(OutcomeRecord(row, self.tally.judged(article, verdict.outcome)))
        elif refusal is not None:
            self.refused(refusal, article)
        elif edited:
            detail = "you changed the post; the new version waits in the ledger"
            self.refused(Rejected(Outcome.EDITED, Reason.POST_EDITED, detail), article)
        else:
            self.count(verdict.outcome)
            self.tally.judged(article, verdict.outcome)
            if verdict.change:
                self.changes.append(f"{verdict.id}: {verdict.change}")
                self.tally.revised(verdict.id, verdict.change)

    def refused(self, refusal: Rejected, article: Article | None, locator: str = "") -> None:
        """Count an input that ended otherwise, and write it out."""
        article = article or Article()
        source = source_of(locator) if locator else self.tally.judged(article, refusal.outcome)
        self.settle(self._record(refusal, article, locator, source))

    def _record(
        self, refusal: Rejected, article: Article, locator: str, source: tuple[str, str]
    ) -> OutcomeRecord:
        row = _row(refusal, article, self._clock())
        row.locator = locator or row.locator
        row.channel = row.channel or (source[0] if source[1] == LIST else None)
        return OutcomeRecord(row, source)

    def settle(self, record: OutcomeRecord) -> None:
        """Count *record* and write it to the rejected file; raises OutputFailed."""
        self.count(Outcome(record.row.outcome))
        self.reasons[Reason(record.row.reason)] += 1
        self.tally.refused(record.row, record.source)
        self.rejected.add(record.row)
        if record.row.outcome in _LOGGED:
            _log.info("%s", _sentence(record.row))

    def item_dropped(self, item: Any, exception: DropItem) -> None:
        """Settle an input that a pipeline dropped; a pipeline of the user's own filters it."""
        if isinstance(exception, NotKept):
            return
        locator, article = locator_of(item), self._leave(item) or article_of(item)
        if isinstance(exception, InputDropped):
            self._end(item, exception.refusal, exception.article or article, locator)
        else:
            refusal = Rejected(Outcome.FILTERED, Reason.PIPELINE_DROPPED, str(exception))
            self._end(item, refusal, article, locator)

    def item_error(self, item: Any, failure: Failure) -> None:
        """Settle an input that caused an error in a pipeline; the log has the traceback."""
        detail = f"{type(failure.value).__name__}: {failure.value}"
        refusal = Rejected(Outcome.FAILED, Reason.INTERNAL_ERROR, detail)
        self._end(item, refusal, self._leave(item) or article_of(item), locator_of(item))

    def _end(self, item: Any, refusal: Rejected, article: Article | None, locator: str) -> None:
        listed = getattr(item, "listed", None)
        source = source_of(locator, listed.list if listed else None)
        record = self._record(refusal, article or Article(), locator, source)
        if key := self.settled(item, refusal):
            self.tries[key] = record
            _log.info("%s; it is tried again", _sentence(record.row))
        else:
            self.settle(record)

    def settle_tries(self, given_up: Collection[str], tries: Mapping[str, Tries]) -> None:
        """Count the failures that were tries, those of the items that are *given_up* as such.

        *tries* says of each item how often it was tried, and when it is asked for again.
        """
        for key, record in self.tries.items():
            is_over = key in given_up
            row = replace(record.row, outcome=Outcome.GIVEN_UP.value) if is_over else record.row
            if key in tries:
                row.tries = tries[key].count
                row.next_try = None if is_over else iso(tries[key].next.astimezone(BEIJING))
            self.settle(replace(record, row=row))
        self.tries = {}

    def spider_error(self, failure: Failure, response: Response) -> None:
        """Settle a response for which a spider of the user's own raised an error, as an input."""
        self.met()
        detail = f"{type(failure.value).__name__}: {failure.value}"
        self.refused(Rejected(Outcome.FAILED, Reason.INTERNAL_ERROR, detail), None, response.url)

    def unaccounted(self) -> int:
        """Return how many inputs have no outcome; negative if some have two."""
        return self.inputs - sum(self.counts.values())


def _sentence(row: RejectedRow) -> str:
    return f"{row.locator}: {row.outcome}: {row.reason}{f' ({row.detail})' if row.detail else ''}"


def locator_of(item: Any) -> str:
    """Return the locator of *item*, if it has one."""
    if isinstance(item, Mapping):
        return str(item.get("url") or item.get("title") or "")
    return str(getattr(item, "locator", ""))
