"""What a list that stands still is told by."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from newsspider.run import stillness

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)


HOUR = timedelta(hours=1)


DAY = timedelta(days=1)


def _history(days: int, age: timedelta) -> list[tuple[datetime, timedelta]]:
    return [(NOW - back * DAY, age) for back in range(days, 0, -1)]


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
def test_a_list_that_stands_still(age: timedelta, days: int, usually: timedelta, is_stale: bool) -> None:
    assert stillness.is_stale(age, _history(days, usually), NOW) == is_stale


def test_the_hour_and_the_weekday_count() -> None:
    quiet = [(NOW - 7 * back * DAY, DAY) for back in (1, 2, 3)]
    busy = [(at - 5 * HOUR, HOUR) for at, _ in quiet] + [(at - 2 * DAY, HOUR) for at, _ in quiet]
    assert not stillness.is_stale(2 * DAY, sorted(quiet + busy), NOW)
    assert stillness.usual(sorted(busy), NOW) is None
    assert stillness.usual(quiet, NOW) == DAY
