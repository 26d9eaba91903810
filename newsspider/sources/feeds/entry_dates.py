"""Times of entries: the written form first, and the zone that a feed wrongly claims.

Many Chinese feeds write Beijing's time and call it GMT. This shows if an entry would be in the future, or on
the day after the one in its address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo

from newsspider.text import dates, urls
from newsspider.text.dates import Moment

_UTC_WORDS = ("GMT", "UTC", "UT", "Z", "+0000", "+00:00", "-0000")
_CST = re.compile(r"\bCST\b")
# Clocks differ, and a feed may be a little ahead.
_AHEAD = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Written:
    """A time as an entry writes it, and whether it claims to be in GMT."""

    moment: Moment
    in_gmt: bool


def read(text: str, seconds: int | None, zone: tzinfo, *, chinese: bool = True) -> Written | None:
    """Return the time in *text*, else the library's reading of it; None if neither can read it.

    CST is China's time in a *chinese* feed, else America's, as the library reads it.
    """
    american = not chinese and _CST.search(text) is not None
    moment = None if american else dates.parse(text, zone)
    if moment is None and seconds is not None and seconds > 0:
        moment = dates.parse(datetime.fromtimestamp(seconds, timezone.utc), zone)
    if moment is None:
        return None
    return Written(moment, in_gmt=text.strip().endswith(_UTC_WORDS))


def wrong_gmt_offset(entries: Iterable[tuple[Written | None, str | None]], now: datetime | None) -> timedelta:
    """Return by how much the times in GMT are too late: nothing, or Beijing's distance from it.

    *entries* are the times with the addresses; *now* is None if the feed may be of any age.
    """
    shift = timedelta(0)
    for written, url in entries:
        if written is None or not written.in_gmt:
            continue
        at = written.moment.at
        wrong = at - dates.BEIJING.utcoffset(None)
        named = urls.date_in(url) if url else None
        if named is not None and at.date() != wrong.date():
            if at.date() == named.at.date():
                return timedelta(0)
            if wrong.date() == named.at.date():
                shift = dates.BEIJING.utcoffset(None)
        elif now is not None and wrong <= now + _AHEAD < at:
            shift = dates.BEIJING.utcoffset(None)
    return shift


def shifted(written: Written, by: timedelta) -> Moment:
    """Return the time, less *by* if it claims to be in GMT; see `wrong_gmt_offset`."""
    moment = written.moment
    if not by or not written.in_gmt:
        return moment
    return Moment(moment.at - by, moment.precision, assumed_zone=True)
