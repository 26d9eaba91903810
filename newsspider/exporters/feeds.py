"""The feeds of a run: Scrapy's exporter, which here stops at the first output that cannot be written.

It is also where an article's outcome is known: what no output has taken and kept has not been kept.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scrapy.extensions.feedexport import FeedExporter, FeedSlot, ItemFilter

from newsspider import options
from newsspider.article import Article
from newsspider.errors import NewsspiderError, OutputFailed, Refused
from newsspider.exporters.storage import FileStorage
from newsspider.extensions.failures import Failures
from newsspider.extensions.outcomes import Outcomes
from newsspider.reasons import Outcome, Reason

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

# The ends of a run that let an overwritten file be replaced are all but these.
_CUT_SHORT = ("shutdown", "start_error", "failed")


@dataclass(frozen=True)
class Output:
    """What one feed has written; `stored` is False where it could not be completed."""

    uri: str
    format: str
    written: int
    stored: bool


class DatedOnly(ItemFilter):
    """Keeps articles without a publication time out of a feed of posts."""

    def __init__(self, inner: ItemFilter) -> None:
        super().__init__(None)
        self._inner = inner

    def accepts(self, item: Any) -> bool:
        """Return whether the feed takes *item*."""
        return item.published is not None and bool(self._inner.accepts(item))


class Feeds(FeedExporter):
    """The feed exporter of the project."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._opened: dict[int, FeedSlot] = {}
        # Articles of which no output is safe yet: slot to their ids, and id to locator.
        self._held: defaultdict[int, list[str]] = defaultdict(list)
        self._unsafe: dict[str, str] = {}
        if not options.read(crawler.settings).undated_posts:
            for uri, feed in self.feeds.items():
                if feed["format"] == "posts":
                    self.filters[uri] = DatedOnly(self.filters[uri])

    def item_scraped(self, item: Any, spider: Spider) -> None:
        """Give *item* to every feed that takes it, and settle its outcome."""
        if self._failures.errors:
            self._refuse(item, Outcome.FAILED, Reason.NOT_WRITTEN)
            return
        before = [(slot, slot.itemcount) for slot in self.slots]
        try:
            super().item_scraped(item, spider)
        except OSError as error:
            self._stop(item, OutputFailed(f"an output cannot be written: {error.strerror or error}"))
        except (NewsspiderError, ValueError) as error:
            self._stop(item, error)
        else:
            self._settle(item, [slot for slot, count in before if slot.itemcount > count])

    async def close_spider(self, spider: Spider, reason: str = "finished") -> None:
        """Complete every feed; one that overwrites is replaced only if the run has ended well."""
        await super().close_spider(spider)
        ended_well = reason not in _CUT_SHORT and not self._failures.errors
        for slot in self._opened.values():
            if isinstance(slot.storage, FileStorage):
                try:
                    slot.storage.conclude(ended_well=ended_well)
                except OutputFailed as error:
                    self._failures.fail(error)
        self._take_back()

    def outputs(self) -> list[Output]:
        """Return what the feeds have written, in the order of FEEDS."""
        order = list(self.feeds)
        slots = sorted(
            self._opened.values(), key=lambda slot: (order.index(slot.uri_template), slot.batch_id)
        )
        return [Output(slot.uri, slot.format, _written(slot), self._stored(slot)) for slot in slots]

    @property
    def _failures(self) -> Failures:
        failures = self.crawler.get_extension(Failures)
        assert failures is not None
        return failures

    @property
    def _outcomes(self) -> Outcomes:
        outcomes = self.crawler.get_extension(Outcomes)
        assert outcomes is not None
        return outcomes

    def _stop(self, item: Article, error: Exception) -> None:
        self._failures.fail(error)
        self._refuse(item, Outcome.FAILED, Reason.NOT_WRITTEN)

    def _refuse(self, item: Article, outcome: Outcome, reason: Reason, detail: str = "") -> None:
        self._outcomes.refused(Refused(outcome, reason, detail), item)

    def _settle(self, item: Article, taken: list[FeedSlot]) -> None:
        refusals = [r for slot in taken if (r := getattr(slot.exporter, "refused", None)) is not None]
        if refusals:
            self._outcomes.refused(refusals[0], item)
        elif taken:
            self._outcomes.kept()
        elif item.published is None:
            self._refuse(item, Outcome.FILTERED, Reason.UNDATED, "no output takes what has no date")
        else:
            self._refuse(item, Outcome.FILTERED, Reason.NO_OUTPUT)
        for slot in taken:
            self._opened.setdefault(id(slot), slot)
        if taken and not refusals and not any(getattr(slot.exporter, "at_once", False) for slot in taken):
            self._unsafe[item.id] = item.origin.locator
            for slot in taken:
                self._held[id(slot)].append(item.id)

    def _stored(self, slot: FeedSlot) -> bool:
        """Return whether *slot* is complete; a storage of Scrapy's own only counts its failures."""
        stored: bool | None = getattr(slot.storage, "stored", None)
        if stored is None:
            kind = type(slot.storage).__name__
            return not self.crawler.stats.get_value(f"feedexport/failed_count/{kind}")
        return stored

    def _take_back(self) -> None:
        """Count what only feeds that could not be completed have taken as lost."""
        for key, ids in self._held.items():
            if self._stored(self._opened[key]):
                for name in ids:
                    self._unsafe.pop(name, None)
        for name, locator in self._unsafe.items():
            self._outcomes.lost(locator, name)


def _written(slot: FeedSlot) -> int:
    written: int = getattr(slot.exporter, "written", slot.itemcount)
    return written
