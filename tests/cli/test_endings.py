"""How a run ends: what it may replace, what its exit code is, and what it says."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, Newsspider

_SEEDS = ("crawl", "seeds", "-a", "path=seeds")
_OLD = '{"id": "old"}\n'


@pytest.fixture
def seeds(write_seed: Callable[..., Path]) -> None:
    for number in range(30):
        write_seed(f"{number:02}.md")


@pytest.mark.usefixtures("seeds")
def test_a_limit_replaces_nothing_and_is_named(run_newsspider: Newsspider) -> None:
    path = run_newsspider.folder / "x.jsonl"
    path.write_text(_OLD, encoding="utf-8")
    limited = ("-s", "CLOSESPIDER_ITEMCOUNT=3", "-s", "NEWSSPIDER_READ_AHEAD=1")
    ran = run_newsspider(*_SEEDS, "-O", "x.jsonl", *limited)
    assert ran.code == 0
    assert path.read_text(encoding="utf-8") == _OLD
    assert "the run was ended by CLOSESPIDER_ITEMCOUNT=3" in ran.stdout
    assert 0 < len(ran.records) < 30
    # What was met is in the other outputs; the next run gives the file all.
    assert len(ran.posts) == len(ran.records)
    again = run_newsspider(*_SEEDS, "-O", "x.jsonl")
    assert again.code == 0
    assert len(path.read_text(encoding="utf-8").splitlines()) == 30
    ids = [record["id"] for record in again.records]
    assert (len(ids), len(set(ids))) == (30, 30)


@pytest.mark.usefixtures("seeds")
def test_a_memory_limit_is_a_failure(run_newsspider: Newsspider) -> None:
    path = run_newsspider.folder / "x.jsonl"
    path.write_text(_OLD, encoding="utf-8")
    ran = run_newsspider(*_SEEDS, "-O", "x.jsonl", "-s", "MEMUSAGE_LIMIT_MB=5", "--quiet")
    assert ran.code == 1
    assert "the memory limit, MEMUSAGE_LIMIT_MB=5" in ran.stderr.splitlines()[-1]
    assert path.read_text(encoding="utf-8") == _OLD
    assert run_newsspider(*_SEEDS, "-O", "x.jsonl").code == 0
    assert len(path.read_text(encoding="utf-8").splitlines()) == 30


def _shell(run: Newsspider, command: str) -> subprocess.CompletedProcess[str]:
    """Return the end of *command* in a shell, `NEWS` being the crawl of the seeds."""
    news = f"{sys.executable} -m newsspider {' '.join(_SEEDS)}"
    return subprocess.run(
        ["bash", "-c", command.replace("NEWS", news)],
        cwd=run.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.usefixtures("seeds")
@pytest.mark.parametrize(
    "streams",
    [
        ">/dev/full",
        "2>/dev/full >/dev/full",
        ">&-",
        "2>&- >&-",
        "<&- >&- 2>&-",
        "| true; exit ${PIPESTATUS[0]}",
    ],
)
def test_a_stream_that_takes_nothing_costs_nothing(run_newsspider: Newsspider, streams: str) -> None:
    assert _shell(run_newsspider, f"NEWS {streams}").returncode == 0
    assert len(list((run_newsspider.folder / "output" / "posts").glob("*.md"))) == 30
    assert len(list((run_newsspider.folder / "output" / "reports").glob("*.json"))) == 1


def test_a_command_whose_output_is_lost_says_so(run_newsspider: Newsspider) -> None:
    command = f"{sys.executable} -m newsspider schema >/dev/full"
    ran = _shell(run_newsspider, command)
    assert ran.returncode == 1
    assert "No space left" in ran.stderr
    assert "Exception" not in ran.stderr


@pytest.mark.usefixtures("seeds")
def test_a_terminal_that_goes_away_ends_the_run_as_a_signal_does(run_newsspider: Newsspider) -> None:
    ours, theirs = pty.openpty()
    process = run_newsspider.start(
        *_SEEDS, "-s", "NEWSSPIDER_READ_AHEAD=1", stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    while not (run_newsspider.folder / "output" / "ledger.db").exists():
        time.sleep(0.02)
    os.close(ours)
    process.send_signal(signal.SIGHUP)
    assert process.wait(60) in (0, 143)
    assert run_newsspider(*_SEEDS).code == 0
    assert len(list((run_newsspider.folder / "output" / "posts").glob("*.md"))) == 30


@pytest.mark.usefixtures("seeds")
@pytest.mark.parametrize("after", [0.3, 0.6, 1.0, 1.5])
def test_an_interrupt_in_the_first_second_shows_no_traceback(
    run_newsspider: Newsspider, after: float
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "newsspider", *_SEEDS],
        cwd=run_newsspider.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    # Before anything of ours runs, Python itself ends by the signal, or with 1 where it still reads its site.
    assert process.returncode in (0, 130, -signal.SIGINT, *([1] if "newsspider" not in stderr else []))
    assert "newsspider/" not in stderr


_EARLY = """
import os
import signal

from scrapy.resolver import CachingThreadedResolver


class Interrupting(CachingThreadedResolver):
    def install_on_reactor(self):
        super().install_on_reactor()
        self.reactor.addSystemEventTrigger("during", "startup", os.kill, os.getpid(), signal.SIGINT)
"""


@pytest.mark.usefixtures("seeds")
def test_an_interrupt_while_the_reactor_starts_ends_the_run(run_newsspider: Newsspider) -> None:
    (run_newsspider.folder / "early.py").write_text(_EARLY, encoding="utf-8")
    ran = run_newsspider(*_SEEDS, "-s", "TWISTED_DNS_RESOLVER=early.Interrupting")
    assert ran.code == 130
    assert "Traceback" not in ran.stderr
    assert run_newsspider(*_SEEDS).outcomes == {"kept": 30}
