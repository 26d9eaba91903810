"""A run killed, or cut short, in the middle of a list: the next one leaves no hole, and nothing twice."""

from __future__ import annotations

import signal
from datetime import timedelta

import pytest

from tests.crash import killing
from tests.live.crawling import NOW, Live, adds_up, differences, left
from tests.live.sina import Sina
from tests.live.stories import Story
from tests.live.wire import Request
from tests.live.world import page_of, thinned

pytestmark = pytest.mark.slow
_PAGES = 10
_NEWER = 12
_LATER = NOW + timedelta(hours=1)


@pytest.fixture
def stories(sina: Sina) -> list[Story]:
    """Fill ten pages of a list, of which the source has left three places in four empty."""
    made = sina.world.maker.many(124, NOW - timedelta(minutes=1), timedelta(minutes=9))
    sina.world.show(*made)
    channel = sina.world.channel("china")
    channel.places = list(thinned(made, 3))
    assert -(-len(channel.places) // 50) == _PAGES
    return made


def _newer(sina: Sina) -> list[Story]:
    newer = sina.world.maker.many(_NEWER, NOW + timedelta(minutes=50), timedelta(minutes=2))
    sina.world.channel("china", newer)
    return newer


def test_killed_after_the_second_page(sina: Sina, live: Live, stories: list[Story]) -> None:
    gate = sina.gate(lambda request: sina.world.named(request) == "china" and page_of(request) == 3)
    process = live.start("channel=china")
    gate.wait()
    killing.end_now(process, signal.SIGKILL)
    gate.opened.set()
    newer = _newer(sina)
    ran = live("channel=china", now=_LATER)
    assert ran.code == 0, ran.stderr
    found = left(ran.folder)
    assert differences(found.records, [*newer, *stories]) == []
    assert len(found.posts) == len(stories) + _NEWER
    assert found.torn == []


def test_killed_at_an_article(sina: Sina, live: Live, stories: list[Story]) -> None:
    asked: list[str] = []

    def stops(request: Request) -> bool:
        asked.extend([request.page] if "doc-" in request.page else [])
        return len(asked) > 60

    gate = sina.gate(stops)
    process = live.start("channel=china")
    gate.wait()
    killing.end_now(process, signal.SIGKILL)
    gate.opened.set()
    newer = _newer(sina)
    ran = live("channel=china", now=_LATER)
    assert ran.code == 0, ran.stderr
    assert differences(left(ran.folder).records, [*newer, *stories]) == []


def test_stopped_by_a_signal(sina: Sina, live: Live, stories: list[Story]) -> None:
    gate = sina.gate(lambda request: sina.world.named(request) == "china" and page_of(request) == 3)
    process = live.start("channel=china")
    gate.wait()
    process.send_signal(signal.SIGTERM)
    gate.opened.set()
    process.communicate(timeout=30)
    assert process.returncode == 143
    assert adds_up(left(live.folder).report)
    newer = _newer(sina)
    ran = live("channel=china", now=_LATER)
    assert ran.code == 0, ran.stderr
    assert differences(left(ran.folder).records, [*newer, *stories]) == []


def test_cut_short_by_a_limit_again_and_again(sina: Sina, live: Live, stories: list[Story]) -> None:
    newer: list[Story] = []
    for turn in range(2):
        ran = live("channel=china", "limit=20", now=NOW + timedelta(minutes=turn))
        assert ran.code == 0, ran.stderr
        assert len(left(ran.folder).records) == sum(sina.times().values()) == 20 * (turn + 1)
        assert adds_up(left(ran.folder).report)
        newer += _newer(sina) if turn == 0 else []
    ran = live("channel=china", now=_LATER)
    assert ran.code == 0, ran.stderr
    assert differences(left(ran.folder).records, [*newer, *stories]) == []
