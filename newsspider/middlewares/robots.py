"""Obeys robots.txt; what it forbids has its own reason.

Its `Crawl-delay` is the shortest time between two requests to its host.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares import robotstxt
from scrapy.exceptions import IgnoreRequest

from newsspider.middlewares.errors import ForbiddenToRobots, HostLeft
from newsspider.run.run import Run

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

_log = logging.getLogger(__name__)
# The longest `Crawl-delay` in seconds that is kept. A channel of fifty articles then takes the hour between
# two runs. Files with a longer delay are meant for crawlers that copy whole sites.
_LONGEST = 60.0
_SERVER_ERROR = 500


class Robots(robotstxt.RobotsTxtMiddleware):
    """Scrapy's own, with newsspider's own exception."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._reported: set[str] = set()
        # What is wrong with a robots.txt is said at the end of the run.
        logging.getLogger(robotstxt.__name__).setLevel(logging.CRITICAL)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= _SERVER_ERROR:  # it forbids everything, as RFC 9309 says
            self._leave(netloc, f"answered {response.status} for robots.txt, which forbids everything")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest):
            why = "has a robots.txt that cannot be reached, which forbids everything"
            self._leave(netloc, why, is_unreachable=True)
        super()._robots_error(exc, netloc)

    def _leave(self, netloc: str, why: str, *, is_unreachable: bool = False) -> None:
        Run.of(self.crawler).hosts.leave(f"//{netloc}", why, is_unreachable=is_unreachable)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Let *request* pass, or raise ForbiddenToRobots."""
        if Run.of(self.crawler).hosts.is_left(request.url):
            raise HostLeft(request.url)
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            refusal = ForbiddenToRobots(f"robots.txt forbids {request.url}")
            Run.of(self.crawler).hosts.refuse(request, refusal)
            raise refusal from error
        if rp is not None:
            self._slow_down(rp, request)

    def _slow_down(self, rp: RobotParser, request: Request) -> None:
        """Set the delay of the host of *request* to the one in its robots.txt."""
        agent = self._robotstxt_useragent or request.headers.get("User-Agent", self._default_useragent)
        wanted = rp.crawl_delay(agent or "") or 0.0
        downloader = self.crawler.engine.downloader
        host = downloader.get_slot_key(request)
        if wanted > _LONGEST and host not in self._reported:
            self._reported.add(host)
            _log.warning(
                "%s asks for %.0f seconds between requests; newsspider waits %.0f", host, wanted, _LONGEST
            )
        least, usual = min(wanted, _LONGEST), self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        if least <= usual:
            return
        line = downloader.slots.get(host)
        if line is not None:
            line.delay = max(line.delay, least)
        # A slot that was idle is created again.
        own = downloader.per_slot_settings.setdefault(host, {})
        own["delay"] = max(own.get("delay", usual), least)
