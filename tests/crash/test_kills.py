"""Promises 1 to 3 of the ledger, for chosen moments; `python -m tests.crash` tries many more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from signal import SIGINT, SIGKILL, SIGTERM

import pytest

from tests.crash import harness, killing
from tests.crash.killing import Moment

pytestmark = pytest.mark.slow
_SEEDS = 300


@dataclass(frozen=True)
class Calm:
    """What an undisturbed run leaves, and the moments that it passes."""

    left: harness.Left
    moments: dict[str, int]


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    harness.write_corpus(folder, _SEEDS)
    return folder


@pytest.fixture(scope="module")
def calm(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Calm:
    folder = tmp_path_factory.mktemp("calm")
    code, said = killing.ended(harness.start(folder, seeds, at=f"count:{folder / 'moments'}"))
    assert code == 0, said
    left = harness.left(folder)
    assert len(left.posts) == len(left.lines) == _SEEDS + _SEEDS // 20
    assert sum("岚浦日报" in line for line in left.lines) == _SEEDS // 20  # each completed by its copy
    return Calm(left, dict(killing.counted(folder / "moments")))


MOMENTS: dict[str, Sequence[Moment]] = {
    "each of the first commits": [Moment("commit", number) for number in (1, 2, 3, 4, 5)],
    "inside of transactions": [Moment("committing", number) for number in (2, 4, 5, 6, 7)],
    "the first post, then among the posts": [Moment("post", 1), Moment("post", 100)],
    "among the posts, again and again": [Moment("post", 70), Moment("post", 90), Moment("post", 1)],
    "the first file, then the next": [Moment("output", 1), Moment("output", 1), Moment("output", 2)],
    "a commit of each run": [Moment("commit", number) for number in (9, 8, 7, 6)],
    "SIGTERM among the posts": [Moment("post", 50, SIGTERM), Moment("post", 50, SIGTERM)],
    "SIGTERM at a commit": [Moment("commit", 6, SIGTERM)],
    "SIGINT, then a kill": [Moment("post", 20, SIGINT), Moment("post", 20, SIGKILL)],
}


@pytest.mark.parametrize("moments", MOMENTS.values(), ids=MOMENTS)
def test_killed_and_run_again(moments: Sequence[Moment], seeds: Path, calm: Calm, tmp_path: Path) -> None:
    assert harness.until_it_ends(tmp_path, seeds, moments) == []
    assert harness.differences(calm.left, harness.left(tmp_path)) == []


@pytest.mark.parametrize("number", range(4))
def test_killed_at_a_drawn_moment(number: int, seeds: Path, calm: Calm, tmp_path: Path) -> None:
    random = Random(number)
    kind = random.choice([kind for kind, count in calm.moments.items() for _ in range(min(count, 30))])
    moment = Moment(kind, random.randint(1, calm.moments[kind]))
    assert harness.until_it_ends(tmp_path, seeds, [moment]) == []
    assert harness.differences(calm.left, harness.left(tmp_path)) == []


@pytest.mark.parametrize("number", range(4))
def test_a_disk_that_fills_up_and_is_given_room(number: int, seeds: Path, calm: Calm, tmp_path: Path) -> None:
    room = Random(number).randint(3_000, 900_000)
    code, said = killing.ended(harness.start(tmp_path, seeds, room=room))
    assert code == 1, said
    assert "Traceback" not in said
    assert said.count("newsspider:") == 1
    code, said = killing.ended(harness.start(tmp_path, seeds))
    assert code == 0, said
    assert harness.differences(calm.left, harness.left(tmp_path)) == []
