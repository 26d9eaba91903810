"""Slows down with a slow site, like Scrapy's own, and never goes below the delay that the site asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.extensions.throttle import AutoThrottle

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response


class Throttle(AutoThrottle):
    """Scrapy's own; the shortest delay of a host is in the downloader's settings for its slot."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        key, line = self._get_slot(request, spider)
        if key is not None and line is not None:
            least = self.crawler.engine.downloader.per_slot_settings.get(key, {}).get("delay", 0.0)
            line.delay = max(line.delay, least)
