"""What a run is told to read: windows, pages, channels; and what it says when it is told wrongly."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.live import trouble
from tests.live.crawling import NOW, Live, adds_up, differences, left
from tests.live.lists import Listed
from tests.live.sina import Sina
from tests.live.stories import BEIJING, Story
from tests.live.trouble import Fault


def _between(stories: list[Story], first: datetime, last: datetime = NOW) -> list[Story]:
    return [story for story in stories if first <= story.published < last]


def _day(number: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, number, hour, tzinfo=BEIJING)


@pytest.fixture
def stories(sina: Sina) -> list[Story]:
    """Fill a list with eight days, an article every two hours."""
    made = sina.world.maker.many(96, NOW - timedelta(minutes=30), timedelta(hours=2))
    sina.world.channel("china", made)
    return made


@pytest.mark.parametrize(
    ("arguments", "first", "last"),
    [
        (["since=2026-11-20", "until=2026-11-22"], _day(20), _day(22)),
        (["since=2026-11-21T09:30:00+08:00"], datetime(2026, 11, 21, 9, 30, tzinfo=BEIJING), NOW),
        (["since=2026-11-22T01:00:00Z", "until=2026-11-22T05:00:00Z"], _day(22, 9), _day(22, 13)),
        ([], NOW - timedelta(days=1), NOW),
    ],
)
def test_a_window(
    sina: Sina,
    live: Live,
    stories: list[Story],
    arguments: list[str],
    first: datetime,
    last: datetime,
) -> None:
    ran = live("channel=china", *arguments)
    assert ran.code == 0, ran.stderr
    found = left(ran.folder)
    wanted = _between(stories, first, last)
    assert differences(found.records, wanted) == []
    assert len(sina.articles()) == len(wanted)
    assert adds_up(found.report)


def test_days(live: Live, stories: list[Story]) -> None:
    ran = live("channel=china", "days=2")
    assert ran.code == 0, ran.stderr
    numbers = {record["published"] for record in left(ran.folder).records}
    certain = {story.published.isoformat() for story in _between(stories, _day(22))}
    possible = {story.published.isoformat() for story in _between(stories, _day(21))}
    assert certain <= numbers <= possible


@pytest.mark.parametrize("by_day", [True, False])
def test_a_window_long_ago(sina: Sina, live: Live, by_day: bool) -> None:
    made = sina.world.maker.many(400, NOW - timedelta(minutes=30), timedelta(hours=2))
    sina.world.channel("news", made).by_day = by_day
    ran = live("channel=news", "since=2026-10-25", "until=2026-10-27")
    assert ran.code == 0, ran.stderr
    first, last = datetime(2026, 10, 25, tzinfo=BEIJING), datetime(2026, 10, 27, tzinfo=BEIJING)
    wanted = _between(made, first, last)
    assert differences(left(ran.folder).records, wanted) == []
    assert len(wanted) == len(sina.articles()) == 24
    asked = [seen.request.query for seen in sina.lists()]
    if by_day:
        assert {query.get("date") for query in asked} >= {"2026-10-25", "2026-10-26"}
        assert len(asked) <= 5  # not the eight pages that lie before
    else:
        assert len(asked) >= 7


def test_a_later_window_fills_what_lies_before(sina: Sina, live: Live, stories: list[Story]) -> None:
    live("channel=china")
    sina.forget()
    ran = live("channel=china", "since=2026-11-18", now=NOW + timedelta(minutes=5))
    assert ran.code == 0, ran.stderr
    assert differences(left(ran.folder).records, _between(stories, _day(18))) == []
    assert len(sina.articles()) == len(_between(stories, _day(18), NOW - timedelta(days=1)))


def test_a_window_in_the_past_moves_no_mark(sina: Sina, live: Live, stories: list[Story]) -> None:
    live("channel=china", "since=2026-11-17", "until=2026-11-18")
    ran = live("channel=china", now=NOW + timedelta(minutes=5))
    assert ran.code == 0, ran.stderr
    wanted = _between(stories, _day(17), _day(18)) + _between(stories, NOW - timedelta(days=1))
    found = [record["id"] for record in left(ran.folder).records]
    assert {f"sina:{story.docid}" for story in wanted} <= set(found)
    assert len(found) == len(set(found)) == len(sina.articles())


def test_pages(sina: Sina, live: Live) -> None:
    made = sina.world.maker.many(120, NOW - timedelta(minutes=5), timedelta(minutes=10))
    sina.world.channel("china", made)
    ran = live("channel=china", "pages=1")
    assert ran.code == 0, ran.stderr
    assert differences(left(ran.folder).records, made[:50]) == []
    assert len(sina.lists()) == 1
    again = live("channel=china", now=NOW + timedelta(minutes=5))
    assert again.code == 0, again.stderr
    assert differences(left(again.folder).records, made) == []


@pytest.mark.parametrize(
    ("channel", "asked"),
    [("155:1686,384:2671,china/1686,china", {"china", "stock"}), (None, {"china"})],
)
def test_channels(sina: Sina, live: Live, channel: str | None, asked: set[str]) -> None:
    wanted = []
    for name in ("china", "stock", "hk"):
        made = sina.world.maker.many(3, NOW - timedelta(minutes=5), timedelta(minutes=10))
        sina.world.channel(name, made)
        wanted += made if name in asked else []
    ran = live(*([f"channel={channel}"] if channel else []), "_job=7")
    assert ran.code == 0, ran.stderr
    assert differences(left(ran.folder).records, wanted) == []
    assert {seen.channel for seen in sina.lists()} == asked


def test_what_a_channel_gives_its_articles(sina: Sina, live: Live) -> None:
    given = {
        "china": ("china/1686", ["金融", "新浪财经", "新浪财经－国內"]),
        "us": ("us/57045", ["金融", "新浪财经", "新浪财经－美股"]),
        "column-market": ("column/56589", ["金融", "新浪财经", "新浪财经－大盘评述"]),
    }
    made = {
        name: sina.world.maker.many(60, NOW - timedelta(minutes=5), timedelta(minutes=10)) for name in given
    }
    for name, stories in made.items():
        sina.world.channel(name, stories)
    ran = live(f"channel={','.join(given)}")
    assert ran.code == 0, ran.stderr
    records = left(ran.folder).records
    assert differences(records, [story for stories in made.values() for story in stories]) == []
    for key, categories in given.values():
        mine = [record for record in records if record["channel"] == key]
        assert len(mine) == 60
        assert {tuple(record["categories"]) for record in mine} == {tuple(categories)}
    assert {(record["site"], record["origin"]["kind"]) for record in records} == {("sina", "live")}
    assert {record["origin"]["spider"] for record in records} == {"sina_finance"}


def test_live_entries_are_articles_of_their_own(sina: Sina, live: Live) -> None:
    made = sina.world.maker.many(25, NOW - timedelta(minutes=5), timedelta(minutes=10))
    sina.world.channel("live", made)
    ran = live("channel=live")
    assert ran.code == 0, ran.stderr
    assert sina.articles() == []
    assert len(sina.lists()) >= 3
    found = {record["id"]: record for record in left(ran.folder).records}
    assert found.keys() == {f"sina:{story.docid}" for story in made}
    for story in made:
        record = found[f"sina:{story.docid}"]
        assert (record["title"], record["text"]) == (story.title, story.paragraphs[0])
        assert record["published"] == story.published.isoformat()
        assert record["stocks"] == [f"sh60{story.number:04}"]
        assert record["channel"] == "live/152"
    sina.forget()
    again = live("channel=live", now=NOW + timedelta(minutes=5))
    assert (again.code, len(left(again.folder).records)) == (0, 25)


@pytest.mark.parametrize(
    ("arguments", "told"), [(["channel="], "channel"), (["since=2026-11-22", "until=2026-11-21"], "until")]
)
def test_wrong_arguments(sina: Sina, live: Live, arguments: list[str], told: str) -> None:
    ran = live(*arguments)
    assert ran.code == 2, ran.stderr
    assert told in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1
    assert sina.seen == []


def test_channels_of_a_persons_own_and_the_table(sina: Sina, live: Live) -> None:
    made = sina.world.maker.many(5, NOW - timedelta(minutes=5), timedelta(minutes=10))
    sina.world.channel("macro", made)
    (live.folder / "newsspider.toml").write_text(
        "[[channel]]\nname = 'mine'\ngroup = 'mine'\nkind = 'roll'\nids = [155, 1687]\npath = ['甲', '乙']\n"
        "[[channel]]\nname = 'macro'\noff = true\n",
        encoding="utf-8",
    )
    before = live.newsspider("channels")
    assert before.code == 0, before.stderr
    ran = live("channel=mine")
    assert ran.code == 0, ran.stderr
    records = left(ran.folder).records
    assert differences(records, made) == []
    assert {(record["channel"], *record["categories"]) for record in records} == {("mine/1687", "甲", "乙")}
    after = live.newsspider("channels")
    assert "2026" not in _line(before.stdout, "mine")
    assert f"{made[0].published:%Y-%m-%d %H:%M}" in _line(after.stdout, "mine")
    for name in ("china", "us", "live", "column-market"):
        assert _line(after.stdout, name)
    assert not _line(after.stdout, "macro")
    assert live("channel=macro").code == 2


def _line(text: str, name: str) -> str:
    return next((line for line in text.splitlines() if name in line.split()), "")


@pytest.mark.slow
def test_a_total_that_is_short_of_rows_that_came(sina: Sina, live: Live) -> None:
    made = sina.world.maker.many(103, NOW - timedelta(minutes=5), timedelta(minutes=5))
    channel = sina.world.channel("china", made[3:])
    sina.world.show(*made[:3])
    channel.total = 100
    channel.later = {1: [Listed(story) for story in made[:3]]}
    ran = live("channel=china")
    assert ran.code == 0, ran.stderr
    assert differences(left(ran.folder).records, made[3:]) == []
    assert len(sina.lists()) == 3
    again = live("channel=china", now=NOW + timedelta(minutes=5))
    assert again.code == 0, again.stderr
    assert differences(left(again.folder).records, made) == []


@pytest.mark.slow
@pytest.mark.parametrize("fault", [trouble.EMPTY_LIST, trouble.STATUS_IN_BODY, trouble.status(404)])
def test_a_full_page_that_is_the_last_costs_one_request(sina: Sina, live: Live, fault: Fault) -> None:
    made = sina.world.maker.many(50, NOW - timedelta(minutes=5), timedelta(minutes=5))
    sina.world.channel("china", made)
    sina.world.list_trouble("china", 2, fault, for_ever=True)
    ran = live("channel=china")
    assert ran.code == 0, ran.stderr
    assert differences(left(ran.folder).records, made) == []
