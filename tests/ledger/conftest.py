"""A ledger in SQLite and one in a real PostgreSQL server, which the tests start themselves.

Without the server's binaries those tests are skipped by name; where CI is set they fail.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsspider.ledger import Ledger
from tests.ledger.postgres import Server, binaries


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running PostgreSQL."""
    programs = binaries()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL's binaries are missing: install the package postgresql")
        pytest.skip("PostgreSQL's binaries are missing")
    with Server(programs) as running:
        yield running


@pytest.fixture
def postgres(server: Server) -> str:
    """The URL of a new database."""
    return server.database()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a ledger that does not exist yet."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    address: str = request.getfixturevalue("postgres")
    return address


@pytest.fixture
def ledger(where: str) -> Iterator[Ledger]:
    """An empty ledger."""
    with Ledger.open(where) as opened:
        yield opened
