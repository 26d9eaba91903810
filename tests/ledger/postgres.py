"""A PostgreSQL server of its own in a temporary folder, which can be stopped and started again."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from types import TracebackType

import psycopg


def binaries() -> Path | None:
    """Return the folder of the server's programs, None where they are not installed."""
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


class Server:
    """A running server; *programs* is the folder of its programs, *syncs* whether a commit reaches the disk."""

    def __init__(self, programs: Path, *, syncs: bool = False) -> None:
        self._programs = programs
        self._numbers = count(1)
        self.folder = Path(tempfile.mkdtemp(prefix="pg"))
        self._data = self.folder / "data"
        self._settings = f"-k {self.folder} -c listen_addresses='' -c fsync={'on' if syncs else 'off'}"
        user = _unprivileged()
        if user:
            shutil.chown(self.folder, user)
        self.folder.chmod(0o711)
        made = ("-U", "newsspider", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        _run(programs / "initdb", "-D", self._data, *made)
        self.start()

    def start(self) -> None:
        """Start it."""
        log = self.folder / "log"
        _run(self._programs / "pg_ctl", "-D", self._data, "-l", log, "-o", self._settings, "-w", "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it, by `fast` or, as if it had crashed, by `immediate`."""
        _run(self._programs / "pg_ctl", "-D", self._data, "-m", mode, "-w", "stop")

    def database(self) -> str:
        """Return the URL of a new database."""
        name = f"ledger_{next(self._numbers)}"
        place = {"host": str(self.folder), "user": "newsspider", "dbname": "postgres"}
        with psycopg.connect(**place, autocommit=True) as connection:  # type: ignore[arg-type]
            connection.execute(f'CREATE DATABASE "{name}"')
        return f"postgresql://newsspider@/{name}?host={self.folder}"

    def __enter__(self) -> Server:  # noqa: PYI034 - Self is of Python 3.11
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder)
