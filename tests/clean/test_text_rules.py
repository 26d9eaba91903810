"""Rules on text do the same whether each is asked or only those that may match."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from newsspider.clean.literals import Index, Sought
from newsspider.clean.rules import PatternRule, RuleSet, TextIndex, load
from tests.clean.cleaning import PAIRS, RULES, cleaned

# Rules of a user's own, with each key that says where they count.
_KEYS: list[dict[str, Any]] = [
    {"text": "(?i)APP|扫码"},
    {"text": "。$", "where": "tail", "longest": 12},
    {"text": "^[^。]*$", "where": "head", "beside": True},
    {"text": "复牌", "where": "edge", "unless": "公告"},
    {"text": ".", "linked": True, "not_below": "公告"},
    {"text": ".", "links_to": r"//t\.cn/"},
    {"text": "一", "boxed": True},
    {"text": "一", "heading": True, "followed_by_links": True},
    {"text": "低开", "ahead": True},
    {"text": r"^\S{1,9}$", "where": "edge", "lead": True, "captions": True},
    {"text": "(?<=：)(?P<name>.+)", "where": "edge", "take": ["editor"]},
    {"text": "^$"},
]
_BODIES = [pair["before"] for pair in PAIRS]
_BODIES += ["<p>两市低开。</p><h2>扫码</h2>", "<p>甲公司复牌</p><p>责编：赵一二<br>扫码<br>两市低开。</p>"]
_OWN = [{"id": f"own-{at}", "why": "a test", **keys} for at, keys in enumerate(_KEYS)]


def _all(texts: tuple[PatternRule, ...], *, lead: bool = False) -> Index:
    """Return the index that says of each of *texts* that it may match, or of those that take a *lead*."""
    return Index([Sought(None, each.rule.longest if each.rule.lead or not lead else -1) for each in texts])


@pytest.mark.parametrize("rules", [RULES, load(_OWN)], ids=["shipped", "own"])
def test_rules_that_are_not_asked_would_do_nothing(rules: RuleSet) -> None:
    every = TextIndex(_all(rules.texts), _all(rules.texts))
    asked = replace(rules, anywhere=every, at_ends=every, may_lead=_all(rules.texts, lead=True))
    removed = 0
    for body in _BODIES:
        few, many = cleaned(body, rules=rules), cleaned(body, rules=asked)
        assert few.trace.removals == many.trace.removals, body
        assert few.article == many.article, body
        removed += len(few.trace.removals)
    assert removed > len(_BODIES) // 2
