"""The line of progress: on a terminal only, and gone at the end."""

from __future__ import annotations

import os
import pty
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from newsspider.extensions import progress
from newsspider.model.outcomes import Outcome
from tests.conftest import Newsspider


def _on_a_terminal(runner: Newsspider, *args: str) -> str:
    """Return what a run wrote to the terminal that was its stderr."""
    ours, theirs = pty.openpty()
    process = runner.start("crawl", "seeds", "-a", "path=seeds", *args, stderr=theirs, env={"TERM": "xterm"})
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:  # the other end of a terminal is closed
        pass
    finally:
        os.close(ours)
    process.communicate(timeout=30)
    assert process.returncode == 0
    return shown.decode("utf-8")


def test_a_terminal_shows_it(run_newsspider: Newsspider, write_seed: Callable[..., Path]) -> None:
    write_seed("a.md")
    assert "1 inputs  kept 1" in _on_a_terminal(run_newsspider)


def test_quiet_shows_nothing(run_newsspider: Newsspider, write_seed: Callable[..., Path]) -> None:
    write_seed("a.md")
    assert _on_a_terminal(run_newsspider, "--quiet") == ""


def test_it_tells_the_share_and_what_is_read(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    for name in ("a.md", "b.md"):
        write_seed(name)
    shown = _on_a_terminal(run_newsspider)
    assert "now " in shown


@pytest.mark.parametrize(
    ("spent", "share", "line"),
    [
        (0.5, None, "40 inputs  kept 40"),
        (10.0, None, "40 inputs  kept 40  4/s"),
        (10.0, 0.25, "40 inputs  kept 40  4/s  25%  about 0:30 left"),
        (600.0, 0.5, "40 inputs  kept 40  0/s  50%  about 10:00 left"),
        (10.0, 0.001, "40 inputs  kept 40  4/s  0%"),
    ],
)
def test_the_time_left_follows_from_the_share(
    monkeypatch: pytest.MonkeyPatch, spent: float, share: float | None, line: str
) -> None:
    class Outcomes:
        inputs = 40

        def __init__(self) -> None:
            self.counts = Counter({Outcome.KEPT: 40})

    class Spider:
        doing = ""

        def share(self) -> float | None:
            return share

    monkeypatch.setattr(progress, "monotonic", lambda: spent)
    assert progress._Watched(cast("Any", Spider()), cast("Any", Outcomes()), since=0.0).line() == line
