from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from newsspider.model.article import Article
from newsspider.render.escape import one_line
from newsspider.render.post import front_matter, inert, quoted, to_post

CHINA = timezone(timedelta(hours=8))

FULL = Article(
    id="sina:iktzqtyt0442123",
    url="https://finance.sina.com.cn/a/doc-iktzqtyt0442123.shtml",
    title="快讯：'一' #二",
    original_title="{{ 原 }}",
    published=datetime(2021, 10, 9, 19, 41, 14, tzinfo=CHINA),
    updated=datetime(2021, 10, 10, tzinfo=CHINA),
    source="新华社",
    authors=["张三", "李四"],
    editor="王五",
    categories=["金融", "新浪财经"],
    tags=["000001", "yes"],
    stocks=["sh600519"],
    cover="https://n.sinaimg.cn/a.png",
    summary="一\n二",
    markdown="正文\n",
    revision=2,
)

POST = """---
title: '快讯：''一'' #二'
date: '2021-10-09T19:41:14+08:00'
updated: '2021-10-10T00:00:00+08:00'
categories:
    - '金融'
    - '新浪财经'
tags:
    - '000001'
    - 'yes'
author: '张三、李四'
media: '新华社'
editor: '王五'
description: '一 二'
headimg: 'https://n.sinaimg.cn/a.png'
thumbnail: 'https://n.sinaimg.cn/a.png'
comments: false
guid: 'sina:iktzqtyt0442123'
canonical_url: 'https://finance.sina.com.cn/a/doc-iktzqtyt0442123.shtml'
original_title: '{{ 原 }}'
stocks:
    - 'sh600519'
revision: 2
---

正文
"""


LOADERS = (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def loaded(text: str) -> list[Any]:
    return [yaml.load(text, Loader=loader) for loader in LOADERS]  # noqa: S506 - safe ones both


def parsed(text: str) -> dict[str, Any]:
    matter = text.split("---\n")[1]
    values: dict[str, Any] = yaml.safe_load(matter)
    assert loaded(matter) == [values, values]
    return values


def test_a_post_has_every_key_in_order() -> None:
    assert to_post(FULL) == POST


def test_what_is_absent_has_no_key() -> None:
    bare = Article(id="text:0", title="一", categories=[""], cover="", source=None, revision=1)
    assert to_post(bare) == "---\ntitle: '一'\ncomments: false\nguid: 'text:0'\n---\n"


def test_the_medium_stands_in_for_reporters() -> None:
    values = parsed(front_matter(Article(source="新华社")))
    assert values["author"] == values["media"] == "新华社"


def test_a_time_without_a_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        to_post(Article(published=datetime(2021, 10, 9)))  # noqa: DTZ001


STRINGS = st.one_of(
    st.text(),
    st.text(st.characters(codec=None)),
    st.text(st.sampled_from("'\"\\\n\r\t\0\x85\u2028\u2029\ufeff\ud800\uffff :#-{}[]&*!|>%@`，a1~ \u3000")),
)


@given(STRINGS)
def test_any_string_is_read_as_it_was_written(text: str) -> None:
    line = f"a: {quoted(text)}\n"
    assert line.count("\n") == 1
    line.encode("utf-8")
    assert loaded(line) == [{"a": one_line(text)}] * 2


@given(st.lists(STRINGS, max_size=3), STRINGS, STRINGS)
def test_no_value_becomes_a_key_or_ends_the_front_matter(items: list[str], text: str, other: str) -> None:
    article = Article(id=text, title=text, tags=items, summary=other, source=other, markdown="正文\n")
    post = to_post(article)
    assert post.startswith("---\n")
    assert post.endswith("\n---\n\n正文\n")
    matter = post.removesuffix("---\n\n正文\n").removeprefix("---\n")
    assert "---" not in matter.split("\n")
    values = yaml.safe_load(matter)
    assert values["title"] == inert(one_line(text))
    assert values.get("tags", []) == [inert(line) for item in items if (line := one_line(item))]
    assert values.get("media", "") == values.get("description", "") == inert(one_line(other))
    assert set(values) <= {"title", "tags", "author", "media", "description", "comments", "guid"}
