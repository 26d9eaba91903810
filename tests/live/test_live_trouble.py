"""Lists that are broken, blocked, empty or forbidden, and articles that fail for ever."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import Newsspider, Ran
from tests.live import trouble
from tests.live.crawling import FAST, NOW, Left, Live, adds_up, differences, left
from tests.live.sina import Sina
from tests.live.stories import Story
from tests.live.trouble import Fault
from tests.live.world import CHANNELS

# The fault of each channel's list, and its reason where it stays; a channel without one is as it should be.
_FAULTS: dict[str, tuple[Fault, str]] = {
    "macro": (trouble.MALFORMED, "list_malformed"),
    "local": (trouble.half_json, "list_malformed"),
    "ministries": (trouble.raw(b""), "list_malformed"),
    "banking": (trouble.A_PAGE, "list_is_html"),
    "top10": (trouble.STATUS_IN_BODY, "list_status"),
    "finance": (trouble.WRONG_TYPE, "list_wrong_type"),
    "stock": (trouble.A_LIST, "list_wrong_type"),
    "research": (trouble.EMPTY_LIST, "list_empty"),
    "us-roll": (trouble.status(500), "bad_status"),
    "us-china": (trouble.status(429, Retry_After="1"), "blocked"),
    "hk": (trouble.reset, "no_connection"),
    "global": (trouble.cut, "cut_off"),
    "fx": (trouble.hang, "timed_out"),
}
_SOUND = "china"
_CHANNELS = f"channel={','.join([*_FAULTS, _SOUND])}"


@dataclass
class Run:
    stories: dict[str, list[Story]]
    requests: Mapping[str, int]
    ran: Ran
    left: Left


def _run(tls: ssl.SSLContext, newsspider: Newsspider, *, for_ever: bool) -> Run:
    with Sina(tls).serving() as sina:
        stories = {}
        for name in (*_FAULTS, _SOUND):
            stories[name] = sina.world.maker.many(2, NOW - timedelta(minutes=5), timedelta(minutes=15))
            sina.world.channel(name, stories[name])
        for name, (fault, _) in _FAULTS.items():
            sina.world.list_trouble(name, 1, fault, for_ever=for_ever)
        ran = Live(newsspider, sina)(_CHANNELS)
        requests = {name: len(sina.lists(name)) for name in stories}
        return Run(stories, requests, ran, left(ran.folder))


def _runner(folder: Path) -> Iterator[Newsspider]:
    runner = Newsspider(folder)
    yield runner
    runner.end()


@pytest.fixture(scope="module")
def once(tls: ssl.SSLContext, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Every list is broken at its first request alone."""
    for runner in _runner(tmp_path_factory.mktemp("once")):
        yield _run(tls, runner, for_ever=False)


@pytest.fixture(scope="module")
def for_ever(tls: ssl.SSLContext, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Every list but one stays broken."""
    for runner in _runner(tmp_path_factory.mktemp("for_ever")):
        yield _run(tls, runner, for_ever=True)


def test_a_list_that_is_broken_once_is_requested_again(once: Run) -> None:
    assert once.ran.code == 0, once.ran.stderr
    assert differences(once.left.records, [one for made in once.stories.values() for one in made]) == []
    assert once.requests == {**dict.fromkeys(_FAULTS, 2), _SOUND: 1}


def test_lists_that_stay_broken_harm_no_other(for_ever: Run) -> None:
    assert for_ever.ran.code == 4
    assert differences(for_ever.left.records, for_ever.stories[_SOUND]) == []
    assert adds_up(for_ever.left.report)
    assert for_ever.left.report["outcomes"] == {"failed": len(_FAULTS), "kept": 2}


@pytest.mark.parametrize("name", _FAULTS)
def test_a_list_that_stays_broken_has_an_outcome(for_ever: Run, name: str) -> None:
    ids = f"lid={_lid(name)}&"
    assert [(one["outcome"], one["reason"]) for one in for_ever.left.refused if ids in one["locator"]] == [
        ("failed", _FAULTS[name][1])
    ]
    # Once more for what is no list, twice more for what does not come.
    assert for_ever.requests[name] in (2, 3)
    told = [fault for fault in for_ever.left.report["faults"] if f"/{_lid(name)} " in fault]
    assert len(told) == 1


def _lid(name: str) -> int:
    return int(CHANNELS[name][1][-1])


def test_a_list_that_breaks_on_its_second_page_leaves_no_hole(sina: Sina, live: Live) -> None:
    stories = sina.world.maker.many(60, NOW - timedelta(minutes=5), timedelta(minutes=15))
    sina.world.channel("china", stories)
    sina.world.list_trouble("china", 2, trouble.MALFORMED, trouble.MALFORMED)
    first = live("channel=china")
    assert first.code == 4, first.stderr
    assert differences(left(first.folder).records, stories[:50]) == []
    newer = sina.world.maker.many(3, NOW + timedelta(minutes=30), timedelta(minutes=5))
    sina.world.channel("china", newer)
    second = live("channel=china", now=NOW + timedelta(hours=1))
    assert second.code == 0, second.stderr
    assert differences(left(second.folder).records, [*newer, *stories]) == []


@pytest.fixture
def stories(sina: Sina) -> list[Story]:
    """Give one channel a few."""
    made = sina.world.maker.many(4, NOW - timedelta(minutes=5), timedelta(minutes=15))
    sina.world.channel("china", made)
    return made


def test_a_list_that_is_forbidden_is_not_requested(sina: Sina, live: Live, stories: list[Story]) -> None:
    sina.world.robots["feed.mix.sina.com.cn"] = "User-agent: *\nDisallow: /api/\n"
    ran = live("channel=china")
    assert ran.code == 4
    assert "robots" in ran.stderr
    assert sina.lists() == []
    assert [line["reason"] for line in left(ran.folder).refused] == ["robots"]
    assert stories[0].title not in ran.stdout


def test_a_host_without_rules_for_robots_is_asked(sina: Sina, live: Live, stories: list[Story]) -> None:
    sina.world.trouble("feed.mix.sina.com.cn/robots.txt", trouble.status(404), for_ever=True)
    sina.world.trouble("finance.sina.com.cn/robots.txt", trouble.status(403), for_ever=True)
    ran = live("channel=china")
    assert ran.code == 0, ran.stderr
    assert differences(left(ran.folder).records, stories) == []


def test_a_certificate_that_is_not_to_be_trusted_is_not(sina: Sina, live: Live, stories: list[Story]) -> None:
    ran = live("channel=china", settings={**FAST, "DOWNLOAD_VERIFY_CERTIFICATES": "True"})
    assert ran.code == 4
    assert sina.seen == []
    assert left(ran.folder).records == []
    assert stories[0].title not in ran.stdout


def test_what_fails_for_ever_is_given_up_once(sina: Sina, live: Live, stories: list[Story]) -> None:
    broken = stories[2]
    sina.world.trouble(broken, trouble.status(500), for_ever=True)
    codes, given_up, asked = [], [], []
    for hours in (0, 0.1, 1, 3, 12, 40, 41):
        sina.forget()
        ran = live(
            "channel=china", now=NOW + timedelta(hours=hours), settings={**FAST, "NEWSSPIDER_RECHECK": "0"}
        )
        codes.append(ran.code)
        found = left(ran.folder)
        given_up.append(found.report["outcomes"].get("given_up", 0))
        asked.append(broken.page in sina.times())
        assert adds_up(found.report)
    assert asked == [True, False, True, True, True, True, False]
    assert codes == [3, 0, 3, 3, 3, 4, 0]
    assert given_up == [0, 0, 0, 0, 0, 1, 0]


def test_redirects_within_sina_are_followed_but_not_in_a_circle(
    sina: Sina, live: Live, stories: list[Story]
) -> None:
    moved, circle, *_ = stories
    old = f"https://finance.sina.com.cn/money/moved/2026-11-23/doc-{moved.docid}.shtml"
    sina.world.channel("china").places[0].url = old
    sina.world.trouble(old.partition("://")[2], trouble.redirect(f"http://{moved.page}"), for_ever=True)
    sina.world.trouble(circle, trouble.redirect(f"https://{circle.page}"), for_ever=True)
    ran = live("channel=china")
    assert ran.code == 0, ran.stderr
    found = left(ran.folder)
    assert differences(found.records, [one for one in stories if one is not circle]) == []
    asked = [seen.request.url for seen in sina.articles() if str(moved.docid) in seen.request.url]
    assert asked == [old, f"http://{moved.page}"]
    assert found.reasons()[circle.page] == ("rejected", "bad_redirect")
    assert sina.times()[circle.page] < 10


def test_lists_that_ask_for_a_captcha_are_blocked_and_asked_once(sina: Sina, live: Live) -> None:
    names = ("china", "us", "live", "column-market")
    for name in names:
        sina.world.channel(name, sina.world.maker.many(2, NOW - timedelta(minutes=5), timedelta(minutes=15)))
        sina.world.list_trouble(name, 1, trouble.CAPTCHA, for_ever=True)
    ran = live(f"channel={','.join(names)}")
    assert ran.code == 4
    assert ran.outcomes == {"failed": len(names)}
    assert {line["reason"] for line in ran.rejected} == {"blocked"}
    assert [len(sina.lists(name)) for name in names] == [1] * len(names)
    assert sum("blocked" in fault for fault in ran.report["faults"]) == len(names)
