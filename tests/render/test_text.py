from __future__ import annotations

import pytest

from newsspider.model.body import (
    Block,
    Body,
    Break,
    Code,
    Divider,
    Heading,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Style,
    Table,
    TextRun,
)
from newsspider.render.text import to_text


def one(text: str) -> Paragraph:
    return Paragraph([TextRun(text)])


CASES: list[tuple[str, list[Block]]] = [
    ("", []),
    ("", [Picture("/a.png", "图"), Divider(), one(" ")]),
    ("一\n\n二", [one("　　一"), one("二　")]),
    ("*ST {x} 一", [Paragraph([TextRun("*ST {x} "), TextRun("一", Style.BOLD, "/x")])]),
    ("一\n二", [Paragraph([TextRun("一 "), Break(), TextRun("　二")])]),
    ("一\n二", [Paragraph([TextRun("一"), Break(), Break(), TextRun("二")])]),
    ("标题\n\n图：一", [Heading(2, [TextRun("标题")]), Picture("/a.png", "别的", "图：一")]),
    ("一\n\n二", [Quote([one("一"), one("二")])]),
    ("一\n二\n三", [ListBlock([[one("一"), one("二")], [one("三")]])]),
    ("1. 一\n2. 二\n三", [ListBlock([[one("一")], [one("二"), one("三")]], ordered=True)]),
    ("1. 一\n3. 二", [ListBlock([[one("一")], [Picture("/a")], [one("二")]], ordered=True)]),
    ("3. 一\n\n4. 二", [ListBlock([[one("一")], [one("二")]], ordered=True, start=3)]),
    (
        "年\t额\n1 2\t",
        [Table([[[TextRun("年")], [TextRun("额")]], [[TextRun("1"), Break(), TextRun("2")], []], [[], []]])],
    ),
    ("a\nb", [Code("a\n\n  b")]),
]


@pytest.mark.parametrize(("text", "blocks"), CASES)
def test_text(text: str, blocks: list[Block]) -> None:
    assert to_text(Body(blocks)) == text
