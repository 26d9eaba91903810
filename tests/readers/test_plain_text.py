from __future__ import annotations

import pytest

from newsspider.readers.posts import read
from tests.readers.test_other_hands import AT, PLACE, TEXT, TITLE, article, check

MORE = "集团称，外贸航线的订舱量已恢复到去年同期水平。"


@pytest.mark.parametrize(
    "text",
    [
        f"{TITLE}\n　　{TEXT}\n　　{MORE}\n",
        f"{TITLE}\n\n{TEXT}\n\n{MORE}\n",
        f"\ufeff{TITLE}\r\n\r\n　　{TEXT}\r\n　　{MORE}",
        f"标题：{TITLE}\n正文：{TEXT}\n{MORE}",
        f"【标题】{TITLE}\n【正文】\n{TEXT}\n{MORE}",
        # wrapped by its width
        f"{TITLE}\n\n{TEXT[:12]}\n{TEXT[12:24]}\n{TEXT[24:]}\n\n{MORE}\n",
    ],
)
def test_a_headline_and_paragraphs(text: str) -> None:
    found = article(text, "corpus/a.txt")
    check(found, {"published": None})
    assert found.text == f"{TEXT}\n\n{MORE}"
    assert found.origin.extractor == "plain_text"


@pytest.mark.parametrize(
    "head",
    [
        f"{TITLE}\n2023年11月01日 09:30  来源：岚浦晚报  作者：方怀瑾\n\n",
        f"{TITLE}\n2023-11-01 09:30 岚浦晚报 方怀瑾\n",
        f"来源：岚浦晚报\n发布时间：2023年11月1日 09:30\n标题：{TITLE}\n作者：方怀瑾\n内容：",
        f"标 题：{TITLE}\n时 间：2023-11-01 09:30\n来 源：岚浦晚报\n作 者：方怀瑾\n正 文：\n",
        f"标题|{TITLE}\n时间|2023-11-01 09:30\n来源|岚浦晚报\n作者|方怀瑾\n正文|",
        f"{TITLE}\n岚浦晚报 记者 方怀瑾\n2023年11月1日 09:30\n\n",
        f"{TITLE}\n=========\n{PLACE}\n（2023-11-01 09:30 来源：岚浦晚报 作者：方怀瑾）\n\n",
        f"{TITLE}\n\n发布时间：2023-11-01 09:30\n来源：岚浦晚报 记者 方怀瑾\n\n",
        f"标题: {TITLE}\n时间: 2023-11-01 09:30\n来源: 岚浦晚报\n作者: 方怀瑾\n链接: {PLACE}\n正文:\n",
    ],
)
def test_facts_below_the_headline(head: str) -> None:
    found = article(f"{head}{TEXT}\n{MORE}\n", "a.txt")
    check(found, {"published": AT, "source": "岚浦晚报", "authors": ["方怀瑾"]})
    assert found.text == f"{TEXT}\n\n{MORE}"


def test_facts_below_the_place_of_the_page_and_the_title_again() -> None:
    found = article(
        f"{TITLE}\n航运 > 正文 行情 港口\n{TITLE}\n2023-11-01 09:30 来源: 岚浦晚报\n\n{TEXT}\n", "a.txt"
    )
    check(found, {"published": AT, "source": "岚浦晚报"})


def test_gbk() -> None:
    found = read(f"{TITLE}\n\n{TEXT}\n".encode("gbk"), "a.txt")
    assert (found.meta["title"], found.article.origin.encoding) == (TITLE, "gb18030")


def test_nothing_in_it_is_markup() -> None:
    text = "1. 运量\n* 星号与 **双星** 与 <b>标签</b> 与 &amp;\n# 不是标题\n[[链]]与==号=="
    found = article(f"{TITLE}\n\n{text}\n", "a.txt")
    assert found.text == text.replace("\n", "\n\n")


@pytest.mark.parametrize(
    "text",
    [
        f"{TEXT}\n{MORE}\n",
        f"{TITLE}\n",
        f"{'长' * 200}\n{TEXT}\n",
        "正文：甲\n乙\n",
        "1\n2\n3\n",
        "2023-11-01 09:30:01 INFO start\n2023-11-01 09:30:02 INFO done\n",
    ],
)
def test_a_text_without_a_headline_has_no_title(text: str) -> None:
    assert article(text, "a.txt").title == ""


def test_a_post_or_markdown_of_that_ending_is_what_it_is() -> None:
    assert article(f"---\ntitle: {TITLE}\n---\n**{TEXT}**\n", "a.txt").text == TEXT
    assert article(f"# {TITLE}\n\n- {TEXT}\n", "a.txt").text == TEXT
    assert article(f"---\ntitle: {TITLE}\n---\n<p>{TEXT}</p>\n", "a.txt").text == TEXT
