"""Promises 1 to 3 of the ledger for outputs that are one whole file, and for a folder that holds the newest posts."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from signal import SIGKILL, SIGTERM

import pytest

from tests.crash import harness, killing
from tests.crash.killing import Moment

pytestmark = pytest.mark.slow
_SEEDS = 60
_TOML = """
[settings.FEEDS."all.sqlite"]
[settings.FEEDS."feed.atom"]
newest = 20
[settings.FEEDS."all.parquet"]
overwrite = true
[settings.FEEDS.site]
format = "posts"
newest = 20
"""
MOMENTS: dict[str, Sequence[Moment]] = {
    "each file": [Moment("output", number) for number in (1, 2, 2, 1)],
    "a commit of the end, then a file": [Moment("commit", 8), Moment("output", 3), Moment("output", 1)],
    "SIGTERM at a file": [Moment("output", 2, SIGTERM), Moment("output", 2, SIGKILL)],
    "among the posts of two folders": [Moment("post", 70), Moment("post", 30)],
}


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    harness.write_corpus(folder, _SEEDS)
    return folder


def _with_outputs(folder: Path) -> Path:
    (folder / "newsspider.toml").write_text(_TOML, encoding="utf-8")
    return folder


def _left(folder: Path) -> tuple[list[tuple[str, str]], bytes, list[str], list[str]]:
    parquet = pytest.importorskip("pyarrow.parquet")
    with closing(sqlite3.connect(folder / "all.sqlite")) as database:
        rows = database.execute("SELECT id, text FROM articles ORDER BY number").fetchall()
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    ids = sorted(parquet.read_table(folder / "all.parquet", columns=["id"])["id"].to_pylist())
    names = sorted(path.name for path in (*folder.glob(".*"), *(folder / "site").iterdir()) if path.is_file())
    return rows, (folder / "feed.atom").read_bytes(), ids, names


@pytest.fixture(scope="module")
def calm(
    seeds: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[tuple[str, str]], bytes, list[str], list[str]]:
    folder = _with_outputs(tmp_path_factory.mktemp("calm"))
    code, said = killing.ended(harness.start(folder, seeds))
    assert code == 0, said
    left = _left(folder)
    assert len(left[0]) == len(left[2]) == _SEEDS + _SEEDS // 20
    assert len(left[3]) == 20
    return left


@pytest.mark.parametrize("moments", MOMENTS.values(), ids=MOMENTS)
def test_killed_and_run_again(
    moments: Sequence[Moment],
    seeds: Path,
    calm: tuple[list[tuple[str, str]], bytes, list[str], list[str]],
    tmp_path: Path,
) -> None:
    assert harness.until_it_ends(_with_outputs(tmp_path), seeds, moments) == []
    assert _left(tmp_path) == calm
