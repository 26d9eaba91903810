"""The lists of 2026: each gives exactly what it names, and its faults are said."""

from __future__ import annotations

import html
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.live import trouble
from tests.live.crawling import NOW, Live, differences, left
from tests.live.sina import Sina
from tests.live.stories import BEIJING, Story

pytestmark = pytest.mark.slow


def _flashes(sina: Sina, *channels: str, count: int = 120) -> list[Story]:
    made = sina.world.maker.many(count, NOW - timedelta(minutes=5), timedelta(minutes=10))
    for name in channels:
        sina.world.channel(name, made)
    return made


@pytest.mark.parametrize("name", ["flash", "app"])
def test_flashes_are_articles_of_their_own(sina: Sina, live: Live, name: str) -> None:
    made = _flashes(sina, name)
    ran = live(f"channel={name}")
    assert ran.code == 0, ran.stderr
    assert sina.articles() == []
    records = left(ran.folder).records
    if name == "flash":
        assert {record["id"] for record in records} == {f"sina:{story.docid}" for story in made}
    assert sorted(record["title"] for record in records) == sorted(story.title for story in made)
    assert {tuple(record["stocks"]) for record in records} == {(f"sh60{one.number:04}",) for one in made}
    assert {record["channel"] for record in records} == {f"{name}/0"}
    again = live(f"channel={name}", now=NOW + timedelta(minutes=5))
    assert (again.code, len(left(again.folder).records)) == (0, len(made))


def test_three_doors_to_one_flash_are_one_article(sina: Sina, live: Live) -> None:
    made = [story for story in _flashes(sina, "live", "flash", "app", count=9) if story.number % 2]
    ran = live("channel=live,flash,app")
    assert ran.code == 0, ran.stderr
    ids = [record["id"] for record in left(ran.folder).records]
    assert {f"sina:{story.docid}" for story in made} <= set(ids)
    assert len(ids) == len(set(ids)) == 9


@pytest.mark.parametrize("name", ["live", "china"])
def test_a_list_that_is_forbidden_has_another_read_instead(sina: Sina, live: Live, name: str) -> None:
    made = _flashes(sina, name, "flash", count=12)
    sina.world.list_trouble(name, 1, trouble.status(403), for_ever=True)
    ran = live(f"channel={name}")
    assert ran.code == 4, ran.stderr
    assert "the server answered 403; newsspider reads flash/0 instead" in ran.stderr
    records = left(ran.folder).records
    assert {record["id"] for record in records} == {f"sina:{story.docid}" for story in made}


def test_a_banned_address_requests_no_other_list(sina: Sina, live: Live) -> None:
    _flashes(sina, "china", "flash", count=3)
    sina.world.list_trouble("china", 1, trouble.status(456), for_ever=True)
    ran = live("channel=china")
    assert ran.code == 4
    assert sina.lists("flash") == []


def test_an_article_under_two_addresses_is_one(sina: Sina, live: Live) -> None:
    made = sina.world.maker.many(4, NOW - timedelta(minutes=5), timedelta(minutes=10))
    sina.world.channel("china", made)
    for place in sina.world.channel("finance", made).places:
        assert place.story is not None
        day = f"{place.story.published:%Y-%m-%d}"
        place.url = f"https://finance.sina.cn/{day}/detail-{place.story.docid}.d.html?vt=4"
    ran = live("channel=china,finance")
    assert ran.code == 0, ran.stderr
    assert len(left(ran.folder).records) == len(sina.articles()) == 4


@pytest.mark.parametrize("name", ["flash", "app", "live"])
def test_a_list_of_flashes_with_nothing_in_it_is_named(sina: Sina, live: Live, name: str) -> None:
    sina.world.channel(name)
    sina.world.list_trouble(
        name, 1, trouble.data({"result": {"status": {"code": 0}, "data": {}}}), for_ever=True
    )
    ran = live(f"channel={name}")
    assert ran.code == 4
    assert "cannot be read: list_empty" in ran.stderr


def _notice(sina: Sina, story: Story, inner: str, linked: bool) -> str:
    """Let the announcement of *story* be there, with a file that its heading or its text links to."""
    file = f"https://file.finance.sina.com.cn/notices/{story.number}.PDF"
    heading = f"<font>（<a href='{file}'>下载公告</a>）</font>" if linked else ""
    page = (
        f"<html><head><title>{story.title}_新浪财经_新浪网</title></head><body><table id='allbulletin'><tr>"
        f"<th>{story.title}{heading}</th></tr><tr><td class='graybgH2'>公告日期:{story.published:%Y-%m-%d}</td></tr>"
        f"<tr><td><div id='content'>{inner}</div></td></tr></table></body></html>"
    )
    sina.world.documents[story.url] = page.encode("gb18030")
    return file


def test_the_lists_of_a_company(sina: Sina, live: Live) -> None:
    """Its news and its announcements of thirty days, and nothing else."""
    news = sina.world.maker.many(60, NOW - timedelta(minutes=5), timedelta(hours=18))
    sina.world.channel("company", news)
    notices = sina.world.maker.many(40, NOW - timedelta(hours=3), timedelta(days=1), ["bulletin"])
    files = []
    for place, story in enumerate(notices):
        inner = "<pre>　　公司拟分期实施，金额一百万元。</pre>" if place % 3 else ""
        files.append(_notice(sina, story, inner, linked=place % 3 != 1))
    sina.world.channel("announcements", notices)
    first = NOW - timedelta(days=30)
    ran = live("stock=sh600519", "days=30")
    assert ran.code == 0, ran.stderr
    found = left(ran.folder)
    by_channel: dict[str, list[dict[str, Any]]] = {}
    for record in found.records:
        by_channel.setdefault(record["channel"], []).append(record)
    assert by_channel.keys() == {"company/sh600519", "announcements/sh600519"}
    wanted = [story for story in news if story.published >= first]
    assert differences(by_channel["company/sh600519"], wanted) == []
    midnight = {story.title: story.published.replace(hour=0, minute=0, second=0) for story in notices}
    expected = {title: at for title, at in midnight.items() if at >= first}
    got = {one["title"]: one for one in by_channel["announcements/sh600519"]}
    assert {title: one["published"] for title, one in got.items()} == {
        title: at.isoformat() for title, at in expected.items()
    }
    assert {one["published_precision"] for one in got.values()} == {"day"}
    for place, (story, file) in enumerate(zip(notices, files, strict=True)):
        if story.title in got:
            assert (file in got[story.title]["markdown"]) is (place % 3 != 1)
    again = live("stock=sh600519", now=NOW + timedelta(minutes=5))
    assert (again.code, len(left(again.folder).records)) == (0, len(found.records))


def test_the_news_of_a_company_of_hong_kong(sina: Sina, live: Live) -> None:
    news = sina.world.maker.many(50, NOW - timedelta(minutes=5), timedelta(hours=1))
    sina.world.channel("company-hk", news)
    ran = live("stock=hk00700", "days=1", "channel=company-hk")
    assert ran.code == 0, ran.stderr
    wanted = [story for story in news if story.published >= NOW - timedelta(days=1)]
    assert differences(left(ran.folder).records, wanted) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["stock=AAPL"], "stock= needs codes such as sh600519"),
        (["stock=sh600519", "channel=china"], "stock= works only with the channels company"),
        (["stock=hk00700", "channel=announcements"], "none of announcements has lists of hk00700"),
        (["channel=company"], "the channel 'company' needs an id"),
        (["channel=company/china"], "the channel 'company/china' has no such id"),
    ],
)
def test_a_wrong_stock(sina: Sina, live: Live, arguments: list[str], says: str) -> None:
    ran = live(*arguments)
    assert (ran.code, says in ran.stderr) == (2, True), ran.stderr
    assert sina.seen == []


@pytest.mark.parametrize("name", ["company", "announcements"])
def test_a_list_of_a_company_that_is_none_is_named(sina: Sina, live: Live, name: str) -> None:
    sina.world.channel(name)
    sina.world.list_trouble(name, 1, trouble.A_PAGE, for_ever=True)
    ran = live("stock=sh600519", f"channel={name}")
    assert ran.code == 4
    assert f"the list {name}/sh600519 cannot be read: list_wrong_type" in ran.stderr


def _day(month: int, day: int) -> datetime:
    return datetime(2026, month, day, tzinfo=BEIJING)


def test_the_front_pages_continue_where_the_rolling_list_ends(sina: Sina, live: Live) -> None:
    """The roll list holds a week and takes no days: what a window wants of March stands on front pages."""
    sina.world.channel("china", sina.world.maker.many(60, NOW - timedelta(minutes=5), timedelta(hours=3)))
    old = sina.world.maker.many(60, _day(3, 11), timedelta(hours=5, minutes=7))
    sina.world.channel("front", old)
    ran = live("since=2026-03-01", "until=2026-03-08")
    assert ran.code == 0, ran.stderr
    found = left(ran.folder).records
    wanted = [story for story in old if _day(3, 1) <= story.published < _day(3, 8)]
    assert len(wanted) > 20
    assert differences(found, wanted) == []
    assert {record["channel"] for record in found} == {"front"}
    # Two editions a day, of the day after the window too.
    assert len(sina.lists("front")) == 2 * 8


def test_the_days_of_the_rolling_list_need_no_front_page(sina: Sina, live: Live) -> None:
    made = sina.world.maker.many(400, _day(3, 20), timedelta(hours=2))
    sina.world.channel("china", made).by_day = True
    sina.world.channel("front", made)
    ran = live("since=2026-03-01", "until=2026-03-08")
    assert ran.code == 0, ran.stderr
    wanted = [story for story in made if _day(3, 1) <= story.published < _day(3, 8)]
    assert differences(left(ran.folder).records, wanted) == []
    assert sina.lists("front") == []


def test_a_way_back_that_leads_nowhere_is_named(sina: Sina, live: Live) -> None:
    sina.world.channel("china", sina.world.maker.many(5, NOW - timedelta(minutes=5), timedelta(hours=3)))
    ran = live("since=2014-03-01", "until=2014-03-08")
    assert ran.code == 4
    assert "the list front cannot be read: list_empty, no edition of the requested days" in ran.stderr
    asked = [seen for seen in sina.seen if "/head/" in seen.request.path]
    assert len(asked) == 6


def test_a_column_with_pages_and_an_author(sina: Sina, live: Live) -> None:
    column = sina.world.maker.many(90, NOW - timedelta(minutes=5), timedelta(minutes=30))
    written = sina.world.maker.many(25, NOW - timedelta(hours=1), timedelta(days=1))
    sina.world.channel("column-flows", column)
    sina.world.channel("author", written)
    ran = live("channel=column-flows,author/1803814487", "since=2026-11-20")
    assert ran.code == 0, ran.stderr
    records = left(ran.folder).records
    wanted = [one for one in (*column, *written) if one.published >= _day(11, 20)]
    assert differences(records, wanted) == []
    assert {record["channel"] for record in records} == {"column-paged/56615", "author/1803814487"}


def test_reports_by_day(sina: Sina, live: Live) -> None:
    made = sina.world.maker.many(60, NOW - timedelta(hours=1), timedelta(hours=6), ["report"])
    for story in made:
        text = "".join(f"<p>{html.escape(part)}</p>" for part in story.paragraphs)
        page = (
            f"<title>{story.title}_研究报告_新浪财经</title><div class='content'><h1>{html.escape(story.title)}</h1>"
            f"<div class='creab'><span>机构：{story.source}</span><span>研究员：甲乙</span>"
            f"<span>日期：{story.published:%Y-%m-%d}</span></div><div class='blk_container'>{text}</div></div>"
        )
        sina.world.documents[story.url] = page.encode("gb18030")
    sina.world.channel("reports", made)
    ran = live("channel=reports", "since=2026-11-15", "until=2026-11-18")
    assert ran.code == 0, ran.stderr
    found = {record["title"]: record for record in left(ran.folder).records}
    wanted = [story for story in made if _day(11, 15) <= story.published < _day(11, 18)]
    assert found.keys() == {story.title for story in wanted}
    assert {record["channel"] for record in found.values()} == {"reports/lastest"}
    assert all("pubdate" in seen.request.query for seen in sina.lists("reports"))


def test_reports_that_are_throttled_are_named(sina: Sina, live: Live) -> None:
    sina.world.channel("reports")
    sina.world.list_trouble("reports", 1, trouble.page("研究报告", "<table></table>"), for_ever=True)
    ran = live("channel=reports")
    assert ran.code == 4
    assert "the site does this to fast requests" in ran.stderr
