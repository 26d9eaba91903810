"""Kinds of pages met in the field, each with words of our own: one small page and what must come of it."""

from __future__ import annotations

import base64
import quopri
from datetime import datetime
from pathlib import Path

import pytest

from newsspider.errors import Rejected
from newsspider.model.article import Article
from newsspider.model.outcomes import Reason
from newsspider.readers import pages
from newsspider.sources import finding
from newsspider.text import urls
from tests.readers.test_publishers import article

P1 = "环湖东路今天复工，附近居民说，下雨天再也不用绕行旧桥，上班能省半个小时。"
P2 = "住建部门表示，补充协议已经签订，预计四个月之后通车，两侧的绿化同步完成。"
TEXT = f"<p>{P1}</p><p>{P2}</p>"
TITLE = "环湖东路本周复工"
INFO = "<div>2021-10-09 19:41 来源：湖滨商报</div>"


def page(  # noqa: PLR0913 - each is a place of the page
    text: str = TEXT,
    *,
    title: str = f"{TITLE}_湖滨网",
    h1: str = f"<h1>{TITLE}</h1>",
    info: str = INFO,
    head: str = "",
    before: str = "",
    behind: str = "",
    url: str | None = None,
) -> Article:
    html = (
        f"{before}<html><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body>{h1}{info}<div>{text}</div>{behind}</body></html>"
    )
    return article(html, url)


# --- addresses of archives ---


@pytest.mark.parametrize(
    ("copy", "original"),
    [
        (
            "https://web.archive.org/web/20211010000000/http://n.example.com/a/1.html",
            "http://n.example.com/a/1.html",
        ),
        ("web.archive.org/x", "web.archive.org/x"),
        (
            "http://web.archive.org/web/20211010im_/https:/img.example.com/a.jpg?w=1",
            "https://img.example.com/a.jpg?w=1",
        ),
        ("//web.archive.org/web/2021/n.example.com/a", "http://n.example.com/a"),
        ("/web/20211010000000cs_/https://n.example.com/a", "https://n.example.com/a"),
        ("https://archive.ph/2021.10.10-000000/https://n.example.com/a?b=1", "https://n.example.com/a?b=1"),
        ("https://archive.is/newest/http://n.example.com/a", "http://n.example.com/a"),
        ("http://archive.today/20211010000000/http://n.example.com/a", "http://n.example.com/a"),
        ("https://archive.md/o/AbCdE/https://n.example.com/a", "https://n.example.com/a"),
        ("https://archive.ph/AbCdE", "https://archive.ph/AbCdE"),
        ("https://n-example-com.cdn.ampproject.org/c/s/n.example.com/a", "https://n.example.com/a"),
        (
            "https://web.archive.org/web/1/https://archive.ph/2021/https://n.example.com/a",
            "https://n.example.com/a",
        ),
        ("https://web.archive.org/about/index.html", "https://web.archive.org/about/index.html"),
        ("https://n.example.com/web/20211010000000/", "https://n.example.com/web/20211010000000/"),
    ],
)
def test_the_original_of_a_copy(copy: str, original: str) -> None:
    assert urls.original(copy) == original


def test_a_copy_of_an_archive_is_the_original_with_its_links_and_pictures() -> None:
    copied = "https://web.archive.org/web/20211010000000"
    found = page(
        f'{TEXT}<p>据<a href="/web/20211010000000/https://n.example.com/b">湖滨商报</a>此前报道，桥面去年已经封闭，行人改走便道。</p>'
        f'<img src="{copied}im_/https://img.example.com/lake.jpg"><p>{P2}</p>',
        head=f'<link rel="canonical" href="{copied}/https://n.example.com/a/1.html">',
        h1='<div id="wm-ipp-base"><a href="/web/">Wayback Machine</a> 7 captures 10 Oct 2021 - 2 May 2022</div>'
        f"<h1>{TITLE}</h1>",
        info="<div>来源：湖滨商报</div>",
        behind=f"<div>{TEXT * 3}</div>",
    )
    assert found.url == "https://n.example.com/a/1.html"
    assert [image.url for image in found.images] == ["https://img.example.com/lake.jpg"]
    assert "](https://n.example.com/b)" in found.markdown
    assert found.published is None  # the archive's clock is not the article's


# --- saved pages ---


@pytest.mark.parametrize(
    ("head", "before", "h1"),
    [
        ('<meta name="savepage-url" content="https://n.example.com/a/1.html">', "", ""),
        ('<meta name="source-url" content="https://n.example.com/a/1.html">', "", ""),
        ("", "<!-- saved from url=(0030)https://n.example.com/a/1.html -->", ""),
        (
            "",
            "<!--\n Page saved with SingleFile \n url: https://n.example.com/a/1.html \n saved date: x\n-->",
            "",
        ),
        (
            "",
            "<!-- Saved from https://n.example.com/a/1.html at 2021-10-10T00:00:00Z using monolith v2 -->",
            "",
        ),
        ("", "<!-- Mirrored from n.example.com/a/1.html by HTTrack Website Copier/3.x [XR&CO'2014] -->", ""),
        ("", "", '<a class="domain reader-domain" href="https://n.example.com/a/1.html">n.example.com</a>'),
    ],
)
def test_a_saved_page_keeps_its_address(head: str, before: str, h1: str) -> None:
    found = page(head=head, before=before, h1=f"{h1}<h1>{TITLE}</h1>")
    assert found.url == "https://n.example.com/a/1.html"
    assert (found.title, found.source) == (TITLE, "湖滨商报")


def test_a_declared_address_of_another_publisher_is_not_the_pages_own() -> None:
    head = '<link rel="canonical" href="https://news.bbb.com.cn/x/1.html">'
    assert page(head=head, url="https://news.aaa.com.cn/y/2.html").url == "https://news.aaa.com.cn/y/2.html"
    assert page(head=head, url="https://m.bbb.com.cn/y/2.html").url == "https://news.bbb.com.cn/x/1.html"
    saved = "<!-- saved from url=(0031)https://news.aaa.com.cn/y/2.html -->"
    assert page(head=head, before=saved).url == "https://news.aaa.com.cn/y/2.html"


MHTML = """From: <Saved by Blink>
Snapshot-Content-Location: https://n.example.com/a/
 1.html
Subject: x
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="--b--"

----b--
Content-Type: text/html{charset}
Content-Transfer-Encoding: {coding}
Content-Location: https://n.example.com/a/1.html

{body}
----b--
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-Location: https://img.example.com/a.png

iVBORw0KGgo=
----b------
"""
SAVED = (
    f'<html><title>{TITLE}_湖滨网</title><h1>{TITLE}</h1>{INFO}<div>{TEXT}<img src="cid:x@y"></div></html>'
)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("coding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("lines", ["\n", "\r\n"])
def test_mhtml(encoding: str, coding: str, lines: str) -> None:
    raw = SAVED.encode(encoding)
    coded = {
        "quoted-printable": quopri.encodestring(raw),
        "base64": base64.encodebytes(raw),
        "8bit": raw,
    }[coding]
    charset = f"; charset={encoding}"
    head = MHTML.replace("\n", lines).format(charset=charset, coding=coding, body="@").encode()
    found = pages.read(
        head.replace(b"@", coded.strip(), 2).replace(coded.strip() + b"y", b"@y"), None, "a.html"
    )
    assert found.article.title == TITLE
    assert found.article.url == "https://n.example.com/a/1.html"
    assert P2 in found.fragment


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (
            b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: image/png\n\nx\n--b--\n",
            Reason.NOT_AN_ARTICLE,
        ),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n", Reason.NOT_AN_ARTICLE),
        (
            b"MIME-Version: 1.0\n"
            + b"".join(
                b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(200)
            ),
            Reason.TOO_DEEP,
        ),
    ],
    ids=["no page", "nothing", "nested"],
)
def test_mhtml_without_a_page_has_its_verdict(data: bytes, reason: Reason) -> None:
    with pytest.raises(Rejected) as refused:
        pages.read(data, None, "a.mht")
    assert refused.value.reason is reason


# --- times ---


@pytest.mark.parametrize(
    ("info", "wanted"),
    [
        ("<time datetime='2021-10-09T11:41:00Z'>10月9日</time>", "2021-10-09T19:41:00+08:00"),
        (
            "<abbr class='published' title='2021-10-09T19:41:00+08:00'>19:41</abbr>",
            "2021-10-09T19:41:00+08:00",
        ),
        ("<i title='2021-10-09 19:41:14'>5小时前</i>", "2021-10-09T19:41:14+08:00"),
        ("<i data-timestamp='1633779674'></i>", "2021-10-09T19:41:14+08:00"),
        ("<i data-time='1633779674000'>昨天</i>", "2021-10-09T19:41:14+08:00"),
        ("<i>更新时间：2021-10-10 08:00</i><i>发布时间：2021-10-09 19:41</i>", "2021-10-09T19:41:00+08:00"),
        ("<i>更新：2021年10月10日 08:00</i> <i>发布：2021年10月9日 19:41</i>", "2021-10-09T19:41:00+08:00"),
        ("<i>发布于 2021-10-09 19:41，最后修改于 2021-10-10 08:00</i>", "2021-10-09T19:41:00+08:00"),
        ("<i>2021年10月09日（星期六）19:41</i>", "2021-10-09T19:41:00+08:00"),
        ("<i>2021/10/09 周六 19:41</i>", "2021-10-09T19:41:00+08:00"),
        ("<i>2021-10-09T11:41:14.000Z</i>", "2021-10-09T19:41:14+08:00"),
        ("<i>19:41 2021-10-09</i>", "2021-10-09T19:41:00+08:00"),
        ("<i>浏览 12:30 2021-10-09 19:41</i>", "2021-10-09T19:41:00+08:00"),
    ],
)
def test_the_time_of_a_page(info: str, wanted: str) -> None:
    found = page(info=f"<div>{info}</div>")
    assert found.published == datetime.fromisoformat(wanted)


def test_a_time_below_the_text_is_the_articles_only_where_a_label_says_so() -> None:
    below = "<p>发布日期：2021-10-09 19:41:14 所属分类：<a href='/x'>民生</a></p>"
    found = page(info="", behind=below, text=f"{TEXT}{TEXT.replace('环湖', '滨江')}" * 3)
    assert found.published == datetime.fromisoformat("2021-10-09T19:41:14+08:00")
    credited = "<div>2021年10月09日 19:41　湖滨商报　责编：何望山</div>"
    found = page(info="", behind=credited)
    assert found.published == datetime.fromisoformat("2021-10-09T19:41:00+08:00")
    others = "<h3>本月热帖</h3><a href='/1'>另一篇文章</a><i>2021-10-01 08:00</i>"
    assert page(info="", behind=others, text=f"{TEXT}{TEXT.replace('环湖', '滨江')}" * 3).published is None


def test_a_short_text_with_a_time_in_an_attribute_is_an_article() -> None:
    found = page(f"<p>{P1}</p>", info="<time datetime='2021-10-09T19:41:00+08:00'>19:41</time>")
    assert found.text == P1


# --- titles ---


@pytest.mark.parametrize(
    ("title", "h1"),
    [
        ("通知公告--湖滨建设协会官网", f"<div>首页 &gt; 通知公告</div><div><b>{TITLE}</b></div>"),
        ("打印本页", f"<center><h2>{TITLE}</h2></center>"),
        ("新闻详情", f"<h2>{TITLE}</h2>"),
        ("湖滨日报", f"<div><strong>{TITLE}</strong></div>"),
        (f"{TITLE}|环湖|复工_城建_湖滨财经网 - hubin.example", ""),
        (f"{TITLE}-湖滨网", ""),
        ("无标题文档", f"<div>{TITLE}</div>"),
        (TITLE, f"<h1>{TITLE} <a href='javascript:print()'>打印本页</a> <a href='#'>关闭窗口</a></h1>"),
        (f"湖滨市重点工程动态播报_{'长' * 6}湖滨网", f"<h1>{TITLE}</h1>"),
    ],
)
def test_the_headline_wins_over_what_names_a_section_or_the_site(title: str, h1: str) -> None:
    assert page(title=title, h1=h1).title == TITLE


def test_a_headline_broken_in_the_source_has_no_blank() -> None:
    found = page(h1="<h1>\n   环湖东路\n   本周复工&nbsp;\n</h1>", text=TEXT.replace("附近", "\n   附近"))
    assert found.title == TITLE
    assert P1 in found.text


def test_a_text_without_a_title_is_refused_for_that() -> None:
    with pytest.raises(Rejected) as refused:
        pages.read(f"<div>{TEXT}</div>".encode(), None, "x")
    assert refused.value.reason is Reason.NO_TITLE


# --- media and people ---


@pytest.mark.parametrize(
    "info",
    [
        "<i>2021-10-09 19:41</i> <a><b>12</b>人参与评论</a>",
        "<i>2021-10-09 19:41</i> <a>3.2万阅读</a> <a>我要评论</a> <a>手机看新闻</a>",
    ],
)
def test_a_counter_or_a_button_is_no_medium(info: str) -> None:
    assert page(info=f"<div>{info}</div>").source is None


@pytest.mark.parametrize(
    ("info", "source", "authors"),
    [
        ("2021-10-09 19:41　湖滨商报", "湖滨商报", []),
        ("<i>2021-10-09 19:41</i> <i>作者<em>何望山</em></i>", None, ["何望山"]),
        ("2021-10-09 19:41 作者：佚名 来源：湖滨商报", "湖滨商报", []),
        ("2021-10-09 19:41 作者：湖滨大学教授", None, []),
        ("<p class='author-name'>湖畔之声</p><i>2021-10-09 19:41</i>", "湖畔之声", []),
    ],
)
def test_who_is_named_in_the_head(info: str, source: str | None, authors: list[str]) -> None:
    found = page(info=f"<div>{info}</div>")
    assert (found.source, found.authors) == (source, authors)


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        (f"<p>[湖滨商报报道 记者 何望山]{P1}</p><p>{P2}</p>", ["何望山"]),
        (f"<p>湖滨网10月9日讯（记者何望山 整理）{P1}</p><p>{P2}</p>", ["何望山"]),
        (f"{TEXT}<p>（作者：研究员何望山，制图姜一帆，实习生顾小满 编辑：丁远）</p>", ["何望山", "顾小满"]),
        (f"{TEXT}<p>（作者：何望山湖滨大学公共管理学院院长）</p>", ["何望山"]),
        (f"{TEXT}<p>作者：未知　责任编辑：丁远</p>", []),
    ],
)
def test_who_is_named_in_the_text(text: str, authors: list[str]) -> None:
    assert page(text).authors == authors


def test_links_below_a_heading_of_what_others_read_go() -> None:
    links = "<div><a href='/1'>滨江大桥合龙的消息</a></div><div><a href='/2'>东湖隧道停运的消息</a></div>"
    assert page(f"{TEXT}<div>看了本文的人还看了</div>{links}").text == f"{P1}\n\n{P2}"


# --- bodies ---


def test_only_the_first_of_several_articles_is_read() -> None:
    found = page(
        behind=f"<div><h1>滨江大桥合龙</h1><div>2021-10-08 08:00</div>{TEXT.replace('环湖东路', '滨江大桥')}</div>"
    )
    assert P1 in found.text
    assert "滨江大桥" not in found.text
    other = TEXT.replace("环湖东路", "滨江大桥")
    scrolled = page(
        behind=f"</article><article><h1>滨江大桥合龙</h1><i>10月8日</i>{other}</article>",
        h1=f"<article><h1>{TITLE}</h1>",
    )
    assert P1 in scrolled.text
    assert "滨江大桥" not in scrolled.text


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display: none'>湖滨网独家，盗用必究 x7k</p>",
        "<span style='font-size:0px'>湖滨网独家，盗用必究</span>",
        "<span hidden>湖滨网独家，盗用必究</span>",
        "<span style='position:absolute;left:-9999px'>湖滨网独家，盗用必究</span>",
        "<em style='color:transparent'>湖滨网独家，盗用必究</em>",
    ],
)
def test_hidden_text_is_no_text(hidden: str) -> None:
    assert "盗用" not in page(f"<p>{P1}{hidden}</p><p>{P2}</p>").text


def test_what_is_escaped_twice_is_shown_once() -> None:
    found = page(f"<p>{P1}</p><p>他说&amp;ldquo;快&amp;rdquo;&amp;mdash;&amp;mdash;{P2}&amp;lt;b&amp;gt;</p>")
    assert "他说“快”——" in found.text
    assert "&lt;b&gt;" in found.text


@pytest.mark.parametrize("word", ["shadowrootmode", "shadowroot", "shadowmode"])
def test_a_declarative_shadow_root_is_shown(word: str) -> None:
    found = page(
        f"<x-text><template {word}='open'><div>{TEXT}<template><p>样板</p></template></div></template></x-text>"
    )
    assert P2 in found.text
    assert "样板" not in found.text


def test_an_anchor_around_everything_is_no_link() -> None:
    assert P2 in page(h1=f"<a name='7'/><h1>{TITLE}</h1>").text


def test_a_picture_of_the_saving_machine_or_without_a_host_is_no_address() -> None:
    pictures = "<img src='./复工_files/a.jpg'><img src='a.jpg'><img src='file:///C:/a.jpg'><img src='https://img.example.com/b.jpg'>"
    links = f"<p>{P2}<a href='next.html'>下文</a>和<a href='/k/1.html'>环湖东路</a>，见<a href='https://n.example.com/2'>此处</a>。</p>"
    found = page(f"<p>{P1}</p>{pictures}{links}")
    assert [image.url for image in found.images] == ["https://img.example.com/b.jpg"]
    assert "下文和环湖东路，见[此处](https://n.example.com/2)" in found.markdown


def test_the_address_that_a_saver_put_aside_is_the_pictures() -> None:
    data = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
    found = page(
        f"<p>{P1}</p><img src='{data}' data-savepage-src='https://img.example.com/b.jpg'><p>{P2}</p>"
    )
    assert [image.url for image in found.images] == ["https://img.example.com/b.jpg"]


def test_spacers_and_the_labels_of_an_album_are_no_text() -> None:
    album = "<div><img src='http://img.example.com/images/spacer.gif'><ul><li>现场图集</li><li>现场图集</li></ul></div>"
    found = page(f"{album}{TEXT}")
    assert not found.images
    assert "现场图集" not in found.text


BODY = f"<p>{P1}</p><p>{P2}</p>"


@pytest.mark.parametrize(
    "script",
    [
        f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{TITLE}","articleBody":"{P1}\\n{P2}"}}</script>',
        f'<script id="__NEXT_DATA__" type="application/json">{{"props":{{"a":{{"title":"{TITLE}","content":"{BODY}"}}}}}}</script>',
        f'<script>window.__DATA__ = {{"post":{{"post_title":"x","title":"{TITLE}","body_html":"{BODY}"}}}};</script>',
    ],
    ids=["json-ld", "next", "state"],
)
def test_a_body_that_only_scripts_hold(script: str) -> None:
    html = f"<html><head><meta charset='utf-8'><title>{TITLE}_湖滨网</title></head><body><h1>{TITLE}</h1>{INFO}<div id='app'></div>{script}</body></html>"
    found = article(html)
    assert found.text == f"{P1}\n\n{P2}"
    assert found.source == "湖滨商报"


def test_data_of_another_article_is_no_body() -> None:
    script = f'<script type="application/json">{{"title":"滨江大桥合龙","content":"{BODY}"}}</script>'
    html = (
        f"<html><head><title>{TITLE}_湖滨网</title></head><body><h1>{TITLE}</h1>{INFO}{script}</body></html>"
    )
    with pytest.raises(Rejected):
        article(html)


def test_an_account_of_wechat() -> None:
    html = (
        f"<title></title><meta property='og:title' content='{TITLE}'><meta property='og:site_name' content='微信公众平台'>"
        f"<h1 class='rich_media_title' id='activity-name'>{TITLE}</h1><div class='rich_media_meta_list'>"
        "<span class='rich_media_meta rich_media_meta_text'>何望山</span><a id='js_name'>湖畔财评</a><em id='publish_time'>昨天</em></div>"
        f"<div id='js_content' style='visibility:hidden'>{TEXT}<img data-src='https://mmbiz.qpic.cn/mmbiz_png/a/640'></div>"
        "<script>var ct = \"1633779674\"; var nickname = htmlDecode('湖畔财评');</script>"
    )
    found = article(html)
    assert (found.title, found.source, found.authors) == (TITLE, "湖畔财评", ["何望山"])
    assert found.published == datetime.fromisoformat("2021-10-09T19:41:14+08:00")
    assert [image.url for image in found.images] == ["https://mmbiz.qpic.cn/mmbiz_png/a/640"]
    assert article(html.replace("class='rich_media_meta_list'", "id='meta_content'")).authors == ["何望山"]


def test_the_metas_of_public_offices() -> None:
    metas = "<meta name='ContentSource' content='湖滨商报'><meta name='PubDate' content='2021-10-09 19:41'>"
    found = page(head=metas, info="")
    assert (found.source, found.published) == (
        "湖滨商报",
        datetime.fromisoformat("2021-10-09T19:41:00+08:00"),
    )


def test_an_endings_table_knows_mhtml(tmp_path: Path) -> None:
    for name in ("a.mhtml", "b.MHT", "c.html"):
        (tmp_path / name).write_bytes(b"x")
    assert [seed.locator for seed in finding.find(str(tmp_path))] == ["a.mhtml", "b.MHT", "c.html"]
