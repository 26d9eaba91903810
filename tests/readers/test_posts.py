from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from newsspider.clean.engine import clean
from newsspider.clean.rules import load
from newsspider.model.article import Article, DateFrom, Precision
from newsspider.model.draft import Draft
from newsspider.readers.post_fields import normalise
from newsspider.readers.posts import read
from newsspider.render.finish import finish
from newsspider.render.post import to_post

RULES = load()
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
GENERATED = """
---
title: '{title}'
categories: 
 - 金融
 - 新浪财经
 - 新浪财经－国內
headimg: '{cover}'
author: 新浪财经
comments: false
date: {date}
thumbnail: '{cover}'
---

<div>   
{body}
  
</div>
            """
QR = "https://n.sinaimg.cn/finance/x/qr.png"


def article(text: str | bytes, name: str = "a.md") -> Article:
    return draft(text, name).article


def draft(text: str | bytes, name: str = "a.md") -> Draft:
    found = read(text.encode() if isinstance(text, str) else text, name)
    normalise(found, NOW)
    clean(found, RULES)
    finish(found)
    return found


def generated(**parts: str) -> Article:
    values = {
        "title": "甲乙公司发布年报",
        "cover": QR,
        "date": "Sat, 09 Oct 2021 11:41:14 GMT",
        "body": "<p>　　正文。</p>",
    }
    return article(GENERATED.format(**{**values, **parts}))


def test_the_generator_s_post() -> None:
    found = generated()
    assert found.published is not None
    assert found.published.isoformat() == "2021-10-09T19:41:14+08:00"
    assert found.categories == ["金融", "新浪财经", "新浪财经－国內"]
    assert (found.cover, found.authors, found.source, found.site) == (None, [], "新浪财经", "sina")
    assert set(found.repairs) == {"leading_blanks", "author_dropped", "cover_rejected"}


@pytest.mark.parametrize(
    ("cover", "body", "wanted"),
    [
        ("https://a.cn/1.jpg", '<p>一。</p><img src="https://a.cn/1.jpg">', "https://a.cn/1.jpg"),
        ("http://a.cn/1.jpg", '<p>一。</p><img src="//a.cn/1.jpg">', "https://a.cn/1.jpg"),
        (
            "https://p.workers.dev/?http://a.cn/1.jpg",
            '<p>一。</p><img src="http://a.cn/1.jpg">',
            "http://a.cn/1.jpg",
        ),
        ("https://picsum.photos/400/300?random=7", '<p>一。</p><img src="http://a.cn/1.jpg">', None),
        (
            "https://a.cn/ad.png",
            '<p>一。</p><div class="app-kaihu-qr"><img src="https://a.cn/ad.png"></div>',
            None,
        ),
    ],
)
def test_a_cover_is_a_picture_of_the_body(cover: str, body: str, wanted: str | None) -> None:
    assert generated(cover=cover, body=body).cover == wanted


@pytest.mark.parametrize(
    ("title", "line", "wanted", "original"),
    [
        ("“双碳”之路_甲_乙", "原标题：“双碳”之路：甲？乙", "“双碳”之路：甲？乙", None),
        ("_双碳_之路", "<p><span>原标题：“双碳”之路</span></p>", "“双碳”之路", None),
        ("_双碳_之路", "原标题：双碳之路走向何方", "_双碳_之路", "双碳之路走向何方"),
        ("甲_乙", "原标题：甲和乙", "甲_乙", "甲和乙"),
        ("市场观察_甲公司", "市场观察｜甲公司", "市场观察｜甲公司", None),
        ("市场观察", "市场观察", "市场观察", None),
    ],
)
def test_titles(title: str, line: str, wanted: str, original: str | None) -> None:
    found = generated(title=title, body=f"<p>　　{line}</p><p>正文一句。</p>")
    assert (found.title, found.original_title, found.text) == (wanted, original, "正文一句。")


def test_entities_are_decoded_once() -> None:
    found = generated(
        title="甲 &#123;乙&#125; &amp;lt;", body="<p>用 &#123;&#123; x &#125;&#125; 与 &amp;lt;。</p>"
    )
    assert found.title == "甲 {乙} &lt;"
    assert found.text == "用 {{ x }} 与 &lt;。"


def test_a_run_s_clock_keeps_the_day_only() -> None:
    found = generated(date="2021-10-10 03:04:05")
    assert found.published is not None
    assert found.published.isoformat() == "2021-10-10T00:00:00+08:00"
    assert found.published_precision is Precision.DAY
    assert "run_clock" in found.repairs


def test_an_ordinary_post_s_date_of_that_form_is_one() -> None:
    found = article("---\ntitle: 甲\ndate: 2021-10-10 03:04:05\nauthor: 张三\ntags: a, b\n---\n正文。\n")
    assert found.published == datetime.fromisoformat("2021-10-10T03:04:05+08:00")
    assert (found.authors, found.tags, found.site) == (["张三"], ["a", "b"], "local")
    assert found.repairs == ["date_assumed_zone"]


@pytest.mark.parametrize("date", ["", "date: 不久以前", "date: 2021-13-45"])
def test_an_unreadable_date_gives_none(date: str) -> None:
    found = article(f"---\ntitle: 甲\n{date}\n---\n正文。\n")
    assert (found.published, found.published_precision, found.published_from) == (None, None, None)
    assert "date_missing" in found.repairs


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2021-10-09-title.md", "2021-10-09"),
        ("_posts/2021/2021-1-9-503.markdown", "2021-01-09"),
        ("2021-10-09.md", "2021-10-09"),
        ("2021-10-09_年报.txt", "2021-10-09"),
        ("2026-12-01-planned.md", "2026-12-01"),
        # No such day, no day that has come, no day at all.
        ("2021-02-30-title.md", None),
        ("2099-01-01-title.md", None),
        ("1921-10-09-title.md", None),
        ("2021-10-091-title.md", None),
        ("12021-10-09-title.md", None),
        ("2021-10-09/title.md", None),
        ("title-2021-10-09.md", None),
        ("20211009-title.md", None),
    ],
)
def test_the_day_in_a_file_s_name(name: str, day: str | None) -> None:
    found = article("---\ntitle: 甲\ndate: 不久以前\n---\n正文。\n", name)
    assert (found.published.isoformat() if found.published else None) == (
        f"{day}T00:00:00+08:00" if day else None
    )
    assert (found.published_precision, found.published_from) == (
        (Precision.DAY, DateFrom.URL) if day else (None, None)
    )
    assert ("date_missing" in found.repairs) == (day is None)
    assert (found.title, "date_unreadable" in found.repairs) == ("甲", True)


def test_front_matter_tells_better_than_the_file_s_name() -> None:
    found = article("---\ntitle: 甲\npubdate: 2021-10-08 07:00\n---\n正文。\n", "2021-10-09-a.md")
    assert found.published == datetime.fromisoformat("2021-10-08T07:00:00+08:00")
    assert found.published_from is DateFrom.FRONT_MATTER


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        ("author:\n  name: 张三\n  email: a@b.cn", "authors", ["张三"]),
        ("author: [张三, 李四]", "authors", ["张三", "李四"]),
        ("tags: 宏观，利率；债券", "tags", ["宏观", "利率", "债券"]),
        ("tags: 000001", "tags", ["000001"]),
        ("tags:\n- 1\n- yes", "tags", ["1", "yes"]),
        ("categories: 金融", "categories", ["金融"]),
        ("categories: 金融 > 股市", "categories", ["金融", "股市"]),
        ("categories:\n- [金融, 股市]\n- [其他]", "categories", ["金融", "股市"]),
        # Generators make folders of these.
        ("categories: [金融, .., index.html, 股市]", "categories", ["金融", "股市"]),
        (f"categories: [{'长' * 300}]", "categories", ["长" * 40]),
        (f"tags: [{'x' * 300}, ..., C++, {chr(0xFDFA) * 50}]", "tags", ["x" * 120, "C++", chr(0xFDFA) * 3]),
        (f"categories: {list(range(30))}", "categories", [str(number) for number in range(10)]),
        ("media: 某社", "source", "某社"),
        (
            "canonical_url: http://finance.sina.com.cn/china/2021-10-09/doc-iktzqtyu0461234.shtml?x=1#a",
            "url",
            "https://finance.sina.com.cn/china/2021-10-09/doc-iktzqtyu0461234.shtml",
        ),
    ],
)
def test_values_of_every_shape(lines: str, field: str, value: Any) -> None:
    found = article(f"---\ntitle: 甲\ndate: 2021-01-02\n{lines}\n---\n正文。\n")
    assert getattr(found, field) == value


@pytest.mark.parametrize(
    "text",
    [
        '+++\ntitle = "甲乙"\ndate = 2021-01-02T03:04:05Z\ntags = ["x"]\n+++\n正文。\n',
        '{"title": "甲乙", "date": "2021-01-02T03:04:05Z", "tags": ["x"]}\n正文。\n',
        "\ufefftitle: 甲乙\r\ndate: 2021-01-02T03:04:05Z\r\ntags: x\r\n---\r\n正文。\r\n",
        "title: 甲乙\ndate: 2021-01-02T03:04:05Z\ntags: x\n---\n正文。\n".encode("gb18030"),
    ],
)
def test_every_envelope(text: str | bytes) -> None:
    found = article(text)
    assert found.published == datetime.fromisoformat("2021-01-02T11:04:05+08:00")
    assert (found.title, found.tags, found.text) == ("甲乙", ["x"], "正文。")


def test_markdown_is_read_as_markdown() -> None:
    found = article(
        "---\ntitle: 甲\n---\n# 一\n\n**收官。**加大\n\n```py\nx = '{{ y }}'\n```\n\n- 一\n- 二\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n[链](https://a.cn) ![图](https://a.cn/1.png)\n",
    )
    assert found.text.startswith("一\n\n收官。加大")  # bold as its writer meant it, whatever CommonMark sees
    assert "x = '{{ y }}'" in found.text
    assert [image.url for image in found.images] == ["https://a.cn/1.png"]


def test_plain_text_with_indents() -> None:
    assert (
        article("title: 甲\ndate: 2021-01-02\n\n　　第一段。\n　　第二段。\n").text == "第一段。\n\n第二段。"
    )


def test_an_own_post_reads_back() -> None:
    body = (
        "<p>　　新华社某地电（记者 张三、李四）会议指出，<strong>要稳。</strong>与会者说*ST甲涨_1_%。</p><h2>一、形势</h2>"
        '<div class="img_wrapper"><img src="https://a.cn/1.jpg" alt="会场"><span class="img_descr">会场一角。</span></div>'
        "<ul><li>一</li><li>二</li></ul><blockquote><p>他说。</p></blockquote>"
        "<table><tr><td>a|b</td><td>2</td></tr><tr><td>3</td><td></td></tr></table>"
        '<p>来源：某某报</p><p class="article-editor">责任编辑：王五</p>'
    )
    first = generated(body=body, title="甲{乙}的'年报'", cover="https://a.cn/1.jpg")
    first.id = f"text:{first.digest}"  # as the ledger gives it
    post = to_post(first)
    again = article(post)
    assert to_post(again) == post
    carried = "id title published updated categories tags authors source editor summary cover url original_title stocks"
    carried += " revision markdown text images digest"
    assert {name: getattr(again, name) for name in carried.split()} == {
        name: getattr(first, name) for name in carried.split()
    }


def test_a_long_title_of_markup_reads_back() -> None:
    first = article(f"---\ntitle: '{'<b>' * 3000}'\ndate: 2021-01-02\n---\n正文。\n")
    first.id = f"text:{first.digest}"
    assert article(to_post(first)).title == first.title == ("<b>" * 3000)[:2000]
