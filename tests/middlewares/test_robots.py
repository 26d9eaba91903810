"""The least time between two requests that a robots.txt asks for."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newsspider.extensions.throttle import Throttle
from newsspider.middlewares.robots import Robots
from newsspider.run.hosts import HostState
from newsspider.run.run import Run

_URL = "https://a.example/1.html"


@pytest.fixture
def robots(monkeypatch: pytest.MonkeyPatch) -> Robots:
    run = SimpleNamespace(hosts=HostState())
    monkeypatch.setattr(Run, "of", lambda _: run)
    crawler = get_crawler(
        settings_dict={
            "ROBOTSTXT_OBEY": True,
            "DOWNLOAD_DELAY": 1.0,
            "USER_AGENT": "newsspider/1",
            "AUTOTHROTTLE_ENABLED": True,
        },
    )
    downloader = SimpleNamespace(slots={}, per_slot_settings={})
    downloader.get_slot_key = lambda request: urlsplit(request.url).hostname
    crawler.engine = cast("Any", SimpleNamespace(downloader=downloader))
    return Robots(crawler)


def _asks(robots: Robots, text: str) -> tuple[float, object]:
    """Return the delay of the host's line after a request, and what a new line of it begins with."""
    downloader = robots.crawler.engine.downloader
    downloader.slots["a.example"] = Slot(1, 1.5)
    for _ in range(2):
        parser = robots._parserimpl.from_crawler(robots.crawler, text.encode())
        robots.process_request_2(parser, Request(_URL))
    return downloader.slots["a.example"].delay, downloader.per_slot_settings.get("a.example")


@pytest.mark.parametrize(
    ("text", "line", "fresh"),
    [
        ("User-agent: *\nCrawl-delay: 10", 10.0, 10.0),
        ("User-agent: newsspider\nCrawl-delay: 7\n\nUser-agent: *\nCrawl-delay: 10", 7.0, 7.0),
        ("User-agent: *\nCrawl-delay: 1.2", 1.5, 1.2),
        ("User-agent: *\nCrawl-delay: 0.5", 1.5, None),
        ("User-agent: other\nCrawl-delay: 10", 1.5, None),
        ("User-agent: *\nCrawl-delay: soon", 1.5, None),
        ("", 1.5, None),
    ],
)
def test_the_delay_of_a_host(robots: Robots, text: str, line: float, fresh: float | None) -> None:
    assert _asks(robots, text) == (line, None if fresh is None else {"delay": fresh})


def test_a_longer_one_is_reported_once_and_bounded(robots: Robots, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert _asks(robots, "User-agent: *\nCrawl-delay: 86400") == (60.0, {"delay": 60.0})
    assert [record.getMessage() for record in caplog.records] == [
        "a.example asks for 86400 seconds between requests; newsspider waits 60"
    ]


def test_a_fast_host_is_not_asked_sooner_than_it_wants(robots: Robots) -> None:
    _asks(robots, "User-agent: *\nCrawl-delay: 10")
    throttle = Throttle(robots.crawler)
    throttle.mindelay, throttle.maxdelay = 1.0, 60.0
    request = Request(_URL, meta={"download_slot": "a.example", "download_latency": 0.1})
    line = robots.crawler.engine.downloader.slots["a.example"]
    throttle._response_downloaded(Response(_URL), request, cast("Any", None))
    assert line.delay == 10.0
    request.meta["download_latency"] = 30.0
    throttle._response_downloaded(Response(_URL), request, cast("Any", None))
    assert line.delay == 30.0
