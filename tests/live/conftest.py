"""A server that plays Sina and runs against it, a folder for each test."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import pytest

from tests.conftest import Newsspider
from tests.ledger.conftest import postgres, server
from tests.live.asking import Client
from tests.live.certificate import context
from tests.live.crawling import Live
from tests.live.sina import Sina

__all__ = ["postgres", "server"]


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """Return what the server speaks TLS with."""
    return context(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def sina(tls: ssl.SSLContext) -> Iterator[Sina]:
    """Return a server with an empty world."""
    with Sina(tls).serving() as serving:
        yield serving
    assert serving.errors == []
    assert serving.strangers == []


@pytest.fixture
def get(sina: Sina) -> Client:
    """Return a client of the server's."""
    return Client(sina)


@pytest.fixture
def live(run_newsspider: Newsspider, sina: Sina) -> Live:
    """Run the command line against the server, in the test's own folder."""
    return Live(run_newsspider, sina)
