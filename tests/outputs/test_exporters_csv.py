from __future__ import annotations

import csv
import io

import pytest

from newsspider.model.article import Article
from newsspider.outputs.exporters import CsvExporter


def _cell(title: str) -> str:
    file = io.BytesIO()
    exporter = CsvExporter(file, fields_to_export=["title"])
    exporter.start_exporting()
    exporter.export_item(Article(title=title))
    exporter.finish_exporting()
    (row,) = csv.DictReader(io.StringIO(file.getvalue().decode("utf-8"), newline=""))
    return row["title"]


@pytest.mark.parametrize(
    "title",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "　=1",
        "＝1+1",
        '=cmd|"/c calc"!A1',
        "-2.3%：三连跌",
    ],
)
def test_a_formula_is_text(title: str) -> None:
    assert _cell(title) == f"'{title}"


@pytest.mark.parametrize("titles", [("=1", "'=1", "''=1"), ("\t", "'\t"), (" -2%", "' -2%")])
def test_no_two_texts_are_one_cell(titles: tuple[str, ...]) -> None:
    assert len({_cell(title) for title in titles}) == len(titles)
    assert [_cell(title)[1:] for title in titles] == list(titles)


@pytest.mark.parametrize("title", ["标题", "1=1", "a-b", "'引", "3.5%", "*ST麓岭", '"=1"', ""])
def test_any_other_text_stays(title: str) -> None:
    assert _cell(title) == title
