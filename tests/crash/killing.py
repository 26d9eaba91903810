"""Runs that are ended while they are at work: at a counted moment, after a line, or where a server holds them.

Every test that kills uses this, so that none is green because its kill came before the work, or after it.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGTERM, Signals
from typing import Any

# What a process that was at work ends with.
CODES = {SIGKILL: -SIGKILL, SIGTERM: 128 + SIGTERM, SIGINT: 128 + SIGINT}
_SECONDS = 120
_BETWEEN = 0.005


@dataclass(frozen=True)
class Moment:
    """The *number*th moment of a kind of `at_moment`, and what the process sends itself then."""

    kind: str
    number: int
    signal: Signals = SIGKILL

    def __str__(self) -> str:
        return f"{self.signal.name} at {self.kind} {self.number}"

    @property
    def watched(self) -> str:
        """The argument of `at_moment`."""
        return f"{self.kind}:{self.number}:{self.signal.name}"


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Return exit code and everything said, when the process has ended."""
    _expect_a_cut(process)
    stdout, stderr = process.communicate(timeout=_SECONDS)
    return process.returncode, (stdout or "") + (stderr or "")


def seconds(process: subprocess.Popen[str]) -> float:
    """Return how long a process, begun this moment, takes to its end, which must be a good one."""
    began = time.monotonic()
    code, said = ended(process)
    assert code == 0, f"it ended with {code}: {said[-300:]}"
    return time.monotonic() - began


def _expect_a_cut(process: subprocess.Popen[str]) -> None:
    """Let the pipes of *process* end inside a character, as a kill may leave them."""
    for pipe in (process.stdout, process.stderr):
        if isinstance(pipe, TextIOWrapper) and pipe.errors != "replace":
            pipe.reconfigure(errors="replace")


def end_at(process: subprocess.Popen[str], moment: Moment) -> None:
    """Wait for the end of a process that was begun `at` the moment; raises AssertionError where it never came."""
    code, said = ended(process)
    assert code == CODES[moment.signal], f"{moment} was not reached, or did not end it: {code} {said[-300:]}"


def end_now(process: subprocess.Popen[str], number: Signals) -> None:
    """Send a signal to a process that something holds at its work, and wait for its end."""
    assert process.poll() is None, "it had ended before the signal"
    process.send_signal(number)
    code, said = ended(process)
    assert code == CODES[number], f"it ended with {code}: {said[-300:]}"


def wait_until(holds: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until *holds* says so, which it must while the process is at work."""
    until = time.monotonic() + _SECONDS
    while not holds():
        assert process.poll() is None, f"it ended before: {ended(process)}"
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(_BETWEEN)
    assert process.poll() is None, f"it had ended: {ended(process)}"


def end_after(process: subprocess.Popen[str], lines: int, text: str, number: Signals) -> None:
    """Send a signal after so many lines of output that hold *text*; nothing of it may have been read before."""
    assert process.stdout is not None
    _expect_a_cut(process)
    seen = 0
    while seen < lines:
        line = process.stdout.readline()
        assert line, f"it ended after {seen} such lines"
        seen += text in line
    end_now(process, number)


def counted(path: Path) -> Mapping[str, int]:
    """Return what a run that was begun `at` "count:PATH" has left there."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


AFTER_THE_END = "after the end"
BEFORE_THE_LEDGER = "before there was a ledger"


def place(folder: Path, code: int | None, posts: int) -> str:
    """Return how far runs in *folder* had come, of *posts* posts, when one ended with *code*, or had not ended."""
    output = folder / "output"
    written = len(list((output / "posts").glob("*.md")))
    if code == 0:
        return AFTER_THE_END
    if not (output / "ledger.db").exists():
        return BEFORE_THE_LEDGER
    if written == 0:
        return "before the first post"
    return (
        f"in the {written * 4 // posts + 1}. quarter of the posts"
        if written < posts
        else "after the last post"
    )


def tell(places: Iterable[str]) -> bool:
    """Print where kills landed, and return whether at least half of them found a process at work."""
    landed = Counter(places)
    print(f"{landed.total()} kills:")
    for name, count in sorted(landed.items()):
        print(f"  {count:4}  {name}")
    idle = sum(count for name, count in landed.items() if name.endswith((AFTER_THE_END, BEFORE_THE_LEDGER)))
    if idle * 2 > landed.total():
        print("too few found a process at work")
    return idle * 2 <= landed.total()
