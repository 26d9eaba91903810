"""Tries again what a server could not answer, not before the time that it asks for in Retry-After.

A host that asks for longer than a run can wait is left in peace until the next one.
"""

from __future__ import annotations

import asyncio
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.retry import RetryMiddleware

from newsspider import options
from newsspider.extensions.blocks import Blocks

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

# Seconds that a run waits for one host at most: beyond, the next run of a cron job is as good.
_LONGEST = 120.0


class Patience(RetryMiddleware):
    """Scrapy's own, with patience."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self._run = options.read(crawler.settings)
        self._not_before: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Patience:
        """Return the middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait until the host of *request* may be asked again."""
        host = urlsplit(request.url).netloc
        # Another answer may have put the time off meanwhile.
        while (wait := self._not_before.get(host, 0.0) - monotonic()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(wait)

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Return what to ask again, or *response* where nothing is to be tried (any longer)."""
        del spider
        if response.status in self.retry_http_codes:
            wait = self._asked_for(response)
            if wait > _LONGEST:
                blocks = self.crawler.get_extension(Blocks)
                if blocks is not None:
                    blocks.leave(request.url, f"asked not to be asked again for {wait:.0f} seconds")
                return response
            self._not_before[urlsplit(request.url).netloc] = monotonic() + wait
        return super().process_response(request, response)

    def _asked_for(self, response: Response) -> float:
        """Return the seconds that Retry-After asks for, a number or a date; 0 where it says nothing sound."""
        said = (response.headers.get("Retry-After") or b"").decode("ascii", "replace").strip()
        if said.isdecimal():
            return float(said[:9])
        try:
            at = parsedate_to_datetime(said)
            return max(0.0, (at - self._run.clock()).total_seconds())
        except (ValueError, TypeError):  # no date, or one without a zone
            return 0.0
