"""Real scraps of promotion and furniture, each between two sentences of a seed: what FIELD says of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Newsspider

pytestmark = pytest.mark.shared

_HEAD = """
---
title: '{title}'
categories: \n - 金融
 - 新浪财经
 - 新浪财经－国內
headimg: 'https://picsum.photos/400/300?random=42'
author: 新浪财经
comments: false
date: Sat, 09 Oct 2021 11:41:14 GMT
thumbnail: 'https://picsum.photos/400/300?random=42'
---

<div>   \n"""
_BEFORE = "远帆重工九日在陵江发布三季度经营快报，订单总额比去年同期增长了一成半。"
_AFTER = "公司预计，四季度的交付节奏将快于前三个季度，全年目标没有改变。"
_TAIL = "\n  \n</div>\n            "


@pytest.fixture(scope="module")
def records(shared: Path, module_newsspider: Newsspider) -> dict[str, dict[str, Any]]:
    """Return the record of each snippet's seed by the snippet's number."""
    folder = module_newsspider.folder / "seeds"
    folder.mkdir()
    for snippet in (shared / "data" / "snippets").glob("*.html"):
        body = f"<p>　　{_BEFORE}</p>\n{snippet.read_text(encoding='utf-8')}\n<p>　　{_AFTER}</p>"
        number = snippet.name[:2]
        seed = _HEAD.format(title=f"远帆重工三季度快报之{number}") + body + _TAIL
        # A word of its own keeps each seed's text apart from the others'.
        (folder / f"{number}.md").write_text(seed.replace("一成半", f"一成半（{number}）"), encoding="utf-8")
    ran = module_newsspider("crawl", "seeds", "-a", f"path={folder}")
    assert ran.report["outcomes"] == {"kept": 5}
    return {record["origin"]["locator"][:2]: record for record in ran.records}


def _between(record: dict[str, Any]) -> str:
    """Return the text that stands between the two sentences, without white space around it."""
    text: str = record["text"]
    assert text.startswith(_BEFORE[:20])
    assert text.endswith(_AFTER)
    return text.split("一成半", 1)[1].split("。", 1)[1][: -len(_AFTER)].strip()


@pytest.mark.parametrize("number", ["01", "05", "07"])
def test_promotion_and_empty_places_leave_nothing(records: dict[str, dict[str, Any]], number: str) -> None:
    record = records[number]
    assert _between(record) == ""
    assert record["images"] == []
    assert record["cover"] is None
    assert "<" not in record["markdown"]


def test_the_linker_s_comment_gives_the_codes(records: dict[str, dict[str, Any]]) -> None:
    assert records["01"]["stocks"] == ["sz000686", "sz002926", "sz300059"]


def test_a_linked_name_stays_and_its_codes_become_a_field(records: dict[str, dict[str, Any]]) -> None:
    record = records["08"]
    assert _between(record) == "沪深300指数"
    assert "finance.sina.com.cn" not in record["markdown"]
    assert record["stocks"] == ["sh000300", "sz399300"]


def test_a_cell_of_three_paragraphs_is_one_cell(records: dict[str, dict[str, Any]]) -> None:
    record = records["11"]
    assert _between(record) == "现价总量（亿元）"
    assert "<" not in record["markdown"]
    assert [line.strip("| ") for line in record["markdown"].splitlines() if "现价总量" in line] == [
        "现价总量（亿元）"
    ]
