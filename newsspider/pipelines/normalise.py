"""From what a reader found, untyped, to the fields of the record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from newsspider import options
from newsspider.model.article import OriginKind
from newsspider.model.draft import Draft
from newsspider.readers.post_fields import normalise
from newsspider.run.outcomes import Step

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class NormalisePipeline(Step):
    """Types the fields of a post; the readers of pages and records have typed their own."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> NormalisePipeline:
        """Return the step with the clock of the run."""
        return cls(options.read(crawler.settings).clock)

    def work(self, item: Draft) -> Draft:
        """Return *item* with its fields typed."""
        if item.article.origin.kind is OriginKind.POST and not item.record:
            normalise(item, self._clock())
        return item
