"""Whether a list stands still although it answers: judged by how old its newest article usually is.

News has its hours: on a Sunday night nothing is new for long. So an age is compared with those at the same
hour and weekday in the last four weeks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

# How much history a judgement needs, and how far it looks back.
_NEEDED = timedelta(days=14)
_LOOKED_BACK = timedelta(days=28, hours=1)
_WEEK = timedelta(days=7)
# How far from the same hour of the week an earlier look may be.
_NEAR = timedelta(hours=1)
# "Far older" means by this factor and by at least so much.
_FACTOR = 3
_AT_LEAST = timedelta(hours=6)


def usual(ages: Sequence[tuple[datetime, timedelta]], now: datetime) -> timedelta | None:
    """Return the greatest age seen at this hour of the week; None if there is too little history."""
    past = [(at, age) for at, age in ages if at < now]
    if not past or now - min(at for at, _ in past) < _NEEDED:
        return None
    same = [age for at, age in past if now - at <= _LOOKED_BACK and _is_same_hour(now - at)]
    return max(same, default=None)


def is_stale(age: timedelta, ages: Sequence[tuple[datetime, timedelta]], now: datetime) -> bool:
    """Return whether *age* is far beyond the usual; *ages* are from earlier looks at the same list."""
    greatest = usual(ages, now)
    return greatest is not None and age > max(greatest * _FACTOR, greatest + _AT_LEAST)


def _is_same_hour(ago: timedelta) -> bool:
    off = ago % _WEEK
    return min(off, _WEEK - off) <= _NEAR and ago > _WEEK / 2
