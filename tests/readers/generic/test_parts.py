"""The small readers of pages of any house: JSON-LD, titles, times, names, and pages made to be slow."""

from __future__ import annotations

from datetime import datetime

import pytest

from newsspider.errors import Rejected
from newsspider.model.article import Article
from newsspider.model.outcomes import Reason
from newsspider.readers import html_page, pages
from newsspider.readers.generic import title as heading
from newsspider.readers.generic.jsonld import JsonLdArticle

URL = "https://news.example.com/2021/10/09/1.html"
TEXT = (
    "<p>环湖东路今天复工，附近居民说，下雨天再也不用绕行旧桥，上班能省半个小时。</p>"
    "<p>住建部门表示，补充协议已经签订，预计四个月之后通车。</p>"
)


def made(head: str = "", above: str = "", title: str = "环湖东路复工", url: str | None = URL) -> Article:
    html = f"<html><head><title>{title}_湖滨网</title>{head}</head><body><h1>{title}</h1>{above}<div>{TEXT}</div></body></html>"
    return pages.read(html.encode(), url, "x").article


def told(script: str) -> JsonLdArticle:
    html = f'<html><script type="application/ld+json">{script}</script></html>'
    return JsonLdArticle(html_page.parse(html.encode(), None, "x"))


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","headline":"复工"}',
        '[{"@type":"Organization","name":"甲"},{"@type":["Thing","ReportageNewsArticle"],"headline":"复工"}]',
        '{"@graph":[{"@type":"WebPage"},{"@type":"https://schema.org/BlogPosting","headline":"复工"}]}',
        '{"@type":"WebPage","mainEntity":{"@type":"Article","headline":"复工"}}',
        '{"@context":"https://example.com/cambrian.jsonld","title":"复工","pubDate":"2021-10-09T19:41:14"}',
        '<!-- {"@type":"NewsArticle","headline":"复工"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"复工"}\n//]]>',
        '{"@type":"NewsArticle","headline":"复工","image":["a.jpg",],}',
        '{"@type":"NewsArticle","headline":"复工","description":"一行\n又一行"}',
        '{"@type":"NewsArticle","headline":"复工","description":"他说"不对"，又走了"}',
    ],
)
def test_the_article_is_found_in_json_ld(script: str) -> None:
    assert told(script).text("headline") == "复工"


@pytest.mark.parametrize("script", ["", "[", "{}", "null", "[" * 50_000, '{"@type":"WebSite","name":"甲"}'])
def test_json_ld_without_an_article(script: str) -> None:
    assert not told(script).article


def test_a_reference_is_followed() -> None:
    found = told(
        '{"@graph":[{"@type":"Article","author":{"@id":"#a"}},{"@id":"#a","@type":"Person","name":"许明川"}]}'
    )
    assert found.texts("author") == ["许明川"]


@pytest.mark.parametrize(
    ("whole", "title"),
    [
        ("环湖东路复工_财经_湖滨网", "环湖东路复工"),
        ("环湖东路复工--财经--湖滨网", "环湖东路复工"),
        ("环湖东路复工-股票频道-湖滨网", "环湖东路复工"),
        ("环湖东路复工 | 湖滨日报", "环湖东路复工"),
        ("环湖东路复工 – 慢慢变富的老郭", "环湖东路复工"),
        ("慢慢变富的老郭 » 环湖东路复工", "环湖东路复工"),
        ("棱镜|数据公司转型：爬虫与借贷_财经_湖滨网", "棱镜|数据公司转型：爬虫与借贷"),
        ("沪指涨1%-创业板跌2%", "沪指涨1%-创业板跌2%"),
        ("奋进——湖滨纪事", "奋进——湖滨纪事"),
        ("Sugar mills cut output | Wirenews", "Sugar mills cut output"),
    ],
)
def test_the_names_of_publisher_and_sections_go(whole: str, title: str) -> None:
    assert heading.without_names(whole, ["慢慢变富的老郭", "Wirenews"]) == title


@pytest.mark.parametrize(
    ("head", "above", "wanted", "precision", "where"),
    [
        ("", "<div>2021-10-09 19:41</div>", "2021-10-09T19:41:00+08:00", "minute", "page"),
        ("", "<div>发布时间：2021年10月9日 下午7:41</div>", "2021-10-09T19:41:00+08:00", "minute", "page"),
        ("", "<div>10-09 19:41</div>", "2021-10-09T19:41:00+08:00", "minute", "page"),
        (
            "",
            "<div>2021-10-09 19:41 最后更新: 2021-10-10 08:00</div>",
            "2021-10-09T19:41:00+08:00",
            "minute",
            "page",
        ),
        ("", "", "2021-10-09T00:00:00+08:00", "day", "url"),
        ('<meta name="publishdate" content="2021-10-09">', "", "2021-10-09T00:00:00+08:00", "day", "meta"),
        (
            '<meta property="article:published_time" content="2021-10-09T11:41:14Z">',
            "<time>2021年10月9日</time>",
            "2021-10-09T19:41:14+08:00",
            "second",
            "meta",
        ),
        (
            '<meta property="article:published_time" content="2021-10-09T19:41:14+08:00">',
            "<div>2021-10-09 19:41</div>",
            "2021-10-09T19:41:14+08:00",
            "second",
            "page",
        ),
        (  # what a reader sees counts, and a house may call its own time Greenwich's
            '<meta property="article:published_time" content="2021-10-09T19:41:14Z">',
            "<div>2021-10-09 19:41</div>",
            "2021-10-09T19:41:00+08:00",
            "minute",
            "page",
        ),
        (
            '<meta name="DC.date.issued" content="2021-10-09 19:41">',
            "",
            "2021-10-09T19:41:00+08:00",
            "minute",
            "meta",
        ),
    ],
)
def test_the_time(head: str, above: str, wanted: str, precision: str, where: str) -> None:
    article = made(head, above)
    assert article.published == datetime.fromisoformat(wanted)
    assert (article.published_precision, article.published_from) == (precision, where)


@pytest.mark.parametrize(
    ("above", "source", "authors"),
    [
        ("<div>2021-10-09 19:41 来源：湖滨商报 作者：何望山</div>", "湖滨商报", ["何望山"]),
        ("<div><span>2021-10-09</span><span>来源：</span><a>湖滨商报</a><a>举报</a></div>", "湖滨商报", []),
        ("<div>2021-10-09 19:41</div><div>何望山/湖滨商报</div>", "湖滨商报", ["何望山"]),
        ("<div><i>2021-10-09 19:41</i> <a>湖滨商报</a></div>", "湖滨商报", []),
        ('<div><b class="a_source">甲言</b> <i>2021-10-09 19:41</i></div>', "甲言", []),
        ("<p>2021-10-09</p><p>湖滨商报记者 何望山 姜一帆</p>", "湖滨商报", ["何望山", "姜一帆"]),
    ],
)
def test_medium_and_reporters(above: str, source: str, authors: list[str]) -> None:
    article = made(above=above)
    assert (article.source, article.authors) == (source, authors)


@pytest.mark.parametrize(
    ("comment", "url"),
    [
        (
            "<!-- saved from url=(0042)https://news.example.com/a/20211009/1.html -->",
            "https://news.example.com/a/20211009/1.html",
        ),
        (
            "<!--\n Page saved with SingleFile \n url: https://news.example.com/a/1.html \n saved date: x\n-->",
            "https://news.example.com/a/1.html",
        ),
        ("<!--https://news.example.com/a/1.html-->", "https://news.example.com/a/1.html"),
        ("<!-- see the documentation -->", None),
    ],
)
def test_the_address_that_a_saved_page_came_from(comment: str, url: str | None) -> None:
    html = f"{comment}<html><title>环湖东路复工</title><body><h1>环湖东路复工</h1><p>2021-10-09 08:00</p>{TEXT}</body></html>"
    assert pages.read(html.encode(), None, "x").article.url == url


def test_relative_addresses_become_whole() -> None:
    html = (
        f'<h1>环湖东路复工</h1><i>2021-10-09</i><div>{TEXT}<img src="/a.jpg"><img src="复工_files/b.jpg">'
        '<img src="/loading.gif" data-original="//img.example.com/c.jpg"></div>'
    )
    fragment = pages.read(html.encode(), URL, "x").fragment
    assert 'src="https://news.example.com/a.jpg"' in fragment
    assert 'src="https://img.example.com/c.jpg"' in fragment
    assert 'data-newsspider="furniture"' in fragment.partition("_files")[0].rpartition("<img")[0] + fragment


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.com/",
        "https://www.example.com/index.html",
        "https://www.example.com/search?q=x",
        "https://www.example.com/tag/fund/",
        "https://www.example.com/login",
    ],
)
def test_an_address_of_no_article(url: str) -> None:
    with pytest.raises(Rejected) as refused:
        made(above="<p>2021-10-09 08:00</p>", url=url)
    assert refused.value.reason is Reason.NOT_AN_ARTICLE


def test_comments_behind_a_flash_are_no_text() -> None:
    comments = "<p>这是一条很长的评论，说的是自己的经历和看法，希望以后越来越好。</p>" * 40
    html = (
        f"<h1>环湖东路复工</h1><p>2021-10-09 08:00</p><div>{TEXT}</div><div><h3>网友评论</h3>{comments}</div>"
    )
    assert "经历和看法" not in pages.read(html.encode(), URL, "x").fragment


def test_an_author_by_the_relation_of_the_link() -> None:
    assert made(above='<p>by <a rel="author">Jane Doe</a></p>').authors == ["Jane Doe"]


P = "<p>这是一段正文，说的是同一件事，反复地说，说个没完没了。</p>"


@pytest.mark.slow
@pytest.mark.parametrize(
    "html",
    [
        f"<h1>题目题目</h1><div>2021-10-10 10:00</div><div>{P * 20_000}</div>",
        f"<h1>题目题目</h1>{'<div>' * 9000}{P}",
        f"<h1>题目题目</h1>{('<div>' + P) * 900}",
        f"<h1>题目题目</h1><p>{'<span>字，</span>' * 30_000}</p>",
        f"{'<a href=x>链接链接</a>' * 30_000}",
        f"<p>{'来源：' * 50_000}</p>{P}",
        f"<script type='application/ld+json'>{'[' * 100_000}</script>{P}",
        f"{'<!-- http' * 2000}{P}",
        f"{P}<div>{'> ' * 500}</div>",
        f"<style>{'@media{' * 30_000}</style><h1>题目题目</h1>{P}",
        f"<style>{'.a{' * 60_000}</style><h1>题目题目</h1>{P}",
        f"<template shadowrootmode=open>{'<template ' * 60_000}{P}",
        f"{P}<script>var ct={' ' * 300_000}</script><i id=js_name>甲</i><i id=js_content>乙</i>",
        f"<script>{'var ' * 60_000}</script><h1>题目题目</h1>{P}",
        f"<h1>题目题目</h1><p>2021-10-10 10:00</p><div>{P}{'<a href=x_2.html>2</a>' * 30_000}</div>",
        f"<h1>题目题目</h1><p>2021-10-10 10:00</p><div>{P}{'<p>相关阅读</p>' * 5000}{P * 5000}</div>",
        f"<h1>题目题目</h1><p>2021-10-10 10:00</p><div>{P}{'<table><tr><td><a href=x>链接</a>' * 400}</div>",
        f"<h1>题目题目</h1><p>2021-10-10 10:00</p><div>{P}{'<table><tr><td><a href=x>链接</a></table>' * 4000}</div>",
        f"<h1>题目题目</h1>{'<i title=2021-10-10>时</i>' * 30_000}{P}",
    ],
    ids=lambda html: html[:24],
)
def test_a_page_made_to_be_slow_has_its_verdict(html: str) -> None:
    try:
        pages.read(html.encode(), URL, "x")
    except Rejected as refused:
        assert refused.detail  # noqa: PT017 - a verdict is one of two good ends
