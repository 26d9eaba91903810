"""Every input has an outcome: counted here from the run's signals, written out where it is not kept.

Inputs are counted where a spider meets them, outcomes where an input ends, and the two must agree.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import DropItem

from newsspider.errors import Rejected
from newsspider.ledger import Verdict as Decision
from newsspider.model.article import Article
from newsspider.model.outcomes import Outcome, Reason
from newsspider.options import Options
from newsspider.outputs.atomic import PartFile
from newsspider.run.failures import is_ours

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

# What the steps have in common: a verdict on one input ends its way and carries the reason along.


class InputDropped(DropItem):
    """An input that does not become an article: the refusal, and the article as far as it was made."""

    def __init__(self, refusal: Rejected, article: Article | None = None) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.article = article


class NotKept(DropItem):
    """What Scrapy's listeners are told of an article that the ledger did not keep; it is counted already."""


def article_of(item: object) -> Article | None:
    """Return *item* where it is an article."""
    return item if isinstance(item, Article) else None


# --- outcomes ---

# What was not kept, one JSON line each: file, outcome, reason, detail, title, id, what it is a copy of.


class RejectedFile:
    """The file of a run in the output folder *own*; there is none until something is to be written."""

    def __init__(self, path: Path, own: Path) -> None:
        self.path = path
        self._own = own
        self.written = 0
        self._file: PartFile | None = None

    def add(self, record: OutcomeRecord) -> None:
        """Write one line; raises OutputFailed when that cannot be done."""
        if self._file is None:
            self._file = PartFile(self.path, own=self._own)
        values = {field.name: getattr(record, field.name) for field in fields(record)}
        values["outcome"], values["reason"] = record.outcome.value, record.reason.value
        line = json.dumps(values, ensure_ascii=False)
        self._file.write(f"{line}\n".encode("utf-8", "backslashreplace"))
        self.written += 1

    def complete(self) -> None:
        """Put the file, if there is one, under its name; raises OutputFailed when that cannot be done."""
        if self._file is not None:
            self._file.settle()
            self._file.commit()


# --- outcomes ---

# Outcomes that leave the article in the archive; every other one is written to the rejected file.
STAYS = (Outcome.KEPT, Outcome.REVISED, Outcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class OutcomeRecord:
    """How one input ended; the names are the keys of a line in the rejected file."""

    locator: str
    outcome: Outcome
    reason: Reason
    detail: str = ""
    title: str = ""
    id: str = ""
    duplicate_of: str | None = None


class Outcomes:
    """The counts of the run."""

    def __init__(
        self, run: Options, crawler: Crawler, leave: Callable[[object], Article | None] = article_of
    ) -> None:
        self._leave = leave
        self.started = run.clock()
        self._stats = crawler.stats
        self.inputs = 0
        self.counts: Counter[Outcome] = Counter()
        self.reasons: Counter[Reason] = Counter()
        self.changes: list[str] = []
        # Who keeps account of rows of lists has a word in what an input that one led to ends as.
        self.settled: Callable[[Any, Rejected], Rejected] = lambda item, refusal: refusal  # noqa: ARG005
        self.rejected = RejectedFile(run.output / "rejected" / f"{run.run or 'run'}.jsonl", run.output)
        crawler.signals.connect(self.item_dropped, signals.item_dropped)
        crawler.signals.connect(self.item_error, signals.item_error)
        if not is_ours(crawler):
            crawler.signals.connect(self.spider_error, signals.spider_error)

    def met(self) -> None:
        """Count an input."""
        self.inputs += 1

    def count(self, outcome: Outcome, number: int = 1) -> None:
        """Count *number* inputs that ended as *outcome*, in Scrapy's stats too."""
        self.counts[outcome] += number
        self._stats.inc_value(f"newsspider/outcome/{outcome.value}", number)

    def decided(self, article: Article, verdict: Decision, *, edited: bool, refusal: Rejected | None) -> None:
        """Count what the ledger decided on *article*.

        *edited* and *refusal* tell what stood in the way of its post: a person's work, or a file not ours.
        """
        if verdict.outcome not in STAYS:
            assert verdict.reason is not None
            near = f"estimate {verdict.estimate:.2f}" if verdict.estimate is not None else ""
            self.refused(Rejected(verdict.outcome, verdict.reason, near), article)
        elif refusal is not None:
            self.refused(refusal, article)
        elif edited:
            detail = "a person changed the post; what is new waits in the ledger"
            self.refused(Rejected(Outcome.EDITED, Reason.POST_EDITED, detail), article)
        else:
            self.count(verdict.outcome)
            if verdict.change:
                self.changes.append(f"{verdict.id}: {verdict.change}")

    def refused(self, refusal: Rejected, article: Article | None, locator: str = "") -> None:
        """Count an input that ended otherwise, and write it out."""
        article = article or Article()
        self.settle(
            OutcomeRecord(
                locator or article.origin.locator,
                refusal.outcome,
                refusal.reason,
                refusal.detail,
                article.title,
                article.id,
                article.duplicate_of,
            )
        )

    def settle(self, record: OutcomeRecord) -> None:
        """Count *record* and write it out; raises OutputFailed when that cannot be done."""
        self.count(record.outcome)
        self.reasons[record.reason] += 1
        self.rejected.add(record)

    def item_dropped(self, item: Any, exception: DropItem) -> None:
        """Settle an input that a pipeline gave a verdict on; one that is not ours has filtered it."""
        if isinstance(exception, NotKept):
            return
        locator, article = _locator(item), self._leave(item) or article_of(item)
        if isinstance(exception, InputDropped):
            self.refused(self.settled(item, exception.refusal), exception.article or article, locator)
        else:
            refusal = Rejected(Outcome.FILTERED, Reason.PIPELINE_DROPPED, str(exception))
            self.refused(self.settled(item, refusal), article, locator)

    def item_error(self, item: Any, failure: Failure) -> None:
        """Settle an input that broke a pipeline; the log has the traceback."""
        detail = f"{type(failure.value).__name__}: {failure.value}"
        refusal = Rejected(Outcome.FAILED, Reason.INTERNAL_ERROR, detail)
        self.refused(self.settled(item, refusal), self._leave(item) or article_of(item), _locator(item))

    def spider_error(self, failure: Failure, response: Response) -> None:
        """Settle a response that a spider of the user's own raised at: an input that was not yielded."""
        self.met()
        detail = f"{type(failure.value).__name__}: {failure.value}"
        self.refused(Rejected(Outcome.FAILED, Reason.INTERNAL_ERROR, detail), None, response.url)

    def unaccounted(self) -> int:
        """Return how many inputs have no outcome; below 0 when some have two."""
        return self.inputs - sum(self.counts.values())


def _locator(item: Any) -> str:
    """Return where *item* is from, as far as it says so itself."""
    if isinstance(item, Mapping):
        return str(item.get("url") or item.get("title") or "")
    return str(getattr(item, "locator", ""))
