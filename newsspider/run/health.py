"""Whether the source is sound and our reader still fits it; what is not is said and gives exit code 4."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import DropItem

from newsspider.extensions import stale
from newsspider.extensions.fill import UNREAD, Fill
from newsspider.model.draft import Draft
from newsspider.pipelines.step import Verdict
from newsspider.run.hosts import Blocks
from newsspider.run.ledger_session import Keeping
from newsspider.sources.inputs import Fetched

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Runs with pages enough that are looked back on for what is usual.
_RUNS = 30


class Health:
    """What is wrong with the source or with our reader, in sentences."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._faults: list[str] = []
        self.fill = Fill()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Health:
        """Return it, fed by the crawler's signals."""
        health = cls(crawler)
        crawler.signals.connect(health.item_dropped, signals.item_dropped)
        return health

    def fault(self, sentence: str) -> None:
        """Note what is wrong with the source."""
        self._faults.append(sentence)

    def found(self, draft: Draft) -> None:
        """Count what the page of *draft* told, if a list has led to it."""
        # An entry of a list brings no validators, and no page of it was read.
        if draft.listed is not None and draft.listed.validators is not None:
            self.fill.read(draft.listed.list, draft)

    def item_dropped(self, item: Any, exception: DropItem) -> None:
        """Count a page that no article was found on."""
        if (
            isinstance(item, Fetched)
            and isinstance(exception, Verdict)
            and exception.refusal.reason in UNREAD
        ):
            self.fill.read(item.listed.list, None)

    def looked(self, keeping: Keeping, channel: str, newest: datetime | None, now: datetime) -> None:
        """Judge the age of the *newest* article of a list, and note it for later runs."""
        if newest is None:
            return
        age = max(now - newest, timedelta())
        if stale.is_stale(age, keeping.ledger.ages.of(channel), now):
            shown = f"{newest:%Y-%m-%d %H:%M}"
            self.fault(f"the list {channel} is stale: its newest article is of {shown}, far older than usual")
        else:
            keeping.ledger.ages.note(channel, now, age)

    def conclude(self, keeping: Keeping) -> list[str]:
        """Return everything that is wrong, the fields that collapsed against earlier runs among it."""
        blocks = self._crawler.get_extension(Blocks)
        earlier = [run.fill for run in keeping.ledger.runs.last(_RUNS, filled=True)]
        collapsed = self.fill.collapses(earlier)
        return [*self._faults, *(blocks.sentences() if blocks else ()), *collapsed]
