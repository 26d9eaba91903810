"""Lets a run end while items still come from `start()`, and while requests still wait.

Scrapy's scraper checks whether it may close only after it has processed a response. If a signal or a limit
closes it while an item of `start()` is in the pipelines, it would wait for ever. Its downloader, stopped by
a signal, would still send all waiting requests, a second or more apart.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import NotConfigured

from newsspider.middlewares.errors import RunEnds
from newsspider.run.run import Run

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_SECONDS_BETWEEN_LOOKS = 0.05


class Shutdown:
    """Checks again and again, as long as the spider is open."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Shutdown:
        """Return it connected to the crawler's signals; raises NotConfigured if this is not a run."""
        if Run.of(crawler).is_inspection:
            raise NotConfigured  # the shell has an engine that it runs by itself
        closing = cls(crawler)
        crawler.signals.connect(closing.spider_opened, signals.spider_opened)
        crawler.signals.connect(closing.spider_closed, signals.spider_closed)
        return closing

    def spider_opened(self) -> None:
        """Begin to check."""
        self._task = asyncio.ensure_future(self._look())

    def spider_closed(self) -> None:
        """Stop checking."""
        if self._task is not None:
            self._task.cancel()

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
            if not self._crawler.crawling:
                self._empty_the_lines()
            slot = self._crawler.engine.scraper.slot
            spider = self._crawler.spider
            if slot is None or slot.closing is None or spider is None:
                continue
            if slot.is_idle() and not slot.closing.called:
                slot.closing.callback(spider)

    def _empty_the_lines(self) -> None:
        """Drop all requests that wait in the slots."""
        for line in self._crawler.engine.downloader.slots.values():
            while line.queue:
                request, answer = line.queue.popleft()
                answer.errback(RunEnds(request.url))
