"""Shipped patterns run without a timer, because a search for them cannot take long, whatever the text.

`ambiguity` proves it from the pattern: the time of a search grows no faster than the text.
"""

from __future__ import annotations

from typing import Any

import pytest

from newsspider.clean import rules
from newsspider.clean.rule_tables import shipped
from newsspider.clean.rules import PatternRule
from tests.clean import ambiguity

_PATTERNS = [
    pytest.param(table[key], id=f"{table['id']}-{key}")
    for table in shipped("rule", "rules")
    for key in ("text", "comment", "unless", "until", "links_to", "not_below")
    if key in table
]


@pytest.mark.parametrize("pattern", _PATTERNS)
def test_a_search_takes_no_longer_than_the_text_is(pattern: str) -> None:
    assert not ambiguity.is_more_than_linear(pattern)


@pytest.mark.parametrize(
    ("pattern", "grows"),
    [
        ("(?:a*)*b", "exponentially"),
        ("(?:a|a)*b", "exponentially"),
        ("(?:ab|a|b)*c", "exponentially"),
        ("(?:a|b?)*c", "exponentially"),
        (r"^(?:a\S{2,9}\s*){3,}$", "exponentially"),
        ("a*b", "as a power"),
        ("^a*a*b", "as a power"),
        ("a.*b", "as a power"),
    ],
)
def test_the_proof_finds_what_takes_long(pattern: str, grows: str) -> None:
    assert ambiguity.is_exponential(pattern) is (grows == "exponentially")
    assert ambiguity.is_more_than_linear(pattern)


@pytest.mark.parametrize(
    "pattern", ["^a*b", "a[^a]*$", "^(?:a{0,9}b){0,9}$", r"^(?:\w+\s)*\w+$", r"^(?:a\S{2,9}(?!\S)\s*)+$"]
)
def test_the_proof_knows_what_does_not(pattern: str) -> None:
    assert not ambiguity.is_more_than_linear(pattern)


def _patterns(rule: PatternRule) -> list[Any]:
    every = (rule.pattern, rule.unless, rule.until, rule.links_to, rule.not_below)
    return [each for each in every if each is not None]


def test_shipped_patterns_have_no_timer() -> None:
    loaded = rules.load()
    timers = [each.seconds for rule in (*loaded.comments, *loaded.texts) for each in _patterns(rule)]
    assert len(timers) == len(_PATTERNS)
    assert set(timers) == {None}


def test_a_rule_that_a_user_touches_has_a_timer() -> None:
    shipped_rules = rules.load()
    own: list[dict[str, Any]] = [
        {"id": shipped_rules.texts[0].rule.id, "longest": 100_000},
        {"id": shipped_rules.comments[0].rule.id, "longest": 100_000},
        {"id": "mine", "text": "(?:甲|乙)+$", "why": "seen below every page"},
    ]
    loaded = rules.load(own)
    timed = {
        rule.rule.id
        for rule in (*loaded.comments, *loaded.texts)
        if all(each.seconds is not None for each in _patterns(rule))
    }
    assert timed == {table["id"] for table in own}
