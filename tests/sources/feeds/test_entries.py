"""Entries to rows: identity and its guards, times, texts, what files and describes them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from newsspider.limits import LIMITS
from newsspider.model.article import Precision
from newsspider.sources import listing, sites
from newsspider.sources.feeds import drafts, entries, entry_text, parse, routes, subscription
from newsspider.sources.feeds.model import Words
from newsspider.sources.listing import Row
from newsspider.text.dates import BEIJING
from tests.sources.feeds import documents
from tests.sources.feeds.documents import item

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=BEIJING)
SINA = "https://finance.sina.com.cn/china/2026-11-22/doc-iktzscyx1000001.shtml"
KNOWN = sites.load_channels()


def rows(text: str, address: str = "https://news.example/feed", now: datetime | None = NOW) -> list[Row]:
    document = parse.read(text.encode(), address)
    ours = routes.of_address(address, KNOWN) or routes.of_document(document, KNOWN)
    return entries.rows(document, subscription.feed(address, ours), now)


def one(*given: str, **more: str) -> Row:
    (row,) = rows(documents.rss(item(*given, **more)))
    return row


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"link": SINA, "guid": "g"}, "sina:iktzscyx1000001"),
        ({"link": "https://a.example/1", "guid": "comos-ktzscyx1000001"}, "sina:iktzscyx1000001"),
        ({"link": "https://a.example/1", "guid": "g"}, "guid:https://news.example/feed g"),
        ({"link": "http://a.example/1?utm_source=rss"}, "url:"),
        ({"guid": "x" * 2000}, "text:"),
        ({"link": "https://news.example/"}, "text:"),
        ({"link": "https://other.example"}, "text:"),
        ({"link": "javascript:alert(1)"}, "text:"),
        ({}, "text:"),
    ],
    ids=range(9),
)
def test_what_an_entry_is_known_by(given: dict[str, str], key: str) -> None:
    assert one("一号", "文", **given).key.startswith(key)


def test_a_repeated_guid_is_ignored() -> None:
    first, second = rows(
        documents.rss(
            item("一号", "甲", "https://a.example/1", guid="same"),
            item("二号", "乙", "https://a.example/2", guid="same"),
        )
    )
    assert first.key != second.key
    assert first.raw["shared"] == second.raw["shared"] == ["same"]
    assert (first.url, second.url) == ("https://a.example/1", "https://a.example/2")


def test_a_link_that_all_entries_share_is_ignored() -> None:
    found = rows(
        documents.rss(*(item(f"{n}号", f"文{n}", "https://a.example/today", guid=f"g{n}") for n in range(3)))
    )
    assert [row.url for row in found] == [None] * 3
    assert len({row.key for row in found}) == 3
    (listed,) = {drafts.listed(row, subscription.feed("https://a.example/f", None)).shared for row in found}
    assert listed == ("https://a.example/today",)


def test_an_entry_that_is_there_twice_is_one() -> None:
    twice = item("一号", "甲", "https://a.example/1", guid="g")
    first, second = rows(documents.rss(twice, twice))
    assert first.key == second.key
    assert first.raw["shared"] == []


@pytest.mark.parametrize(
    ("date", "told", "precision"),
    [
        ("Sun, 22 Nov 2026 02:00:00 GMT", "2026-11-22T10:00:00+08:00", Precision.SECOND),
        ("2026-11-22 10:00:00", "2026-11-22T10:00:00+08:00", Precision.SECOND),
        ("2026年11月22日 10:00", "2026-11-22T10:00:00+08:00", Precision.MINUTE),
        ("Sun, 22 Nov 2026 10:00:00 CST", "2026-11-22T10:00:00+08:00", Precision.SECOND),
        ("Sun, 22 Nov 2026 10:00:00 +0800", "2026-11-22T10:00:00+08:00", Precision.SECOND),
        ("2026-11-22", "2026-11-22T00:00:00+08:00", Precision.DAY),
        ("yesterday", None, None),
        ("", None, None),
    ],
)
def test_times_as_they_are_written(date: str, told: str | None, precision: Precision | None) -> None:
    row = one("一号", "文", "https://a.example/1", date)
    assert (row.published and row.published.isoformat()) == told
    if precision is not None:
        assert row.raw["precision"] == precision.value
    else:
        assert "date_missing" in row.raw["repairs"]


@pytest.mark.parametrize(
    ("dates", "late"),
    [
        (["Mon, 23 Nov 2026 11:50:00 GMT"], True),  # 19:50 in Beijing, and it is noon
        (["Mon, 23 Nov 2026 03:50:00 GMT"], False),
        (["Mon, 30 Nov 2026 03:50:00 GMT"], False),  # announced, and Beijing's zone would not mend it
        (["Sun, 22 Nov 2026 20:00:00 GMT"], True),  # by the day in its address
        (["Sun, 22 Nov 2026 12:00:00 GMT", "Sun, 22 Nov 2026 20:00:00 GMT"], True),
        (["Sun, 22 Nov 2026 02:00:00 +0800", "Sun, 22 Nov 2026 15:30:00 GMT"], False),
    ],
)
def test_a_wrong_time_zone(dates: list[str], late: bool) -> None:
    link = SINA if "22 Nov" in dates[0] else "https://a.example/1"
    found = rows(
        documents.rss(
            *(item(f"{n}", "文", link.replace("100", f"10{n}"), date) for n, date in enumerate(dates))
        )
    )
    for row, date in zip(found, dates, strict=True):
        plain = one("x", "文", "", date).published if "22 Nov" in date else None
        if plain is not None:
            assert plain - (row.published or plain) == timedelta(hours=8 if late and "GMT" in date else 0)
    assert ("date_assumed_zone" in found[-1].raw["repairs"]) is late


def test_times_of_a_saved_feed_are_not_held_against_the_clock() -> None:
    text = documents.rss(item("一号", "文", "https://a.example/1", "Mon, 23 Nov 2026 11:50:00 GMT"))
    (row,) = rows(text, now=None)
    assert row.published == datetime(2026, 11, 23, 19, 50, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (Words("一<b>二</b>", "html"), "一<b>二</b>"),
        (Words("一\n\n二 & 三 <四", "text"), "<p>一</p>\n<p>二 &amp; 三 &lt;四</p>"),
        (Words("<p>一</p>", "text"), "<p>一</p>"),
        (Words("&lt;p&gt;一&lt;/p&gt;", "html"), "<p>一</p>"),
        (Words("一&amp;二", ""), "<p>一&amp;二</p>"),
        (Words("一\n二\n\n三 &lt; 四", "html"), "<p>一<br>二</p>\n<p>三 &lt; 四</p>"),
        (Words("<center>一</center>", "html"), "<center>一</center>"),
    ],
)
def test_texts_to_html(given: Words, shown: str) -> None:
    assert entry_text.to_html(given, literal=False) == shown


def test_atom_is_believed_that_a_text_is_one() -> None:
    assert entry_text.to_html(Words("<p>一</p>", "text"), literal=True) == "<p>&lt;p&gt;一&lt;/p&gt;</p>"
    assert entry_text.to_line(Words("A &amp; <b>", "text"), literal=True) == "A &amp; <b>"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("沪指涨3%", "沪指涨3%"),
        ("R&amp;D 与 <b>利润</b>", "R&D 与 利润"),
        ("利率<5%", "利率<5%"),
        ("海角：&lt;b&gt;造船&lt;/b&gt;订单增长", "海角：造船订单增长"),
        ("甲<br>乙<p>丙</p>", "甲 乙 丙"),
        ("一\n  二", "一 二"),
    ],
)
def test_titles(title: str, shown: str) -> None:
    assert one(title, "文").title == shown


def test_an_entry_without_a_title_begins_with_one() -> None:
    assert one("", "<p>央行今日开展1000亿元逆回购。利率不变。</p>").title == "央行今日开展1000亿元逆回购。"
    assert one("", "长" * 100).title == "长" * 40 + "…"
    assert one("", "").title == ""


@pytest.mark.parametrize(
    ("html", "full"),
    [
        ("<p>一段。</p><p>二段。</p>", True),
        ("字" * 300, True),
        ("<p>导语。</p>", False),
        ("<p>一段。</p><p>二段……[...]</p>", False),
        ("<p>一段。</p><p>二段。</p><p><a href='x'>阅读全文</a></p>", False),
        ("<p>A.</p><p>B.</p><p>Continue reading →</p>", False),
        ('<img src="https://a.example/1.png">', True),
        ("", False),
    ],
)
def test_texts_and_teasers(html: str, full: bool) -> None:
    assert entry_text.is_full(html, has_content=False) is full


def test_a_place_of_its_own_for_the_text_is_believed() -> None:
    assert entry_text.is_full("<p>一句话快讯。</p>", has_content=True)
    assert not entry_text.is_full("<p>一句话快讯…</p>", has_content=True)


@pytest.mark.parametrize(
    ("html", "least", "short"),
    [("", 1, True), ("短", 1, False), ("短", 2, True), ("<img src=x>", 9, False), ("", 0, False)],
)
def test_what_is_too_short_to_be_the_article(html: str, least: int, short: bool) -> None:
    assert entry_text.is_short(html, least) is short


def test_the_longer_text_is_the_article_and_the_other_its_summary() -> None:
    row = one("一号", "导语一句。", "https://a.example/1", content="<p>全文第一段。</p><p>全文第二段。</p>")
    assert (row.raw["html"], row.summary) == ("<p>全文第一段。</p><p>全文第二段。</p>", "导语一句。")


def test_addresses_are_made_whole() -> None:
    row = one("一号", '<p><img src="/p/1.png"><a href="2.html">二</a></p>', "https://a.example/x/1.html")
    assert 'src="https://a.example/p/1.png"' in row.raw["html"]
    assert 'href="https://a.example/x/2.html"' in row.raw["html"]


@pytest.mark.parametrize(
    ("tags", "path", "keywords"),
    [
        (["创投"], ["远山财经", "创投"], []),
        (["财经/股市"], ["远山财经", "财经", "股市"], []),
        (["沪指", "黄金"], ["远山财经"], ["沪指", "黄金"]),
        ([], ["远山财经"], []),
    ],
)
def test_what_files_an_entry(tags: list[str], path: list[str], keywords: list[str]) -> None:
    row = one("一号", "文", further="".join(documents.element("category", tag) for tag in tags))
    assert (row.raw["path"], row.keywords) == (path, keywords)


@pytest.mark.parametrize(
    ("further", "media", "authors"),
    [
        ("<dc:creator>林晚</dc:creator>", "远山财经", ["林晚"]),
        ("<dc:creator>海岳晚报</dc:creator>", "海岳晚报", []),
        (
            '<source url="https://b.example/">海岳晚报</source><dc:creator>林晚</dc:creator>',
            "海岳晚报",
            ["林晚"],
        ),
        ("", "远山财经", []),
    ],
)
def test_medium_and_authors(further: str, media: str, authors: list[str]) -> None:
    row = one("一号", "文", further=further)
    assert (row.media, row.raw["authors"]) == (media, authors)


def test_an_entry_of_atom_has_the_feed_s_author() -> None:
    (row,) = rows(documents.atom("<entry><title>一号</title><id>urn:1</id></entry>"))
    assert row.raw["authors"] == ["林晚"]


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("http://127.0.0.1:1200/sina/finance/china", "china/1686"),
        ("http://127.0.0.1:1200/sina/finance/china/1687?limit=20", "china/1687"),
        ("https://hub.example/rss/sina/finance/rollnews/", "finance/2519"),
        ("https://hub.example/sina/finance/rollnews/2671", "finance/2671"),
        ("https://finance.sina.com.cn/roll/#pageid=384&lid=2674&k=&num=50&page=1", "finance/2674"),
        ("https://hub.example/sina/finance/stock/usstock", "us/57045"),
        ("https://hub.example/sina/finance/chinax", None),
        ("https://hub.example/jin10", None),
    ],
)
def test_feeds_that_carry_a_list_of_ours(address: str, key: str | None) -> None:
    found = routes.of_address(address, KNOWN)
    assert (found and found.key) == key


def test_a_saved_feed_of_ours_tells_by_itself() -> None:
    for text in (documents.hub(route="/sina/finance/china/1688"), documents.hub(route="/x")):
        found = routes.of_document(parse.read(text.encode(), ""), KNOWN)
        assert found is not None
        assert found.group == "china"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://a.example/f?x=1#top", "https://a.example/f?x=1"),
        ("https://me:pass@a.example:8080/f", "https://a.example:8080/f"),
        ("http://127.0.0.1:1200/a?key=abc&limit=5", "http://127.0.0.1:1200/a?key=…ae1e&limit=5"),
        ("http://127.0.0.1:1200/a?access_token=abc", "http://127.0.0.1:1200/a?access_token=…ae1e"),
    ],
)
def test_what_lets_in_is_not_shown(url: str, told: str) -> None:
    assert subscription.redacted(url) == told


def test_a_row_comes_back_from_its_note() -> None:
    row = one("一号", "<p>文</p>", "https://a.example/1", "Sun, 22 Nov 2026 02:00:00 GMT", guid="g")
    again = listing.read(listing.write(row, whole=True), row.key, row.url)
    feed = subscription.feed("https://news.example/feed", None)
    first, second = (drafts.of_entry(each, feed, "x", LIMITS) for each in (row, again))
    assert _told(first) == _told(second)
    assert drafts.listed(again, feed).guid == "g"


def _told(made: Any) -> tuple[Any, ...]:
    return made.article, made.fragment, made.trace, made.meta
