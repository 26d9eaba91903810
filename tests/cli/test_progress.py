"""The line of progress: on a terminal only, and gone at the end."""

from __future__ import annotations

import os
import pty
from collections.abc import Callable
from pathlib import Path

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
