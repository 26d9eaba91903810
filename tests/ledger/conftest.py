"""A ledger in SQLite and one in a real PostgreSQL server, which the tests start themselves.

Without the server's binaries those tests are skipped by name; where CI is set they fail.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from newsspider.ledger import Ledger

_NUMBERS = count(1)


def _binaries() -> Path | None:
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next(
        (place for place in places if (place / "pg_ctl").exists() and (place / "initdb").exists()), None
    )


def _unprivileged() -> str | None:
    """Return the user to run the server as: it refuses root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, user=_unprivileged(), cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The folder of the socket of a running PostgreSQL."""
    binaries = _binaries()
    if binaries is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL's binaries are missing: install the package postgresql")
        pytest.skip("PostgreSQL's binaries are missing")
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    user = _unprivileged()
    if user:
        shutil.chown(folder, user)
    folder.chmod(0o711)
    data = folder / "data"
    _run(binaries / "initdb", "-D", data, "-U", "newsspider", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
    settings = f"-k {folder} -c listen_addresses='' -c fsync=off"
    _run(binaries / "pg_ctl", "-D", data, "-l", folder / "log", "-o", settings, "-w", "start")
    yield str(folder)
    _run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder)


@pytest.fixture
def postgres(server: str) -> str:
    """The URL of a new database."""
    name = f"ledger_{next(_NUMBERS)}"
    with psycopg.connect(host=server, user="newsspider", dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"postgresql://newsspider@/{name}?host={server}"


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
