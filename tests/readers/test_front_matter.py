from __future__ import annotations

from typing import Any

import pytest

from newsspider.errors import Rejected
from newsspider.model.outcomes import Repair
from newsspider.readers.front_matter import parse, split


def read(matter: str) -> tuple[dict[str, Any], list[Repair]]:
    return parse(split(f"---\n{matter}\n---\n正文"))


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("code: 000001", "000001"),
        ("code: 2021", "2021"),
        ("code: yes", "yes"),
        ("code: 12:30", "12:30"),
        ("code: 1_000", "1_000"),
        ("code: 2021-10-09 19:41:14", "2021-10-09 19:41:14"),
        ("code: '单引号 ''内'''", "单引号 '内'"),
        ("code: !!python/object:os.system x", "x"),
        ('code: "\\u6caa\\u6307"', "沪指"),
    ],
)
def test_scalars_stay_the_text_they_were(line: str, value: str) -> None:
    assert read(f"title: 甲\n{line}") == ({"title": "甲", "code": value}, [])


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: 'It's 一个题目'", "It's 一个题目"),
        ('title: "甲"乙"丙"', '甲"乙"丙'),
        ("title: 快讯: 沪指涨1%", "快讯: 沪指涨1%"),
        ("title: @某人 说", "@某人 说"),
        ("title: *ST甲 复牌", "*ST甲 复牌"),
        ("title: [独家] 甲乙", "[独家] 甲乙"),
        ("title: {a", "{a"),
        ("title: '没有收尾", "没有收尾"),
    ],
)
def test_invalid_yaml_is_read_by_lines(line: str, title: str) -> None:
    values, repairs = read(f"{line}\ncategories: \n - 金融\n - 新浪财经\ndate: 2021-01-02")
    assert values == {"title": title, "categories": ["金融", "新浪财经"], "date": "2021-01-02"}
    assert repairs == [Repair.FRONT_MATTER_REPAIRED]


def test_tabs_are_spaces() -> None:
    values, repairs = read("title: 甲\ntags:\n\t- 一\n\t- 二")
    assert values == {"title": "甲", "tags": ["一", "二"]}
    assert repairs == [Repair.FRONT_MATTER_REPAIRED]


def test_a_topic_in_a_headline_is_no_comment() -> None:
    values, repairs = read("title: 午评 #打板# 情绪回暖\ndate: 2021-01-02 # set by hand")
    assert values == {"title": "午评 #打板# 情绪回暖", "date": "2021-01-02"}
    assert repairs == [Repair.FRONT_MATTER_REPAIRED]


def test_a_key_that_comes_twice() -> None:
    assert read("title: 甲\ntitle: 乙") == ({"title": "乙"}, [Repair.DUPLICATE_KEY])


def test_keys_are_lower_case() -> None:
    assert read("Title: 甲\nDate: x")[0] == {"title": "甲", "date": "x"}


@pytest.mark.parametrize("text", ["+++\ntitle = \n+++\n", "---\n- a\n- b\n---\n", ";;;\n{{\n;;;\n"])
def test_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(Rejected, match="bad_front_matter"):
        parse(split(text))


def test_two_escapes_of_one_character_are_one() -> None:
    found, repairs = read('title: "\\u6caa\\u6307 \\ud83d\\udcc8"')
    assert found == {"title": "沪指 📈"}
    assert repairs == [Repair.FRONT_MATTER_REPAIRED]
