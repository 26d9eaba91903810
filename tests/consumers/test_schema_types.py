"""`scrapy schema --format …`: the types load a folder of runs in which a column is null in one file.

The file that a library would guess from comes first, and says nothing of the column.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from newsspider.model.article import Article, Image, Origin, OriginKind, record
from newsspider.model.column_types import LIBRARIES
from newsspider.text.dates import BEIJING
from tests.conftest import Newsspider

_NOW = datetime(2021, 10, 9, 10, 0, tzinfo=BEIJING)
_NULLABLE = ("original_title", "updated", "editor", "cover", "duplicate_of", "channel")


def _line(article: Article) -> str:
    values = record(article)
    del values["html"]
    return json.dumps(values, ensure_ascii=False) + "\n"


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """A folder of two runs; the first by name has nulls and empty lists where the second has values."""
    folder = tmp_path / "output" / "articles"
    folder.mkdir(parents=True)
    origin = Origin(OriginKind.POST, "seeds", "a.md", "post", "utf-8")
    bare = [Article(id=f"text:{number:032x}", title="甲", fetched=_NOW, origin=origin) for number in range(3)]
    full = Article(
        id="sina:iabc",
        title="乙",
        published=_NOW,
        authors=["丙"],
        images=[Image("https://n.sinaimg.cn/a.jpg", "图", 10, 20)],
        fetched=_NOW,
        origin=origin,
    )
    for name in _NULLABLE:
        setattr(full, name, _NOW if name == "updated" else "值")
    (folder / "r1.jsonl").write_text("".join(map(_line, bare)), encoding="utf-8")
    (folder / "r2.jsonl").write_text(_line(full), encoding="utf-8")
    return tmp_path


def _polars(runs: Path, page: str) -> list[dict[str, Any]]:
    polars = pytest.importorskip("polars")
    schema = _run(page)["schema"]
    found = polars.scan_ndjson(str(runs / "output/articles/*.jsonl"), schema=schema).collect()
    assert found.schema == schema
    times = polars.col("published").str.to_datetime(time_zone="Asia/Shanghai")
    assert found.with_columns(times)["published"].to_list()[-1] == _NOW
    rows: list[dict[str, Any]] = found.to_dicts()
    return rows


def _datasets(runs: Path, page: str) -> list[dict[str, Any]]:
    datasets = pytest.importorskip("datasets")
    found = datasets.load_dataset(
        "json",
        data_files=str(runs / "output/articles/*.jsonl"),
        features=_run(page)["features"],
        cache_dir=str(runs / "cache"),
    )
    rows: list[dict[str, Any]] = found["train"].to_list()
    return rows


def _duckdb(runs: Path, page: str) -> list[dict[str, Any]]:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        connection.execute(page.replace("output/", f"{runs}/output/"))
        seconds = connection.execute("SELECT epoch(max(published::TIMESTAMPTZ)) FROM articles").fetchone()
        assert seconds == (_NOW.timestamp(),)
        found = connection.execute("SELECT * FROM articles ORDER BY title DESC")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _arrow(runs: Path, page: str) -> list[dict[str, Any]]:
    dataset = pytest.importorskip("pyarrow.dataset")
    found = dataset.dataset(str(runs / "output" / "articles"), schema=_run(page)["schema"], format="json")
    rows: list[dict[str, Any]] = found.to_table().to_pylist()
    return rows


def _run(page: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(page, names)  # noqa: S102 - it is printed to be run
    return names


_LOADERS: dict[str, Callable[[Path, str], list[dict[str, Any]]]] = {
    "polars": _polars,
    "datasets": _datasets,
    "duckdb": _duckdb,
    "arrow": _arrow,
}


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_folder_of_runs_is_loaded_in_the_bad_order(library: str, runs: Path) -> None:
    rows = _LOADERS[library](runs, LIBRARIES[library].render())
    assert len(rows) == 4
    (full,) = (row for row in rows if row["id"] == "sina:iabc")
    times = [_NOW if library == "datasets" else _NOW.isoformat()] * 2
    assert [full["published"], full["updated"]] == times
    assert [full[name] for name in _NULLABLE if name != "updated"] == ["值"] * 5
    image = {"url": "https://n.sinaimg.cn/a.jpg", "caption": "图", "width": 10, "height": 20, "path": None}
    assert full["images"] == [image]
    assert {row["editor"] for row in rows if row is not full} == {None}


def test_the_command_prints_them(run_newsspider: Newsspider) -> None:
    for name, library in LIBRARIES.items():
        ran = run_newsspider("schema", "--format", name)
        assert (ran.code, ran.stdout) == (0, library.render())
    assert json.loads(run_newsspider("schema").stdout) == json.loads(
        run_newsspider("schema", "--format", "json-schema").stdout
    )


def test_an_unknown_format_is_wrong_use(run_newsspider: Newsspider) -> None:
    ran = run_newsspider("schema", "--format", "polar")
    assert ran.code == 2
    assert "unknown schema format 'polar'; did you mean polars?" in ran.stderr
