from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.text.unicode import nfkc


@given(st.text())
def test_it_is_nfkc(text: str) -> None:
    assert nfkc(text) == unicodedata.normalize("NFKC", text)


@given(st.text(alphabet="，：　；（）！？％\xa0…ｱ゙ﾞé\u0301\u3099\u0338=<>1a中"))
def test_it_is_nfkc_of_what_is_replaced_first(text: str) -> None:
    assert nfkc(text) == unicodedata.normalize("NFKC", text)


@pytest.mark.parametrize(
    ("text", "plain"), [("１，１００．５％", "1,100.5%"), ("（ＬＰＲ）", "(LPR)"), ("abc", "abc")]
)
def test_full_width_is_plain(text: str, plain: str) -> None:
    assert nfkc(text) == plain
