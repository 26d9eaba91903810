from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from newsspider.render.post import inert
from newsspider.text import unicode


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("<script>alert(1)</script>", "<|script>alert(1)<|/script>"),
        ("<!--more--><?x?>", "<|!--more--><|?x?>"),
        ("&lt;b&gt; &copy 1", "&|lt;b&|gt; &|copy 1"),
        ("&#60;&#x3c;", "&|#60;&|#x3c;"),
        ("constructor", "c|onstructor"),
        ("__proto__", "_|_proto__"),
    ],
)
def test_what_is_more_than_text_is_separated(text: str, joined: str) -> None:
    assert inert(text) == joined.replace("|", "\u2060")


@pytest.mark.parametrize(
    "text", ["", "新闻", "S&P 500", "AT&T、R&D", "1 < 2", "<我和我的祖国>", "a<1", "constructors", "&", "<"]
)
def test_what_is_text_stays(text: str) -> None:
    assert inert(text) == text


_PIECES = st.sampled_from(
    ["<", ">", "&", "b", "/", "!", "?", "--", "amp", ";", "#", "x41", "65", " ", "\u2060", "中"]
)


@given(st.lists(_PIECES, max_size=8).map("".join))
def test_html_sees_nothing_but_text(text: str) -> None:
    shown = LexborHTMLParser(f"<p>{inert(text)}</p>").css_first("p")
    assert shown is not None
    assert shown.css("p *") == []
    assert unicode.without_zero_width(shown.text()) == unicode.without_zero_width(text)
    assert unicode.without_zero_width(inert(text)) == unicode.without_zero_width(text)
