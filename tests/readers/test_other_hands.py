"""Posts and notes of other hands: generators, note apps, clippers and exporters, each kind in words of our own."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from newsspider.clean.engine import clean
from newsspider.clean.rules import load
from newsspider.model.article import Article
from newsspider.readers.post_fields import normalise
from newsspider.readers.posts import read
from newsspider.render.finish import finish

RULES = load()
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
TITLE = "岚浦港十月吞吐量回升"
TEXT = "岚浦港务集团今日公布十月数据，集装箱吞吐量环比回升。"
MORE = "集团称，外贸航线的订舱量已恢复到去年同期水平。"
BODY = f"{TEXT}\n\n{MORE}\n"
PLACE = "https://www.lanpu.example/news/2023/1101.html"


def article(text: str, name: str = "a.md") -> Article:
    found = read(text.encode(), name)
    normalise(found, NOW)
    clean(found, RULES)
    finish(found)
    return found.article


def check(found: Article, wanted: dict[str, Any]) -> None:
    for name, value in {"title": TITLE, **wanted}.items():
        got = getattr(found, name)
        got = got.isoformat()[:16] if isinstance(got, datetime) else got
        assert (name, got) == (name, value)


AT = "2023-11-01T09:30"
WRITTEN = f"title: {TITLE}\ndate: 2023-11-01 09:30"


@pytest.mark.parametrize(
    "text",
    [
        f"---yaml\n{WRITTEN}\n---\n{BODY}",
        f"--- yml\n{WRITTEN}\n---\n{BODY}",
        f"--- # 手工整理\n{WRITTEN}\n--- # 到此为止\n{BODY}",
        f"--- 摘录\n{WRITTEN}\n---\n{BODY}",
        f"----------\n{WRITTEN}\n-----\n{BODY}",
        f'---toml\ntitle = "{TITLE}"\ndate = 2023-11-01T09:30:00\n---\n{BODY}',
        f'---json\n{{"title": "{TITLE}", "date": "2023-11-01 09:30",}}\n---\n{BODY}',
        f"<!-- 由脚本写入 -->\n<!-- 第二行 -->\n\n---\n{WRITTEN}\n---\n{BODY}",
        f"<!--\n{WRITTEN}\n-->\n\n{BODY}",
        f"<!--\n---\n{WRITTEN}\n---\n-->\n\n{BODY}",
        f"<!--\n.. title: {TITLE}\n.. slug: x\n.. date: 2023-11-01 09:30\n-->\n\n{BODY}",
        f".. title: {TITLE}\n.. date: 2023-11-01 09:30\n\n{BODY}",
        f"```yaml\n{WRITTEN}\n```\n\n{BODY}",
        f'~~~toml\ntitle = "{TITLE}"\ndate = "2023-11-01 09:30"\n~~~\n{BODY}',
        f"```yaml\n---\n{WRITTEN}\n---\n```\n{BODY}",
        f"Title:   {TITLE}  \nDate:  2023-11-01 09:30\nBase Header Level: 2\n\n{BODY}",
        f"---\n标题: {TITLE}\n日期: 2023年11月1日 9:30\n---\n{BODY}",
        f"---\n标题：{TITLE}\n发布时间：2023年11月1日 9:30\n---\n{BODY}",
        f"---\ntitle: {TITLE}\nlayout: post\n---\n\n---\ntitle: 别的\ndate: 2023-11-01 09:30\n---\n{BODY}",
    ],
)
def test_front_matter_is_found_in_whatever_stands_around_it(text: str) -> None:
    found = article(text)
    check(found, {"published": AT})
    assert found.text == f"{TEXT}\n\n{MORE}"


@pytest.mark.parametrize(
    "text",
    [
        f"---------\n{TEXT}\n---------\n{MORE}\n",
        f"<!-- 注：待查 -->\n{TEXT}\n",
        f"```yaml\nport: 岚浦\nberths: 12\n```\n{TEXT}\n",
        f"--- {TEXT}\n\n---\n{MORE}\n",
    ],
)
def test_what_has_no_keys_of_an_article_is_text(text: str) -> None:
    assert (TEXT in (found := article(f"# {TITLE}\n\n{text}")).text, found.title) == (True, TITLE)
    assert read(text.encode(), "a.md").meta == {}


def test_a_rule_at_the_head_of_a_body_is_no_second_front_matter() -> None:
    found = article(f"---\n{WRITTEN}\n---\n\n---\n{TEXT}\n\n---\n{MORE}\n")
    assert (TEXT in found.text, MORE in found.text) == (True, True)


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        # times by any name
        ("pubDatetime: 2023-11-01T01:30:00.000Z\nmodDatetime: 2023-11-02T01:30:00Z", {"published": AT, "updated": "2023-11-02T09:30"}),
        ("date_published: 2023-11-01 09:30", {"published": AT}),
        ("publishDate: 2023-11-01 09:30", {"published": AT}),
        ("Publish-Date: 2023-11-01 09:30", {"published": AT}),
        ("date:\n  created: 2023-11-01 09:30\n  updated: 2023-11-03", {"published": AT, "updated": "2023-11-03T00:00"}),
        ("date: [[2023-11-01]]", {"published": "2023-11-01T00:00"}),
        ("date: 以后补\npubdate: 2023-11-01 09:30", {"published": AT}),
        ("created: 2023-11-01 09:30", {"published": AT}),
        # a clipping: when it was made says nothing
        (f"source: {PLACE}\ncreated: 2024-05-05\nupdated: 2024-05-06", {"published": None, "updated": None, "url": PLACE, "source": None}),
        (f"url: {PLACE}\ncreated: 2024-05-05", {"published": None, "url": PLACE}),
        (f"canonical_url: {PLACE}\ncreated: 2023-11-01 09:30", {"published": AT, "url": PLACE}),
        # a source is a medium, an address or both
        ("source: 岚浦晚报", {"source": "岚浦晚报", "url": None}),
        (f'source: "[岚浦晚报]({PLACE})"', {"source": "岚浦晚报", "url": PLACE}),
        (f"source: 岚浦晚报 {PLACE}", {"source": "岚浦晚报", "url": PLACE}),
        (f"来源: 岚浦晚报\n原文链接: {PLACE}", {"source": "岚浦晚报", "url": PLACE}),
        ('source: "[[岚浦晚报]]"', {"source": "岚浦晚报"}),
        (f"url: /news/1101.html\nlink: {PLACE}", {"url": PLACE}),
        # people
        ("author: 方怀瑾、秦牧野", {"authors": ["方怀瑾", "秦牧野"]}),
        ("author: 方怀瑾,秦牧野", {"authors": ["方怀瑾", "秦牧野"]}),
        ("author: 方怀瑾 秦牧野", {"authors": ["方怀瑾", "秦牧野"]}),
        ("author: 方怀瑾 & 秦牧野", {"authors": ["方怀瑾", "秦牧野"]}),
        ("author: Anna Field, Peter Stone", {"authors": ["Anna Field", "Peter Stone"]}),
        ("author: 'Field, Anna'", {"authors": ["Field, Anna"]}),
        ("author: 岚浦晚报记者 方怀瑾", {"authors": ["方怀瑾"], "source": "岚浦晚报"}),
        ("author: 文/方怀瑾", {"authors": ["方怀瑾"]}),
        ("author: 方怀瑾 <fang@lanpu.example>", {"authors": ["方怀瑾"]}),
        ("author: fang@lanpu.press (方怀瑾)", {"authors": ["方怀瑾"]}),
        ("author: fang@lanpu.press", {"authors": []}),
        ('author:\n  - "[[岚浦晚报]]"\n  - "[[方怀瑾]]"', {"authors": ["方怀瑾"], "source": "岚浦晚报"}),
        ("author: 佚名", {"authors": []}),
        ("作者: 方怀瑾", {"authors": ["方怀瑾"]}),
        # tags and categories
        ("tags: #港口 #外贸", {"tags": ["港口", "外贸"]}),
        ("tags: '#港口 #外贸'", {"tags": ["港口", "外贸"]}),
        ('tags: ["#港口#", "外贸"]', {"tags": ["港口", "外贸"]}),
        ("tags: 港口 外贸", {"tags": ["港口", "外贸"]}),
        ("tags: supply chain", {"tags": ["supply chain"]}),
        ("layout: post\ntags: port trade", {"tags": ["port", "trade"]}),
        ("tags: # 待补", {"tags": []}),
        ("tags:\n  - clippings\n  - 港口", {"tags": ["港口"]}),
        ("categories: 财经 港口", {"categories": ["财经", "港口"]}),
        ("category: Port Trade", {"categories": ["Port Trade"]}),
        ("分类: 港口\n标签: [外贸, 航线]", {"categories": ["港口"], "tags": ["外贸", "航线"]}),
        # tables
        ("extra:\n  author: 方怀瑾\n  source: 岚浦晚报\ntaxonomies:\n  tags: [港口]", {"authors": ["方怀瑾"], "source": "岚浦晚报", "tags": ["港口"]}),
        ("params:\n  author: 方怀瑾\nauthor: 秦牧野", {"authors": ["秦牧野"]}),
        # a bad line
        ("subtitle: @快讯\ntags: [港口, 外贸]\nauthor: 方怀瑾 # 一版", {"tags": ["港口", "外贸"], "authors": ["方怀瑾"]}),
        ("tags: [港口, 外贸]\n这是一行误粘的话\nauthor: 方怀瑾", {"tags": ["港口", "外贸"], "authors": ["方怀瑾"]}),
        ("tags:\n  - *ST\n  - 港口\ndate: 2023-11-01 09:30 # 北京", {"tags": ["*ST", "港口"], "published": AT}),
        ("tags: []  # 无\nnote: {{ x }", {"tags": []}),
    ],
)  # fmt: skip
def test_keys_of_other_hands(lines: str, wanted: dict[str, Any]) -> None:
    check(article(f"---\ntitle: {TITLE}\n{lines}\n---\n{BODY}"), wanted)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ('title: "岚浦港"十月回升', '"岚浦港"十月回升'),
        ('title: "岚浦港\\"十月\\"回升"\nnote: @x', '岚浦港"十月"回升'),
        ("title: 快讯: 岚浦港回升\nnote: @x", "快讯: 岚浦港回升"),
        ("title: {{ title }}\nheadline: 岚浦港回升", "岚浦港回升"),
        ("title: '<% tp.file.title %>'", "正文里的题目"),
        ("title: '{{title}}'", "正文里的题目"),
    ],
)
def test_titles_that_yaml_or_a_template_spoils(line: str, title: str) -> None:
    head = "# 正文里的题目\n\n" if title == "正文里的题目" else ""
    assert article(f"---\n{line}\ndate: 2023-11-01\n---\n{head}{BODY}").title == title


GENERATED = """
---
title: '{title}'
categories: 
    - 金融
    - 新浪财经
    - 新浪财经－国內

author: 新浪财经
comments: false
date: {date}
thumbnail: 'https://picsum.photos/400/300?random=3'
---

<div>   
<p>　　{text}</p>
<p class="article-editor">责任编辑：方怀瑾 </p>
  
</div>
            """


@pytest.mark.parametrize(
    ("date", "at", "precision"),
    [
        ("Wed, 24 Mar 2021 01:30:09 GMT", "2021-03-24T09:30", "second"),
        ("2021-03-25 02:10:00", "2021-03-25T00:00", "day"),
    ],
)
def test_the_generator_of_march_2021_had_no_headimg(date: str, at: str, precision: str) -> None:
    found = article(GENERATED.format(title=TITLE, date=date, text=TEXT))
    check(
        found,
        {"published": at, "published_precision": precision, "authors": [], "editor": "方怀瑾", "cover": None},
    )


HEAD = f"# {TITLE}\n\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # properties below the heading or above everything
        (f"{HEAD}创建时间: 2023年11月1日 09:30\n标签: 港口, 外贸\n来源: 岚浦晚报\n状态: 已发\n\n{BODY}", {"published": AT, "tags": ["港口", "外贸"], "source": "岚浦晚报"}),
        (f"{HEAD}Created: November 1, 2023 9:30 AM\nTags: 港口, 外贸\n\n{BODY}", {"published": AT, "tags": ["港口", "外贸"]}),
        (f"{HEAD}- date: 2023-11-01 09:30\n- tags: 港口\n\n----------\n\n{BODY}", {"published": AT, "tags": ["港口"]}),
        (f"title:: {TITLE}\ndate:: [[November 1st, 2023]]\ntags:: #港口, #外贸\n\n{BODY}", {"published": "2023-11-01T00:00", "tags": ["港口", "外贸"]}),
        (f"{HEAD}## Metadata\n\n- Author: [[方怀瑾]]\n- Category: #articles\n- URL: {PLACE}\n\n{BODY}", {"authors": ["方怀瑾"], "url": PLACE}),
        (f"{HEAD}> **作者**：方怀瑾\n> **链接**：{PLACE}\n> 著作权归作者所有。商业转载请联系作者获得授权。\n\n{BODY}", {"authors": ["方怀瑾"], "url": PLACE}),
        (f"{HEAD}发布时间：2023-11-01 09:30\n来源：岚浦晚报\n{TEXT}\n\n{MORE}", {"published": AT, "source": "岚浦晚报"}),
        # notices of tools
        (f"> 本文由 [剪剪 ClipClip](https://clip.example/) 剪藏，原文链接 [www.lanpu.example]({PLACE})\n\n{HEAD}{BODY}", {"url": PLACE}),
        (f"{HEAD}> Clipped with [ClipClip](https://clip.example/) from [lanpu]({PLACE})\n\n{BODY}", {"url": PLACE}),
        (f"{HEAD}{BODY}\n\n---\n\n原文链接：[{PLACE}]({PLACE})\n", {"url": PLACE}),
        (f"{HEAD}{BODY}\n\n*Exported by [Noter](https://noter.example/)*\n", {"url": None}),
        (f"{HEAD}{BODY}\n\n[阅读原文]({PLACE})\n", {"url": PLACE}),
        (f"{HEAD}[原网页]({PLACE})\n\n[Read in Cliparoo](https://clip.example/1)\n\n{BODY}", {"url": PLACE}),
        (f"{HEAD}| 项目 | 内容 |\n| --- | --- |\n| 发布时间 | 2023-11-01 09:30 |\n| 来源 | 岚浦晚报 |\n| 链接 | {PLACE} |\n\n{BODY}", {"published": AT, "source": "岚浦晚报", "url": PLACE}),
        (f"{HEAD}![cover](https://img.lanpu.example/1.png)\n\n## Metadata\n- Author: [[方怀瑾]]\n- URL: {PLACE}\n\n{BODY}", {"authors": ["方怀瑾"], "url": PLACE}),
        (f"———\n{WRITTEN}\n———\n{BODY}", {"published": AT}),
        # a line of facts
        (f"{HEAD}原创 方怀瑾 岚浦晚报\n\n_2023年11月1日 09:30_ _岚浦_\n\n{BODY}", {"published": AT, "authors": ["方怀瑾"], "source": "岚浦晚报"}),
        (f"{HEAD}2023-11-01 09:30 | 来源：岚浦晚报 | 作者：方怀瑾\n\n{BODY}", {"published": AT, "authors": ["方怀瑾"], "source": "岚浦晚报"}),
        (f"---\npublished: 2023-11-01\nsource: {PLACE}\n---\n{HEAD}2023年11月01日 09:30\n\n{BODY}", {"published": AT}),
        # an excerpt
        (f"---\nsource: {PLACE}\n---\n{HEAD}> ## Excerpt\n> 吞吐量回升。\n\n---\n{BODY}", {"summary": "吞吐量回升。", "url": PLACE}),
        # a database
        (f"{TITLE}\n\n{BODY}\n\nid: {'0a' * 16}\nparent_id: {'0b' * 16}\ncreated_time: 2024-05-05T00:00:00Z\nauthor: 方怀瑾\nsource_url: {PLACE}\ntype_: 1", {"url": PLACE, "authors": ["方怀瑾"], "published": None}),
    ],
)  # fmt: skip
def test_what_exporters_write_around_a_text(text: str, wanted: dict[str, Any]) -> None:
    found = article(text)
    check(found, wanted)
    assert found.text == f"{TEXT}\n\n{MORE}"


@pytest.mark.parametrize(
    "block",
    [
        "时间：2023年11月8日 9:30\n地点：岚浦会展中心\n主办：岚浦港务集团",
        "记者：今年的订单怎么样？",
        "2023年11月1日，岚浦港迎来第一艘新船。",
        "本文由岚浦港务集团宣传部整理。",
        "文章说，岚浦港的[新航线](https://www.lanpu.example/line)由三家公司同步开通。它们都在本市。",
        "岚浦 霁州 陵江",
        "| 月份 | 吞吐量 |\n| --- | --- |\n| 一月 | 21 |\n| 二月 | 约三十万标箱",
        "——岚浦港观察",
        "来源：海关总署的数据显示，出口在恢复。",
    ],
)
def test_text_that_looks_like_notes_stays(block: str) -> None:
    found = read(f"{HEAD}{block}\n\n{BODY}".encode(), "a.md")
    assert found.trace.removals == []
    assert found.tree is not None
    assert block.rsplit("\n", maxsplit=1)[-1][-6:] in found.tree.text()


def test_a_clipping_without_a_title_is_called_as_its_file() -> None:
    text = f"> 本文由 [剪剪](https://clip.example/) 转码，原文地址 [lanpu]({PLACE})\n\n{BODY}"
    found = article(text, f"notes/2023-11-01 {TITLE} {'0a' * 16}.md")
    check(found, {"url": PLACE})
    assert "title_from_file_name" in found.repairs
    assert article(BODY, f"{TITLE}.md").title == ""  # no clipping: a file's name is no title


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[[岚浦港务集团|集团]]与[[霁川航运]]签约。", "集团与霁川航运签约。"),
        ("运量==回升==。![[图.png]]", "运量回升。"),
        ("> [!note] 要点\n> 运量回升。", "要点\n\n运量回升。"),
        ("> [!WARNING]\n> 运量回升。", "运量回升。"),
        (":::info\n运量回升。\n:::", "运量回升。"),
        ("::: tip 提示\n运量回升。\n:::", "提示\n\n运量回升。"),
        (":::note[提示]\n运量回升。\n:::", "提示\n\n运量回升。"),
        (
            '!!! note "提示"\n    运量回升。\n\n    航线恢复。\n\n集团未置评。',
            "提示\n\n运量回升。\n\n航线恢复。\n\n集团未置评。",
        ),
        ("???+ tip\n    运量回升。", "运量回升。"),
        ("真的吗??? 运量回升!!! 好", "真的吗??? 运量回升!!! 好"),
        ("[TOC]\n\n运量回升。", "运量回升。"),
        ("运量回升。 ^a1b2c3", "运量回升。"),
        ("**风险提示：**运量或有波动。", "风险提示：运量或有波动。"),
        (
            "集团称**“订单充足”**，**运量回升。**港区**（二期）**投产。",
            "集团称“订单充足”，运量回升。港区（二期）投产。",
        ),
        # what is none of it
        ("`[[甲]]` 与 `==乙==`", "[[甲]] 与 ==乙=="),
        ("若 a == b 则 c == d。", "若 a == b 则 c == d。"),
        ("面积为长*（宽+高）*2。", "面积为长*（宽+高）*2。"),
        ("数组 [[1, 2], [3]] 不变。", "数组 [[1, 2], [3]] 不变。"),
        ("* * *\n\n*ST岚浦复牌。", "*ST岚浦复牌。"),
    ],
)
def test_markdown_of_other_hands(written: str, shown: str) -> None:
    assert article(f"---\n{WRITTEN}\n---\n{written}\n").text == shown


@pytest.mark.parametrize(
    ("written", "bold"),
    [
        ("**风险提示：**运量或有波动。", ["风险提示："]),
        ("集团称**“订单充足”**，**运量回升。**", ["“订单充足”", "运量回升。"]),
        ("港区**（二期）**投产，**一期**满载。", ["（二期）", "一期"]),
        ("`**甲：**乙`", []),
    ],
)
def test_bold_is_where_its_writer_meant_it(written: str, bold: list[str]) -> None:
    tree = read(f"---\n{WRITTEN}\n---\n{written}\n".encode(), "a.md").tree
    assert tree is not None
    assert [node.text() for node in tree.css("strong")] == bold
