"""Which patterns may match a text, by the literals that each match contains: never too few of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from newsspider.clean.literals import Index, Sought, needed
from newsspider.toml import loads
from tests.clean.cleaning import RULES

_PAIRS: list[dict[str, Any]] = loads(Path(__file__).with_name("pairs.toml").read_text("utf-8"), "pairs.toml")[
    "pair"
]


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("abc", {"abc"}),
        ("ab|cd", {"ab", "cd"}),
        ("ab|c?", None),
        ("点(?:击|此)处?", {"点击", "点此"}),
        ("(?:本文)?责编[:：]", {"责编:", "责编："}),
        ("a.*扫码.*b", {"扫码"}),
        ("(?:扫码|长按)+", {"扫码", "长按"}),
        ("(?:扫码|长按)*", None),
        (r"\d{4}年", {"年"}),
        ("[^甲]乙", {"乙"}),
        ("(?=.*扫码)[^。]", {"扫码"}),
        ("(?!.*扫码)[^。]", None),
        ("(?<=扫码)[^。]", {"扫码"}),
        ("(?i)end", None),
        ("(?i:end)，完", {"，完"}),
        ("(?i)扫码APP", {"扫码"}),
        (r"(甲)乙\1", {"甲乙"}),
        ("(甲)?(?(1)乙|丙)丁", {"丁"}),
        (r"^\s*$", None),
        ("", None),
    ],
)
def test_literals_that_each_match_contains(pattern: str, literals: set[str] | None) -> None:
    assert needed(pattern) == (None if literals is None else frozenset(literals))


def test_a_match_is_always_among_those_that_may_match() -> None:
    texts = {text.strip() for pair in _PAIRS for text in re.split(r"<[^>]*>|\n", pair["before"])}
    matches = 0
    for text in texts:
        anywhere, ends = ({*index.every.numbers(text)} for index in (RULES.anywhere, RULES.at_ends))
        plain = {*RULES.anywhere.plain.numbers(text), *RULES.at_ends.plain.numbers(text)}
        for number, each in enumerate(RULES.texts):
            rule = each.rule
            if len(text) <= rule.longest and each.pattern.search(text):
                matches += 1
                assert number in ends, (rule.id, text)
                assert (number in anywhere) == (rule.where == "any"), (rule.id, text)
                needs_more = bool(rule.linked or rule.links_to or rule.boxed or rule.heading)
                assert (number in plain) != needs_more, (rule.id, text)
    assert matches > len(RULES.texts)


def test_literals_inside_one_another_are_all_found() -> None:
    index = Index([Sought(each, 100) for each in ("新浪财经", "浪财", "财", "新", "经A", "A", None, "没有")])
    assert list(index.numbers("看新浪财经A")) == [0, 1, 2, 3, 4, 5, 6]
    assert list(index.numbers("看")) == [6]


def test_a_long_text_of_beginnings_takes_no_longer_for_them() -> None:
    index = Index([Sought("正文下iframe", 10_000_000), Sought("文正", 10_000_000)])
    assert list(index.numbers("正文" * 200_000)) == [1]


def test_a_text_is_not_asked_for_what_must_be_shorter() -> None:
    index = Index([Sought("甲", 3), Sought("甲", 5), Sought(None, 4)])
    assert [list(index.numbers("甲" * length)) for length in (3, 4, 5, 6)] == [[0, 1, 2], [1, 2], [1], []]
    assert list(Index([Sought(None, -1), Sought(None, 0)]).numbers("")) == [1]
