"""Promises 1 to 3 of the ledger, for a seeded share of moments; `python -m tests.crash` tries more."""

from __future__ import annotations

import signal
from pathlib import Path
from random import Random

import pytest

from tests.crash import harness

_SEEDS = 300


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    harness.write_corpus(folder, _SEEDS)
    return folder


@pytest.fixture(scope="module")
def calm(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> harness.Left:
    folder = tmp_path_factory.mktemp("calm")
    code, said = harness.finish(harness.start(folder, seeds))
    assert code == 0, said
    left = harness.left(folder)
    assert len(left.posts) == len(left.lines) == _SEEDS + _SEEDS // 20
    assert sum("岚浦日报" in line for line in left.lines) == _SEEDS // 20  # each completed by its copy
    return left


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGTERM])
def test_killed_and_run_again(
    number: int, kill: signal.Signals, seeds: Path, calm: harness.Left, tmp_path: Path
) -> None:
    wrong = harness.until_it_ends(tmp_path, seeds, Random(f"{kill}:{number}"), kill, 4.0)
    assert wrong + harness.differences(calm, harness.left(tmp_path)) == []


@pytest.mark.parametrize("number", range(4))
def test_a_disk_that_fills_up_and_is_given_room(
    number: int, seeds: Path, calm: harness.Left, tmp_path: Path
) -> None:
    room = Random(number).randint(3_000, 900_000)
    code, said = harness.finish(harness.start(tmp_path, seeds, room=room))
    assert code == 1, said
    assert "Traceback" not in said
    assert said.count("newsspider:") == 1
    code, said = harness.finish(harness.start(tmp_path, seeds))
    assert code == 0, said
    assert harness.differences(calm, harness.left(tmp_path)) == []
