"""Bans, robots.txt that cannot be had, and outages: said with code 4, and made good when they are over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.live import trouble
from tests.live.crawling import FAST, NOW, Live, adds_up, differences, left
from tests.live.sina import Sina
from tests.live.stories import Story
from tests.live.trouble import Fault
from tests.live.wire import Answer

_BAN = (
    "<html><head><meta http-equiv='Content-type' content='text/html; charset=GBK'><title>拒绝访问</title></head>"
    "<body><p>你的 IP 存在异常访问(例如: 爬虫/攻击/探测 等), 已被安全部门封禁.</p>"
    "<p>停止异常访问一段时间后(5~60分钟)会自动解封</p></body></html>"
).encode("gb18030")


def _ban(status: int) -> Fault:
    def answer(_: Answer) -> Answer:
        return Answer(status, _BAN, {"Content-Type": "text/html"})

    return answer


@pytest.fixture
def stories(sina: Sina) -> list[Story]:
    made = sina.world.maker.many(24, NOW - timedelta(minutes=5), timedelta(minutes=15))
    sina.world.channel("china", made)
    return made


@pytest.mark.parametrize("status", [456, 200])
def test_a_banned_host_is_left_at_once(sina: Sina, live: Live, stories: list[Story], status: int) -> None:
    for story in stories:
        sina.world.trouble(story, _ban(status), for_ever=True)
    ran = live("channel=china", settings={**FAST, "CONCURRENT_REQUESTS": "1"})
    assert ran.code == 4
    assert f"has banned this address (status {status}" in ran.stderr
    assert "5~60分钟" in ran.stderr
    assert len(sina.articles()) == 1
    assert adds_up(left(ran.folder).report)


@pytest.mark.parametrize("status", [456, 200])
def test_a_list_may_be_banned_too(sina: Sina, live: Live, stories: list[Story], status: int) -> None:
    sina.world.list_trouble("china", 1, _ban(status), for_ever=True)
    ran = live("channel=china")
    assert ran.code == 4
    assert "has banned this address" in ran.stderr
    assert len(sina.lists()) == 1
    assert stories[0].title not in ran.stdout


@pytest.mark.parametrize("fault", [trouble.status(503), trouble.reset])
def test_a_robots_txt_that_cannot_be_had_forbids_everything(
    sina: Sina, live: Live, stories: list[Story], fault: Fault
) -> None:
    sina.world.trouble("finance.sina.com.cn/robots.txt", fault, for_ever=True)
    ran = live("channel=china")
    assert ran.code == 4
    assert "robots.txt" in ran.stderr
    assert "finance.sina.com.cn" in ran.stderr
    assert sina.articles() == []
    sina.world.scripts.clear()
    again = live("channel=china", now=NOW + timedelta(hours=1))
    assert again.code == 0, again.stderr
    assert differences(left(again.folder).records, stories) == []


def test_an_outage_of_pages_costs_no_tries(sina: Sina, live: Live, stories: list[Story]) -> None:
    for story in stories:
        sina.world.trouble(story, trouble.status(500), for_ever=True)
    for hours, code in ((0, 4), (0.2, 3), (1.5, 3), (8, 3), (20, 3), (33, 4)):
        ran = live("channel=china", now=NOW + timedelta(hours=hours), settings=_PLAIN)
        assert ran.code == code, ran.stderr  # it is said once a day
        assert ("of finance.sina.com.cn could be fetched" in ran.stderr) == (code == 4)
        assert "given_up" not in left(ran.folder).report["outcomes"]
    sina.world.scripts.clear()
    well = live("channel=china", now=NOW + timedelta(hours=34), settings=_PLAIN)
    assert well.code == 0, well.stderr
    assert "the pages of finance.sina.com.cn could be fetched again" in well.stdout
    assert differences(left(well.folder).records, stories) == []


_PLAIN = {**FAST, "NEWSSPIDER_RECHECK": "0", "RETRY_TIMES": "0"}


def _give_up(sina: Sina, live: Live, broken: Story) -> None:
    sina.world.trouble(broken, trouble.status(500), for_ever=True)
    codes = [
        live("channel=china", now=NOW + timedelta(hours=hours), settings=_PLAIN).code
        for hours in (0, 1, 3, 12, 40)
    ]
    assert codes == [3, 3, 3, 3, 4]
    sina.world.scripts.clear()


@pytest.mark.parametrize("named", ["", pytest.param("--all", marks=pytest.mark.slow)])
def test_what_was_given_up_is_named_and_requested_again(
    sina: Sina, live: Live, stories: list[Story], named: str
) -> None:
    broken = stories[3]
    _give_up(sina, live, broken)
    run = live.newsspider
    listed = run("ledger", "retry", "--list")
    assert (listed.code, "given up 1" in listed.stdout) == (0, True)
    assert f"sina:{broken.docid}" in listed.stdout
    unknown = run("ledger", "retry", "sina:none")
    assert (unknown.code, "not given up: sina:none" in unknown.stderr) == (2, True)
    assert run("ledger", "retry").code == 2
    now = f"NEWSSPIDER_NOW={(NOW + timedelta(hours=40.5)).isoformat()}"
    opened = run("ledger", "retry", named or f"sina:{broken.docid}", "-s", now)
    assert (opened.code, "opened again 1" in opened.stdout) == (0, True)
    ran = live("channel=china", now=NOW + timedelta(hours=41), settings=_PLAIN)
    assert ran.code == 0, ran.stderr
    assert differences(left(ran.folder).records, stories) == []


def test_an_explicit_window_requests_it_again(sina: Sina, live: Live, stories: list[Story]) -> None:
    _give_up(sina, live, stories[3])
    day = f"{NOW - timedelta(days=1):%Y-%m-%d}"
    ran = live("channel=china", f"since={day}", now=NOW + timedelta(hours=41), settings=_PLAIN)
    assert ran.code == 0, ran.stderr
    assert differences(left(ran.folder).records, stories) == []


def test_a_list_that_cannot_be_read_says_since_when(sina: Sina, live: Live, stories: list[Story]) -> None:
    sina.world.list_trouble("china", 1, trouble.status(502), for_ever=True)
    first = live("channel=china", settings=_PLAIN)
    second = live("channel=china", now=NOW + timedelta(hours=1), settings=_PLAIN)
    assert (first.code, second.code) == (4, 4)
    assert "the list china/1686 cannot be read" in first.stderr
    assert "outside China" in first.stderr
    assert "in 2 runs since" in second.stderr
    assert stories[0].title not in second.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (trouble.status(404), "gone"),
        (trouble.status(500), "bad_status"),
        (trouble.reset, "no_connection"),
        (trouble.cut, "cut_off"),
        (trouble.MALFORMED, "list_malformed"),
        (trouble.EMPTY_LIST, "list_empty"),
        (trouble.A_PAGE, "list_is_html"),
        (trouble.redirect("https://finance.sina.com.cn/"), ""),
    ],
)
def test_a_list_that_cannot_be_read_is_named_whatever_came(
    sina: Sina, live: Live, stories: list[Story], fault: Fault, reason: str
) -> None:
    sina.world.list_trouble("china", 1, fault, for_ever=True)
    sina.world.channel("ministries", sina.world.maker.many(2, NOW, timedelta(minutes=5)))
    for hour, often in ((0, ""), (1, ", as in 2 runs since 2026-11-23 12:00 UTC")):
        ran = live("channel=china,ministries", now=NOW + timedelta(hours=hour), settings=_PLAIN)
        assert ran.code == 4, ran.stderr
        assert f"the list china/1686 cannot be read: {reason}" in ran.stderr
        assert often in ran.stderr
    assert {record["title"] for record in left(ran.folder).records}.isdisjoint(one.title for one in stories)


def test_502_has_a_likely_cause_only_where_nothing_came(sina: Sina, live: Live, stories: list[Story]) -> None:
    sina.world.list_trouble("ministries", 1, trouble.status(502), for_ever=True)
    ran = live("channel=china,ministries", settings=_PLAIN)
    assert (ran.code, len(left(ran.folder).records)) == (4, len(stories))
    assert "the list china/1689 cannot be read" in ran.stderr
    assert "outside China" not in ran.stderr + ran.stdout


def test_a_proxy_that_is_down_is_named(sina: Sina, live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Sina, "proxy", property(lambda _: "http://me:secret@127.0.0.1:9"))
    for hour, often in ((0, ""), (1, ", as in 2 runs since 2026-11-23 12:00 UTC")):
        ran = live("channel=china,us", now=NOW + timedelta(hours=hour), settings=_PLAIN)
        assert ran.code == 4
        assert "nothing came through the proxy http://" in ran.stderr
        assert "127.0.0.1:9: it may be down" in ran.stderr
        assert f"the lists china/1686, us/57045 cannot be read{often}" in ran.stderr
        assert "secret" not in ran.stderr + ran.stdout
    assert sina.seen == []
