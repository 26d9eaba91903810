"""What is read of front matter without YAML is what YAML reads of it."""

from __future__ import annotations

import random
from typing import Any

import pytest
import yaml

from newsspider.readers import plain_yaml

KEYS = ("title", "date", "tags", "标题", "a-b", "a b", "_x", "1a", "<<", "a.b", "key")
VALUES = (
    *(
        "值",
        "a b",
        "2021-10-09 19:41",
        "'引''号'",
        "'x'",
        '"双"',
        '"a\\n"',
        "x: y",
        "x:y",
        "a #b",
        "a#b",
        "-1",
    ),
    *("- x", "", "''", "http://a.b/c?d=e#f", "x:", "~", "yes", "[a, b]", "{a: b}", "'a' b", '"a"b', "a 'b'"),
    *('a"b', "|", ">-", "a, b", "&x", "*x", "!t", "%x", "@x", "`x`", "x ", "''''", "'''", "=", "...", "a\tb"),
    *("　a", "é：b", "a-", "?a", ":a", ",a", "a]", "#a", "< a", "（a）", "😀", "a\u200bb", "a\x85b", "---"),
)
LEAST = 150


def a_text(chance: random.Random) -> str:
    lines = []
    for _ in range(chance.randrange(1, 6)):
        kind = chance.random()
        if kind < 0.65:
            lines.append(f"{chance.choice(KEYS)}:{chance.choice((' ', '  ', ''))}{chance.choice(VALUES)}")
        elif kind < 0.95:
            blanks = " " * chance.choice((0, 1, 1, 1, 2))
            lines.append(f"{blanks}-{chance.choice((' ', ' ', '  ', ''))}{chance.choice(VALUES)}")
        else:
            lines.append(chance.choice(("", "  ", "text", "  text", "# c", f"{chance.choice(KEYS)}: ")))
    return "\n".join(lines)


def as_yaml(text: str) -> Any:
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes nothing but texts


def test_what_is_read_is_what_yaml_reads() -> None:
    chance = random.Random(1)  # the same texts in every run
    read = 0
    for text in (a_text(chance) for _ in range(6000)):
        found = plain_yaml.read(text)
        if found is not None:
            read += 1
            assert list(found.items()) == list(as_yaml(text).items()), text
    assert read > LEAST


@pytest.mark.parametrize(
    "text",
    [
        "title: 甲\ntitle: 乙",
        "title: 甲\n 乙",
        "title: 甲\n - 乙",
        "tags:\n - 甲\n  - 乙",
        "tags:\n - 甲: 乙",
        "date: [2021-10-09]",
        'title: "甲\\u4e59"',
        "title: 甲 # 乙",
        "title: 甲\u2028乙",
        "title",
        "",
    ],
)
def test_everything_else_is_left_to_yaml(text: str) -> None:
    assert plain_yaml.read(text) is None


def test_a_whole_front_matter_needs_no_yaml() -> None:
    text = "title: '港口''扩建'\ndate: Sat, 09 Oct 2021 11:41:14 GMT\ntags: \n - 港口\n - \"航运\"\ncover:\n"
    assert plain_yaml.read(text) == {
        "title": "港口'扩建",
        "date": "Sat, 09 Oct 2021 11:41:14 GMT",
        "tags": ["港口", "航运"],
        "cover": "",
    }


def test_blanks_in_a_value_take_no_time() -> None:
    value = f"甲{' ' * 200_000}乙"  # looked at once for each blank, it would take minutes
    assert plain_yaml.read(f"title: {value}  \n") == {"title": value}
