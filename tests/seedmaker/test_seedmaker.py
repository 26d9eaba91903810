"""The generator of seeds: the same bytes every time, no two alike, and the main job takes them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Newsspider
from tests.seedmaker import seed_at, write_seeds


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    write_seeds(tmp_path / "a", 20, seed=7)
    write_seeds(tmp_path / "b", 20, seed=7)
    write_seeds(tmp_path / "c", 20, seed=8)
    assert _contents(tmp_path / "a") == _contents(tmp_path / "b")
    assert _contents(tmp_path / "a") != _contents(tmp_path / "c")


def test_the_first_ones_are_the_same_however_many_are_made(tmp_path: Path) -> None:
    write_seeds(tmp_path / "few", 3)
    write_seeds(tmp_path / "many", 9)
    assert _contents(tmp_path / "few").items() <= _contents(tmp_path / "many").items()


def test_no_two_have_the_same_body() -> None:
    assert len({seed_at(index).body for index in range(500)}) == 500


def test_more_copies_than_seeds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="3 duplicates of 2 seeds"):
        write_seeds(tmp_path, 2, duplicates=3)


def test_the_main_job_takes_them_all(run_newsspider: Newsspider, tmp_path: Path) -> None:
    write_seeds(tmp_path / "seeds", 40, duplicates=6)
    ran = run_newsspider("crawl", "seeds", "-a", f"path={tmp_path / 'seeds'}")
    assert ran.code == 0
    assert ran.report["outcomes"] == {"kept": 40, "duplicate": 6}
    facts = {record["title"]: (record["editor"], record["published"][:16]) for record in ran.records}
    for index in range(40):
        seed = seed_at(index)
        editor, minute = facts[seed.title]
        assert editor == seed.editor, seed.name
        assert minute.endswith(f":{seed.published.minute:02d}"), seed.name
