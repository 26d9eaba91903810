"""The lists that are JSON: rolling and US stocks, row by row and page by page."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.sources.channels import select
from newsspider.sources.listing import BadList, Listing
from newsspider.sources.sina import lists, rolling, usstock
from newsspider.sources.sites import load_channels as load
from newsspider.text.dates import BEIJING

CHANNELS = load()
CHINA = CHANNELS["china"]
ROW = {
    "title": "岚浦港吞吐量&quot;创新高&quot; 甲&amp;乙",
    "stitle": "",
    "url": "http://finance.sina.com.cn/china/2021-10-09/doc-iktzqtyu0461234.shtml?cre=x",
    "wapurl": "https://finance.sina.cn/2021-10-09/detail-iktzqtyu0461234.d.html",
    "intro": "　　岚浦港前三季度吞吐量超过六百万标箱。",
    "media_name": "岚浦日报",
    "author": "",
    "keywords": "港口,吞吐量",
    "docid": "comos:ktzqtyu0461234",
    "ctime": "1633779600",
    "mtime": "1633783200",
    "intime": "1633779674",
    "images": [{"u": "https://n.sinaimg.cn/a.jpg", "w": "550"}, "//n.sinaimg.cn/b.jpg", 3, {"w": 1}],
    "img": {"u": "https://n.sinaimg.cn/a.jpg"},
}


def answer(rows: Any, **result: Any) -> bytes:
    whole = {"result": {"status": {"code": 0, "msg": "succ"}, "data": rows, **result}}
    return json.dumps(whole, ensure_ascii=False).encode()


def read(data: bytes, page: int = 1) -> Listing:
    return rolling.read(data, CHINA, page)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_row() -> None:
    (row,) = read(answer([ROW], total=2345)).rows
    assert (row.key, row.docid) == ("sina:iktzqtyu0461234", "iktzqtyu0461234")
    assert row.url == "https://finance.sina.com.cn/china/2021-10-09/doc-iktzqtyu0461234.shtml"
    assert row.title == '岚浦港吞吐量"创新高" 甲&乙'
    assert row.summary == "岚浦港前三季度吞吐量超过六百万标箱。"
    assert row.media == "岚浦日报"
    assert (row.published, row.updated) == (at("2021-10-09T19:41:14+08:00"), at("2021-10-09T20:40:00+08:00"))
    assert row.keywords == ["港口", "吞吐量"]
    assert row.images == ["https://n.sinaimg.cn/a.jpg", "https://n.sinaimg.cn/b.jpg"]
    assert row.raw == ROW


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"intime": None}, "published", at("2021-10-09T19:40:00+08:00")),
        ({"intime": "0"}, "published", at("2021-10-09T19:40:00+08:00")),
        ({"intime": 1633779674}, "published", at("2021-10-09T19:41:14+08:00")),
        ({"intime": "1633779674000"}, "published", at("2021-10-09T19:41:14+08:00")),
        ({"intime": "2021-10-09 19:41:14"}, "published", at("2021-10-09T19:41:14+08:00")),
        ({"intime": [], "ctime": {}}, "published", None),
        ({"intime": True, "ctime": "soon"}, "published", None),
        ({"mtime": ""}, "updated", None),
        ({"title": None, "stitle": "短题"}, "title", "短题"),
        ({"title": 7, "stitle": False}, "title", ""),
        ({"title": "甲\n乙\u200b　丙\x00"}, "title", "甲 乙 丙"),
        ({"title": "&amp;lt;甲&amp;gt;"}, "title", "&lt;甲&gt;"),
        ({"intro": None, "summary": "摘要"}, "summary", "摘要"),
        ({"media_name": "", "author": "某某"}, "media", "某某"),
        ({"media_name": None}, "media", None),
        ({"keywords": ["港口", None, "吞吐量", "港口"]}, "keywords", ["港口", "吞吐量"]),
        ({"keywords": None}, "keywords", []),
        ({"images": "x", "img": "javascript:1"}, "images", []),
        ({"images": None, "img": None}, "images", []),
        ({"url": ""}, "key", "sina:iktzqtyu0461234"),
        (
            {"url": None, "urls": '["http:\\/\\/finance.sina.com.cn\\/a\\/2.shtml"]', "docid": None},
            "docid",
            None,
        ),
        ({"url": "http://finance.sina.com.cn/20140301/024218368542.shtml", "docid": "x"}, "docid", None),
        ({"url": "http://finance.sina.com.cn/1.shtml"}, "key", "sina:iktzqtyu0461234"),
        (
            {"url": "http://finance.sina.com.cn/1.shtml", "docid": "ktzqtyu0461234"},
            "docid",
            "iktzqtyu0461234",
        ),
        ({"url": "http://a.sina.cn/1", "docid": "iktzqtyu0461234"}, "docid", "iktzqtyu0461234"),
        ({"url": "http://a.sina.cn/1", "docid": "icezzrq4681677"}, "docid", "iicezzrq4681677"),
        ({"url": "http://a.sina.cn/1", "docid": "comos:icezzrq4681677"}, "docid", "iicezzrq4681677"),
        (
            {"url": "http://a.sina.cn/1", "docid": "", "commentid": "cj:comos-ktzqtyu0461234:0"},
            "key",
            "sina:iktzqtyu0461234",
        ),
        ({"docid": "comos:zzzzzzz1111111"}, "docid", "iktzqtyu0461234"),
        ({"docid": 5, "oid": None}, "docid", "iktzqtyu0461234"),
    ],
)
def test_fields_of_every_shape(change: dict[str, Any], field: str, value: Any) -> None:
    (row,) = read(answer([{**ROW, **change}])).rows
    assert getattr(row, field) == value


def test_an_old_address_is_its_own_key() -> None:
    old = {"url": "http://finance.sina.com.cn/20140301/024218368542.shtml"}
    https = {"url": "https://finance.sina.com.cn/20140301/024218368542.shtml"}
    first, second = read(answer([old, https])).rows
    assert first.key.startswith("url:")
    assert first.key == second.key


@pytest.mark.parametrize(
    "bad", [None, 1, "x", [], {}, {"url": "ftp://a/b"}, {"url": "javascript:x"}, {"title": "只有题"}]
)
def test_one_bad_row_never_takes_the_list_with_it(bad: Any) -> None:
    listing = read(answer([bad, ROW, bad]))
    assert [row.docid for row in listing.rows] == ["iktzqtyu0461234"]
    assert len(listing.problems) == 2
    assert listing.problems[1].startswith("row 3 ")


@pytest.mark.parametrize("empty", [[], {}, None, "", False])
def test_an_empty_list_is_no_trouble(empty: Any) -> None:
    listing = read(answer(empty, total=0))
    assert (listing.rows, listing.problems, listing.more) == ([], [], False)


def test_a_list_that_lost_an_element_in_php() -> None:
    listing = read(
        answer({"0": ROW, "2": {**ROW, "url": "https://finance.sina.com.cn/2.shtml", "docid": ""}})
    )
    assert [row.docid for row in listing.rows] == ["iktzqtyu0461234", None]


@pytest.mark.parametrize(
    ("total", "page", "rows", "more"),
    [
        ("120", 1, 50, True),
        (120, 2, 50, True),
        (120, 3, 20, False),
        (100, 2, 50, False),
        (None, 7, 50, True),
        (None, 7, 3, True),  # a page may be short in the middle of a list
        (None, 7, 0, False),
        ("many", 1, 1, True),
        (0, 1, 1, True),  # a total that the rows belie
    ],
)
def test_whether_there_is_more(total: Any, page: int, rows: int, more: bool) -> None:
    listing = read(answer([ROW] * rows, total=total), page)
    assert listing.more is more
    assert listing.total == (int(total) if total in ("120", 120, 100) else None)


def test_what_is_requested() -> None:
    url = rolling.url(CHINA, 3)
    assert url == "https://feed.mix.sina.com.cn/api/roll/get?pageid=155&lid=1686&k=&num=50&page=3"
    assert rolling.url(CHINA, 1, "http://127.0.0.1:9/x").startswith("http://127.0.0.1:9/x?pageid=155&")


def test_a_day_is_requested_in_beijing() -> None:
    (news,) = select("153:2509", CHANNELS)
    late = datetime(2020, 2, 29, 17, 30, tzinfo=timezone.utc)  # 1 March there
    asked = parse_qs(urlsplit(rolling.day_url(news, late, 2)).query)
    start = int(datetime(2020, 3, 1, tzinfo=BEIJING).timestamp())
    fixed = {"pageid": "153", "lid": "2509", "num": "50", "page": "2", "date": "2020-03-01"}
    end = str(start + 86400)
    expected = {**fixed, "etime": str(start), "stime": end, "ctime": end}
    assert {name: value[0] for name, value in asked.items()} == expected


@pytest.mark.parametrize(
    ("hours", "wanted"),
    [
        ((0, 5, 23), True),
        ((), True),
        ((0, 1, 2, 3, -2), True),  # an older article on top
        ((-30, -31, 2), False),
        ((24,), False),
    ],
)
def test_whether_a_list_takes_days(hours: tuple[int, ...], wanted: bool) -> None:
    day = datetime(2020, 3, 1, 12, tzinfo=BEIJING)
    start = int(datetime(2020, 3, 1, tzinfo=BEIJING).timestamp())
    rows = [{**ROW, "intime": str(start + hour * 3600)} for hour in hours]
    undated = {**ROW, "intime": "", "ctime": ""}
    assert rolling.is_of_day(read(answer([*rows, undated])), day, CHINA) is wanted


def test_us_stocks() -> None:
    us = CHANNELS["us"]
    row = {
        "title": "栖云航运涨一成",
        "url": "https://finance.sina.com.cn/stock/usstock/c/2021-10-09/doc-iktzqtyu0461234.shtml?x=1",
        "ctime": 1633779674,
        "media": "新浪财经",
        "docid": "ktzqtyu0461234",
        "thumbs": ["http://n.sinaimg.cn/1.jpg"],
    }
    listing = usstock.read(json.dumps({"data": [row, None], "status": {"code": 0}}).encode(), us, 1)
    (first,) = listing.rows
    assert (first.key, first.media) == ("sina:iktzqtyu0461234", "新浪财经")
    assert first.published == at("2021-10-09T19:41:14+08:00")
    assert first.images == ["http://n.sinaimg.cn/1.jpg"]
    assert (listing.more, len(listing.problems)) == (True, 1)
    assert usstock.read(b'{"data": null}', us, 4).more is False


@pytest.mark.parametrize(("page", "up", "action"), [(1, "0", "0"), (2, "1", "1"), (5, "4", "1")])
def test_us_stocks_are_requested(page: int, up: str, action: str) -> None:
    asked = parse_qs(urlsplit(usstock.url(CHANNELS["us"], page)).query, keep_blank_values=True)
    fixed = {
        "cids": "57045",
        "editLevel": "0,1,2,3",
        "type": "std_news,std_slide,std_video",
        "cTime": "1483200000",
    }
    expected = {**fixed, "pdps": "", "smartFlow": "", "pageSize": "50", "up": up, "action": action}
    assert {name: value[0] for name, value in asked.items()} == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(ROW)), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.sampled_from(["roll", "us"]), st.lists(st.dictionaries(st.sampled_from(sorted(ROW)), JSON) | JSON))
def test_no_row_breaks_a_list(kind: str, rows: list[Any]) -> None:
    channel = CHINA if kind == "roll" else CHANNELS["us"]
    data = answer(rows) if kind == "roll" else json.dumps({"data": rows}).encode()
    listing = lists.KINDS[kind].read(data, channel, 1)
    assert len(listing.rows) + len(listing.problems) == len(rows)


@given(st.binary(max_size=200))
def test_no_bytes_break_a_list(data: bytes) -> None:
    for name in ("china", "us", "live", "column-market"):
        channel = CHANNELS[name]
        try:
            lists.KINDS[channel.kind].read(data, channel, 1)
        except BadList as bad:
            assert bad.detail  # noqa: PT017 - a verdict is one of two good ends


def test_a_docid_beside_several_addresses_is_none_of_theirs() -> None:
    old = [f"http://finance.sina.com.cn/china/20140301/02421836854{n}.shtml" for n in range(3)]
    rows = [
        {**ROW, "url": old[0]},
        {**ROW, "url": old[1]},
        {**ROW, "url": old[2], "docid": "comos:ktzqtyu0469999"},
        ROW,
    ]
    keys = [row.key for row in read(answer(rows)).rows]
    assert [key.partition(":")[0] for key in keys] == ["url", "url", "sina", "sina"]
    assert len(set(keys)) == 4
