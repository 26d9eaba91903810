"""The whole set in one run of the command line: every file ends as expected, and nothing else happens."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT, Newsspider, Ran, most_memory
from tests.fuzz.allowed import in_markdown
from tests.hostile import everything
from tests.hostile.places import FORBIDDEN, PLACES, Place

_MEGABYTES = 400
_NOW = ("-s", "NEWSSPIDER_NOW=2026-11-23T09:58:32+08:00")


def _write(folder: Path, places: Mapping[str, Place] = PLACES) -> dict[str, str]:
    """Write all seeds and *places* below *folder*; return the outcome that each input must have."""
    folder.mkdir()
    wanted = {}
    for case in everything():
        (folder / case.name).write_bytes(case.data)
        wanted[case.name] = case.outcome
    for name, (make, locator, outcome) in places.items():
        make(folder / name)
        if locator:
            wanted[locator] = outcome
    return wanted


def _outcomes(ran: Ran) -> dict[str, str]:
    found = {one["locator"]: f"{one['outcome']}:{one['reason']}" for one in ran.rejected}
    found.update({one["origin"]["locator"]: "kept" for one in ran.records})
    return found


@pytest.fixture(scope="module")
def ran(module_newsspider: Newsspider) -> tuple[Ran, dict[str, str]]:
    wanted = _write(module_newsspider.folder / "seeds")
    return module_newsspider("crawl", "seeds", "-a", "path=seeds", *_NOW, seconds=300), wanted


def test_there_are_enough() -> None:
    names = [case.name for case in everything()]
    assert len(names) == len(set(names))
    assert len(names) >= 200


def test_every_input_ends_as_expected(ran: tuple[Ran, dict[str, str]]) -> None:
    done, wanted = ran
    assert _outcomes(done) == wanted
    assert sum(done.outcomes.values()) == len(wanted)
    assert done.code == 3
    assert "Traceback" not in done.stderr


def test_nothing_was_run_or_written_elsewhere(ran: tuple[Ran, dict[str, str]]) -> None:
    done, _ = ran
    names = {path.name for path in done.folder.iterdir()}
    assert names == {"seeds", "output", "outside.md"}
    posts = done.folder / "output" / "posts"
    assert all(path.name.isascii() and path.parent == posts for path in posts.rglob("*"))


def test_what_leaves_is_safe(ran: tuple[Ran, dict[str, str]]) -> None:
    done, _ = ran
    for name, post in done.posts.items():
        _, head, body = post.split("---\n", 2)
        assert not any(ord(character) < 32 and character != "\n" for character in head), name
        in_markdown(body)
    assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.slow
def test_without_privileges_and_within_bounds_of_memory(tmp_path: Path) -> None:
    wanted = _write(tmp_path / "seeds", {**PLACES, **FORBIDDEN})
    code, memory = _measured(tmp_path)
    (tmp_path / "seeds" / "closed").chmod(0o700)  # or nobody could remove it
    assert code == 3
    assert _outcomes(Ran(code, "", "", tmp_path)) == wanted
    assert 0 < memory < _MEGABYTES


def _unprivileged() -> list[str]:
    """Return what to put before a command so that it has no more rights than any user."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root has no setpriv to give its rights up with")
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]


def _measured(folder: Path) -> tuple[int, float]:
    """Return the exit code of a run over `seeds` in *folder*, and the megabytes that it took."""
    command = [
        *_unprivileged(),
        sys.executable,
        "-m",
        "scrapy",
        "crawl",
        "seeds",
        "--quiet",
        "-a",
        "path=seeds",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SCRAPY_SETTINGS_MODULE": "newsspider.settings"}
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL) as process:
        memory = most_memory(process)
    return process.returncode, memory
