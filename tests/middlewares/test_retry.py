"""The pause that a server asks for, and what is tried again."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from scrapy import Request, Spider
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newsspider.middlewares.retry import RetryAfterMiddleware, asked_for
from newsspider.run.run import Run


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "Mon, 23 Nov 2026 04:00:09 GMT", "Date": "Mon, 23 Nov 2026 04:00:00 GMT"}, 9),
        ({"Retry-After": "Mon, 23 Nov 2026 04:00:09", "Date": "Mon, 23 Nov 2026 04:00:00 GMT"}, 9),
        ({"Retry-After": "Mon, 23 Nov 2026 03:00:00 GMT", "Date": "Mon, 23 Nov 2026 04:00:00 GMT"}, 0),
        ({"Retry-After": "Sat, 01 Jan 2000 00:00:00 GMT"}, 0),
        ({"Retry-After": "soon"}, 0),
        ({"Retry-After": "-5"}, 0),
        ({}, 0),
    ],
)
def test_what_retry_after_asks_for(headers: dict[str, str], seconds: float) -> None:
    assert asked_for(Response("http://x.example/", status=503, headers=headers)) == seconds


@pytest.mark.parametrize("error", [TunnelError("x"), DownloadTimeoutError("x")])
def test_what_scrapy_tries_again_is_tried_again(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    monkeypatch.setattr(Run, "of", lambda _: SimpleNamespace(hosts=None))
    crawler = get_crawler()
    crawler.spider = Spider.from_crawler(crawler, "any")
    middleware = RetryAfterMiddleware.from_crawler(crawler)
    request = Request("http://x.example/")
    again = middleware.process_exception(request, error)
    assert isinstance(again, Request)
    assert again.meta["retry_times"] == 1
    assert middleware.process_exception(request, KeyError("x")) is None
