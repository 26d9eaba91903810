"""What a list that stands still is told by: pauses at random, of nights, weekends and holidays are none."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from random import Random

import pytest

from newsspider.ledger import Look
from newsspider.run import stillness

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def _history(days: int, age: timedelta, rows: int | None = 30) -> list[Look]:
    """Return a look at noon of each of so many days, with rows as far apart as they are old."""
    return [Look(NOW - back * DAY, age, age, rows) for back in range(days, 0, -1)]


@pytest.mark.parametrize(
    ("age", "days", "usually", "is_stale"),
    [
        (DAY, 21, HOUR, True),
        (3 * HOUR, 21, HOUR, False),
        (5 * HOUR, 21, HOUR / 4, False),
        (DAY, 13, HOUR, False),
        (DAY, 14, HOUR, True),
        (DAY, 0, HOUR, False),
        (30 * HOUR, 21, DAY, False),
    ],
)
def test_a_stale_list(age: timedelta, days: int, usually: timedelta, is_stale: bool) -> None:
    assert stillness.is_stale(age, _history(days, usually), NOW) == is_stale


def test_the_hour_and_the_weekday_count() -> None:
    quiet = [Look(NOW - 7 * back * DAY, DAY) for back in (1, 2, 3)]
    busy = [Look(one.at - 5 * HOUR, HOUR) for one in quiet] + [Look(one.at - 2 * DAY, HOUR) for one in quiet]
    assert stillness.usual(sorted(busy), NOW) is None
    assert stillness.usual(sorted(quiet + busy), NOW) == DAY


@pytest.mark.parametrize(("rows", "days"), [(0, 8), (1, 4), (2, 3), (10, 2)])
def test_the_fewer_pauses_are_known_the_longer_may_be_the_next(rows: int, days: int) -> None:
    looks = [Look(NOW - back * DAY, HOUR, DAY, rows) for back in range(21, 0, -1)]
    assert not stillness.is_stale(days * DAY - HOUR, looks, NOW)
    assert stillness.is_stale(days * DAY + HOUR, looks, NOW) == (rows > 0)


def test_looks_of_earlier_versions_tell_pauses_by_the_newest_row() -> None:
    looks = [Look(NOW + at * HOUR, age * HOUR) for at, age in ((0, 1), (1, 2), (2, 0), (5, 1))]
    assert stillness.longest(looks) == (3 * HOUR, 2)


def test_pauses_are_those_between_rows() -> None:
    looks = [Look(NOW - HOUR, HOUR)]
    rows = [NOW - 3 * HOUR, NOW - 2 * HOUR, NOW - HOUR, NOW - HOUR / 4]
    assert stillness.pause(rows, looks) == (HOUR, 2)
    assert stillness.pause(rows[:2], looks) == (None, 0)
    assert stillness.pause(rows, []) == (HOUR, 4)


def _said(times: list[datetime], begin: datetime, days: int) -> list[datetime]:
    """Return when a list with articles at these *times* is called stale by hourly looks."""
    looks: list[Look] = []
    said = []
    for hour in range(days * 24):
        now = begin + hour * HOUR
        known = times[: bisect_right(times, now)]
        if not known:
            continue
        age = now - known[-1]
        if stillness.is_stale(age, looks, now):
            said.append(now)
        else:
            looks.append(Look(now, age, *stillness.pause(known[-20:], looks)))
    return said


def _times(random: Random, begin: datetime, days: int, a_day: Callable[[datetime], float]) -> list[datetime]:
    """Return random times, at each hour as many a day as *a_day* says."""
    found = []
    for hour in range(days * 24):
        at = begin + hour * HOUR
        expected, wait = a_day(at) / 24, 0.0
        while expected and (wait := wait + random.expovariate(expected)) < 1:
            found.append(at + wait * HOUR)
    return found


def _working(at: datetime) -> float:
    """Return how many articles a day a list gives at this time that has nights, weekends and a holiday week."""
    is_holiday = (
        datetime(2026, 11, 16, tzinfo=timezone.utc) <= at < datetime(2026, 11, 23, tzinfo=timezone.utc)
    )
    if not 8 <= at.hour < 20:
        return 0
    return 8 if is_holiday or at.weekday() >= 5 else 40


@pytest.mark.parametrize("a_day", [lambda _: 3, _working], ids=["three a day", "working hours"])
def test_a_month_of_random_articles_is_not_stale(a_day: Callable[[datetime], float]) -> None:
    begin = datetime(2026, 10, 19, tzinfo=timezone.utc)
    assert _said(_times(Random("1"), begin, 40, a_day), begin, 40) == []


@pytest.mark.parametrize(("a_day", "hours"), [(lambda _: 3, 100), (_working, 48)])
def test_a_list_that_stops_is(a_day: Callable[[datetime], float], hours: int) -> None:
    begin = datetime(2026, 10, 19, tzinfo=timezone.utc)
    times = _times(Random("2"), begin, 26, a_day)
    said = _said(times, begin, 34)
    assert said
    assert said[0] - times[-1] < hours * HOUR
