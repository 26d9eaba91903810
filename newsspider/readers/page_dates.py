"""Times as pages show them: inside a line with other words, or without a year."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta

from newsspider.model.article import Precision
from newsspider.text import dates, unicode
from newsspider.text.dates import BEIJING, Moment

_DAY = r"\d{4} ?(?:年|[-/.]) ?\d{1,2} ?(?:月|[-/.]) ?\d{1,2} ?日?"
_HALF = "(?:(?:上午|下午|凌晨|早上|中午|晚上|晚间|清晨|午间|傍晚) ?)?"
_WEEKDAY = r"(?:[( ]*(?:星期|周|礼拜)[一二三四五六日天][) ]*)?"
_CLOCK = rf"{_HALF}(?:\d{{1,2}}:\d\d(?::\d\d(?:\.\d{{1,9}})?)?|\d{{1,2}}[时点]\d{{1,2}}分?)"
_ZONE = r"(?:Z|[+-]\d\d:?\d\d)?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_ENGLISH_CLOCK = (
    r"(?:,? (?:at )?\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?(?: (?:GMT|UTC|EST|EDT|HKT)(?:[+-]\d{1,2})?)?)?"
)
# The forms of a day, each with the clock that may follow.
_TIME = re.compile(
    rf"(?<![\d:])\d{{1,2}}:\d\d(?::\d\d)? \d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?![\d-]|[ T]*\d{{1,2}}[:时点])"
    rf"|{_DAY}(?:[ T]*{_WEEKDAY}[ T]*{_CLOCK}{_ZONE})?(?!\d)"
    rf"|\b{_MONTH} \d{{1,2}},? \d{{4}}{_ENGLISH_CLOCK}"
    rf"|\b\d{{1,2}} {_MONTH},? \d{{4}}{_ENGLISH_CLOCK}",
    re.IGNORECASE,
)
_AT = re.compile(r",? at ", re.IGNORECASE)
# How long ago a time of this precision may have been when it is shown.
_SHOWN_AS = {Precision.MINUTE: timedelta(minutes=1), Precision.DAY: timedelta(days=1)}
_YEARLESS = re.compile(r"(?<!\d)(\d{1,2}) ?[月/-] ?(\d{1,2}) ?日? *(\d{1,2}):(\d\d)(?!\d)")


def in_line(line: str) -> Moment | None:
    """Return the first time that *line* holds, its day in full, in Beijing's zone; None without one."""
    return next((moment for _, moment in all_shown(line)), None)


def all_shown(line: str) -> Iterator[tuple[str, Moment]]:
    """Yield every time that *line* holds as `in_line` reads it, each with the words since the one before."""
    line = unicodedata.normalize("NFKC", line)
    at = 0
    for found in _TIME.finditer(line):
        moment = dates.parse(_AT.sub(" ", " ".join(found[0].split())))
        if moment is not None:
            yield line[at : found.start()], moment
            at = found.end()


def without(line: str) -> str:
    """Return *line* without its times; if it has none, unchanged in characters and width."""
    if _TIME.search(normal := unicodedata.normalize("NFKC", line)) is None:
        return line
    return unicode.squeeze(_TIME.sub(" ", normal))


def yearless(line: str, near: datetime | None) -> Moment | None:
    """Return the time of a *line* such as `09月28日 22:15`, in the year that brings it nearest to *near*.

    None if there is no such time, or where no *near* (aware) is known: a year is never guessed.
    """
    found = _YEARLESS.search(unicodedata.normalize("NFKC", line))
    if found is None or near is None:
        return None
    month, day, hour, minute = map(int, found.groups())
    near = near.astimezone(BEIJING)
    written = (f"{near.year + shift}-{month}-{day} {hour}:{minute:02}" for shift in (-1, 0, 1))
    moments = [moment for text in written if (moment := dates.parse(text))]
    return min(moments, key=lambda moment: abs(moment.at - near), default=None)


def refined(moment: Moment, exact: Moment | None) -> Moment:
    """Return *exact*, known to the second, where it shows the minute or day of *moment*; else *moment*."""
    if exact is None or exact.precision is not Precision.SECOND:
        return moment
    shown_as = _SHOWN_AS.get(moment.precision, timedelta())
    return exact if timedelta() <= exact.at - moment.at < shown_as else moment


def has_yearless(line: str) -> bool:
    """Return whether *line* holds a time such as `09月28日 22:15`."""
    return _YEARLESS.search(unicodedata.normalize("NFKC", line)) is not None
