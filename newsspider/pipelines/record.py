"""The first step: the run's archive gets every input in the order in which the run works on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsspider.run.outcomes import Step
from newsspider.run.recorder import Recorder
from newsspider.sources.inputs import FetchedPage, ListEntry

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class RecordPipeline(Step):
    """Hands what a list or a feed led to over to the recorder; everything else passes."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RecordPipeline:
        """Return the step."""
        return cls(crawler)

    def work(self, item: Any) -> Any:
        """Return *item*, recorded."""
        recorder = self._crawler.get_extension(Recorder)
        return (
            recorder.met(item)
            if recorder is not None and isinstance(item, (FetchedPage, ListEntry))
            else item
        )
