"""Lists that are broken, blocked, empty or stale, and articles that fail for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.live import trouble
from tests.live.crawling import FAST, NOW, Live, adds_up, differences, left
from tests.live.sina import Sina
from tests.live.stories import Story
from tests.live.trouble import Fault

_FAULTS: dict[str, tuple[Fault, str]] = {
    "no JSON": (trouble.MALFORMED, "list_malformed"),
    "half of it": (trouble.half_json, "list_malformed"),
    "nothing": (trouble.raw(b""), "list_malformed"),
    "a page": (trouble.A_PAGE, "list_is_html"),
    "a status": (trouble.STATUS_IN_BODY, "list_status"),
    "another type": (trouble.WRONG_TYPE, "list_wrong_type"),
    "a list at its top": (trouble.A_LIST, "list_wrong_type"),
}
_NETWORK: dict[str, Fault] = {
    "500": trouble.status(500),
    "502": trouble.status(502),
    "429": trouble.status(429, Retry_After="1"),
    "reset": trouble.reset,
    "cut": trouble.cut,
    "hang": trouble.hang,
}


@pytest.fixture
def stories(sina: Sina) -> list[Story]:
    """Fill two pages of one channel."""
    made = sina.world.maker.many(60, NOW - timedelta(minutes=5), timedelta(minutes=15))
    sina.world.channel("china", made)
    return made


@pytest.fixture
def others(sina: Sina) -> list[Story]:
    """Give another channel a few."""
    made = sina.world.maker.many(4, NOW - timedelta(minutes=5), timedelta(minutes=15))
    sina.world.channel("stock", made)
    return made


@pytest.mark.parametrize("name", [*_FAULTS, *_NETWORK])
def test_a_list_that_is_broken_once_is_asked_for_again(
    sina: Sina, live: Live, stories: list[Story], name: str
) -> None:
    fault = _FAULTS[name][0] if name in _FAULTS else _NETWORK[name]
    sina.world.list_trouble("china", 1, fault)
    ran = live("channel=china")
    assert ran.code == 0, ran.stderr
    assert differences(left(ran.folder).records, stories) == []


@pytest.mark.parametrize("name", _FAULTS)
def test_a_list_that_stays_broken_has_an_outcome(
    sina: Sina, live: Live, stories: list[Story], others: list[Story], name: str
) -> None:
    fault, reason = _FAULTS[name]
    sina.world.list_trouble("china", 1, fault, for_ever=True)
    ran = live("channel=china,stock")
    assert ran.code in (3, 4), ran.stderr
    assert len(sina.lists("china")) == 2
    found = left(ran.folder)
    assert differences(found.records, others) == []
    assert [(line["outcome"], line["reason"]) for line in found.refused] == [("failed", reason)]
    assert adds_up(found.report)
    assert stories[0].title not in ran.stdout


@pytest.mark.parametrize("name", _NETWORK)
def test_a_list_that_cannot_be_had_has_an_outcome(
    sina: Sina, live: Live, stories: list[Story], others: list[Story], name: str
) -> None:
    sina.world.list_trouble("china", 1, _NETWORK[name], for_ever=True)
    ran = live("channel=china,stock")
    assert ran.code in (3, 4), ran.stderr
    assert 2 <= len(sina.lists("china")) <= 6
    found = left(ran.folder)
    assert differences(found.records, others) == []
    assert [line["outcome"] for line in found.refused] == ["failed"]
    assert adds_up(found.report)
    assert stories[0].title not in ran.stdout


def test_a_list_that_breaks_on_its_second_page_leaves_no_hole(
    sina: Sina, live: Live, stories: list[Story]
) -> None:
    sina.world.list_trouble("china", 2, trouble.MALFORMED, trouble.MALFORMED)
    first = live("channel=china")
    assert first.code in (3, 4), first.stderr
    assert differences(left(first.folder).records, stories[:50]) == []
    newer = sina.world.maker.many(3, NOW + timedelta(minutes=30), timedelta(minutes=5))
    sina.world.channel("china", newer)
    second = live("channel=china", now=NOW + timedelta(hours=1))
    assert second.code == 0, second.stderr
    assert differences(left(second.folder).records, [*newer, *stories]) == []


@pytest.mark.parametrize("name", ["empty", "403", "captcha"])
def test_a_source_that_gives_nothing(
    sina: Sina, live: Live, stories: list[Story], others: list[Story], name: str
) -> None:
    fault = {"empty": trouble.EMPTY_LIST, "403": trouble.status(403), "captcha": trouble.CAPTCHA}[name]
    sina.world.list_trouble("china", 1, fault, for_ever=True)
    ran = live("channel=china,stock")
    assert ran.code == 4, ran.stderr
    assert len(sina.lists("china")) <= 2
    found = left(ran.folder)
    assert differences(found.records, others) == []
    assert adds_up(found.report)
    assert len(stories) == 60


def test_a_list_that_is_forbidden_is_not_asked_for(sina: Sina, live: Live, stories: list[Story]) -> None:
    sina.world.robots["feed.mix.sina.com.cn"] = "User-agent: *\nDisallow: /api/\n"
    ran = live("channel=china")
    assert ran.code == 4
    assert "robots" in ran.stderr
    assert sina.lists() == []
    assert [line["reason"] for line in left(ran.folder).refused] == ["robots"]
    assert len(stories) == 60


@pytest.mark.parametrize("code", [404, 403])
def test_a_host_without_rules_for_robots_is_asked(
    sina: Sina, live: Live, stories: list[Story], code: int
) -> None:
    for host in ("feed.mix.sina.com.cn", "finance.sina.com.cn"):
        sina.world.trouble(f"{host}/robots.txt", trouble.status(code), for_ever=True)
    ran = live("channel=china")
    assert ran.code == 0, ran.stderr
    assert differences(left(ran.folder).records, stories) == []


def test_a_certificate_that_is_not_to_be_trusted_is_not(sina: Sina, live: Live, stories: list[Story]) -> None:
    ran = live("channel=china", settings={**FAST, "DOWNLOAD_VERIFY_CERTIFICATES": "True"})
    assert ran.code in (3, 4)
    assert sina.seen == []
    assert left(ran.folder).records == []
    assert len(stories) == 60


@pytest.mark.slow
def test_what_fails_for_ever_is_given_up_once(sina: Sina, live: Live, stories: list[Story]) -> None:
    broken = stories[10]
    sina.world.trouble(broken, trouble.status(500), for_ever=True)
    codes, given_up, asked = [], [], []
    for hours in (0, 1, 3, 12, 40, 41, 90):
        sina.forget()
        ran = live(
            "channel=china", now=NOW + timedelta(hours=hours), settings={**FAST, "NEWSSPIDER_RECHECK": "0"}
        )
        codes.append(ran.code)
        found = left(ran.folder)
        given_up.append(found.report["outcomes"].get("given_up", 0))
        asked.append(broken.page in sina.times())
        assert adds_up(found.report)
    assert codes[:4] == [3, 3, 3, 3]
    assert asked == [True] * 5 + [False] * 2
    assert given_up == [0, 0, 0, 0, 1, 0, 0]
    assert codes[5:] == [0, 0]


def test_what_failed_is_not_asked_for_again_at_once(sina: Sina, live: Live, stories: list[Story]) -> None:
    sina.world.trouble(stories[3], trouble.status(500), for_ever=True)
    live("channel=china")
    sina.forget()
    ran = live("channel=china", now=NOW + timedelta(minutes=1))
    assert sina.articles() == []
    assert adds_up(left(ran.folder).report)


def test_what_failed_once_comes_later(sina: Sina, live: Live, stories: list[Story]) -> None:
    sina.world.trouble(stories[3], *[trouble.status(403)])
    first = live("channel=china")
    assert first.code in (3, 4)
    assert len(left(first.folder).records) == 59
    second = live("channel=china", now=NOW + timedelta(hours=1))
    assert second.code == 0, second.stderr
    assert differences(left(second.folder).records, stories) == []


def test_a_redirect_within_sina_is_followed(sina: Sina, live: Live) -> None:
    (story,) = sina.world.maker.many(1, NOW - timedelta(minutes=5), timedelta(1))
    channel = sina.world.channel("china", [story])
    moved = "https://finance.sina.com.cn/money/moved/2026-11-23/doc-" + f"{story.docid}.shtml"
    channel.places[0].url = moved
    sina.world.trouble(moved.partition("://")[2], trouble.redirect(f"http://{story.page}"), for_ever=True)
    ran = live("channel=china")
    assert ran.code == 0, ran.stderr
    assert differences(left(ran.folder).records, [story]) == []
    assert [seen.request.url for seen in sina.articles()] == [moved, f"http://{story.page}"]


def test_a_redirect_in_a_circle_ends(sina: Sina, live: Live, stories: list[Story]) -> None:
    sina.world.trouble(stories[0], trouble.redirect(f"https://{stories[0].page}"), for_ever=True)
    ran = live("channel=china")
    assert ran.code in (0, 3), ran.stderr
    assert sina.times()[stories[0].page] <= 25
    found = left(ran.folder)
    assert differences(found.records, stories[1:]) == []
    assert stories[0].page in found.reasons()


def test_many_blocked_pages_are_a_source_that_blocks(sina: Sina, live: Live, stories: list[Story]) -> None:
    for story in stories:
        sina.world.trouble(story, trouble.CAPTCHA, for_ever=True)
    ran = live("channel=china")
    assert ran.code == 4, ran.stderr
    assert max(sina.times().values()) == 1
    assert adds_up(left(ran.folder).report)


@pytest.mark.slow
def test_a_list_that_has_stopped_is_stale(sina: Sina, live: Live) -> None:
    settings = {**FAST, "NEWSSPIDER_RECHECK": "0"}
    for day in range(17):
        at = NOW + timedelta(days=day)
        sina.world.channel(
            "china", sina.world.maker.many(2, at - timedelta(minutes=10), timedelta(minutes=5))
        )
        ran = live("channel=china", now=at, settings=settings)
        assert ran.code == 0, ran.stderr
    stopped = live("channel=china", now=NOW + timedelta(days=21), settings=settings)
    assert stopped.code == 4
    assert "stale" in stopped.stdout + stopped.stderr


@pytest.mark.slow
def test_a_young_ledger_calls_nothing_stale(sina: Sina, live: Live) -> None:
    for day in (0, 1, 6):
        if day < 2:
            at = NOW + timedelta(days=day)
            sina.world.channel(
                "china", sina.world.maker.many(2, at - timedelta(minutes=10), timedelta(minutes=5))
            )
        ran = live("channel=china", now=NOW + timedelta(days=day))
        assert ran.code == 0, ran.stderr


@pytest.mark.slow
def test_a_field_that_is_no_longer_found_is_our_readers_fault(sina: Sina, live: Live) -> None:
    for hour in range(8):
        at = NOW + timedelta(hours=hour)
        made = sina.world.maker.many(30, at - timedelta(minutes=5), timedelta(minutes=1))
        if hour == 7:
            for story in made:
                story.source = ""
        sina.world.channel("china", made)
        ran = live("channel=china", now=at)
        assert ran.code == (4 if hour == 7 else 0), ran.stderr
    assert "source" in ran.stderr + ran.stdout
    assert "reader" in ran.stderr + ran.stdout
