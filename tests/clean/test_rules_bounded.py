"""Shipped patterns that run without a timer cannot take long, whatever the text.

A search takes exponential time only where something that can be split in several ways is repeated. In these
patterns single characters alone are repeated, so the time is a power of the text's length, which is short.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from newsspider.clean import rules
from newsspider.clean.rule_tables import shipped

_parser: Any = import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")
# Repeats up to this are written out: `(?:甲|乙){2}`.
_FEW = 3
_LONGEST = 600  # characters
_SINGLE = {"LITERAL", "NOT_LITERAL", "IN", "ANY", "CATEGORY"}
_PATTERNS = [
    pytest.param(table[key], id=f"{table['id']}-{key}")
    for table in shipped("rule", "rules")
    if "text" in table and table["id"] not in rules.TIMED
    for key in ("text", "unless")
    if key in table
]


def _repeated(items: Any) -> Iterator[Any]:
    """Yield what is repeated more than a few times, however deep it is in *items*."""
    for operation, argument in items:
        name = str(operation)
        if name.endswith("REPEAT"):
            _, most, body = argument
            if int(most) > _FEW:
                yield body
            yield from _repeated(body)
        elif name == "BRANCH":
            for branch in argument[1]:
                yield from _repeated(branch)
        elif name in {"SUBPATTERN", "ASSERT", "ASSERT_NOT", "ATOMIC_GROUP"}:
            yield from _repeated(argument if name == "ATOMIC_GROUP" else argument[-1])


@pytest.mark.parametrize("pattern", _PATTERNS)
def test_only_single_characters_are_repeated(pattern: str) -> None:
    for body in _repeated(_parser.parse(pattern)):
        assert len(body) == 1
        assert str(body[0][0]) in _SINGLE


def test_what_has_no_timer_is_searched_in_short_texts_and_shipped() -> None:
    untimed = [each for each in rules.load().texts if each.pattern.seconds is None]
    assert {each.rule.id for each in untimed}.isdisjoint(rules.TIMED)
    assert all(0 < each.rule.longest <= _LONGEST for each in untimed)


def test_a_rule_that_a_user_touches_has_a_timer() -> None:
    one = next(each.rule.id for each in rules.load().texts if each.pattern.seconds is None)
    own: list[dict[str, Any]] = [
        {"id": one, "longest": 100_000},
        {"id": "mine", "text": "(?:甲|乙)+$", "why": "seen below every page"},
    ]
    timed = {each.rule.id for each in rules.load(own).texts if each.pattern.seconds is not None}
    assert timed == rules.TIMED | {one, "mine"}
