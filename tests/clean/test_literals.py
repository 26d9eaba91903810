"""Which patterns may match a text, by the literals that each match contains: never too few of them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from random import Random

import pytest

from newsspider.clean.literals import Index, Sought, needed
from tests.clean.cleaning import PAIRS, RULES


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
        ("(?i)(end)", None),
        ("(?i)(?-i:end)", {"end"}),
        ("(?i:end)，完", {"，完"}),
        ("a(?!b)$c", {"ac"}),
        ("扫?码", {"码"}),
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
    texts = {text.strip() for pair in PAIRS for text in re.split(r"<[^>]*>|\n", pair["before"])}
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


# Few literals are looked for one by one, more of them by two neighbours of each.
@pytest.mark.parametrize("further", [0, 30])
def test_literals_inside_one_another_are_all_found(further: int) -> None:
    patterns = ["新浪财经", "浪财", "财", "新", "经A", "A", None, "没有", "10-11", "^-]"]
    patterns += [f"其他{number}的" for number in range(further)]
    index = Index([Sought(each and re.escape(each), 100) for each in patterns])
    assert list(index.numbers("看新浪财经A")) == [0, 1, 2, 3, 4, 5, 6]
    assert list(index.numbers("10-110-12^-]")) == [6, 8, 9]
    assert list(index.numbers("看")) == [6]


def test_a_long_text_of_neighbours_takes_no_longer_for_them() -> None:
    rare = [f"正文{number}下" for number in range(200)]
    index = Index([Sought(each, 10_000_000) for each in [*rare, "文正"]])
    assert list(index.numbers("正文" * 20_000)) == [200]


_SIGNS = "扫码点年。1 : abABabABkKſi"
_MARKS = (r"\d", r"\w", r"\s", ".", r"\b", "^", "$", "[a-c]", "[^码]", "[扫点]", r"\A", r"\Z")
_GROUPS = (
    *("({})", "(?:{})", "(?={})", "(?!{})", "(?i:{})", "(?s-i:{})", "(?:{}|扫码)", "({}|)", "(码|{}|b)"),
    *("(?<=码){}", "(?<!码){}", "(码)?(?(1){}|a)", r"(扫|a){}\1"),
    *(("(?>{})",) if sys.version_info >= (3, 11) else ()),
)
_REPEATS = (
    *("", "", "", "", "?", "*", "+", "{2}", "{0,1}", "{1,3}", "+?", "??"),
    *(("*+", "++", "?+") if sys.version_info >= (3, 11) else ()),
)


def _random_pattern(random: Random, depth: int) -> str:
    """Return a pattern of one to four parts; groups in it are *depth* deep at most."""
    parts = []
    for _ in range(random.randint(1, 4)):
        kind = random.random()
        if kind < 0.6 or (kind >= 0.7 and not depth):
            part = re.escape(random.choice(_SIGNS))
        elif kind < 0.7:
            part = random.choice(_MARKS)
        else:
            part = f"(?:{random.choice(_GROUPS).format(_random_pattern(random, depth - 1))})"
        parts.append(part + random.choice(_REPEATS))
    return "".join(parts)


def _random_patterns(random: Random) -> Iterator[str]:
    while True:
        source = random.choice(["", "", "(?i)", "(?i)", "(?s)", "(?m)", "(?x)"]) + _random_pattern(random, 2)
        with suppress(re.error):
            re.compile(source)
            yield source


def test_no_match_of_any_pattern_is_missed() -> None:
    random = Random(14)  # the same patterns each time
    patterns = _random_patterns(random)
    matches = asked = searches = 0
    for size in (1, 3, 20) * 30:
        some = list(islice(patterns, size))
        index = Index([Sought(source, 100) for source in some])
        for _ in range(10):
            text = "".join(random.choices(_SIGNS + "扫码", k=random.randint(0, 14)))
            found = {number for number, source in enumerate(some) if re.search(source, text)}
            may_match = index.numbers(text)
            assert list(may_match) == sorted(set(may_match))
            assert found <= set(may_match), [some[number] for number in found.difference(may_match)]
            matches += len(found)
            asked += len(may_match)
            searches += len(some)
    assert 1000 < matches < asked < searches * 0.9


def test_a_text_is_not_asked_for_what_must_be_shorter() -> None:
    index = Index([Sought("甲", 3), Sought("甲", 5), Sought(None, 4)])
    assert [list(index.numbers("甲" * length)) for length in (3, 4, 5, 6)] == [[0, 1, 2], [1, 2], [1], []]
    assert list(Index([Sought(None, -1), Sought(None, 0)]).numbers("")) == [1]
