from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.text.unicode import count_controls, remove_controls


@pytest.mark.parametrize(
    "character",
    list("\x00\x07\x0b\x1b\x7f\x85\x9f\u202e\u2066\u2069\ufeff\ufffe\uffff\ud800\U0010ffff\U000e0041"),
)
def test_what_no_article_may_hold_is_removed(character: str) -> None:
    assert remove_controls(f"央{character}行") == "央行"


@pytest.mark.parametrize("character", list("\t\n\r \xa0\u3000\u200b\u200d\u200e😀"))
def test_spaces_joiners_and_emoji_stay(character: str) -> None:
    assert remove_controls(f"央{character}行") == f"央{character}行"


def test_clean_text_is_handed_back_itself() -> None:
    text = "降准落地"
    assert remove_controls(text) is text


def test_marks_of_order_are_not_counted_as_controls() -> None:
    assert count_controls("a\x00b\x1bc\u202ed\ufeff") == 2


@given(st.text(st.characters(codec=None)))
def test_removal_is_idempotent(text: str) -> None:
    once = remove_controls(text)
    assert remove_controls(once) == once
    assert count_controls(once) == 0
