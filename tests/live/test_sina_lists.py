"""The lists that the server shows: as clamped, irregular and moving as the real ones."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from tests.live import trouble
from tests.live.asking import FEED, REFERER, Client
from tests.live.crawling import NOW
from tests.live.lists import Channel, Listed
from tests.live.sina import Sina
from tests.live.world import listed, thinned


@pytest.fixture
def china(sina: Sina) -> Channel:
    return sina.world.channel("china", sina.world.maker.many(120, NOW, timedelta(minutes=5)))


def test_the_rolling_list_needs_a_referrer_and_clamps(china: Channel, sina: Sina, get: Client) -> None:
    assert get(f"{FEED}?pageid=155&lid=1686&num=50&page=1").status == 403
    assert get(f"{FEED}?pageid=155&lid=1686&num=50&page=1", Referer="https://example.com/").status == 403
    assert [len(get.rolling(page, 80).rows) for page in (1, 2, 3, 4)] == [50, 50, 20, 0]
    assert [len(get.rolling(page, 10).rows) for page in (1, 12, 13)] == [10, 10, 0]
    assert [seen.channel for seen in sina.lists()] == ["china"] * 9
    assert len(china.stories()) == 120


def test_rows_are_irregular(china: Channel, get: Client) -> None:
    assert china.asked == 0
    rows = get.rolling().rows
    assert {type(row["intime"]) for row in rows} == {str, int, type(None)}
    assert {type(row["media_name"]) for row in rows} == {str, type(None)}
    assert {type(row["keywords"]) for row in rows} == {str, list, type(None)}


def test_a_title_has_entities(sina: Sina, get: Client) -> None:
    story = sina.world.maker.one(NOW)
    story.title = '甲&乙"丙"'
    sina.world.channel("china", [story])
    assert get.rolling().rows[0]["title"] == "甲&amp;乙&quot;丙&quot;"


def test_a_call_of_a_function(china: Channel, get: Client) -> None:
    assert get.rolling(callback="back").body.startswith(b"try{back({")
    china.jsonp = True
    assert get.rolling().body.startswith(b"try{feedCardJsonpCallback({")


def test_a_list_that_shifts(china: Channel, sina: Sina, get: Client) -> None:
    newer = sina.world.show(*sina.world.maker.many(3, NOW + timedelta(hours=1), timedelta(minutes=1)))
    china.later = {1: listed(newer)}
    first, second = get.rolling().rows, get.rolling(2).rows
    assert [row["url"] for row in second[:3]] == [row["url"] for row in first[-3:]]
    assert get.rolling().rows[0]["url"] == newer[0].url


def test_places_left_empty_make_pages_short(sina: Sina, get: Client) -> None:
    stories = sina.world.show(*sina.world.maker.many(40, NOW, timedelta(minutes=5)))
    sina.world.channel("china").places = list(thinned(stories, 3))
    assert [len(get.rolling(page).rows) for page in (1, 2, 3, 4, 5)] == [13, 12, 13, 2, 0]


def test_one_day_where_the_list_takes_it(sina: Sina, get: Client) -> None:
    stories = sina.world.maker.many(10, NOW, timedelta(hours=8))
    channel = sina.world.channel("china", stories)
    start = int(NOW.replace(hour=0).timestamp()) - 86_400
    window: dict[str, Any] = {
        "etime": start,
        "stime": start + 86_400,
        "ctime": start + 86_400,
        "date": "2026-11-22",
    }
    assert len(get.rolling(**window).rows) == 10
    channel.by_day = True
    wanted = [story.url for story in stories if story.published.day == 22]
    assert [row["url"] for row in get.rolling(**window).rows] == wanted
    assert len(wanted) == 3


def test_the_other_lists(sina: Sina, get: Client) -> None:
    stories = sina.world.maker.many(60, NOW, timedelta(minutes=5))
    for name in ("us", "live", "column-market"):
        sina.world.channel(name, stories)
    us = get("https://interface.sina.cn/pc_api/public_news_data.d.json?cids=57045&pageSize=50&up=1")
    assert [row["url"] for row in json.loads(us.body)["data"]] == [story.url for story in stories[50:]]
    live = get("https://zhibo.sina.com.cn/api/zhibo/feed?zhibo_id=152&pagesize=100&page=2")
    entries = json.loads(live.body)["result"]["data"]["feed"]["list"]
    assert [entry["id"] for entry in entries] == [story.number for story in stories[10:20]]
    column = get("https://finance.sina.com.cn/roll/c/56589.shtml").body.decode("gb18030")
    assert re.findall(r'href="(https[^"]+)"', column) == [story.url for story in stories]
    assert [seen.channel for seen in sina.lists()] == ["us", "live", "column-market"]


def test_a_list_not_modified(china: Channel, get: Client) -> None:
    tag = get.rolling().headers["ETag"]
    url = f"{FEED}?pageid=155&lid=1686&num=50&page=1"
    assert get(url, If_None_Match=tag, Referer=REFERER).status == 304
    china.places.insert(0, Listed(raw=None))
    assert get(url, If_None_Match=tag, Referer=REFERER).status == 200


def test_trouble_of_a_list(sina: Sina, china: Channel, get: Client) -> None:
    sina.world.list_trouble("china", 2, trouble.MALFORMED)
    assert len(get.rolling().rows) == 50
    with pytest.raises(ValueError, match=r"decode|delimiter|Unterminated|Invalid"):
        json.loads(get.rolling(2).body.decode("utf-8", "replace"))
    assert len(get.rolling(2).rows) == 50
    assert china.asked == 3
