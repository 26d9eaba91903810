"""`-a since=` and `-a until=`: a window of publication times, half-open, for every spider that has one.

A day begins at midnight in Beijing; a time is ISO 8601, in Beijing's zone if it has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from newsspider.errors import UsageError
from newsspider.lazy import lazily
from newsspider.spiders.base import Argument
from newsspider.text.dates import BEIJING

if TYPE_CHECKING:
    from newsspider.sources import listing
else:
    listing = lazily("newsspider.sources.listing")

# A day as people write it: 2021/10/1, 20211001, 2021年10月1日; what follows is the time of day.
_DAY = re.compile(r"(\d{4})(?:(\d\d)(\d\d)|[-/.年](\d{1,2})[-/.月](\d{1,2})日?)(?=\D|\Z)", re.ASCII)
# The forms that every version of Python reads alike.
_FORM = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[Zz]|[+-]\d\d:\d\d)?)?")


def instant(text: str) -> datetime:
    """Return the time in *text*, in Beijing's zone; raises UsageError if it is neither a day nor a time."""
    plain = _DAY.sub(_iso_day, text, count=1)
    try:
        moment = datetime.fromisoformat(re.sub("[Zz]$", "+00:00", plain)) if _FORM.fullmatch(plain) else None
    except ValueError:  # no such day or hour
        moment = None
    if moment is None:
        message = (
            f"since= and until= must be a day such as 2026-11-20 or an ISO time such as "
            f"2026-11-20T08:30:00+08:00, not {text!r}"
        )
        raise UsageError(message)
    return moment.replace(tzinfo=BEIJING) if moment.tzinfo is None else moment.astimezone(BEIJING)


def _iso_day(found: re.Match[str]) -> str:
    year, *rest = found.groups()
    month, day = (part for part in rest if part is not None)
    return f"{year}-{month:0>2}-{day:0>2}"


ARGUMENTS = {
    "since": Argument("first day or time of publication", instant),
    "until": Argument("day or time of publication to stop before", instant),
}


def check(values: Mapping[str, Any]) -> None:
    """Raise UsageError if the window in the *values* of arguments is empty."""
    since, until = values.get("since"), values.get("until")
    if since is not None and until is not None and since >= until:
        message = f"since={since:%Y-%m-%dT%H:%M} must be before until={until:%Y-%m-%dT%H:%M}"
        raise UsageError(message)


# --- span ---
# How far a crawl of a list reads back, and when it has read enough.

# A list shows an article at the time that it was begun, which may be before others that were there already.
LATE = timedelta(hours=1)
# Consecutive rows that are old enough: one or two may have been moved to the top again.
_SURE = 5


@dataclass(frozen=True, slots=True)
class Window:
    """The wanted times of a list, half-open; it was read without a gap down to `watermark`.

    `read_until` is how far down to read, None for as far as `pages` or the list go. Rows older than `oldest`
    are not wanted, unless that is None; rows between the two are not searched for, but taken if the list put
    them there after it was read. If `named`, the user gave the window.
    """

    read_until: datetime | None
    oldest: datetime | None
    until: datetime | None
    watermark: datetime | None
    pages: int | None
    named: bool

    @property
    def joins(self) -> bool:
        """Whether a crawl that reads down to `read_until` leaves no gap above the watermark."""
        return self.until is None and (
            self.watermark is None or self.read_until is None or self.read_until <= self.watermark
        )

    def holds(self, at: datetime | None) -> bool:
        """Return whether an article of this time is wanted; one without a time is."""
        if at is None:
            return True
        return (self.oldest is None or at >= self.oldest) and (self.until is None or at < self.until)

    def is_reached(self, times: Sequence[datetime | None]) -> bool:
        """Return whether a page whose rows have these *times*, in its order, goes down to `read_until`."""
        if self.read_until is None:
            return False
        dated = [at for at in times if at is not None]
        last = dated[-_SURE:]
        return bool(last) and all(at < self.read_until for at in last)


def of_run(
    given: tuple[datetime | None, datetime | None],
    read: tuple[datetime | None, datetime | None],
    pages: int | None,
    first: datetime,
    *,
    fresh: bool = False,
) -> Window:
    """Return the window of a crawl: the *given* one, else down to the watermark, else to *first*.

    *read* is from when to when the list was read without a gap. If an output is *fresh*, a crawl goes down at
    least to *first*, or the output would only get what is new.
    """
    since, until = given
    bottom, watermark = read
    if since is None and until is not None:
        since = min(until, first)
    named = since is not None or pages is not None
    read_until = since
    if not named:
        read_until = first if watermark is None else min(watermark - LATE, first if fresh else watermark)
    oldest = read_until if named or read_until is None or bottom is None else min(read_until, bottom)
    return Window(read_until, oldest, until, watermark, pages, named)


def times(rows: Sequence[listing.Row]) -> list[datetime | None]:
    """Return the times of *rows*; one without is as old as the row above it, or below for the first."""
    found: list[datetime | None] = []
    above = next((row.published for row in rows if row.published is not None), None)
    for row in rows:
        above = row.published or above
        found.append(above)
    return found
