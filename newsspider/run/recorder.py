"""Records a run in an archive, if `NEWSSPIDER_WARC` names one, so that it can be replayed offline."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from scrapy import signals
from twisted.web.http import RESPONSES

from newsspider.errors import OutputFailed
from newsspider.options import Options
from newsspider.run.failures import Failures
from newsspider.run.order import AskingOrder
from newsspider.sources.inputs import FetchedPage, ListEntry, RecordLocation
from newsspider.sources.warc import inputs
from newsspider.sources.warc.inputs import ExchangeRef
from newsspider.sources.warc.writer import RecordedResponse, WarcWriter
from newsspider.version import __version__

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.http.headers import Headers

# Answers whose input has not been seen yet; most never have one: lists, redirects, robots.txt.
_MANY = 5000


class Recorder:
    """Writes every exchange, followed by the input that it led to; nothing if no archive is named.

    Raises OutputFailed if the archive cannot be written.
    """

    def __init__(self, crawler: Crawler, run: Options, failures: Failures) -> None:
        self._spider = crawler.spidercls.name
        self._run = run
        self._failures = failures
        path = run.warc
        self._archive = WarcWriter(path, f"newsspider/{__version__}") if path is not None else None
        self._answers: OrderedDict[str, ExchangeRef] = OrderedDict()
        # Inputs stand in the archive as they are stored: a replay stores them in the order of the archive.
        self.order = AskingOrder(self._write)
        crawler.signals.connect(self.spider_closed, signals.spider_closed)

    def asked(self, key: str) -> None:
        """Note that a list's row of this key was asked for, after all that was asked for before."""
        if self._archive is not None:
            self.order.asked(key)

    def ended(self, key: str) -> None:
        """Note that the row of this key has led to all that it leads to."""
        if self._archive is not None:
            self.order.ended(key)

    def exchange(self, request: Request, response: Response) -> None:
        """Record a request and its answer."""
        if self._archive is None:
            return
        reason = RESPONSES.get(response.status, b"").decode("ascii")
        answered = RecordedResponse(response.status, reason, _pairs(response.headers), response.body)
        asked = (request.method, _pairs(request.headers))
        try:
            at = self._archive.exchange(request.url, self._run.clock(), asked, answered)
        except OutputFailed as error:
            self._failures.fail(error)
            return
        self._answers[response.url] = at
        if len(self._answers) > _MANY:
            self._answers.popitem(last=False)

    def met(self, item: FetchedPage | ListEntry) -> FetchedPage | ListEntry:
        """Record the input *item*, and return it with the time that the archive has of it."""
        if self._archive is None or item.kept is not None:
            return item
        now, spider = self._run.clock().replace(microsecond=0), self._spider
        answers = []
        if isinstance(item, FetchedPage):
            urls = (item.url, *(url for url, _ in item.further))
            answers = [self._answers.pop(url, None) for url in urls]
        self.order.came(item.listed.key, (item.locator, now, inputs.write(item, spider, answers)))
        return replace(item, kept=RecordLocation("", 0, 0, now))

    def _write(self, found: tuple[str, datetime, bytes]) -> None:
        assert self._archive is not None
        try:
            self._archive.input(*found)
        except OutputFailed as error:
            self._failures.fail(error)

    def spider_closed(self) -> None:
        """Close the archive."""
        if self._archive is not None:
            self.order.release_all()
            try:
                self._archive.close()
            except OutputFailed as error:
                self._failures.fail(error)


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    ]
