"""Times as Chinese news writes them, understood in full or not at all.

Never fuzzy and never "now": a string that holds anything not understood gives None. A further form is
one more pattern in `dateforms`, with the same group names; this file only reckons with what they find.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo

from newsspider.model.article import Precision
from newsspider.text import unicode

# The written forms of a time, as data for `dates`: patterns, labels, words for hours, months and zones.
#
# Every pattern is matched against a whole short string, width and blanks normalised, and uses the groups
# `year month|name day half hour minute|thirty second zone`. A further form is one more line of `FORMS`.

# What may stand before a time and says nothing about the time itself. What kind of time it is (发布,
# 更新) is for whoever found the value to know.
LABEL = re.compile(
    r"(?:(?:发布|发表|发稿|更新|修改|创建|出版|刊发|稿件)?(?:时间|日期)|发布于|发表于|更新于|发布|更新"
    r"|date|published|updated)\s?[:|]?\s?",
    re.IGNORECASE,
)
WEEKDAY = re.compile(
    r"[(\[]?(?:(?:星期|礼拜|周)[一二三四五六日天]"
    r"|\b(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\b\.?)[)\]]?,?",
    re.IGNORECASE,
)
NAMED_BEIJING = re.compile(r"\(?(?:北京时间|中国标准时间|china standard time)\)?:?", re.IGNORECASE)

MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}

HALVES = {
    **dict.fromkeys(("上午", "凌晨", "清晨", "早上", "早晨", "早间", "早", "am"), "morning"),
    **dict.fromkeys(("中午", "正午", "午间"), "noon"),
    **dict.fromkeys(("下午", "午后", "pm"), "afternoon"),
    **dict.fromkeys(("晚上", "晚间", "夜间", "傍晚", "晚"), "evening"),
}

# Hours from UTC. CST is missing on purpose: it names China's zone and America's, and so says nothing.
ZONES = {
    "z": 0,
    "ut": 0,
    "utc": 0,
    "gmt": 0,
    "est": -5,
    "edt": -4,
    "pst": -8,
    "pdt": -7,
    "hkt": 8,
    "jst": 9,
}
OFFSET = re.compile(r"(?P<name>[a-z]*) ?(?:(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?)?")

_NAMES_OF_MONTHS = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_ZONE = rf"(?: ?(?P<zone>(?:{'|'.join(ZONES)})?(?: ?[+-]\d{{1,2}}(?::?\d\d)?)?))?"
_CHINESE_HALF = "|".join(word for word in HALVES if not word.isascii())
_COLONS = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
_BEFORE = rf"(?:(?P<half>{_CHINESE_HALF}|am|pm) ?)?"
_MINUTES = r"(?P<minute>\d{1,2}) ?分?(?: ?(?P<second>\d{1,2}) ?秒)?"
_CLOCKS = (
    rf"{_BEFORE}{_COLONS}{_ZONE}",
    rf"{_COLONS} ?(?P<half>[ap][.]?m[.]?){_ZONE}",
    rf"{_BEFORE}(?P<hour>\d{{1,2}}) ?[时点](?: ?(?:{_MINUTES}|(?P<thirty>半)|整))?",
)
_CHINESE_DAY = r"(?P<year>\d{4}) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2})"
_MARKED_DAY = r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
_COMPACT_DAY = r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
_GAP = "(?: ?[t,] ?| )"
_ENGLISH_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?: ?(?P<half>[ap][.]?m[.]?))?" + _ZONE
)

FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        # 2021-10-09 19:41:14, 2021-10-09T19:41:14+08:00, 2021/10/9 下午7:41, 2021.10.09
        rf"{_MARKED_DAY}",
        *(rf"{_MARKED_DAY}{_GAP}{clock}" for clock in _CLOCKS),
        # 2021年10月9日 19:41, 2021年10月09日19:41:14, 2021年10月9日19时41分
        rf"{_CHINESE_DAY} ?[日号]?",
        *(rf"{_CHINESE_DAY}(?: ?[日号]{_GAP}?|{_GAP}){clock}" for clock in _CLOCKS),
        # 20211009, 202110091941, 20211009194114, 20211009T194114Z
        rf"{_COMPACT_DAY}",
        rf"{_COMPACT_DAY}[t ]?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?{_ZONE}",
        rf"{_COMPACT_DAY}[t ]{_COLONS}{_ZONE}",
        # 9 Oct 2021 11:41:14 GMT (RFC 822, its weekday gone by then)
        rf"(?P<day>\d{{1,2}})[ -]{_NAMES_OF_MONTHS}[ -](?P<year>\d{{4}})(?:,? {_ENGLISH_CLOCK})?",
        # Oct 9 2021 19:41:14 GMT+0800 (JavaScript), October 9, 2021
        rf"{_NAMES_OF_MONTHS} (?P<day>\d{{1,2}}),? (?P<year>\d{{4}})(?:,? {_ENGLISH_CLOCK})?",
        # Oct 9 19:41:14 2021 (asctime)
        rf"{_NAMES_OF_MONTHS} (?P<day>\d{{1,2}}) {_COLONS} (?P<year>\d{{4}})",
    )
)
CLOCK = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)


# --- dates ---

BEIJING = timezone(timedelta(hours=8))

_YEARS = range(1980, 2101)
_LONGEST = 80  # no form is longer, and a bound on the input is a bound on the time
_LARGEST = 10**14  # a number with more digits is no form of a time
_EPOCH = {10: 1, 13: 1000}  # digits of a number to its units in a second
_NOON = 12
_MIDNIGHT = 24  # the end of a day, which ISO 8601 and Chinese schedules both write
_EVENING = 5  # 晚上2点 may be this night or the next: before five o'clock the word says nothing sure


@dataclass(frozen=True, slots=True)
class Moment:
    """A time: aware, in the zone asked for; how exactly it is known; whether the zone was only assumed."""

    at: datetime
    precision: Precision
    assumed_zone: bool


def is_clock_form(value: object) -> bool:
    """Return whether *value* is exactly `YYYY-MM-DD HH:MM:SS`, or the naive datetime YAML makes of it."""
    if isinstance(value, datetime):
        return value.tzinfo is None and not value.microsecond
    return isinstance(value, str) and CLOCK.fullmatch(value) is not None


def parse(value: object, zone: tzinfo = BEIJING) -> Moment | None:
    """Return the time that *value* says, converted to *zone*; None if it is not wholly a time.

    A value without a zone of its own is taken to be in *zone*, and `assumed_zone` says so.
    """
    if isinstance(value, datetime):
        return _moment(value, Precision.SECOND, zone)
    if isinstance(value, date):
        return _moment(datetime(value.year, value.month, value.day), Precision.DAY, zone)  # noqa: DTZ001
    if isinstance(value, str):
        return _from_text(value, zone) if len(value) <= _LONGEST else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_number(value, zone)
    return None


def _moment(at: datetime, precision: Precision, zone: tzinfo) -> Moment | None:
    """Return *at* in *zone*, to the second; None out of the plausible years."""
    if at.year not in _YEARS:
        return None
    assumed = at.utcoffset() is None
    at = at.replace(microsecond=0)
    at = at.replace(tzinfo=zone) if assumed else at.astimezone(zone)
    return Moment(at, precision, assumed) if at.year in _YEARS else None


def _from_number(value: float, zone: tzinfo) -> Moment | None:
    return _from_text(str(int(value)), zone) if 0 <= value < _LARGEST else None


def _from_epoch(digits: str, zone: tzinfo) -> Moment | None:
    seconds = int(digits) // _EPOCH[len(digits)]
    return _moment(datetime.fromtimestamp(seconds, timezone.utc), Precision.SECOND, zone)


def _from_text(text: str, zone: tzinfo) -> Moment | None:
    text = unicode.squeeze(unicodedata.normalize("NFKC", text))
    if len(text) in _EPOCH and text.isascii() and text.isdecimal():
        return _from_epoch(text, zone)
    named = _groups(text)
    if named is not None:
        return _from_groups(named, None, zone)
    text, offset = _without_words(text)
    named = _groups(text)
    return None if named is None else _from_groups(named, offset, zone)


def _groups(text: str) -> dict[str, str] | None:
    """Return the groups of the form that is all of *text*, those that are not empty."""
    for form in FORMS:
        found = form.fullmatch(text)
        if found:
            return {name: part.lower() for name, part in found.groupdict().items() if part}
    return None


def _without_words(text: str) -> tuple[str, timezone | None]:
    """Return *text* without label, weekday and words for Beijing's zone, and that zone if it was named."""
    label = LABEL.match(text)
    text = text[label.end() :] if label else text
    text, named = NAMED_BEIJING.subn(" ", text)
    return unicode.squeeze(WEEKDAY.sub(" ", text)), BEIJING if named else None


def _from_groups(named: Mapping[str, str], offset: timezone | None, zone: tzinfo) -> Moment | None:
    """Return the time that the groups of a form give, or None where there is no such time."""
    hour = _hour(int(named.get("hour", 0)), named.get("half", ""))
    month = int(named["month"]) if "month" in named else MONTHS.get(named["name"][:3])
    if hour is None or month is None:
        return None
    minute = 30 if "thirty" in named else int(named.get("minute", 0))
    second = int(named.get("second", 0))
    day = int(named["day"])
    try:
        at = datetime(int(named["year"]), month, day, hour % _MIDNIGHT, minute, second)  # noqa: DTZ001
        own = _offset(named["zone"]) if "zone" in named else offset
    except ValueError:  # no such day, no such hour, no such offset
        return None
    if hour == _MIDNIGHT and not (minute or second) and at.year in _YEARS:
        at += timedelta(days=1)
    elif hour >= _MIDNIGHT:
        return None
    return _moment(at.replace(tzinfo=own), _precision(named), zone)


def _precision(named: Mapping[str, str]) -> Precision:
    if "second" in named:
        return Precision.SECOND
    return Precision.MINUTE if "hour" in named else Precision.DAY


def _hour(hour: int, half: str) -> int | None:
    """Return the hour of the day for *hour* with the word for a half of the day, or None if they clash."""
    part = HALVES.get(half.replace(".", ""), "")
    if part == "morning":
        return hour % _NOON if hour <= _NOON else None
    if part == "afternoon":
        return hour % _NOON + _NOON if hour <= _NOON else hour
    if part == "noon":
        return hour if hour >= _NOON - 1 else hour + _NOON
    if part == "evening":
        if _EVENING <= hour < _NOON:
            return hour + _NOON
        return hour if hour >= _EVENING + _NOON else None
    return hour


def _offset(text: str) -> timezone:
    """Return the zone that *text* (`z`, `+08:00`, `utc+8`) names; raises ValueError for none on Earth."""
    found = OFFSET.fullmatch(text)
    if found is None:
        raise ValueError(text)
    minutes = ZONES[found["name"] or "z"] * 60
    if found["hours"]:
        shift = int(found["hours"]) * 60 + int(found["minutes"] or 0)
        minutes += -shift if found["sign"] == "-" else shift
    return timezone(timedelta(minutes=minutes))
