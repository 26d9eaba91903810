"""The lists of 2026: each gives exactly what it names, and its faults are said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.live import trouble
from tests.live.crawling import NOW, Live, left
from tests.live.sina import Sina
from tests.live.stories import Story

pytestmark = pytest.mark.slow


def _flashes(sina: Sina, *channels: str, count: int = 120) -> list[Story]:
    made = sina.world.maker.many(count, NOW - timedelta(minutes=5), timedelta(minutes=10))
    for name in channels:
        sina.world.channel(name, made)
    return made


@pytest.mark.parametrize("name", ["wire", "app"])
def test_flashes_are_articles_of_their_own(sina: Sina, live: Live, name: str) -> None:
    made = _flashes(sina, name)
    ran = live(f"channel={name}")
    assert ran.code == 0, ran.stderr
    assert sina.articles() == []
    records = left(ran.folder).records
    if name == "wire":
        assert {record["id"] for record in records} == {f"sina:{story.docid}" for story in made}
    assert sorted(record["title"] for record in records) == sorted(story.title for story in made)
    assert {tuple(record["stocks"]) for record in records} == {(f"sh60{one.number:04}",) for one in made}
    assert {record["channel"] for record in records} == {f"{name}/0"}
    again = live(f"channel={name}", now=NOW + timedelta(minutes=5))
    assert (again.code, len(left(again.folder).records)) == (0, len(made))


def test_three_doors_to_one_flash_are_one_article(sina: Sina, live: Live) -> None:
    made = [story for story in _flashes(sina, "live", "wire", "app", count=9) if story.number % 2]
    ran = live("channel=live,wire,app")
    assert ran.code == 0, ran.stderr
    ids = [record["id"] for record in left(ran.folder).records]
    assert {f"sina:{story.docid}" for story in made} <= set(ids)
    assert len(ids) == len(set(ids)) == 9


@pytest.mark.parametrize("name", ["live", "china"])
def test_a_list_that_is_forbidden_has_another_read_instead(sina: Sina, live: Live, name: str) -> None:
    made = _flashes(sina, name, "wire", count=12)
    sina.world.list_trouble(name, 1, trouble.status(403), for_ever=True)
    ran = live(f"channel={name}")
    assert ran.code == 4, ran.stderr
    assert "the server answered 403; wire/0 is read instead" in ran.stderr
    records = left(ran.folder).records
    assert {record["id"] for record in records} == {f"sina:{story.docid}" for story in made}


def test_a_banned_address_asks_for_no_other_list(sina: Sina, live: Live) -> None:
    _flashes(sina, "china", "wire", count=3)
    sina.world.list_trouble("china", 1, trouble.status(456), for_ever=True)
    ran = live("channel=china")
    assert ran.code == 4
    assert sina.lists("wire") == []


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


@pytest.mark.parametrize("name", ["wire", "app", "live"])
def test_a_list_of_flashes_with_nothing_in_it_is_named(sina: Sina, live: Live, name: str) -> None:
    sina.world.channel(name)
    sina.world.list_trouble(
        name, 1, trouble.data({"result": {"status": {"code": 0}, "data": {}}}), for_ever=True
    )
    ran = live(f"channel={name}")
    assert ran.code == 4
    assert "cannot be read: list_empty" in ran.stderr
