"""robots.txt, obeyed: what it forbids is told apart from everything else that was not asked for."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares import robotstxt
from scrapy.exceptions import IgnoreRequest

from newsspider.downloader.refusals import ForbiddenToRobots

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser


class Robots(robotstxt.RobotsTxtMiddleware):
    """Scrapy's own, with a refusal of ours."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # A robots.txt that does not come forbids nothing, and what is wrong with a host shows in its answers.
        logging.getLogger(robotstxt.__name__).setLevel(logging.CRITICAL)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Let *request* pass; raises ForbiddenToRobots."""
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            message = f"robots.txt forbids {request.url}"
            raise ForbiddenToRobots(message) from error
