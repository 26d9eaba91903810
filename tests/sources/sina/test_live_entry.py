"""The 7x24 live list: its entries as rows, and as drafts that become articles."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from newsspider.clean.engine import clean
from newsspider.clean.rules import load as load_rules
from newsspider.model.article import Article, Precision
from newsspider.model.draft import Draft
from newsspider.model.outcomes import Reason
from newsspider.render.finish import finish
from newsspider.sources import flashes
from newsspider.sources.listing import BadList, Listing, Row
from newsspider.sources.sina import live, live_entry
from newsspider.sources.sites import load_channels as load

CHANNEL = load()["live"]
RULES = load_rules()
ENTRY: dict[str, Any] = {
    "id": 3000001,
    "zhibo_id": 152,
    "rich_text": "【岚浦港：前三季度吞吐量超六百万标箱】岚浦港务局今日公布，前三季度吞吐量为612.4万标箱，增长8.1%。",
    "create_time": "2023-10-09 19:41:14",
    "creator": "someone@example.com",
    "docurl": "https://finance.sina.com.cn/7x24/2023-10-09/doc-imzqaabc1234567.shtml",
    "multimedia": "",
    "tag": [{"id": "3", "name": "公司"}, {"id": "10", "name": "A股"}],
    "ext": json.dumps(
        {
            "docurl": "https://finance.sina.com.cn/7x24/2023-10-09/doc-imzqaabc1234567.shtml",
            "docid": "mzqaabc1234567",
            "stocks": [
                {"market": "cn", "symbol": "sh600111", "key": "远帆重工"},
                {"market": "us", "symbol": "QYHY", "key": "栖云航运"},
            ],
        },
        ensure_ascii=False,
    ),
}


def answer(entries: Any, **info: Any) -> bytes:
    data = {"feed": {"list": entries, "page_info": info}}
    return json.dumps({"result": {"status": {"code": 0}, "data": data}}, ensure_ascii=False).encode()


def read(*entries: Any, page: int = 1, **info: Any) -> Listing:
    return live.read(answer(list(entries), **info), CHANNEL, page)


def row(**change: Any) -> Row:
    (only,) = read({**ENTRY, **change}).rows
    return only


def drafted(**change: Any) -> Draft:
    draft = live_entry.draft(row(**change), CHANNEL, "https://zhibo.sina.com.cn/x")
    clean(draft, RULES)
    finish(draft)
    return draft


def article(**change: Any) -> Article:
    return drafted(**change).article


def test_a_row() -> None:
    found = row()
    assert (found.key, found.docid) == ("sina:imzqaabc1234567", "imzqaabc1234567")
    assert found.url == ENTRY["docurl"]
    assert found.title == "岚浦港：前三季度吞吐量超六百万标箱"
    assert found.published == datetime.fromisoformat("2023-10-09T19:41:14+08:00")
    assert found.keywords == ["公司", "A股"]
    assert found.raw == ENTRY


def test_an_article() -> None:
    found = article()
    assert (found.id, found.url, found.site) == ("sina:imzqaabc1234567", ENTRY["docurl"], "sina")
    assert found.title == "岚浦港：前三季度吞吐量超六百万标箱"
    assert found.text == "岚浦港务局今日公布，前三季度吞吐量为612.4万标箱，增长8.1%。"
    assert found.published_precision is Precision.SECOND
    assert found.stocks == ["sh600111", "us:QYHY"]
    assert (found.channel, found.categories) == ("live/152", ["金融", "新浪财经", "新浪财经－7x24"])
    assert (found.tags, found.source, found.authors) == (["公司", "A股"], None, [])
    assert (found.origin.extractor, found.origin.locator) == ("sina/live", "https://zhibo.sina.com.cn/x")


@pytest.mark.parametrize(
    ("text", "title", "html"),
    [
        ("【题】正文。", "题", "<p>正文。</p>"),
        ("  【题】 正文。", "题", "<p>   正文。</p>"),
        ("<b>【题】</b>正文。", "题", "<p><b></b>正文。</p>"),
        ("【只有题】", "只有题", "<p>只有题</p>"),
        ("【甲&amp;乙】正文&lt;一&gt;。", "甲&乙", "<p>正文&lt;一&gt;。</p>"),
        ("一句快讯。后面还有。", "一句快讯", "<p>一句快讯。后面还有。</p>"),
        ("快讯：" + "长" * 70 + "。", "快讯：" + "长" * 37 + "…", "<p>快讯：" + "长" * 70 + "。</p>"),
        ("他说【不是题】然后走了。", "他说【不是题】然后走了", "<p>他说【不是题】然后走了。</p>"),
        ("【题】第一段。\n第二段。<br/>第三段。", "题", "<p>第一段。</p>\n<p>第二段。</p>\n<p>第三段。</p>"),
        ("【题】跌幅<5%，涨幅>3%。", "题", "<p>跌幅&lt;5%，涨幅>3%。</p>"),
    ],
)
def test_what_an_entry_tells(text: str, title: str, html: str) -> None:
    words = flashes.read(text)
    assert words == flashes.EntryText(title, html)


@pytest.mark.parametrize("text", [None, 7, "", "  \n", "<br>", ["x"]])
def test_an_entry_without_a_text_is_a_problem(text: Any) -> None:
    listing = read({**ENTRY, "rich_text": text}, ENTRY)
    assert len(listing.rows) == 1
    assert listing.problems[0].startswith("row 1 ")


@pytest.mark.parametrize(
    ("change", "key", "url"),
    [
        ({"docurl": ""}, "sina:imzqaabc1234567", ENTRY["docurl"]),
        ({"docurl": None, "ext": '{"docid": "comos:mzqaabc1234567"}'}, "sina:imzqaabc1234567", None),
        ({"docurl": 7, "ext": ""}, "sina:7x24-3000001", None),
        ({"docurl": "", "ext": {}, "id": "3000002"}, "sina:7x24-3000002", None),
        ({"docurl": "", "ext": []}, "sina:7x24-3000001", None),
        ({"docurl": "javascript:1", "ext": None}, "sina:7x24-3000001", None),
    ],
)
def test_what_an_entry_is_known_by(change: dict[str, Any], key: str, url: str | None) -> None:
    assert (row(**change).key, row(**change).url) == (key, url)
    assert article(**change).id == key


def test_an_entry_without_any_number_is_known_by_its_words() -> None:
    lost = {"docurl": "", "ext": "", "id": None}
    assert row(**lost).key.startswith("text:")
    assert article(**lost).id == ""  # the ledger gives one


@pytest.mark.parametrize("ext", ["{", "[1", "nonsense", "[1]"])
def test_an_ext_that_cannot_be_read_is_reported_and_harms_nothing(ext: str) -> None:
    listing = read({**ENTRY, "ext": ext})
    assert [found.docid for found in listing.rows] == ["imzqaabc1234567"]
    assert "ext" in listing.problems[0]
    assert article(ext=ext).stocks == []


@pytest.mark.parametrize(
    ("stock", "codes"),
    [
        ({"market": "cn", "symbol": "sz300750"}, ["sz300750"]),
        ({"market": "hk", "symbol": "00700"}, ["hk00700"]),
        ({"market": "hk", "symbol": "hk00700"}, ["hk00700"]),
        ({"market": "us", "symbol": "aapl"}, ["us:AAPL"]),
        ({"market": "us", "symbol": "gb_aapl"}, ["us:AAPL"]),
        ({"market": "foreign", "symbol": "fx_susdcny"}, ["fx:USDCNY"]),
        ({"market": "fx", "symbol": "USDCNY"}, ["fx:USDCNY"]),
        ({"market": "future", "symbol": "CU0"}, []),
        ({"market": None, "symbol": "sh600111"}, ["sh600111"]),
        ({"market": "cn", "symbol": None}, []),
        ("sh600111", []),
    ],
)
def test_tickers(stock: Any, codes: list[str]) -> None:
    ext = json.dumps({"stocks": [stock, stock]})
    assert article(ext=ext).stocks == codes


def test_a_ticker_on_a_part_of_a_place_is_none() -> None:
    stocks = [{"market": "cn", "symbol": "sh600295", "key": "鄂尔多斯"}]
    text = "【鄂尔多斯市发布新规】鄂尔多斯市今日发布新规。"
    draft = drafted(rich_text=text, ext=json.dumps({"stocks": stocks}))
    assert draft.article.stocks == []
    assert "stock_rejected" in draft.article.repairs
    company = drafted(rich_text="【鄂尔多斯年报】鄂尔多斯今日公布年报。", ext=json.dumps({"stocks": stocks}))
    assert company.article.stocks == ["sh600295"]


@pytest.mark.parametrize(
    ("multimedia", "urls"),
    [
        (
            {"img_url": ["http://n.sinaimg.cn/1.jpg", "http://n.sinaimg.cn/1.jpg"]},
            ["http://n.sinaimg.cn/1.jpg"],
        ),
        ({"img_url": "//n.sinaimg.cn/1.jpg", "video": "http://v/1.mp4"}, ["https://n.sinaimg.cn/1.jpg"]),
        ([{"img": {"url": "x"}}], []),
        ([], []),
        (7, []),
    ],
)
def test_pictures(multimedia: Any, urls: list[str]) -> None:
    found = article(multimedia=multimedia)
    assert [image.url for image in found.images] == urls
    assert found.cover is None


@pytest.mark.parametrize("time", [None, "", "soon", "0000-00-00 00:00:00", 7])
def test_an_unreadable_time_gives_none(time: Any) -> None:
    found = article(create_time=time)
    assert (found.published, found.published_precision) == (None, None)
    assert "date_missing" in found.repairs


def test_paging() -> None:
    assert live.url(CHANNEL, 2) == (
        "https://zhibo.sina.com.cn/api/zhibo/feed?zhibo_id=152&pagesize=10&tag=0&dire=f&dpc=1&page=2"
    )
    assert read(ENTRY, totalNum="81", totalPage=9).total == 81
    assert read(ENTRY, page=8, totalPage=9).more is True
    assert read(ENTRY, page=9, totalPage=9).more is False
    assert read(ENTRY).more is True
    assert read().more is False


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"result": {"status": {"code": 0}, "data": {"feed": 7}}}', Reason.LIST_WRONG_TYPE),
        (b'{"result": {"status": {"code": 0}, "data": {"feed": {"list": "x"}}}}', Reason.LIST_WRONG_TYPE),
        (b'{"result": {"status": {"code": 5, "msg": "denied"}, "data": []}}', Reason.LIST_STATUS),
        (b"<html></html>", Reason.LIST_IS_HTML),
    ],
)
def test_what_is_no_list(data: bytes, reason: Reason) -> None:
    with pytest.raises(BadList) as caught:
        live.read(data, CHANNEL, 1)
    assert caught.value.reason is reason


def test_nothing_at_all_is_an_empty_list() -> None:
    assert live.read(b'{"result": {"status": {"code": 0}, "data": []}}', CHANNEL, 3).rows == []


def test_a_row_of_another_list_is_no_entry() -> None:
    with pytest.raises(ValueError, match="not an entry"):
        live_entry.draft(Row("url:1", "https://a.cn/1", raw={"title": "x"}), CHANNEL, "x")
