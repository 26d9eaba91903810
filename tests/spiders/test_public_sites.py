"""`crawl eastmoney` and `crawl cls` against a server that answers as public crawlers describe the two sites."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from newsspider import read_page
from newsspider.sources import sites
from newsspider.sources.cls import lists as cls
from newsspider.text.dates import BEIJING
from tests.conftest import Newsspider, Ran, story
from tests.spiders.feeding import Hub
from tests.spiders.server import NOW, Answer

Crawl = Callable[..., Ran]
_JSON = {"Content-Type": "application/json"}
_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title} _ 东方财富网</title></head><body>
<div class="topnav"><a href="/">首页</a></div><div class="contentwrap"><div class="title">{title}</div>
<div class="infos"><div class="item">{at:%Y年%m月%d日 %H:%M}</div><div class="item">来源：港城时报</div></div>
<div class="txtinfos" id="ContentBody"><p>　　<span id="stock_1.600519"><a class="keytip" data-code="1,600519"
href="http://quote.eastmoney.com/unify/r/1.600519">远帆重工</a></span>与<a data-code="0,300750">云岭股份</a>公告。</p>
<p>{text}</p><p class="em_media">（文章来源：港城时报）</p></div></div></body></html>"""


def _flags(settings: dict[str, str]) -> list[str]:
    given = {
        "NEWSSPIDER_NOW": NOW.isoformat(),
        "DOWNLOAD_DELAY": "0",
        "AUTOTHROTTLE_ENABLED": "False",
        **settings,
    }
    return [part for name, value in given.items() for part in ("-s", f"{name}={value}")]


@pytest.fixture
def crawl(run_newsspider: Newsspider, hub: Hub) -> Crawl:
    """Crawl lists of the two sites where the server is."""
    paths = {"em-column": "/column", "cls-wire": "/wire", "cls-depth": "/depth"}
    base = json.dumps({kind: hub.address + path for kind, path in paths.items()})
    host = hub.address.removeprefix("http://")

    def run(spider: str, *args: str) -> Ran:
        flags = _flags({"NEWSSPIDER_BASE": base, "NEWSSPIDER_HOSTS": host})
        bare = {"http_proxy": "", "https_proxy": "", "HTTP_PROXY": "", "HTTPS_PROXY": ""}
        return run_newsspider("crawl", spider, *args, *flags, env=bare)

    return run


def _columns(hub: Hub, count: int) -> None:
    """Let there be *count* articles, ten minutes apart, on a column of pages as long as was asked for."""
    rows = []
    for number in range(1, count + 1):
        at = NOW - timedelta(minutes=10 * number)
        title, text = f"第{number}号码头开工", story(f"em{number}", 200)
        page = _PAGE.format(title=title, at=at, text=text).encode()
        link = hub.put_answer(f"/a/{at:%Y%m%d}{number:010}.html", 200, page, Content_Type="text/html")
        row = {"code": f"{at:%Y%m%d}{number:010}", "title": title, "showTime": f"{at:%Y-%m-%d %H:%M:%S}"}
        rows.append({**row, "uniqueUrl": link, "url": link, "mediaName": "港城时报", "summary": text[:40]})

    def answer(query: dict[str, str], _: dict[str, str]) -> Answer:
        if "req_trace" not in query:
            return 200, _JSON, b'{"code": "-1", "message": "req_trace is missing", "data": null}'
        size = int(query["page_size"])
        start = (int(query["page_index"]) - 1) * size
        data = {"list": rows[start : start + size], "totle_hits": len(rows), "page_size": size}
        return 200, _JSON, json.dumps({"code": "1", "message": "success", "data": data}).encode()

    hub.answers["/column"] = answer


def _wire(hub: Hub, items: list[dict[str, Any]]) -> None:
    """Let the wire have *items*, newest first; it answers a signed request for those before a second."""

    def answer(query: dict[str, str], _: dict[str, str]) -> Answer:
        given = {"last_time": "", **query}  # an empty value is not read by the server's parser
        sign = given.pop("sign", "")
        text = urlencode(sorted(given.items()))
        inner = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
        if sign != hashlib.md5(inner.encode(), usedforsecurity=False).hexdigest():
            return 200, _JSON, json.dumps({"errno": 10012, "msg": "签名错误"}).encode()
        before = int(given.get("last_time") or 1 << 40)
        below = [item for item in items if item["ctime"] < before][: int(given["rn"])]
        return 200, _JSON, json.dumps({"errno": 0, "data": {"roll_data": below}}).encode()

    hub.answers["/wire"] = answer


def _flash(number: int, at: datetime, **more: Any) -> dict[str, Any]:
    text = story(f"cls{number}", 90)
    content = f"【第{number}号航线开通】财联社11月23日电，{text}"
    item = {
        "id": 2400000 + number,
        "title": "",
        "content": content,
        "brief": content,
        "ctime": int(at.timestamp()),
    }
    return {
        **item,
        "subjects": [{"subject_name": "港口"}],
        "stock_list": [],
        "images": [],
        "is_ad": 0,
        **more,
    }


def test_a_column_of_eastmoney_becomes_articles_with_their_stocks(crawl: Crawl, hub: Hub) -> None:
    _columns(hub, 3)
    ran = crawl("eastmoney", "-a", "channel=em-china", "-a", "days=1")
    assert ran.code == 0, ran.stderr
    assert sorted(record["title"] for record in ran.records) == [f"第{n}号码头开工" for n in (1, 2, 3)]
    for record in ran.records:
        assert (record["channel"], record["source"]) == ("em/350", "港城时报")
        assert record["categories"] == ["金融", "东方财富", "东方财富－国内经济"]
        assert record["stocks"] == ["sh600519", "sz300750"]
        assert "文章来源" not in record["text"]
    hub.asked.clear()
    again = crawl("eastmoney", "-a", "channel=em-china")
    assert again.code == 0, again.stderr
    assert [path for path, _ in hub.asked if path.startswith("/a/")] == []


def test_a_column_is_read_to_the_end_of_the_window(crawl: Crawl, hub: Hub) -> None:
    _columns(hub, 120)
    ran = crawl("eastmoney", "-a", "since=2026-11-23T09:00+08:00")
    assert ran.code == 0, ran.stderr
    assert len(ran.records) == 66
    assert [path for path, _ in hub.asked].count("/column") == 2


def test_the_wire_of_cls_is_read_by_its_cursor(crawl: Crawl, hub: Hub) -> None:
    """Also where the rows of one second stand on two pages."""
    times = [NOW - timedelta(minutes=n if n < 19 else 19 if n < 22 else n) for n in range(1, 46)]
    _wire(hub, [_flash(n, at) for n, at in enumerate(times, start=1)])
    ran = crawl("cls", "-a", "days=1")
    assert ran.code == 0, ran.stderr
    assert sorted(record["title"] for record in ran.records) == sorted(
        f"第{n}号航线开通" for n in range(1, 46)
    )
    assert {path for path, _ in hub.asked} == {"/robots.txt", "/wire"}


def test_a_row_of_the_wire_is_an_article(crawl: Crawl, hub: Hub) -> None:
    stocks = [
        {"StockID": "sh600519", "name": "远帆重工"},
        {"StockID": "hk00700", "name": "栖云航运"},
        {"StockID": "sz000001", "name": "平安"},
        {"StockID": "weird", "name": "无"},
    ]
    item = _flash(7, NOW - timedelta(minutes=1), stock_list=stocks, images=["https://img.cls.cn/a/b.jpg"])
    item["content"] += "远帆重工参与，当地祝旅客平安出行。"
    ad = _flash(8, NOW - timedelta(minutes=2), is_ad=1)
    _wire(hub, [item, ad])
    ran = crawl("cls", "-a", "days=1")
    (record,) = ran.records
    assert (record["title"], record["source"], record["site"]) == ("第7号航线开通", "财联社", "cls.cn")
    assert record["url"] == "https://www.cls.cn/detail/2400007"
    assert record["published"] == "2026-11-23T19:59:00+08:00"
    assert record["text"].startswith("财联社11月23日电，")
    assert record["tags"] == ["港口"]
    assert record["stocks"] == ["sh600519", "hk00700"]
    assert [image["url"] for image in record["images"]] == ["https://img.cls.cn/a/b.jpg"]
    assert [line["reason"] for line in ran.rejected] == ["bad_row"]
    assert "advertisement" in ran.rejected[0]["detail"]


def test_the_rows_of_the_long_articles_lead_to_their_pages() -> None:
    row = {"id": 2500001, "title": "霁州港扩建", "brief": "摘要", "ctime": 1795134600, "source": "财联社"}
    channel = sites.load_channels()["cls-depth"]
    assert cls.depth_url(channel, 1).startswith("https://www.cls.cn/v3/depth/list/1000?appName=")
    listing = cls.read_depth(json.dumps({"errno": 0, "data": [row, {"id": "x"}]}).encode(), channel, 1)
    (found,) = listing.rows
    assert (found.url, found.title, found.media) == (
        "https://www.cls.cn/detail/2500001",
        "霁州港扩建",
        "财联社",
    )
    assert found.published == datetime(2026, 11, 20, 8, 30, tzinfo=BEIJING)
    assert len(listing.problems) == 1
    assert not listing.more


def test_a_page_of_the_long_articles_is_read_from_what_its_script_holds() -> None:
    text = f"<p>财联社11月20日讯（记者 江一帆）{story('cls-page', 120)}</p><p>{story('cls-more', 90)}</p>"
    detail = {"title": "霁州港扩建获批", "content": text, "ctime": 1795134600, "author": {"name": "江一帆"}}
    state = json.dumps({"props": {"pageProps": {"articleDetail": detail}}})
    page = (
        '<html><head><meta charset="utf-8"><title>霁州港扩建获批</title></head><body><div id="__next"></div>'
        f'<script id="__NEXT_DATA__" type="application/json">{state}</script></body></html>'
    )
    article = read_page(page.encode(), "https://www.cls.cn/detail/2500001")
    assert article.title == "霁州港扩建获批"
    assert story("cls-more", 90) in article.text
    assert article.published == datetime(2026, 11, 20, 8, 30, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("spider", "path", "body", "told"),
    [
        ("eastmoney", "/column", {"code": "-1", "message": "bad column"}, "code is '-1': bad column"),
        ("eastmoney", "/column", {"code": "1", "data": {"list": 7}}, "data.list is not a list"),
        ("eastmoney", "/column", "<html><body>moved</body></html>", "got a page instead of data"),
        ("cls", "/wire", {"errno": 10012, "msg": "签名错误"}, "errno is 10012: 签名错误"),
        ("cls", "/wire", {"errno": 0, "data": {"roll_data": "x"}}, "data.roll_data is not a list"),
        ("cls", "/wire", "<html><body>moved</body></html>", "got a page instead of data"),
    ],
)
def test_a_list_that_has_moved_is_reported(
    crawl: Crawl, hub: Hub, spider: str, path: str, body: Any, told: str
) -> None:
    data = body if isinstance(body, str) else json.dumps(body)
    hub.put_answer(path, 200, data.encode(), Content_Type="text/html")
    ran = crawl(spider, "-a", "days=1")
    assert ran.code in (3, 4)
    assert told in ran.stderr


def test_channels_lists_both(run_newsspider: Newsspider) -> None:
    listed = run_newsspider("channels").stdout
    assert "em/350" in listed
    assert "cls/all" in listed
    for spider, channel in (
        ("eastmoney", "cls-all"),
        ("cls", "em-china"),
        ("cls", "155:1686"),
        ("sina_finance", "cls-red"),
    ):
        ran = run_newsspider("crawl", spider, "-a", f"channel={channel}")
        assert ran.code == 2, channel


def test_the_signature_is_the_one_that_public_crawlers_compute() -> None:
    """A query and its signature, as a public crawler's tests have them."""
    signed = cls.signed("", {"last_time": "", "refresh_type": 1, "rn": 2})
    assert signed.endswith("&sign=681656257b917ff407cb7444df747354")
