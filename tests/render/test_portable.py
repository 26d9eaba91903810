"""A figure stays what it is where its place on the line is lost; what an engine would misread is said otherwise."""

from __future__ import annotations

import pytest

from newsspider.model.body import Body, Inline, Paragraph, Style, TextRun
from newsspider.render.portable import portable
from newsspider.render.text import to_text

SUP, SUB, STRIKE = Style.SUP, Style.SUB, Style.STRIKE


def runs(*parts: str | tuple[str, Style]) -> list[Inline]:
    return [TextRun(part) if isinstance(part, str) else TextRun(*part) for part in parts]


LINES: list[tuple[str, list[Inline]]] = [
    ("1.2×10⁸吨", runs("1.2×10", ("8", SUP), "吨")),
    ("10⁻³", runs("10", ("−3", SUP))),
    ("10⁻³", runs("10", ("-3", SUP))),
    ("m²", runs("m", ("2", SUP))),
    ("CO₂", runs("CO", ("2", SUB))),
    ("x₁₊₂", runs("x", ("1+2", SUB))),
    ("2ⁿ", runs("2", ("n", SUP))),
    ("10^(8.5)", runs("10", ("8.5", SUP))),
    ("10^(八)吨", runs("10", ("八", SUP), "吨")),
    ("x_(最大)", runs("x", ("最大", SUB))),
    ("10 ^(8 次) 吨", runs("10", (" 8 次 ", SUP), "吨")),
    ("10^(8次)", runs("10", ("8", SUP), ("次", SUP | Style.BOLD))),
    # a sign is no part of a figure, nor is what brackets part from it
    ("药®", runs("药", ("®", SUP))),
    ("增长30%[1]", runs("增长30%", ("[1]", SUP))),
    # two figures are not one
    ("原价 100 80元", runs("原价", ("100", STRIKE), "80元")),
    ("价 -5 3%", runs("价", ("-5", STRIKE), "3%")),
    ("（旧）新", runs("（", ("旧", STRIKE), "）新")),
    ("旧。新", runs(("旧。", STRIKE), "新")),
    ("100 80", runs(("100", STRIKE), " 80")),
    ("10 ⁸ 9", runs("10", ("8", SUP | STRIKE), "9")),
]


@pytest.mark.parametrize(("text", "inlines"), LINES)
def test_a_figure_keeps_its_place(text: str, inlines: list[Inline]) -> None:
    body = Body([Paragraph(inlines)])
    assert to_text(body) == text
    assert to_text(portable(body)) == text


def test_what_every_engine_shows_is_the_same_body() -> None:
    body = Body([Paragraph([TextRun("一"), TextRun("二", Style.BOLD)])])
    assert portable(body) is body
