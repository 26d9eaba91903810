from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.render.text import summarise

CASES = [
    ("", 20, ""),
    ("一。二！三？", 20, "一。二！三？"),
    ("一二三四。五六七八。九十。", 11, "一二三四。五六七八。"),
    ("他说：“要有韧劲。”会后散会了。", 11, "他说：“要有韧劲。”"),
    ("第一段。\n\n第二段", 20, "第一段。第二段"),
    ("小标题\n\n正文。", 20, "小标题 正文。"),
    ("It is 3.5 per cent. Not more.", 20, "It is 3.5 per cent."),
    ("沉默……然后走了。", 5, "沉默……"),
    ("一二三四五六七八九十", 6, "一二三四五…"),
    ("营业收入为1，135.77亿元", 8, "营业收入为…"),
    ("营业收入为11,135.77亿元", 8, "营业收入为…"),
    ("1. 一。\n2. 二。", 6, "1. 一。"),
    ("abcdefghij", 5, "abcd…"),
    ("一　二\t三。", 20, "一 二 三。"),
]


@pytest.mark.parametrize(("text", "limit", "summary"), CASES)
def test_summary(text: str, limit: int, summary: str) -> None:
    assert summarise(text, limit) == summary


@given(st.text(st.sampled_from("一二。！？…”. \n\t　a1,%“")), st.integers(2, 40))
def test_a_summary_is_one_short_line_of_the_text(text: str, limit: int) -> None:
    summary = summarise(text, limit)
    assert len(summary) <= limit
    assert summary == " ".join(summary.split())
    assert bool(summary) == bool(text.strip())
    assert "".join(text.split()).startswith("".join(summary.removesuffix("…").split()))
