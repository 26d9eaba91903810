"""Runs that follow one another: nothing is asked for again but what changed, or is to be looked at once more."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from tests.conftest import Ran
from tests.live.crawling import NOW, Live, adds_up, differences, left
from tests.live.sina import Sina
from tests.live.stories import LAYOUTS, Story

_ARTICLES = 60
_TOMORROW = NOW + timedelta(hours=25)


@pytest.fixture
def stories(sina: Sina, live: Live) -> list[Story]:
    """Store sixty articles in a first run, and forget what was asked."""
    made = sina.world.maker.many(_ARTICLES, NOW - timedelta(minutes=5), timedelta(minutes=15), list(LAYOUTS))
    sina.world.channel("china", made)
    ran = live("channel=china")
    assert (ran.code, differences(left(ran.folder).records, made)) == (0, [])
    sina.forget()
    return made


def _outcomes(ran: Ran) -> dict[str, int]:
    report = left(ran.folder).report
    assert adds_up(report)
    outcomes: dict[str, int] = report["outcomes"]
    return outcomes


def test_a_second_run_requests_the_list_only_and_with_what_it_gave(
    sina: Sina, live: Live, stories: list[Story]
) -> None:
    posts = {path: path.stat().st_mtime_ns for path in (live.folder / "output" / "posts").iterdir()}
    ran = live("channel=china", now=NOW + timedelta(minutes=10))
    assert ran.code == 0, ran.stderr
    assert sina.articles() == []
    assert [(seen.status, seen.request.conditional) for seen in sina.lists()] == [(304, True)]
    assert len(left(ran.folder).records) == len(stories)
    assert {path: path.stat().st_mtime_ns for path in posts} == posts
    assert "kept" not in _outcomes(ran)


def test_after_a_day_each_is_looked_at_once_more(sina: Sina, live: Live, stories: list[Story]) -> None:
    ran = live("channel=china", now=_TOMORROW)
    assert ran.code == 0, ran.stderr
    assert sina.times() == Counter(story.page for story in stories)
    assert {(seen.request.conditional, seen.status) for seen in sina.articles()} == {(True, 304)}
    assert _outcomes(ran)["unchanged"] == _ARTICLES
    sina.forget()
    live("channel=china", now=_TOMORROW + timedelta(hours=24))
    assert sina.articles() == []
    assert len(left(ran.folder).records) == _ARTICLES


def test_a_correction_after_the_list_has_forgotten_it_is_seen(
    sina: Sina, live: Live, stories: list[Story]
) -> None:
    sina.world.channel("china").places.clear()
    sina.world.channel("china", sina.world.maker.many(3, _TOMORROW, timedelta(minutes=5)))
    for story in stories[:5]:
        story.revise(NOW + timedelta(hours=20))
    ran = live("channel=china", now=_TOMORROW)
    assert ran.code == 0, ran.stderr
    outcomes = _outcomes(ran)
    assert (outcomes["revised"], outcomes["unchanged"], outcomes["kept"]) == (5, _ARTICLES - 5, 3)


def test_what_is_new_and_what_was_updated_is_fetched_and_nothing_else(
    sina: Sina, live: Live, stories: list[Story]
) -> None:
    at: datetime = NOW + timedelta(minutes=30)
    new = sina.world.maker.many(20, at, timedelta(minutes=1), list(LAYOUTS))
    sina.world.channel("china", new)
    updated = stories[::6]
    before = {story.page: story.text for story in updated}
    for story in updated:
        story.revise(at)
    ran = live("channel=china", now=NOW + timedelta(hours=1))
    assert ran.code == 0, ran.stderr
    assert sina.times() == Counter(story.page for story in [*new, *updated])
    outcomes = _outcomes(ran)
    assert (outcomes["kept"], outcomes["revised"]) == (20, 10)
    records = left(ran.folder).records
    revised = [record for record in records if record["revision"] == 2]
    assert differences(revised, updated) == []
    first = [record for record in records if record["revision"] == 1]
    assert len(first) == _ARTICLES + 20
    assert len({record["text"] for record in records}) == len(records)
    assert all(before[story.page] != story.text for story in updated)
    posts = left(ran.folder).posts
    assert len(posts) == _ARTICLES + 20
    assert sum("\nrevision: '2'\n" in post or "\nrevision: 2\n" in post for post in posts.values()) == 10
