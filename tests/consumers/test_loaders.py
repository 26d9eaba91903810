"""The JSONL and the Parquet as four loaders read them: the same rows, every value of the type that it has in JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.consumers.conftest import Written, lack

pytestmark = pytest.mark.slow

Rows = list[dict[str, Any]]
_TIMES = ("published", "updated", "fetched")


def _pandas(jsonl: Path, _: Path) -> Rows:
    frame = import_module("pandas").read_json(jsonl, lines=True)
    rows: Rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return rows


def _polars(jsonl: Path, _: Path) -> Rows:
    # By default it looks at the first hundred lines only, in which a field may be null throughout.
    rows: Rows = import_module("polars").read_ndjson(jsonl, infer_schema_length=None).to_dicts()
    return rows


def _duckdb(jsonl: Path, _: Path) -> Rows:
    rows: Rows = import_module("duckdb").read_json(str(jsonl)).to_arrow_table().to_pylist()
    # From its second version on with their zone, before in UTC and without.
    return [{**row, **{name: _in_utc(row[name]) for name in _TIMES}} for row in rows]


def _datasets(jsonl: Path, folder: Path) -> Rows:
    load = import_module("datasets").load_dataset
    rows: Rows = load("json", data_files=str(jsonl), split="train", cache_dir=str(folder)).to_list()
    return rows


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    return record


def _timed(record: dict[str, Any]) -> dict[str, Any]:
    """Return *record* with its times as instants, for which two of the loaders take them."""
    read = {name: record[name] and datetime.fromisoformat(record[name]) for name in _TIMES}
    return {**record, **{name: _in_utc(moment) for name, moment in read.items()}}


def _in_utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(timezone.utc).replace(tzinfo=None) if moment and moment.tzinfo else moment


def _need(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip or fail without the library of this *name*; let it ask no hub, and keep its files in *folder*."""
    if find_spec(name) is None:
        lack(name)
    for setting in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE"):
        monkeypatch.setenv(setting, "1")
    monkeypatch.setenv("HF_HOME", str(folder / "home"))


@pytest.mark.parametrize(
    ("load", "want"),
    [(_pandas, _plain), (_polars, _plain), (_duckdb, _timed), (_datasets, _timed)],
    ids=["pandas", "polars", "duckdb", "datasets"],
)
def test_the_same_rows_of_the_same_types(
    load: Callable[[Path, Path], Rows],
    want: Callable[[dict[str, Any]], dict[str, Any]],
    written: Callable[[], Written],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = load.__name__.strip("_")
    _need(name, tmp_path, monkeypatch)
    made = written()
    rows = load(made.jsonl, tmp_path)
    assert rows == [want(record) for record in made.records.values()]
    assert all(map(_same_types, rows, map(want, made.records.values())))


# --- Parquet ---


def _pandas_parquet(file: Path, _: Path) -> Rows:
    frame = import_module("pandas").read_parquet(file)
    rows: Rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [_without_arrays(row) for row in rows]


def _polars_parquet(file: Path, _: Path) -> Rows:
    rows: Rows = import_module("polars").read_parquet(file).to_dicts()
    return rows


def _duckdb_parquet(file: Path, _: Path) -> Rows:
    rows: Rows = import_module("duckdb").read_parquet(str(file)).to_arrow_table().to_pylist()
    return rows


def _datasets_parquet(file: Path, folder: Path) -> Rows:
    load = import_module("datasets").load_dataset
    rows: Rows = load("parquet", data_files=str(file), split="train", cache_dir=str(folder)).to_list()
    return rows


def _without_arrays(value: Any) -> Any:
    """Return *value* with lists for the arrays of numpy, in which pandas gives what is nested."""
    if isinstance(value, dict):
        return {key: _without_arrays(one) for key, one in value.items()}
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        value = value.tolist()
    return [_without_arrays(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "load",
    [_pandas_parquet, _polars_parquet, _duckdb_parquet, _datasets_parquet],
    ids=["pandas", "polars", "duckdb", "datasets"],
)
def test_parquet_holds_the_same_rows(
    load: Callable[[Path, Path], Rows],
    written: Callable[[], Written],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = load.__name__.split("_")[1]
    _need(name, tmp_path, monkeypatch)
    made = written()
    rows = load(made.parquet, tmp_path)
    want = [_timed(record) for record in made.records.values()]
    assert all(isinstance(row["fetched"], datetime) for row in rows)
    assert [{**row, **{name: _in_utc(row[name]) for name in _TIMES}} for row in rows] == want
    assert all(map(_same_types, rows, want))


def _same_types(one: Any, other: Any) -> bool:
    """Say whether two equal values are of one type all through: 1 is no 1.0 and no true."""
    if isinstance(other, dict):
        return all(_same_types(one[key], value) for key, value in other.items())
    if isinstance(other, list):
        return all(map(_same_types, one, other))
    return isinstance(other, datetime) or type(one) is type(other)
