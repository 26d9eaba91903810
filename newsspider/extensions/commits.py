"""Commits by time, in runs that wait for the network: what has come is stored and shown while they go on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from scrapy import signals

from newsspider.run.run import Run

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# So posts appear while a run goes on, and little is lost where it is killed.
_SECONDS = 3.0


class Commits:
    """Commits every few seconds when something waits; a spider may say how many by `commits_every`."""

    def __init__(self, crawler: Crawler, seconds: float) -> None:
        self._run = Run.of(crawler)
        self._seconds = seconds
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Commits:
        """Return it connected to the crawler's signals, for a run of a spider that waits for the network."""
        commits = cls(crawler, getattr(crawler.spidercls, "commits_every", _SECONDS))
        if commits._seconds and not commits._run.is_inspection:
            crawler.signals.connect(commits.spider_opened, signals.spider_opened)
            crawler.signals.connect(commits.spider_closed, signals.spider_closed)
        return commits

    def spider_opened(self) -> None:
        """Begin."""
        self._task = asyncio.ensure_future(self._commit())

    def spider_closed(self) -> None:
        """End."""
        if self._task is not None:
            self._task.cancel()

    async def _commit(self) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            if self._run.session.waiting:
                self._run.publisher.commit()
