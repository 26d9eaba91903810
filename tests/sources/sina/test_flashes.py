"""The two younger doors to 7x24: the web page's and the app's. Both give the articles of the old one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsspider.model.outcomes import Reason
from newsspider.sources.listing import BadList
from newsspider.sources.sina import app, live, live_entry, wire
from newsspider.sources.sites import load_channels

CHANNELS = load_channels()
DOC = "https://finance.sina.com.cn/7x24/2026-10-09/doc-inimaab1234567.shtml"
TEXT = "【岚浦港：前三季度吞吐量超六百万标箱】岚浦港务局公布，前三季度吞吐量为612.4万标箱。"
WEB: dict[str, Any] = {
    "id": 4600001,
    "create_time": "2026-10-09 19:41:14",
    "rich_text": TEXT,
    "view_num": "2.1万",
    "tag": [{"id": "3", "name": "公司"}],
    "docurl": DOC,
    "ext": json.dumps({"docurl": DOC}),
}
APP: dict[str, Any] = {
    "id": 4600001,
    "content": TEXT,
    "ctime": "2026-10-09 19:41:14",
    "pageUrl": DOC.replace("https://finance.sina.com.cn/7x24/", "http://finance.sina.cn/7x24/")
    .replace("doc-", "detail-")
    .replace(".shtml", ".d.html?vt=4"),
    "url": "https://finance.sina.com.cn/focus/app/7x24_share.shtml?id=4600001",
    "color": 1,
    "original_pic": ["http://n.sinaimg.cn/finance/1.jpg"],
    "stock": [
        {"stocktype": "cn", "symbol": "sh601000", "code": "601000", "name": "岚浦港", "range": "+1.20%"},
        {"stocktype": "hk", "symbol": "00700", "name": "某控股", "range": "-0.10%"},
        {"stocktype": "us", "symbol": "abc", "name": "甲公司"},
        {"stocktype": "fund", "symbol": "of000001", "name": "某基金"},
        {"stocktype": "cn", "name": "无代码", "code": ""},
        "x",
    ],
}


def web_answer(*entries: Any) -> bytes:
    data = {"feed": {"list": list(entries)}}
    return json.dumps({"result": {"status": {"code": 0}, "data": data}}, ensure_ascii=False).encode()


def app_answer(*entries: Any) -> bytes:
    return json.dumps({"result": {"status": {"code": 0}, "data": {"data": list(entries)}}}).encode()


def test_both_doors_name_one_article() -> None:
    (web,) = wire.read(web_answer(WEB), CHANNELS["flash"], 1).rows
    (mobile,) = app.read(app_answer(APP), CHANNELS["app"], 1).rows
    assert web.key == mobile.key == "sina:inimaab1234567"
    assert (web.title, web.published) == (mobile.title, mobile.published)
    assert str(web.published) == "2026-10-09 19:41:14+08:00"
    assert (web.keywords, mobile.keywords) == (["公司"], ["重要"])
    assert mobile.images == ["http://n.sinaimg.cn/finance/1.jpg"]


def test_an_entry_without_a_document_is_known_by_its_number() -> None:
    (web,) = wire.read(web_answer({**WEB, "docurl": "", "ext": ""}), CHANNELS["flash"], 1).rows
    for page in ("https://news.cj.sina.cn/7x24/4600001", APP["url"], None):
        (mobile,) = app.read(app_answer({**APP, "pageUrl": page}), CHANNELS["app"], 1).rows
        assert mobile.key == web.key == "sina:7x24-4600001"


def test_the_stocks_of_the_app_are_those_of_the_record() -> None:
    channel = CHANNELS["app"]
    (row,) = app.read(app_answer(APP), channel, 1).rows
    article = live_entry.draft(row, channel, app.BASE).article
    assert article.stocks == ["sh601000", "hk00700", "us:ABC"]
    assert (article.id, article.channel) == ("sina:inimaab1234567", "app/0")


def test_pages() -> None:
    assert wire.url(CHANNELS["flash-stock"], 3) == f"{wire.BASE}?page=3&size=50&tag=10"
    channel = CHANNELS["app-stock"]
    first = app.url(channel, 1)
    assert "num=100&tag=101&id=" in first
    listing = app.read(app_answer(APP, {**APP, "id": 4599000}), channel, 1)
    assert (listing.more, app.following(channel, listing)) == (True, f"{first}4599000")
    assert app.read(app_answer(), channel, 2).more is False


@pytest.mark.parametrize("data", [{}, [], None, {"feed": {}}, {"feed": {"list": []}}, {"data": {}}])
def test_an_empty_answer_has_no_rows(data: Any) -> None:
    answer = json.dumps({"result": {"status": {"code": 0}, "data": data}}).encode()
    for read in (wire.read, app.read, live.read):
        listing = read(answer, CHANNELS["flash"], 1)
        assert (listing.rows, listing.problems, listing.more) == ([], [], False)


def test_an_answer_in_a_call_that_catches() -> None:
    answer = b"try{jQuery111204_16(" + web_answer(WEB) + b");}catch(e){};"
    assert len(wire.read(answer, CHANNELS["flash"], 1).rows) == 1


def test_what_is_no_entry_is_a_problem() -> None:
    listing = app.read(app_answer(APP, 7, {"id": 1, "content": ""}), CHANNELS["app"], 1)
    assert (len(listing.rows), [problem[:6] for problem in listing.problems]) == (1, ["row 2 ", "row 3 "])


@pytest.mark.parametrize("read", [wire.read, app.read])
def test_what_is_no_list(read: Any) -> None:
    for data, reason in (
        (b"<!DOCTYPE html><html><body>x</body></html>", Reason.LIST_IS_HTML),
        (b'{"result": {"status": {"code": 11}}}', Reason.LIST_STATUS),
        (b'{"result": {"status": {"code": 0}, "data": "x"}}', Reason.LIST_WRONG_TYPE),
    ):
        with pytest.raises(BadList) as caught:
            read(data, CHANNELS["flash"], 1)
        assert caught.value.reason is reason
