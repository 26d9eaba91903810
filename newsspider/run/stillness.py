"""Whether a list is stale although it answers: judged by the usual age of its newest article.

News depends on the hour: on a Sunday night there is nothing new for a long time. So an age is compared with
the ages at the same hour and weekday in the last four weeks. On a holiday a list is as quiet as on a Sunday.
So the age is also compared with the longest pauses between articles, and with the number of these articles.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from newsspider.ledger import Look

# How much history a decision needs, and how many weeks the same hour is looked up.
_NEEDED = timedelta(days=14)
_LOOKED_BACK = timedelta(days=28, hours=1)
_WEEK = timedelta(days=7)
# How far from the same hour of the week an earlier check may be.
_NEAR = timedelta(hours=1)
# "Far older" than usual at this hour means by this factor, and by at least this difference.
_FACTOR = 3
_AT_LEAST = timedelta(hours=6)
# With at least so many articles, a pause is rare if it is so many times the longest pause between them. If
# articles come at random, a list has such a pause at most once in two years.
_RARE = ((1000, 1.5), (100, 2.0), (30, 3.0), (10, 4.0))
# Times that are stored in whole seconds differ by so much.
_SAME = timedelta(seconds=2)


def usual(looks: Sequence[Look], now: datetime) -> timedelta | None:
    """Return the greatest age seen at this hour of the week; None if there was no check."""
    same = [one.age for one in looks if now - one.at <= _LOOKED_BACK and _is_same_hour(now - one.at)]
    return max(same, default=None)


def longest(looks: Sequence[Look]) -> tuple[timedelta, int]:
    """Return the longest pause between articles of a list, and the number of these articles."""
    most, articles, last = timedelta(), 0, None
    for one in looks:
        newest = one.at - one.age
        gap, rows = one.gap, one.rows
        if rows is None:  # written by an earlier version
            has_moved = last is not None and newest > last + _SAME
            gap, rows = (newest - last, 1) if last is not None and has_moved else (None, 0)
        most, articles, last = max(most, gap or most), articles + rows, newest
    return most, articles


def pause(times: Collection[datetime], looks: Sequence[Look]) -> tuple[timedelta | None, int]:
    """Return the longest pause that ended since the last of *looks*, and how many rows came.

    *times* are those of the rows of the list; None if no pause ended.
    """
    last = looks[-1].at - looks[-1].age if looks else None
    fresh = sorted({at for at in times if last is None or at > last + _SAME})
    every = [*([last] if last is not None else []), *fresh]
    gaps = [later - at for at, later in pairwise(every)]
    return max(gaps, default=None), len(fresh)


def is_stale(age: timedelta, looks: Sequence[Look], now: datetime) -> bool:
    """Return whether *age* is far beyond the usual; *looks* are earlier checks of the list, oldest first."""
    past = [one for one in looks if one.at < now]
    if not past or now - past[0].at < _NEEDED:
        return False
    most, articles = longest(past)
    factor = next((factor for count, factor in _RARE if articles >= count), None)
    if factor is None or age <= max(most * factor, most + _AT_LEAST):
        return False
    greatest = usual(past, now)
    return greatest is None or age > max(greatest * _FACTOR, greatest + _AT_LEAST)


def _is_same_hour(ago: timedelta) -> bool:
    off = ago % _WEEK
    return min(off, _WEEK - off) <= _NEAR and ago > _WEEK / 2
