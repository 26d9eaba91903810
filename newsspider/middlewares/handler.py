"""Where a request leaves: not before the time that its host has asked for, nor once the run is to end."""

from __future__ import annotations

import asyncio
import logging
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from scrapy.core.downloader.handlers import http11
from scrapy.downloadermiddlewares import httpcompression

from newsspider.middlewares.errors import RunEnds
from newsspider.run.run import Run

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_log = logging.getLogger(__name__)
# Seconds that an answer may still take when the run was told to end.
_GRACE = 3.0
_LOOKS_APART = 0.2


class Handler(http11.HTTP11DownloadHandler):
    """Scrapy's own, with patience for hosts and none at the end of a run."""

    # One is made for each scheme, and all say it once.
    _told: ClassVar[bool] = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        self._run = Run.of(crawler)
        self._hosts = self._run.hosts
        # Twisted would ask again at once where a connection ends; whoever tries again keeps the distance.
        self._pool.retryAutomatically = False
        # What is cut off or too large is an outcome, told with the others if no second try mends it.
        for part in (http11, httpcompression):
            logging.getLogger(part.__name__).setLevel(logging.ERROR)

    async def download_request(self, request: Request) -> Response:
        """Return the answer; raises RunEnds where it is not waited for, else what Scrapy's raises."""
        self._tell_of_proxy(request)
        await self._turn(request)
        try:
            return await self._answer(request)
        finally:
            # The delay counts from the end of a request: on a busy machine its beginning may reach the host
            # much later than it was sent, and the next one would seem to come too soon.
            line = self._line(request)
            if line is not None:
                line.lastseen = monotonic()

    async def _answer(self, request: Request) -> Response:
        answer = asyncio.ensure_future(super().download_request(request))
        until: float | None = None
        while not answer.done():
            await asyncio.wait({answer}, timeout=_LOOKS_APART)
            if not self._is_crawling:
                until = until or monotonic() + _GRACE
            if until is not None and monotonic() > until and answer.cancel():
                raise RunEnds(request.url)
        return answer.result()

    def _tell_of_proxy(self, request: Request) -> None:
        """Say once where names are looked up by a proxy, so that nobody here sees what they lead to."""
        if request.meta.get("proxy") and not self._told:
            Handler._told = True
            _log.warning("A proxy looks the hosts up: that none leads into its own network is its business")

    async def _turn(self, request: Request) -> None:
        """Wait until the host of *request* may be asked; raises RunEnds."""
        line = self._line(request)
        waited = False
        while self._is_crawling:
            wait = self._hosts.held(request.url)
            if wait <= 0:
                if waited and line is not None:
                    # Others that have waited too come one after the other.
                    self._hosts.hold(request.url, line.delay)
                return
            waited = True
            await asyncio.sleep(min(wait, _LOOKS_APART))
        raise RunEnds(request.url)

    @property
    def _is_crawling(self) -> bool:
        # The shell has an engine that it runs by itself.
        return self._crawler.crawling or self._run.is_inspection

    def _line(self, request: Request) -> Slot | None:
        """Return the line that *request* has stood in, that of its host."""
        return self._crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
