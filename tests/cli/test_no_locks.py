"""A system without file locks, as Windows is: a run says what to do, and everything else works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

_MAIN = "import sys; sys.modules['fcntl'] = None; from newsspider.cli import main; main(sys.argv[1:])"


def _run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _MAIN, *args],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "command", ["--version", "schema", "list", "channels", "init x", "settings --get BOT_NAME"]
)
def test_what_is_no_run_works(tmp_path: Path, command: str) -> None:
    ran = _run(tmp_path, *command.split())
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("command", ["crawl seeds -a path=.", "reclean --dry-run", "crawl sina_finance"])
def test_a_run_names_what_to_use(tmp_path: Path, command: str) -> None:
    ran = _run(tmp_path, *command.split())
    assert ran.returncode == 2
    assert ran.stderr.startswith("newsspider: a run needs the file locks of Linux or macOS;")
    assert "WSL" in ran.stderr
    assert list(tmp_path.iterdir()) == []
