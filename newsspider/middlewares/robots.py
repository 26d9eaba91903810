"""robots.txt, obeyed: what it forbids is told apart from everything else that was not asked for.

Its Crawl-delay is the least time between two requests to its host.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares import robotstxt
from scrapy.exceptions import IgnoreRequest

from newsspider.middlewares.errors import ForbiddenToRobots
from newsspider.run.run import Run

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

_log = logging.getLogger(__name__)
# Seconds of a Crawl-delay that are kept at most: a channel of fifty articles then takes the hour that lies
# between two runs, and the files that name more mean to be left alone by those who copy whole sites.
_LONGEST = 60.0


class Robots(robotstxt.RobotsTxtMiddleware):
    """Scrapy's own, with a refusal of ours."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._told: set[str] = set()
        # A robots.txt that does not come forbids nothing, and what is wrong with a host shows in its answers.
        logging.getLogger(robotstxt.__name__).setLevel(logging.CRITICAL)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Let *request* pass; raises ForbiddenToRobots."""
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            refusal = ForbiddenToRobots(f"robots.txt forbids {request.url}")
            Run.of(self.crawler).hosts.refuse(request, refusal)
            raise refusal from error
        if rp is not None:
            self._slow_down(rp, request)

    def _slow_down(self, rp: RobotParser, request: Request) -> None:
        """Let the host of *request* be asked as seldom as its robots.txt wants it."""
        agent = self._robotstxt_useragent or request.headers.get("User-Agent", self._default_useragent)
        wanted = rp.crawl_delay(agent or "") or 0.0
        downloader = self.crawler.engine.downloader
        host = downloader.get_slot_key(request)
        if wanted > _LONGEST and host not in self._told:
            self._told.add(host)
            _log.warning(
                "%s asks for %.0f seconds between requests; newsspider waits %.0f", host, wanted, _LONGEST
            )
        least, usual = min(wanted, _LONGEST), self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        if least <= usual:
            return
        line = downloader.slots.get(host)
        if line is not None:
            line.delay = max(line.delay, least)
        # A line that was idle is made anew.
        own = downloader.per_slot_settings.setdefault(host, {})
        own["delay"] = max(own.get("delay", usual), least)
