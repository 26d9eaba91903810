"""Feed crawls against a server on this machine, whose address the user names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from tests.conftest import Newsspider, Ran
from tests.spiders.server import NOW, Answer, Server

CrawlFeed = Callable[..., Ran]
_BARE = {"http_proxy": "", "https_proxy": "", "HTTP_PROXY": "", "HTTPS_PROXY": ""}


class Hub(Server):
    """A server whose feeds are set by `put_feed`."""

    def put_feed(self, path: str, text: str, kind: str = "application/rss+xml", **headers: str) -> str:
        """Let there be a feed, with an ETag, and return its address."""
        body = text.encode()
        etag = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        given = {"Content-Type": kind, "ETag": etag, **named}

        def answer(_: dict[str, str], asked: dict[str, str]) -> Answer:
            return (304, given, b"") if asked.get("if-none-match") == etag else (200, given, body)

        self.answers[path] = answer
        return self.address + path

    def put_answer(self, path: str, status: int, body: bytes = b"", **headers: str) -> str:
        """Let a path be answered so, and return its address."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = lambda _query, _headers: (status, named, body)
        return self.address + path

    def requests(self) -> list[str]:
        """Return the paths that were asked for since the last call, robots.txt left out."""
        paths = [path for path, _ in self.asked if path != "/robots.txt"]
        self.asked.clear()
        return paths


@pytest.fixture
def hub() -> Iterator[Hub]:
    made = Hub()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def crawl_feed(run_newsspider: Newsspider) -> CrawlFeed:
    """Crawl the feeds that `url` names, at the time *now*."""

    def run(url: str, *args: str, now: datetime = NOW, spider: str = "feed", **settings: str) -> Ran:
        given = {
            "NEWSSPIDER_NOW": now.isoformat(),
            "DOWNLOAD_DELAY": "0",
            "AUTOTHROTTLE_ENABLED": "False",
            **settings,
        }
        flags = [part for name, value in given.items() for part in ("-s", f"{name}={value}")]
        named = ("-a", f"url={url}") if spider == "feed" else ()
        return run_newsspider("crawl", spider, *named, *args, *flags, env=_BARE)

    return run
