"""Commits every few seconds in runs that wait for the network, so that posts appear during the run."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from scrapy import signals

from newsspider.run.run import Run

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Seconds; so posts appear during a run, and little is lost if it is killed.
_SECONDS = 3.0


class Commits:
    """Commits what waits every few seconds; a spider may set the seconds in `commits_every`."""

    def __init__(self, crawler: Crawler, seconds: float) -> None:
        self._run = Run.of(crawler)
        self._seconds = seconds
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Commits:
        """Return it for a spider that waits for the network, connected to the crawler's signals."""
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
            self._run.recorder.order.release()
            self._run.publisher.order.release()
            if self._run.session.waiting:
                self._run.publisher.commit()
