"""The names of runs, as they are in the names of files."""

from __future__ import annotations

from pathlib import Path

from scrapy.settings import Settings

from newsspider import options
from newsspider.run.lock import run_name


def test_the_files_of_runs_of_one_second_sort_in_the_order_of_the_runs(tmp_path: Path) -> None:
    settings = Settings()
    settings.setmodule("newsspider.settings")
    settings.update({"NEWSSPIDER_OUTPUT": str(tmp_path), "NEWSSPIDER_NOW": "2026-11-23T09:58:32+08:00"})
    run = options.read(settings)
    (tmp_path / "articles").mkdir()
    made = []
    for _ in range(101):
        path = tmp_path / "articles" / f"{run_name(run, 'seeds')}.jsonl"
        path.touch()
        made.append(path)
    assert made[0].name == "seeds-20261123-095832.jsonl"
    assert sorted(tmp_path.glob("articles/*.jsonl")) == made
    assert sorted(path.stem for path in made) == [path.stem for path in made]
