"""Kinds of feeds and exports that were met in the field, each in words of our own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from newsspider.limits import LIMITS
from newsspider.model.draft import Unread
from newsspider.sources.feeds import drafts, file, parse
from newsspider.sources.files import SeedFile
from newsspider.sources.inputs import ListEntry
from newsspider.sources.listing import Row
from newsspider.text import unicode
from tests.sources.feeds import documents

TITLE = "岚浦港十月吞吐量回升"
TEXT = "岚浦港务集团今日公布十月数据，集装箱吞吐量环比回升。"
HOME = "https://www.lanpu.example/"
PAGE = f"{HOME}news/1101.html"
DATE = "Wed, 01 Nov 2023 09:30:00 +0800"


def read(tmp_path: Path, text: str, name: str = "a.xml") -> list[ListEntry | Unread]:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return list(file.read(SeedFile(name, str(path)), LIMITS))


def row(tmp_path: Path, text: str) -> Row:
    (found,) = read(tmp_path, text)
    assert isinstance(found, ListEntry)
    return found.row


def one(
    title: str = TITLE, text: str = f"<p>{TEXT}</p>", date: str = DATE, further: str = "", head: str = ""
) -> str:
    return documents.rss(documents.item(title, text, PAGE, date, further=further), home=HOME, head=head)


@pytest.mark.parametrize(
    ("title", "language", "date", "hour"),
    [
        (TITLE, "zh-cn", "Wed Nov 01 09:30:00 CST 2023", "09:30 +0800"),
        (TITLE, "", "Wed, 01 Nov 2023 09:30:00 CST", "09:30 +0800"),
        (TITLE, "en-US", "Wed, 01 Nov 2023 09:30:00 CST", "09:30 +0800"),  # WordPress says so by default
        ("Port throughput recovers", "en-US", "Wed, 01 Nov 2023 09:30:00 CST", "23:30 +0800"),
        (TITLE, "", "星期三, 01 十一月 2023 09:30:00 +0800", "09:30 +0800"),
        (TITLE, "", "周三, 01 11月 2023 01:30:00 GMT", "09:30 +0800"),
    ],
)
def test_times(tmp_path: Path, title: str, language: str, date: str, hour: str) -> None:
    text = one(title, "<p>words</p>", date, head=f"<language>{language}</language>" if language else "")
    text = text.replace("远山财经", title)
    published = row(tmp_path, text).published
    assert published is not None
    assert f"{published:%H:%M %z}" == hour


@pytest.mark.parametrize(
    ("author", "authors"),
    [
        ("desk@lanpu.example (方怀瑾)", ["方怀瑾"]),
        ("desk@lanpu.newsroom (方怀瑾)", ["方怀瑾"]),
        ("desk@lanpu.com.cn", []),
        ("方怀瑾 &lt;desk@lanpu.example&gt;", ["方怀瑾"]),
        ("方怀瑾, 秦牧野", ["方怀瑾", "秦牧野"]),
        ("WWW.LANPU.EXAMPLE", []),
        ("https://www.lanpu.example/", []),
    ],
)
def test_authors(tmp_path: Path, author: str, authors: list[str]) -> None:
    assert row(tmp_path, one(further=f"<author>{author}</author>")).raw["authors"] == authors


@pytest.mark.parametrize(
    ("further", "tags"),
    [
        ("<category>港口,外贸</category><category>港口</category>", ["港口", "外贸"]),
        ("<category><![CDATA[港口，外贸；航线]]></category>", ["港口", "外贸", "航线"]),
        ("<category>Mergers, Acquisitions and Deals</category><category>Ports</category>", ["Mergers, Acquisitions and Deals", "Ports"]),
    ],
)  # fmt: skip
def test_several_categories_in_one_element(tmp_path: Path, further: str, tags: list[str]) -> None:
    assert row(tmp_path, one(further=further)).keywords == tags


@pytest.mark.parametrize(
    ("title", "text", "named", "rest"),
    [
        (f"<![CDATA[{TITLE}]]>", f"<p>{TEXT}</p>", TITLE, TEXT),
        (TITLE, f"<![CDATA[<p>{TEXT}</p>]]>", TITLE, TEXT),
        ("", f"【{TITLE}】{TEXT}", TITLE, TEXT),
        ("", f"<p><strong>【{TITLE}】</strong>{TEXT}</p>", TITLE, TEXT),
        (f"【{TITLE}】{TEXT[:12]}", f"【{TITLE}】{TEXT}", TITLE, TEXT),
        (f"【独家】{TITLE}", f"<p>{TEXT}</p>", f"【独家】{TITLE}", TEXT),
        ("", f"【{TITLE}】", TITLE, f"【{TITLE}】"),
    ],
)
def test_titles(tmp_path: Path, title: str, text: str, named: str, rest: str) -> None:
    found = row(tmp_path, one(title, text))
    made = drafts.of_entry(found, _feed(tmp_path, title, text), "x", LIMITS)
    assert made.tree is not None
    assert (found.title, unicode.bare(made.tree.text())) == (named, rest)


def _feed(tmp_path: Path, title: str, text: str) -> Any:
    (found,) = read(tmp_path, one(title, text))
    assert isinstance(found, ListEntry)
    return found.channel


OWN = f'<a href="{PAGE}">'


@pytest.mark.parametrize(
    "tail",
    [
        f'<p>{OWN}{TITLE}</a>最先出现在<a href="{HOME}">岚浦财经</a>。</p>',
        f'<p>{OWN}{TITLE}</a> 首先出現在 <a href="{HOME}">岚浦财经</a>。</p>'.replace("出現", "出现"),
        f'<p>The post {OWN}{TITLE}</a> appeared first on <a href="{HOME}">Lanpu</a>.</p>',
        f'<p>The post {OWN}{TITLE}</a> first appeared on <a href="{HOME}">Lanpu</a>.</p>',
        f"<p>{TITLE} 首发于 岚浦财经</p>",
        f"<p>{OWN}查看原文</a></p>",
        f'<p><a href="{PAGE}?utm_source=rss">阅读全文 &raquo;</a></p>',
        f"<div><p>{OWN}Continue reading</a></p></div>",
        f"<p>{OWN}阅读全文</a></p><p>The post {OWN}{TITLE}</a> first appeared on Lanpu.</p>",
    ],
)
def test_what_feeds_add_below_a_text_goes(tmp_path: Path, tail: str) -> None:
    found = row(tmp_path, one(text=f"<p>{TEXT}</p>{tail}"))
    assert entry_words(found) == TEXT
    assert found.raw["removed"]


@pytest.mark.parametrize(
    "tail",
    [
        f'<p>集团的公告见<a href="{HOME}notice/7.html">官网</a>。</p>',
        f"<p>这份报告首发于{HOME}，随后由三家媒体跟进，内容涉及全部五个港区的泊位与航线安排情况。</p>",
        f'<p><a href="{HOME}other.html">阅读全文</a></p>',
        f'<p>{OWN}<img src="{HOME}1.jpg"></a></p>',
        "<p>更多航线将在明年开通。</p>",
    ],
)
def test_a_last_paragraph_of_the_text_stays(tmp_path: Path, tail: str) -> None:
    found = row(tmp_path, one(text=f"<p>{TEXT}</p>{tail}"))
    assert found.raw["removed"] == []
    assert tail[:20] in found.raw["html"]


def test_a_link_to_the_rest_goes_and_the_teaser_is_one(tmp_path: Path) -> None:
    found = row(tmp_path, one(text=f"<p>{TEXT}{OWN}阅读全文</a></p>"))
    assert (entry_words(found), found.raw["full"]) == (TEXT, False)


def entry_words(found: Row) -> str:
    from newsspider.sources.feeds import entry_text  # noqa: PLC0415 - here alone

    return entry_text.plain(found.raw["html"]).strip()


WXR = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>岚浦财经</title><link>https://www.lanpu.example</link>{items}
</channel></rss>"""
WP_ITEM = """<item><title>{title}</title><link>https://www.lanpu.example/archives/{number}</link>
<pubDate>Wed, 01 Nov 2023 01:30:00 +0000</pubDate><dc:creator>方怀瑾</dc:creator>
<content:encoded><![CDATA[{text}]]></content:encoded><wp:post_id>{number}</wp:post_id>
<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>
<category domain="category" nicename="g"><![CDATA[港口]]></category>
<category domain="post_tag" nicename="w"><![CDATA[外贸]]></category>
<category domain="post_format" nicename="a"><![CDATA[日志]]></category>
<wp:comment><wp:comment_content><![CDATA[占个座]]></wp:comment_content></wp:comment></item>"""
WP_TEXT = f"""<!-- wp:paragraph -->
<p>{TEXT}</p>
<!-- /wp:paragraph -->

[caption id="a" width="600" caption="岚浦港三期"]<a href="https://www.lanpu.example/1"><img src="https://www.lanpu.example/1.jpg" /></a>[/caption]

[gallery ids="1,2"]外贸航线的订舱量
已恢复。

<ul><li>一号泊位</li></ul>
[caption width="1"]<img src="https://www.lanpu.example/2.jpg"> 岚浦港[/caption]"""


def test_an_export_of_wordpress(tmp_path: Path) -> None:
    items = [
        WP_ITEM.format(title=TITLE, number=1, text=WP_TEXT, status="publish", kind="post"),
        *(
            WP_ITEM.format(title="无", number=2 + at, text="没有发布的文字", status=status, kind=kind)
            for at, (status, kind) in enumerate(
                [("draft", "post"), ("private", "post"), ("publish", "page"), ("inherit", "attachment"), ("publish", "custom_css")]
            )
        ),
    ]  # fmt: skip
    found = read(tmp_path, WXR.format(items="".join(items)))
    assert [type(one) for one in found] == [ListEntry, *[Unread] * 5]
    assert {one.reason.value for one in found if isinstance(one, Unread)} == {"not_an_article"}
    assert isinstance(found[0], ListEntry)
    post = found[0].row
    assert (post.keywords, post.raw["path"], post.raw["authors"]) == (
        ["外贸"],
        ["岚浦财经", "港口"],
        ["方怀瑾"],
    )
    assert "[" not in entry_words(post).replace("[…]", "")
    assert post.raw["html"].count("<figure>") == 2
    assert "<figcaption>岚浦港三期</figcaption>" in post.raw["html"]
    assert "<figcaption>岚浦港</figcaption>" in post.raw["html"]
    assert "<p>外贸航线的订舱量<br>已恢复。</p>" in post.raw["html"]


BLOGGER = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:app="http://purl.org/atom/app#"
 xmlns:blogger="http://schemas.google.com/blogger/2018"><id>tag:b,1:x</id><title>岚浦财经</title>{entries}</feed>"""


def blogger(number: int, inside: str) -> str:
    return (
        f"<entry><id>tag:b,1:{number}</id><published>2023-11-01T09:30:00+08:00</published><title>{TITLE}</title>"
        f'<content type="html">&lt;p&gt;{TEXT}{number}&lt;/p&gt;</content>{inside}'
        "<category scheme='http://www.blogger.com/atom/ns#' term='港口'/></entry>"
    )


def test_exports_of_blogger_old_and_new(tmp_path: Path) -> None:
    kind = "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{}'/>"
    entries = [
        blogger(1, kind.format("post")),
        blogger(2, kind.format("settings")),
        blogger(3, kind.format("post") + "<app:control><app:draft>yes</app:draft></app:control>"),
        blogger(4, "<blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status>"),
        blogger(5, "<blogger:type>COMMENT</blogger:type><blogger:status>LIVE</blogger:status>"),
        blogger(6, "<blogger:type>POST</blogger:type><blogger:status>DRAFT</blogger:status>"),
    ]
    found = read(tmp_path, BLOGGER.format(entries="".join(entries)), "a.atom")
    kept = [at for at, each in enumerate(found, start=1) if isinstance(each, ListEntry)]
    assert kept == [1, 4]
    assert all(each.row.keywords == ["港口"] for each in found if isinstance(each, ListEntry))


def test_a_feed_of_sina_of_its_time(tmp_path: Path) -> None:
    jump = (
        "http://go.rss.sina.com.cn/redirect.php?url=http://finance.sina.com.cn/china/20131101/093017199.shtml"
    )
    text = documents.rss(
        documents.item(TITLE, f"　　{TEXT}", jump, "Fri, 01 Nov 2013 01:30:17 GMT", guid=jump)
    )
    assert row(tmp_path, text).url == "https://finance.sina.com.cn/china/20131101/093017199.shtml"


def test_bases_and_enclosures(tmp_path: Path) -> None:
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://www.lanpu.example/blog/"><title>岚浦财经</title>'
        f'<entry xml:base="2023/"><id>1</id><title>{TITLE}</title><link href="a.html"/>'
        '<link rel="enclosure" href="b.jpg"/><link rel="enclosure" type="audio/mpeg" href="c.mp3"/>'
        f'<content type="html">&lt;p&gt;{TEXT}&lt;/p&gt;&lt;img src="d.png"&gt;</content></entry></feed>'
    )
    found = row(tmp_path, text)
    assert found.url == "https://www.lanpu.example/blog/2023/a.html"
    assert 'src="https://www.lanpu.example/blog/2023/d.png"' in found.raw["html"]
    assert found.images == ["https://www.lanpu.example/blog/2023/b.jpg"]
    found = row(tmp_path, text.replace('href="a.html"', 'href="c/a.html"'))
    assert 'src="https://www.lanpu.example/blog/2023/d.png"' in found.raw["html"]


def test_a_json_feed_as_people_write_it(tmp_path: Path) -> None:
    text = (
        '// 每日更新\n{\n\t"version": "https://jsonfeed.org/version/1.1", /* 1.1 */ "title": "岚浦财经",\n'
        f'\t"items": [{{"id": "1", "url": "{PAGE}", "title": "{TITLE}", "content_html": "<p>it\\\'s\t{TEXT}</p>",}},],}}'
    )
    (found,) = read(tmp_path, text, "a.json")
    assert isinstance(found, ListEntry)
    assert (found.row.title, "it's" in entry_words(found.row)) == (TITLE, True)


@pytest.mark.parametrize("title", ["港口 > 外贸", "a 'b", 'a "b" c', "R&D", "< 5%"])
def test_opml_with_raw_marks_in_its_titles(title: str) -> None:
    text = (
        f'<?xml version="1.0"?><opml version="1.0"><body><outline text="{title}" xmlUrl="https://a.example/1?a=1&b=2" />'
        f"\n<outline text='x' title=\"{title}\" type=\"rss\" xmlUrl = 'https://a.example/2'></outline></body></opml>"
    )
    assert parse.addresses(text) == ["https://a.example/1?a=1&b=2", "https://a.example/2"]
