"""Somebody's folder: what is written there, and processes that run in it, knowing nothing of this project's tree."""

from __future__ import annotations

import fcntl
import os
import subprocess
from importlib.util import cache_from_source
from pathlib import Path
from textwrap import dedent
from typing import Any

from tests import starting
from tests.conftest import ROOT, Ran

SAMPLES = ROOT / "newsspider" / "samples"
# What differs between two runs of the same input.
_OF_THE_RUN = "fetched"
_SECONDS = 90
_STRICT = ROOT / "tests" / "strict"

PAGE = """<html><head><title>{title}</title></head><body><h1>{title}</h1><p>2026-11-02 09:30</p>
<article><p>{text}</p><p>港务集团表示，新开的三条近洋航线带来近半数的增量，明年还将再开两条。</p></article></body></html>"""


class Project:
    """A folder; `python` runs a module that lies in it, `scrapy` and `newsspider` the commands."""

    def __init__(self, folder: Path, *, real: bool = False) -> None:
        self.folder = folder
        self.real = real
        self.variables: dict[str, str] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, **files: str) -> Project:
        """Write modules, `__` in their names being the dot of a package, and return the project."""
        for name, text in files.items():
            path = self.folder / (name.replace("__", "/") + ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
            # Python takes what it compiled before for current, where size and second of the source are the same.
            Path(cache_from_source(path)).unlink(missing_ok=True)
        return self

    def config(self, module: str) -> Project:
        """Let the folder be a Scrapy project with these settings, and return it."""
        (self.folder / "scrapy.cfg").write_text(f"[settings]\ndefault = {module}\n", encoding="utf-8")
        return self

    def start(self, *command: str | Path, **how: Any) -> subprocess.Popen[str]:
        """Return the process of `python -m COMMAND`, begun."""
        env = {**environment(self.folder), **self.variables}
        return starting.start(list(map(str, command)), self.folder, env=env, real=self.real, **how)

    def python(self, *command: str | Path, **how: Any) -> Ran:
        """Return the process of `python -m COMMAND` when it has ended."""
        process = self.start(*command, **how)
        try:
            stdout, stderr = process.communicate(timeout=_SECONDS)
        finally:
            process.kill()
        return Ran(process.returncode, stdout, stderr, self.folder)

    def scrapy(self, *args: str | Path, **how: Any) -> Ran:
        """Return the process of `scrapy ARGS` when it has ended."""
        return self.python("scrapy", *args, **how)

    def newsspider(self, *args: str | Path, **how: Any) -> Ran:
        """Return the process of `newsspider ARGS` when it has ended."""
        return self.python("newsspider", *args, **how)

    @property
    def made(self) -> list[str]:
        """What a run leaves: the names below the folder that are neither Python's nor the project's."""
        found = (path.relative_to(self.folder) for path in self.folder.rglob("*") if path.is_file())
        return sorted(
            str(path) for path in found if path.suffix not in (".py", ".pyc", ".cfg", ".toml", ".egg-info")
        )

    @property
    def is_locked(self) -> bool:
        """Whether somebody holds the lock on the default output folder."""
        with (self.folder / "output" / ".lock").open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a process in *folder* that finds this package as if it were installed."""
    left_out = ("SCRAPY_", "NEWSSPIDER_", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    path = os.pathsep.join([str(_STRICT), str(ROOT), str(folder)])
    return {**kept, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}


def same(ran: Ran, other: Ran) -> None:
    """Assert that two runs have left the same posts and the same records."""
    assert ran.posts
    assert ran.posts == other.posts
    assert _compared(ran.records) == _compared(other.records)
    assert ran.outcomes == other.outcomes
    assert _untimed(ran.rejected) == _untimed(other.rejected)


def _untimed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "time": None} for row in rows]


def _compared(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in one.items() if name != _OF_THE_RUN} for one in records]
