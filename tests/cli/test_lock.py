"""Two runs at once: one works, the other ends with 75 or waits; the kernel frees the lock of one that is gone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Newsspider, drained
from tests.crash import killing

pytestmark = pytest.mark.real_starts

_RUN = ("crawl", "seeds", "-a", "path=seeds")
_NOW = ("-s", "NEWSSPIDER_NOW=2026-11-23T09:58:32+08:00")


@pytest.fixture
def holder(run_newsspider: Newsspider, write_seed: Callable[..., Path]) -> subprocess.Popen[str]:
    """A run that has stored its article and holds the lock until somebody reads its output from `pipe`."""
    write_seed("a.md")
    os.mkfifo(run_newsspider.folder / "pipe")
    process = run_newsspider.start(*_RUN, *_NOW, "-o", "pipe:jsonl")
    posts = run_newsspider.folder / "output" / "posts"
    killing.wait_until(lambda: any(posts.glob("*.md")), process)
    return process


def _let_go(runner: Newsspider, process: subprocess.Popen[str]) -> int:
    """Read what *process* writes and return its exit code."""
    line = drained(runner.folder / "pipe", process)
    assert json.loads(line)["title"] == "标题 a.md"
    return process.returncode


def test_the_other_run_ends_with_75_and_names_the_one_that_works(
    run_newsspider: Newsspider, holder: subprocess.Popen[str]
) -> None:
    for more in ((), ("-s", "NEWSSPIDER_LOCK_WAIT=0.3")):
        ran = run_newsspider(*_RUN, *more)
        assert (ran.code, ran.stdout) == (75, "")
        assert ran.stderr == (
            f"newsspider: another run, process {holder.pid}, started 2026-11-23T09:58:32+08:00, "
            "uses output; wait until it ends, or set NEWSSPIDER_LOCK_WAIT\n"
        )
    # Another folder is another lock, and a wrong use is told first.
    assert run_newsspider(*_RUN, "-s", "NEWSSPIDER_OUTPUT=other").code == 0
    assert run_newsspider(*_RUN, "-O", "x.xyz").code == 2
    assert _let_go(run_newsspider, holder) == 0
    ran = run_newsspider(*_RUN)
    assert (ran.code, ran.outcomes) == (0, {"unchanged": 1})


def test_a_run_may_wait_for_the_other(run_newsspider: Newsspider, holder: subprocess.Popen[str]) -> None:
    waiter = run_newsspider.start(*_RUN, "-s", "NEWSSPIDER_LOCK_WAIT=50")
    assert run_newsspider(*_RUN).code == 75
    assert waiter.poll() is None
    assert _let_go(run_newsspider, holder) == 0
    stdout, stderr = waiter.communicate(timeout=50)
    assert (waiter.returncode, stderr) == (0, "")
    assert "unchanged  1" in stdout


def test_a_run_that_was_killed_holds_nothing(
    run_newsspider: Newsspider, holder: subprocess.Popen[str]
) -> None:
    killing.end_now(holder, signal.SIGKILL)
    ran = run_newsspider(*_RUN)
    assert (ran.code, ran.stderr) == (0, "")
    assert (ran.outcomes, len(ran.posts), len(ran.records)) == ({"unchanged": 1}, 1, 1)
