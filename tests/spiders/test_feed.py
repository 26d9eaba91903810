"""`scrapy crawl feed`: entries as articles, teasers and their pages, the hub's routes, identity across runs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from tests.conftest import Newsspider, story
from tests.sources.feeds import documents
from tests.sources.feeds.documents import item
from tests.spiders.feeding import CrawlFeed, Hub
from tests.spiders.server import NOW

DATE = "Mon, 23 Nov 2026 02:00:00 GMT"


def full(name: str) -> str:
    return f"<p>{story(name + '1')}</p><p>{story(name + '2')}</p>"


def test_the_hub_s_route_gives_what_the_live_spider_gives(hub: Hub, crawl_feed: CrawlFeed) -> None:
    paths = hub.many(3, last=NOW - timedelta(hours=1))
    entries = []
    for path, row in zip(reversed(paths), hub.rows, strict=True):
        page = LexborHTMLParser(hub.answers[path]({}, {})[2].decode())
        inner = page.css_first("#artibody")
        assert inner is not None
        date = page.css_first(".date")
        assert date is not None
        at = date.text().replace("年", "-").replace("月", "-").replace("日", "")
        entries.append(
            item(row["title"], inner.inner_html or "", row["url"], f"{at}:00 +0800", guid=row["url"])
        )
    live = crawl_feed("", spider="sina_finance", NEWSSPIDER_BASE=hub.base, NEWSSPIDER_OUTPUT="live")
    url = hub.put_feed("/sina/finance/china", documents.hub(*entries))
    fed = crawl_feed(url, NEWSSPIDER_OUTPUT="fed")
    assert (live.code, fed.code) == (0, 0), fed.stderr
    pages, records = (
        {line["id"]: line for line in ran.lines(f"{name}/articles/*.jsonl")}
        for ran, name in ((live, "live"), (fed, "fed"))
    )
    assert len(records) == 3
    assert pages.keys() == records.keys()
    for name in (
        "url",
        "title",
        "text",
        "markdown",
        "digest",
        "published",
        "categories",
        "channel",
        "site",
        "editor",
    ):
        assert [pages[key][name] for key in sorted(pages)] == [records[key][name] for key in sorted(pages)], (
            name
        )
    assert {record["origin"]["kind"] for record in records.values()} == {"feed"}
    again = crawl_feed(url, NEWSSPIDER_OUTPUT="live")
    assert "unchanged  3" in again.stdout


def test_what_an_entry_becomes(hub: Hub, crawl_feed: CrawlFeed) -> None:
    link = f"{hub.address}/a/1.html"
    entries = [
        item(
            "一号",
            "导语。",
            link,
            DATE,
            guid="g1",
            content=full("a"),
            further="<dc:creator>林晚</dc:creator>",
        ),
        item("", "<p>央行今日开展逆回购。利率不变。</p>", "", DATE, guid="g2"),
        item("三号", "", "", DATE, guid="g3"),
        item("四号", "<div>" * 3000, "", DATE, guid="g4"),
    ]
    ran = crawl_feed(hub.put_feed("/f", documents.rss(*entries)))
    assert ran.outcomes == {"kept": 2, "rejected": 2}
    assert ran.code == 0
    flash, first = ran.records
    assert flash["title"] == "央行今日开展逆回购。"
    assert (first["title"], first["summary"], first["authors"], first["source"]) == (
        "一号",
        "导语。",
        ["林晚"],
        "远山财经",
    )
    assert first["published"] == "2026-11-23T10:00:00+08:00"
    assert (first["published_from"], first["origin"]["locator"], first["channel"]) == ("feed", link, None)
    assert {line["reason"] for line in ran.rejected} == {"no_content", "too_deep"}
    assert hub.requests() == ["/f"]
    again = crawl_feed(hub.address + "/f", "-O", "again.jsonl")
    assert [line["title"] for line in again.lines("again.jsonl")] == [flash["title"], "一号"]


def test_a_teaser_s_page_is_requested_where_that_is_wanted(hub: Hub, crawl_feed: CrawlFeed) -> None:
    path = hub.put(1, NOW - timedelta(hours=2), story("page"))
    gone = f"{hub.address}/a/gone.html"
    entries = [
        item("第1号公告", "导语一句。", hub.address + path, DATE, guid="g1"),
        item("第2号公告", full("two"), f"{hub.address}/a/2.html", DATE, guid="g2"),
        item("第3号公告", "", gone, DATE, guid="g3"),
    ]
    url = hub.put_feed("/sina/finance/china", documents.hub(*entries))
    plain = crawl_feed(url, NEWSSPIDER_OUTPUT="plain", NEWSSPIDER_FEED_SHORTEST="0")
    assert hub.requests() == ["/sina/finance/china"]
    assert "kept      2" in plain.stdout
    short = crawl_feed(url, NEWSSPIDER_OUTPUT="short", NEWSSPIDER_FEED_SHORTEST="6")
    assert sorted(hub.requests()) == sorted(["/sina/finance/china", path, "/a/gone.html"])
    assert "gone  1" in short.stdout
    wanted = crawl_feed(url, "-a", "full=1")
    assert sorted(hub.requests()) == sorted(["/sina/finance/china", path, "/a/gone.html"])
    record = next(line for line in wanted.records if line["title"] == "第1号公告")
    assert record["text"] == story("page")
    assert (record["source"], record["channel"]) == ("新华社", "china/1686")
    assert record["origin"]["kind"] == "live"
    again = crawl_feed(url, "-a", "full=1", now=NOW + timedelta(hours=1))
    assert again.outcomes == {}
    assert hub.requests() == ["/sina/finance/china"]


def test_what_is_stored_as_a_teaser_is_requested_where_the_page_is_wanted(
    hub: Hub, crawl_feed: CrawlFeed
) -> None:
    path = hub.put(1, NOW - timedelta(hours=2), story("page"))
    none = hub.put_answer(
        "/a/none.html", 200, b"<html><title>x</title><a href=/>x</a></html>", Content_Type="text/html"
    )
    entries = [
        item("第1号公告", "导语一句。", hub.address + path, DATE, guid="g1"),
        item("第2号公告", "导语二句。", none, DATE, guid="g2"),
        item("第3号公告", full("three"), f"{hub.address}/a/3.html", DATE, guid="g3"),
    ]
    url = hub.put_feed("/f", documents.rss(*entries))
    assert crawl_feed(url).outcomes == {"kept": 3}
    hub.requests()
    wanted = crawl_feed(url, "-a", "full=1", now=NOW + timedelta(hours=1))
    assert wanted.outcomes == {"rejected": 1, "revised": 1, "unchanged": 1}
    assert sorted(hub.requests()) == sorted(["/f", path, "/a/none.html"])
    record = next(line for line in wanted.records if line["revision"] == 2)
    assert record["text"] == story("page")
    assert (record["title"], record["source"]) == ("第1号公告", "新华社")
    # Neither is asked for again, and what the feed says of it is no newer text.
    for hour, further, outcomes in ((2, ["-a", "full=1"], {"unchanged": 1}), (3, [], {"unchanged": 3})):
        hub.put_feed("/f", documents.rss(*entries) + "\n" * hour)
        again = crawl_feed(url, *further, now=NOW + timedelta(hours=hour))
        assert again.outcomes == outcomes
        assert hub.requests() == ["/f"]


def test_a_page_that_is_no_article_leaves_the_entry(hub: Hub, crawl_feed: CrawlFeed) -> None:
    page = hub.put_answer(
        "/a/1.html",
        200,
        b"<html><title>x</title><body><a href=/>x</a></body></html>",
        Content_Type="text/html",
    )
    url = hub.put_feed("/f", documents.rss(item("一号", f"<p>{story('t')}</p>", page, DATE, guid="g")))
    ran = crawl_feed(url, "-a", "full=1")
    (record,) = ran.records
    assert hub.requests() == ["/f", "/a/1.html"]
    assert record["text"] == story("t")
    assert "teaser" in record["repairs"]


def test_the_next_run_requests_what_is_missing(hub: Hub, crawl_feed: CrawlFeed) -> None:
    path = hub.put(1, NOW - timedelta(hours=2), story("page"))
    answer = hub.answers[path]
    hub.put_answer(path, 500)
    url = hub.put_feed(
        "/sina/finance/china", documents.hub(item("第1号公告", "", hub.address + path, DATE, guid="g1"))
    )
    assert crawl_feed(url, RETRY_TIMES="0").code == 3
    hub.answers[path] = answer
    hub.put_feed("/sina/finance/china", documents.hub(item("另一号", full("o"), "", DATE, guid="g2")))
    ran = crawl_feed(url, now=NOW + timedelta(hours=1))
    assert ran.code == 0
    assert {line["title"] for line in ran.records} == {"第1号公告", "另一号"}


def test_a_changed_entry_is_a_revision_and_shared_keys_join_nothing(hub: Hub, crawl_feed: CrawlFeed) -> None:
    today = f"{hub.address}/today.html"
    entries = [
        item(f"{n}号", full(f"n{n}"), today, DATE, guid="same" if n < 2 else f"g{n}") for n in range(4)
    ]
    url = hub.put_feed("/f", documents.rss(*entries))
    assert crawl_feed(url).outcomes == {"kept": 4}
    # Now one entry alone has that link: the ledger remembers that it is no identity.
    entries = [
        item("三号", full("n3") + "<p>更正：数字应为七。</p>", today, DATE, guid="g3"),
        item("五号", full("n5"), today, DATE, guid="same"),
    ]
    hub.put_feed("/f", documents.rss(entries[0]))
    changed = crawl_feed(url, now=NOW + timedelta(hours=1))
    assert changed.outcomes == {"revised": 1}
    hub.put_feed("/f", documents.rss(entries[1]))
    assert crawl_feed(url, now=NOW + timedelta(hours=2)).outcomes == {"kept": 1}


def test_a_title_that_an_entry_lacks_takes_nothing_of_its_text(run_newsspider: Newsspider) -> None:
    seeds = run_newsspider.folder / "seeds"
    seeds.mkdir()
    told = f"<p>央行开展逆回购。</p><p>{story('first')}</p>"
    text = documents.json_feed([{"id": "4", "url": "https://a.example/4", "content_html": told}])
    (seeds / "a.json").write_text(text, encoding="utf-8")
    (record,) = run_newsspider("crawl", "seeds", "-a", "path=seeds", "-s", "NEWSSPIDER_FRAGMENTS=all").records
    assert (record["title"], record["text"]) == ("央行开展逆回购。", f"央行开展逆回购。\n\n{story('first')}")
    assert "title_made" in record["repairs"]
    again = run_newsspider("reclean")
    assert (again.code, again.outcomes) == (0, {"unchanged": 1})


def test_saved_feeds_are_seeds(run_newsspider: Newsspider, tmp_path: Path) -> None:
    folder = tmp_path / "feeds"
    folder.mkdir()
    texts = {
        "a.xml": documents.rss(
            item("一号", full("a"), "https://a.example/1", DATE), item("二号", "", "https://a.example/2")
        ),
        "b.atom": documents.atom("<entry><title>三号</title><id>urn:3</id></entry>"),
        "c.json": documents.json_feed([{"id": "4", "title": "四号", "content_text": story("d")}, 5]),
        "d.rss": documents.rss(),
        "e.json": '{"name": "package"}',
        "f.xml": "<html><body>登录</body></html>",
        "g.xml": documents.hub(
            item("五号", full("e"), "https://finance.sina.com.cn/china/2026-11-22/doc-iktzscyx1000001.shtml")
        ),
        "h.xml": "\x00\x01\x02" * 50,
        "i.xml": '<opml><body><outline xmlUrl="https://a.example/f"/></body></opml>',
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    ran = run_newsspider("crawl", "seeds", "-a", "path=feeds")
    assert ran.code == 0, ran.stderr
    assert [(line["title"], line["origin"]["locator"]) for line in ran.records] == [
        ("一号", "a.xml#1"),
        ("四号", "c.json#1"),
        ("五号", "g.xml#1"),
    ]
    assert ran.records[2]["id"] == "sina:iktzscyx1000001"
    assert ran.records[2]["channel"] == "china/1686"
    assert {line["locator"]: line["reason"] for line in ran.rejected} == {
        "a.xml#2": "no_content",
        "b.atom#1": "no_content",
        "c.json#2": "no_title",
        "d.rss": "list_empty",
        "e.json": "list_wrong_type",
        "f.xml": "list_is_html",
        "h.xml": "not_text",
        "i.xml": "list_wrong_type",
    }
    again = run_newsspider("crawl", "seeds", "-a", "path=feeds")
    assert again.outcomes == {"rejected": 8, "unchanged": 3}
    assert run_newsspider("reclean", "--dry-run").stdout == "dry run, nothing was changed: 3 unchanged\n"
