"""Whether a list stands still while it goes on answering: told by how old its newest article used to be.

News has its hours: on a Sunday night nothing is new for long, and that is as it should be. So an age is held
against those of the same hour and weekday in the last four weeks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

# History that it takes to judge, and how far it is looked back on.
_NEEDED = timedelta(days=14)
_LOOKED_BACK = timedelta(days=28, hours=1)
_WEEK = timedelta(days=7)
# How far from the same hour of the week a look may have been.
_NEAR = timedelta(hours=1)
# Far older: by this factor and by at least so much.
_FACTOR = 3
_AT_LEAST = timedelta(hours=6)


def usual(ages: Sequence[tuple[datetime, timedelta]], now: datetime) -> timedelta | None:
    """Return the greatest age that was seen at this hour of the week; None where too little was."""
    past = [(at, age) for at, age in ages if at < now]
    if not past or now - min(at for at, _ in past) < _NEEDED:
        return None
    same = [age for at, age in past if now - at <= _LOOKED_BACK and _is_same_hour(now - at)]
    return max(same, default=None)


def is_stale(age: timedelta, ages: Sequence[tuple[datetime, timedelta]], now: datetime) -> bool:
    """Return whether *age* is far beyond what is usual; *ages* are earlier looks at the same list."""
    greatest = usual(ages, now)
    return greatest is not None and age > max(greatest * _FACTOR, greatest + _AT_LEAST)


def _is_same_hour(ago: timedelta) -> bool:
    off = ago % _WEEK
    return min(off, _WEEK - off) <= _NEAR and ago > _WEEK / 2
