"""Retries failed requests, and waits out `Retry-After`.

A host that asks for a longer pause than a run can wait gets no more requests until the next run.
"""

from __future__ import annotations

from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from newsspider.run.run import Run

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

# The longest pause in seconds that a run waits for; for a longer one, the next run of a cron job is as good.
_LONGEST = 120.0
# What is imported for the first failure: for the handlers see `handler`.
_HANDLERS = "scrapy.core.downloader.handlers."


class RetryAfterMiddleware(RetryMiddleware):
    """Scrapy's own, which also waits out `Retry-After`."""

    def __init__(self, crawler: Crawler) -> None:
        names = crawler.settings.getlist("RETRY_EXCEPTIONS")
        self._late = [name for name in names if str(name).startswith(_HANDLERS)]
        own = BaseSettings(crawler.settings)
        own.set("RETRY_EXCEPTIONS", [name for name in names if name not in self._late], priority="cmdline")
        super().__init__(own)
        self.crawler = crawler
        self._hosts = Run.of(crawler).hosts

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryAfterMiddleware:
        """Return the middleware."""
        return cls(crawler)

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Return the request to retry, or *response* if there is nothing (more) to retry."""
        del spider
        if response.status in self.retry_http_codes:
            wait = asked_for(response)
            if wait > _LONGEST:
                self._hosts.leave(request.url, f"asked for a pause of {wait:.0f} seconds")
                return response
            self._hosts.hold(request.url, wait)
        return super().process_response(request, response)

    def process_exception(
        self, request: Request, exception: Exception, spider: Spider | None = None
    ) -> Request | Response | None:
        """Return the request to retry, or None."""
        del spider
        self.exceptions_to_retry += tuple(map(load_object, self._late))
        self._late = []
        return super().process_exception(request, exception)


def asked_for(response: Response) -> float:
    """Return the seconds in `Retry-After`, given as a number or a date; 0 if it is missing or malformed.

    A date counts from the server's `Date`, or from the current time if that is missing.
    """
    said = _header(response, "Retry-After")
    if said.isdecimal():
        return float(said[:9])
    until = _date(said)
    since = _date(_header(response, "Date")) or datetime.now(timezone.utc)
    return max(0.0, (until - since).total_seconds()) if until else 0.0


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("ascii", "replace").strip()


def _date(text: str) -> datetime | None:
    """Return the time in a header of HTTP's form; None for anything else."""
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=timezone.utc)
