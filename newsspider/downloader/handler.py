"""Where a request leaves: not before the time that its host has asked for, nor once the run is to end."""

from __future__ import annotations

import asyncio
import logging
from time import monotonic
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

from newsspider.downloader.refusals import RunEnds
from newsspider.extensions.blocks import Blocks

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_log = logging.getLogger(__name__)
# Seconds that an answer may still take when the run was told to end.
_GRACE = 3.0
_LOOKS_APART = 0.2


class Handler(HTTP11DownloadHandler):
    """Scrapy's own, with patience for hosts and none at the end of a run."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._run = crawler
        self._told = False

    async def download_request(self, request: Request) -> Response:
        """Return the answer; raises RunEnds where it is not waited for, else what Scrapy's raises."""
        self._tell_of_proxy(request)
        await self._turn(request)
        answer = asyncio.ensure_future(super().download_request(request))
        until: float | None = None
        while not answer.done():
            await asyncio.wait({answer}, timeout=_LOOKS_APART)
            if not self._run.crawling:
                until = until or monotonic() + _GRACE
            if until is not None and monotonic() > until and answer.cancel():
                raise RunEnds(request.url)
        return answer.result()

    def _tell_of_proxy(self, request: Request) -> None:
        """Say once where names are looked up by a proxy, so that nobody here sees what they lead to."""
        if request.meta.get("proxy") and not self._told:
            self._told = True
            _log.warning("A proxy looks the hosts up: that none leads into its own network is its business")

    async def _turn(self, request: Request) -> None:
        """Wait until the host of *request* may be asked."""
        blocks = self._run.get_extension(Blocks)
        while True:
            if not self._run.crawling:
                raise RunEnds(request.url)
            wait = blocks.held(request.url) if blocks is not None else 0.0
            if wait <= 0:
                return
            await asyncio.sleep(min(wait, _LOOKS_APART))
