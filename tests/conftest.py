"""The command line in a process of its own, and seed files to give it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from tests import starting
from tests.ledger import ledger_making
from tests.starting import ROOT

_SECONDS = 60

__all__ = ("ROOT",)

POST = """---
title: '{title}'
date: '{date}'
{matter}---

{body}
"""
BODY = (
    "市场监管总局今日发布公告，自下月起调整部分商品的检验办法，企业须在年底前完成登记，"
    "逾期者按原办法处理，具体细则另行通知，各地可按实际情况安排。"
)


def story(name: str, length: int = 120) -> str:
    """Return a text of about *length* characters that has nothing in common with that of another name."""
    return ledger_making.story(crc32(name.encode()), length)


@dataclass(frozen=True)
class Ran:
    """A process that has ended: its code, what it said, and the folder that it worked in."""

    code: int
    stdout: str
    stderr: str
    folder: Path

    @property
    def posts(self) -> dict[str, str]:
        """The posts of the default folder, by their path in it."""
        found = (self.folder / "output" / "posts").rglob("*.md")
        root = self.folder / "output" / "posts"
        return {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in sorted(found)}

    @property
    def records(self) -> list[dict[str, Any]]:
        """The lines of the default JSONL files."""
        return self.lines("output/articles/*.jsonl")

    @property
    def rejected(self) -> list[dict[str, Any]]:
        """The lines of the rejected files."""
        return self.lines("output/rejected/*.jsonl")

    @property
    def report(self) -> dict[str, Any]:
        """The report of the last run in the folder."""
        paths = (self.folder / "output" / "reports").glob("*.json")
        path = max(paths, key=lambda path: path.stat().st_mtime_ns)
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found

    @property
    def outcomes(self) -> dict[str, int]:
        """How many inputs of the last run ended how."""
        found: dict[str, int] = self.report["outcomes"]
        return found

    def lines(self, pattern: str) -> list[dict[str, Any]]:
        """Return the lines of the files that match *pattern*, parsed."""
        text = "".join(path.read_text(encoding="utf-8") for path in sorted(self.folder.glob(pattern)))
        return [json.loads(line) for line in text.splitlines()]


class Newsspider:
    """Runs `scrapy …` of this project in a folder, with Scrapy's deprecations as errors."""

    def __init__(self, folder: Path, *, real: bool = False) -> None:
        self.folder = folder
        self.real = real
        self._started: list[subprocess.Popen[str]] = []

    def __call__(
        self, *args: str | Path, env: dict[str, str] | None = None, seconds: float = _SECONDS, **how: Any
    ) -> Ran:
        """Return the process of `scrapy ARGS` when it has ended, within *seconds*."""
        process = self.start(*args, env=env, **how)
        stdout, stderr = process.communicate(timeout=seconds)
        return Ran(process.returncode, stdout, stderr, self.folder)

    def start(
        self, *args: str | Path, env: dict[str, str] | None = None, at: str | None = None, **how: Any
    ) -> subprocess.Popen[str]:
        """Return the process of `scrapy ARGS`, begun, *how* as in `starting.start`.

        *at* is a moment of `crash.at_moment` at which it sends itself a signal.
        """
        command = [*(() if at is None else ("tests.crash.at_moment", at)), "scrapy", *map(str, args)]
        process = starting.start(command, self.folder, env, **{"real": self.real, **how})
        self._started.append(process)
        return process

    def end(self) -> None:
        """End what a failed test has left running."""
        for process in self._started:
            if process.poll() is None:
                process.kill()
                process.communicate()


def drained(pipe: Path, process: subprocess.Popen[str]) -> str:
    """Return what *process* writes to *pipe*, less than the pipe holds, when it has ended."""
    descriptor = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        process.communicate(timeout=_SECONDS)
        return os.read(descriptor, 1 << 16).decode("utf-8")
    finally:
        os.close(descriptor)


def most_memory(process: subprocess.Popen[Any]) -> float:
    """Return the megabytes that *process* had at most, when it has ended.

    Not what wait4 tells: that counts the memory of this process, which the child had before its exec.
    """
    highest = 0
    while process.poll() is None:
        highest = max(highest, _high_water(process.pid))
        time.sleep(0.02)
    return highest / 1024


def _high_water(pid: int) -> int:
    """Return the largest resident size of a process so far, in kilobytes; 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = re.search(r"^VmHWM:\s+(\d+)", status, re.MULTILINE)
    return int(found.group(1)) if found else 0


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let all starts be real ones, to see whether it is the fork that a test fails by."""
    parser.addoption("--real-starts", action="store_true", help="start each command in a Python of its own")


def _real(request: pytest.FixtureRequest) -> bool:
    marked = request.node.get_closest_marker("real_starts") is not None
    return marked or bool(request.config.getoption("real_starts"))


@pytest.fixture
def run_newsspider(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Newsspider]:
    """Run the command line in the test's own folder."""
    runner = Newsspider(tmp_path, real=_real(request))
    yield runner
    runner.end()


@pytest.fixture(scope="module")
def module_newsspider(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Newsspider]:
    """Run the command line in a folder that the tests of a module share."""
    runner = Newsspider(tmp_path_factory.mktemp("run"), real=_real(request))
    yield runner
    runner.end()


def write_post(
    path: Path, title: str, body: str = BODY, date: str = "2021-10-09T19:41:14+08:00", **matter: str
) -> Path:
    """Write a post as a person would, *matter* being further keys of its head, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    further = "".join(f"{key}: {value}\n" for key, value in matter.items())
    text = POST.format(title=title, date=date, matter=further, body=body)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def write_seed(tmp_path: Path) -> Callable[..., Path]:
    """Write seeds below `seeds/` of the test's folder: name, then what `write_post` takes."""

    def write(name: str, title: str | None = None, **given: str) -> Path:
        # Each body is its own, or they would be copies of one another.
        given.setdefault("body", story(name))
        return write_post(tmp_path / "seeds" / name, title or f"标题 {name}", **given)

    return write
