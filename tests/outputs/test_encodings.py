"""A file that is appended to has one mark of its encoding, at its beginning."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from newsspider.model.article import Article
from newsspider.outputs.exporters import CsvExporter, JsonLinesExporter
from newsspider.outputs.storages import local_storage


def _append(path: Path, format_: str, encoding: str, title: str) -> None:
    storage = local_storage(
        str(path), feed_options={"format": format_, "overwrite": False, "encoding": encoding}
    )
    file = storage.open(None)  # type: ignore[arg-type]
    kind = CsvExporter if format_ == "csv" else JsonLinesExporter
    exporter = kind(file, encoding=encoding, fields_to_export=["title"])
    exporter.start_exporting()
    exporter.export_item(Article(title=title))
    exporter.export_item(Article(title=title))
    exporter.finish_exporting()
    storage.store(file)
    storage.place()  # type: ignore[union-attr]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf_8_sig", "utf-16", "utf-32", "gb18030"])
@pytest.mark.parametrize("format_", ["jsonl", "csv"])
def test_two_runs_make_one_text(tmp_path: Path, format_: str, encoding: str) -> None:
    path = tmp_path / f"x.{format_}"
    _append(path, format_, encoding, "甲")
    _append(path, format_, encoding, "乙")
    text = path.read_bytes().decode(encoding)
    assert "\ufeff" not in text
    if format_ == "csv":
        found = [row["title"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    else:
        found = [json.loads(line)["title"] for line in text.splitlines()]
    assert found == ["甲", "甲", "乙", "乙"]


def test_a_character_that_an_encoding_lacks_is_an_escape(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    _append(path, "jsonl", "gbk", "甲😀")
    assert [json.loads(line)["title"] for line in path.read_bytes().decode("gbk").splitlines()] == [
        "甲😀"
    ] * 2
