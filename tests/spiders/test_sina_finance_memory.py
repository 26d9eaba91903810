"""What a run knows of earlier ones: new outputs from the ledger, rechecks, entries, a list that stands still."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from tests.conftest import Ran
from tests.spiders.conftest import Crawl
from tests.spiders.server import NOW, Server, page

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def _all(ran: Ran) -> list[dict[str, Any]]:
    return ran.lines("all.jsonl")


def test_a_new_output_gets_what_is_known_from_the_ledger(crawl: Crawl, server: Server) -> None:
    server.many(60)
    crawl()
    server.asked.clear()
    server.many(2, NOW + HOUR / 2, first=61)
    ran = crawl("-O", "all.jsonl", now=NOW + HOUR)
    assert ran.code == 0, ran.stderr
    assert len(server.articles()) == 2
    assert len(_all(ran)) == 62
    assert len(ran.records) == 62
    again = crawl("-O", "all.jsonl", now=NOW + 2 * HOUR)
    assert len(_all(again)) == 62
    assert len(server.articles()) == 2


def test_a_copy_stands_for_what_it_is_a_copy_of(crawl: Crawl, server: Server) -> None:
    text = "两市今日成交额合计为8421.37亿元，较上一交易日放量三成，其中通信板块领涨，煤炭板块走弱。" * 3
    server.put(1, NOW - HOUR, text)
    server.put(2, NOW - HOUR / 2, text)
    first = crawl()
    assert first.report["outcomes"] == {"duplicate": 1, "kept": 1}
    server.rows = server.rows[:1]
    ran = crawl("-O", "all.jsonl", now=NOW + HOUR)
    assert [one["id"] for one in _all(ran)] == ["sina:iabcdefg0000001"]


def test_a_stored_article_is_looked_at_once_more(crawl: Crawl, server: Server) -> None:
    paths = server.many(3)
    crawl()
    server.put(9, NOW)
    server.rows = server.rows[:1]
    corrected = page(
        "第2号公告", NOW - HOUR, "更正：受让价应为88万元，此前公告有误，敬请投资者留意有关风险。" * 3
    )
    server.answers[paths[1]] = lambda *_: (200, {"Content-Type": "text/html"}, corrected.encode())
    asked = []
    for hours in (23, 25, 26, 90):
        server.asked.clear()
        ran = crawl(now=NOW + hours * HOUR)
        assert ran.code == 0, ran.stderr
        looked = [headers for path, headers in server.asked if path in paths]
        assert all("if-none-match" in one and "if-modified-since" in one for one in looked)
        asked.append(len(looked))
    assert asked == [0, 3, 0, 0]
    (post,) = (text for text in ran.posts.values() if "更正：受让价" in text)
    assert "revision: 2" in post


def test_rechecks_can_be_switched_off_and_an_output_gets_what_they_find_unchanged(
    crawl: Crawl, server: Server
) -> None:
    server.many(2)
    crawl()
    server.asked.clear()
    server.put(9, NOW)
    server.rows = server.rows[:1]
    crawl(now=NOW + 3 * DAY, NEWSSPIDER_RECHECK="0")
    assert len(server.articles()) == 1
    ran = crawl("-O", "all.jsonl", now=NOW + 3 * DAY)
    assert len(server.articles()) == 3
    assert len(_all(ran)) == 3
    assert ran.report["outcomes"] == {"unchanged": 3}


def _entry(number: int, at: datetime, **more: Any) -> dict[str, Any]:
    text = f"【第{number}条快讯】央行今日开展{number * 13}亿元逆回购操作，中标利率持平，当日有逆回购到期。"
    return {"id": number, "rich_text": text, "create_time": f"{at:%Y-%m-%d %H:%M:%S}", "ext": "", **more}


def test_entries_are_articles_of_their_own(crawl: Crawl, server: Server) -> None:
    stocks = json.dumps({"stocks": [{"market": "cn", "symbol": "sh600519", "key": "贵州茅台"}]})
    server.entries = [_entry(n, NOW - n * HOUR / 4) for n in range(1, 26)]
    server.entries[0]["ext"] = stocks
    ran = crawl("-a", "channel=live")
    assert ran.code == 0, ran.stderr
    assert len(ran.records) == 25
    newest = next(one for one in ran.records if one["title"] == "第1条快讯")
    assert (newest["stocks"], newest["channel"]) == (["sh600519"], "live/152")
    assert {path for path, _ in server.asked} == {"/robots.txt", "/live"}
    again = crawl("-a", "channel=live", "-O", "all.jsonl", now=NOW + HOUR)
    assert len(_all(again)) == len(again.records) == 25


def test_entries_that_a_killed_run_has_noted_come_from_the_ledger(crawl: Crawl, server: Server) -> None:
    server.entries = [_entry(n, NOW - n * HOUR / 4) for n in range(1, 4)]
    crawl("-a", "channel=live", "-a", "limit=1")
    server.entries = [_entry(9, NOW)]
    ran = crawl("-a", "channel=live", now=NOW + HOUR)
    assert sorted(one["title"] for one in ran.records) == [
        "第1条快讯",
        "第2条快讯",
        "第3条快讯",
        "第9条快讯",
    ]


def test_a_stale_list(crawl: Crawl, server: Server) -> None:
    for week in range(4):
        # In the fourth week the newest article is an hour old and not a quarter of one: that is no matter.
        age = HOUR if week == 3 else HOUR / 4
        for row in range(14):
            server.put(1 + 14 * week + row, NOW + 7 * week * DAY - age - (13 - row) * DAY / 2)
        assert crawl(now=NOW + 7 * week * DAY, NEWSSPIDER_RECHECK="0").code == 0
    ran = crawl(now=NOW + 28 * DAY, NEWSSPIDER_RECHECK="0")
    assert ran.code == 4
    assert "stale" in ran.stderr
    assert "stale" in ran.stdout
    # It is said once, again when it has doubled, and when it has ended.
    assert crawl(now=NOW + 29 * DAY, NEWSSPIDER_RECHECK="0").code == 0
    assert crawl(now=NOW + 36 * DAY, NEWSSPIDER_RECHECK="0").code == 4
    server.many(2, NOW + 37 * DAY - HOUR, first=90)
    ran = crawl(now=NOW + 37 * DAY, NEWSSPIDER_RECHECK="0")
    assert (ran.code, "no longer stale" in ran.stdout) == (0, True)


def test_a_reader_that_no_longer_fits(crawl: Crawl, server: Server) -> None:
    server.many(20)
    assert crawl().code == 0
    for path in server.many(10, NOW + 4 * HOUR, first=31):
        body = server.answers[path]({}, {})[2]
        body = body.replace(b'<a class="source">', b"<em>").replace("新华社</a>".encode(), b"</em>")
        server.answers[path] = lambda *_, body=body: (200, {"Content-Type": "text/html"}, body)
    for row in server.rows:
        row["media_name"] = "新华社"
    ran = crawl(now=NOW + 4 * HOUR)
    assert ran.code == 4
    assert "the reader no longer fits" in ran.stderr
    assert any("the field source" in fault for fault in ran.report["faults"])
    assert {record["source"] for record in ran.records} == {"新华社"}
