from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from tests.conftest import Newsspider, Ran
from tests.spiders.feeding import crawl_feed, hub
from tests.spiders.server import NOW, Server

__all__ = ("crawl_feed", "hub")

Crawl = Callable[..., Ran]


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def crawl(run_newsspider: Newsspider, server: Server) -> Crawl:
    """Crawl Sina's lists where the server is."""

    def run(*args: str, now: datetime = NOW, **settings: str) -> Ran:
        given = {
            "NEWSSPIDER_BASE": server.base,
            "NEWSSPIDER_NOW": now.isoformat(),
            "DOWNLOAD_DELAY": "0",
            "AUTOTHROTTLE_ENABLED": "False",
            **settings,
        }
        flags = [part for name, value in given.items() for part in ("-s", f"{name}={value}")]
        bare = {"http_proxy": "", "https_proxy": "", "HTTP_PROXY": "", "HTTPS_PROXY": ""}
        return run_newsspider("crawl", "sina_finance", *args, *flags, env=bare)

    return run
