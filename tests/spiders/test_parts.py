"""An article in several pages: a live run fetches the other parts, and its recording gives the same again."""

from __future__ import annotations

from tests.sources.feeds import documents
from tests.sources.feeds.documents import item
from tests.spiders.feeding import CrawlFeed, Hub, crawl_feed, hub

__all__ = ("crawl_feed", "hub")  # fixtures

_TITLE = "岚浦港扩建二期开工"
_DATE = "Sun, 22 Nov 2026 09:00:00 +0800"
_PARTS = (
    ("岚浦港扩建二期工程今日开工，计划新增四个五万吨级泊位。", "工程总投资三十六亿元，预计两年后建成。"),
    ("港务集团介绍，一期工程投产后吞吐量增长了两成。", "二期将引入自动化岸桥，人工成本有望下降三成。"),
    ("当地商会表示，周边物流园已有十二家企业签约。", "业内人士提醒，航道疏浚进度仍是最大的变数。"),
)


def _page(number: int) -> bytes:
    following = f'<a href="a_{number + 1}.html">下一页</a>' if number < len(_PARTS) else ""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in _PARTS[number - 1])
    return (
        f"<html><head><meta charset='utf-8'><title>{_TITLE}</title></head><body><h1>{_TITLE}</h1>"
        f"<div class='time'>2026-11-22 09:00</div><div class='article'>{text}"
        f"<div class='page'>{number}/{len(_PARTS)} {following}</div></div></body></html>"
    ).encode()


def _serve(hub: Hub, *missing: int) -> str:
    for number in range(1, len(_PARTS) + 1):
        path = "/n/a.html" if number == 1 else f"/n/a_{number}.html"
        status = 404 if number in missing else 200
        hub.put_answer(path, status, _page(number), Content_Type="text/html")
    entry = item(_TITLE, "导语。", f"{hub.address}/n/a.html", _DATE, guid="g1")
    return hub.put_feed("/f.xml", documents.rss(entry, home=f"{hub.address}/"))


def test_all_parts_are_fetched_and_recorded(hub: Hub, crawl_feed: CrawlFeed) -> None:
    url = _serve(hub)
    ran = crawl_feed(url, "-a", "full=1", NEWSSPIDER_WARC="run.warc.gz")
    assert ran.code == 0, ran.stderr
    (record,) = ran.records
    assert record["text"].split("\n\n") == [paragraph for part in _PARTS for paragraph in part]
    assert "first_part_only" not in record["repairs"]
    assert hub.requests().count("/n/a_2.html") == 1
    replay = crawl_feed("", "-a", "path=run.warc.gz", spider="seeds", NEWSSPIDER_OUTPUT="replay")
    assert replay.code == 0, replay.stderr
    (again,) = replay.lines("replay/articles/*.jsonl")
    assert (again["text"], again["digest"]) == (record["text"], record["digest"])


def test_a_missing_part_leaves_the_first_and_says_so(hub: Hub, crawl_feed: CrawlFeed) -> None:
    ran = crawl_feed(_serve(hub, 2), "-a", "full=1")
    assert ran.code == 0, ran.stderr
    (record,) = ran.records
    assert record["text"].split("\n\n") == list(_PARTS[0])
    assert "first_part_only" in record["repairs"]
