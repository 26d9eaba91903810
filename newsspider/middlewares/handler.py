"""Sends requests: not before the time that their host asked for, and not when the run must end."""

from __future__ import annotations

import asyncio
import logging
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from newsspider.middlewares.errors import HostLeft, RunEnds
from newsspider.run.run import Run

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_log = logging.getLogger(__name__)
# Seconds that a response may still take when the run must end.
_GRACE = 3.0
_LOOKS_APART = 0.2


class Handler:
    """Scrapy's own handler, which waits for hosts, and stops waiting at the end of a run.

    It is made for the first request: importing Scrapy's takes a tenth of the start, and many runs send none.
    """

    lazy = True
    # There is one for each scheme; together they say it once.
    _reported: ClassVar[bool] = False

    def __init__(self, crawler: Crawler) -> None:
        from scrapy.core.downloader.handlers import http11  # noqa: PLC0415 - see above
        from scrapy.downloadermiddlewares import httpcompression  # noqa: PLC0415

        self._scrapys = http11.HTTP11DownloadHandler(crawler)
        self._crawler = crawler
        self._run = Run.of(crawler)
        self._hosts = self._run.hosts
        # Twisted would retry at once if a connection ends; our retries keep the delay.
        self._scrapys._pool.retryAutomatically = False  # noqa: SLF001 - there is no public way
        # A response that is cut off or too large is an outcome, unless a retry succeeds.
        for part in (http11, httpcompression):
            logging.getLogger(part.__name__).setLevel(logging.ERROR)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Handler:
        """Return the handler; raises NotConfigured without a reactor."""
        return cls(crawler)

    async def close(self) -> None:
        """Close all connections."""
        await self._scrapys.close()

    async def download_request(self, request: Request) -> Response:
        """Return the response; raises RunEnds if the run does not wait for it, else what Scrapy's raises."""
        self._tell_of_proxy(request)
        await self._turn(request)
        try:
            return await self._answer(request)
        finally:
            # The delay counts from the end of a request: on a busy machine a request may reach the host much
            # later than it was sent, and the next one would then come too soon.
            line = self._line(request)
            if line is not None:
                line.lastseen = monotonic()

    async def _answer(self, request: Request) -> Response:
        answer = asyncio.ensure_future(self._scrapys.download_request(request))
        until: float | None = None
        while not answer.done():
            await asyncio.wait({answer}, timeout=_LOOKS_APART)
            if not self._is_crawling:
                until = until or monotonic() + _GRACE
            if until is not None and monotonic() > until and answer.cancel():
                raise RunEnds(request.url)
        return answer.result()

    def _tell_of_proxy(self, request: Request) -> None:
        """Log once that a proxy resolves the names, so that newsspider cannot check their addresses."""
        if request.meta.get("proxy") and not self._reported:
            Handler._reported = True
            _log.warning("Behind a proxy, newsspider cannot check for private addresses; the proxy must")

    async def _turn(self, request: Request) -> None:
        """Wait until the host of *request* may get a request; raises RunEnds."""
        line = self._line(request)
        waited = False
        while self._is_crawling:
            if self._hosts.is_left(request.url):  # while the request waited
                raise HostLeft(request.url)
            wait = self._hosts.held(request.url)
            if wait <= 0:
                if waited and line is not None:
                    # Other requests that waited come one after another.
                    self._hosts.hold(request.url, line.delay)
                return
            waited = True
            await asyncio.sleep(min(wait, _LOOKS_APART))
        raise RunEnds(request.url)

    @property
    def _is_crawling(self) -> bool:
        # The shell runs an engine of its own.
        return self._crawler.crawling or self._run.is_inspection

    def _line(self, request: Request) -> Slot | None:
        """Return the downloader slot of *request*, the one of its host."""
        return self._crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
