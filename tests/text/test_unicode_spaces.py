from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.text import unicode


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("　　早盘　小幅\xa0高开 ", "早盘 小幅 高开"),
        ("沪\u200b指\ufeff收\u2060涨", "沪指收涨"),
        ("一行\r\n二行\t三行\u2028四行", "一行 二行 三行 四行"),
        ("A \u200b　 B", "A B"),
        ("\u3000\u200b", ""),
        ("", ""),
        ("家\u200d人", "家\u200d人"),
    ],
)
def test_squeeze_leaves_single_spaces_and_joiners(text: str, expected: str) -> None:
    assert unicode.squeeze(text) == expected


def test_strip_takes_ideographic_and_zero_width_spaces_from_the_ends_only() -> None:
    text = "\ufeff　\xa0中　国\u200b\n"
    assert unicode.strip(text) == "中　国"


def test_bare_and_visible_count_what_a_reader_sees() -> None:
    assert unicode.bare("　沪 指\u200b\n3000 点") == "沪指3000点"
    assert unicode.visible("　沪 指\u200b\n3000 点") == 7


@given(st.text())
def test_squeeze_is_idempotent_and_loses_no_visible_character(text: str) -> None:
    once = unicode.squeeze(text)
    assert unicode.squeeze(once) == once
    assert unicode.bare(once) == unicode.bare(text)
    assert once == unicode.strip(once)


@given(st.characters())
def test_every_blank_that_python_knows_is_stripped(character: str) -> None:
    assert (unicode.strip(character) == "") == (unicode.bare(character) == "")
