"""Times as Chinese news writes them, understood in full or not at all.

Never fuzzy and never "now": a string that holds anything not understood gives None. Another form is
one more pattern in `FORMS`, with the same group names; the rest only calculates with what they find.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from newsspider.lazy import pattern
from newsspider.model.article import Precision
from newsspider.text import unicode

# The written forms of a time, as data: patterns, labels, words for hours, months and zones.
#
# Every pattern is matched against a whole short string in lower case, width and spaces normalised, and uses
# the groups `year month|name day half hour minute|thirty second zone`. To add a form, add a line to `FORMS`.

# What may be before a time and says nothing about the time itself. What kind of time it is (发布,
# 更新) must be known by the caller.
LABEL = pattern(
    r"(?:(?:发布|发表|发稿|更新|修改|创建|出版|刊发|稿件)?(?:时间|日期)|发布于|发表于|更新于|发布|更新"
    r"|(?:date|published|posted|updated)(?: on| at)?)\s?[:|]?\s?",
    re.IGNORECASE,
)
WEEKDAY = pattern(
    r"[(\[]?(?:(?:星期|礼拜|周)[一二三四五六日天]|(?<=\d )[一二三四五六日](?= |$)"
    r"|\b(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\b\.?)[)\]]?,?",
    re.IGNORECASE,
)
NAMED_BEIJING = pattern(r"\(?(?:北京时间|中国标准时间|china standard time)\)?:?", re.IGNORECASE)

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

# Hours from UTC. CST is missing on purpose: it names China's zone and America's, so that it says nothing more
# than that the time is in the zone asked for, where that is China's.
ZONES = {
    "z": 0,
    "ut": 0,
    "utc": 0,
    "gmt": 0,
    "est": -5,
    "edt": -4,
    "pst": -8,
    "pdt": -7,
    "cdt": -5,
    "mdt": -6,
    "cet": 1,
    "cest": 2,
    "hkt": 8,
    "sgt": 8,
    "jst": 9,
    "kst": 9,
}
_CST = "cst"
# Names of the zone database that Chinese tools write; the others are asked of the system.
_NAMED_ZONES = {
    **dict.fromkeys(("asia/shanghai", "asia/chongqing", "asia/harbin", "prc", "hongkong"), 8),
    **dict.fromkeys(("asia/hong_kong", "asia/taipei", "asia/macau", "asia/singapore"), 8),
    **dict.fromkeys(("utc", "gmt", "etc/utc", "etc/gmt"), 0),
}
OFFSET = pattern(r"(?P<name>[a-z]*) ?(?:(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?)?")

_NAMES_OF_MONTHS = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|\d{1,2} ?月)\.?"
)
_ZONE_WORDS = "|".join((*ZONES, _CST))
_ZONE = rf"(?: ?\(?(?P<zone>(?:{_ZONE_WORDS})?(?: ?[+-]\d{{1,2}}(?::?\d\d)?)?)\)?)?"
_CHINESE_HALF = "|".join(word for word in HALVES if not word.isascii())
_COLONS = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
_BEFORE = rf"(?:(?P<half>{_CHINESE_HALF}|am|pm) ?)?"
_MINUTES = r"(?P<minute>\d{1,2}) ?分?(?: ?(?P<second>\d{1,2}) ?秒)?"
_CLOCKS = (
    rf"{_BEFORE}{_COLONS}{_ZONE}",
    rf"{_COLONS} ?(?P<half>[ap][.]?m[.]?){_ZONE}",
    rf"{_BEFORE}(?P<hour>\d{{1,2}}) ?[时点](?: ?(?:{_MINUTES}|(?P<thirty>半)|整))?",
)
_CHINESE_DAY = r"(?P<year>\d{4}|\d\d) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2})"
_MARKED_DAY = r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
_COMPACT_DAY = r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
_GAP = "(?: ?[t,] ?|[ _])"
_OF_WEEK = "(?:(?:mon|tue|wed|thu|fri|sat|sun), )?"
_ENGLISH_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?: ?(?P<half>[ap][.]?m[.]?))?" + _ZONE
)

FORMS = tuple(
    pattern(form, re.ASCII)
    for form in (
        # Sat, 9 Oct 2021 11:41:14 GMT (RFC 822; any other weekday is gone by then)
        rf"{_OF_WEEK}(?P<day>\d{{1,2}})[ -]{_NAMES_OF_MONTHS}[ -](?P<year>\d{{4}})(?:,? {_ENGLISH_CLOCK})?",
        # 2021-10-09 19:41:14, 2021-10-09T19:41:14+08:00, 2021/10/9 下午7:41, 2021.10.09
        rf"{_MARKED_DAY}",
        *(rf"{_MARKED_DAY}{_GAP}{clock}" for clock in _CLOCKS),
        # 2024-11-08-08-05-00, 2024-11-08T08-05: as in file names, which cannot have a colon
        rf"{_MARKED_DAY}[-t_ ](?P<hour>\d\d)-(?P<minute>\d\d)(?:-(?P<second>\d\d))?{_ZONE}",
        # 19:41 2021-10-09
        rf"{_COLONS},? {_MARKED_DAY}",
        # 2021年10月9日 19:41, 2021年10月09日19:41:14, 2021年10月9日19时41分
        rf"{_CHINESE_DAY} ?[日号]?",
        *(rf"{_CHINESE_DAY}(?: ?[日号]{_GAP}?|{_GAP}){clock}" for clock in _CLOCKS),
        # 20211009, 202110091941, 20211009194114, 20211009T194114Z
        rf"{_COMPACT_DAY}",
        rf"{_COMPACT_DAY}[t ]?(?P<hour>\d\d)(?P<minute>\d\d)(?:(?P<second>\d\d)(?:[.]?\d{{3}})?)?{_ZONE}",
        rf"{_COMPACT_DAY}[t ]{_COLONS}{_ZONE}",
        # 09-Oct-21 11:41:14 GMT (RFC 850)
        rf"(?P<day>\d\d)-{_NAMES_OF_MONTHS}-(?P<year>\d\d) {_ENGLISH_CLOCK}",
        # Oct 9 2021 19:41:14 GMT+0800 (JavaScript), October 9, 2021
        rf"{_NAMES_OF_MONTHS} (?P<day>\d{{1,2}}),? (?P<year>\d{{4}})(?:,? {_ENGLISH_CLOCK})?",
        # Oct 9 19:41:14 2021 (asctime), Oct 09 19:41:14 CST 2021 (Java)
        rf"{_NAMES_OF_MONTHS} (?P<day>\d{{1,2}}) {_COLONS}{_ZONE} (?P<year>\d{{4}})",
    )
)
CLOCK = pattern(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)

# What is around a time or in the place of its digits, and is undone before the forms are asked again.
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_NUMERAL_YEAR = pattern("[〇○零一二三四五六七八九]{4}(?= ?年)")
_NUMERAL = pattern("[〇○零一二三四五六七八九十]{1,3}(?= ?[月日号时点分秒])")
_ORDINAL = pattern(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_AT = pattern(r"(?<=\d),? at (?=\d)", re.IGNORECASE)
# [[2021-10-09]] of notes with links, <2021-10-09 Sat> and [2021-10-09 Sat] of org mode.
_WRAPPED = pattern(r"\[\[(.*)\]\]|\[(.*)\]|<(.*)>", re.DOTALL)
# +0800 (CST) of mail, +0800 CST of Go, Z[UTC] and +08:00[Asia/Shanghai] of Java: a name beside an offset,
# which tells more.
_NAME_BEHIND = pattern(
    r"(?<=[\dz]) ?(?:\([a-z ]{1,40}\)|\[[a-z]+(?:/[a-z_+-]+)*\]|[a-z]{3,4})$", re.IGNORECASE
)
_HAS_OFFSET = pattern(r"[+-]\d\d:?\d\d$|\dz$", re.IGNORECASE)
_ZONE_NAME = pattern(r"[ \[(]([A-Za-z]+(?:/[A-Za-z_+-]+)+|PRC)[\])]?$", re.IGNORECASE)
# /Date(1633779674000+0800)/ of .NET, whose offset only says how it is shown; {"$date": …} of MongoDB.
_NET = pattern(r"\\?/Date\((\d{10,13})(?:[+-]\d{4})?\)\\?/", re.IGNORECASE)
_MONGO = pattern(r"""\{ ?"\$date" ?: ?(?:\{ ?"\$numberLong" ?: ?)?"?([^"{}]{8,40}?)"? ?\}(?: ?\})?""")
_FRACTION = pattern(r"(1\d{9}|1\d{12})\.\d{1,9}", re.ASCII)
_AROUND = frozenset("[<{\\/1")  # what these begin with


# --- dates ---

BEIJING = timezone(timedelta(hours=8))

_YEARS = range(1980, 2101)
_LONGEST = 80  # no form is longer, and a bound on the input is a bound on the time
_LARGEST = 10**19  # a number with more digits is no form of a time
# Digits of a number to its units in a second; the longer ones begin with 1 until the year 2033.
_EPOCH = {10: 1, 13: 1000, 16: 10**6, 19: 10**9}
_LONG_EPOCH = 14
_CENTURY, _THIS_CENTURY = 100, 70  # a year of two digits below 70 is of this century
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
    if isinstance(value, str):
        return _from_text(value, zone) if len(value) <= _LONGEST else None
    if isinstance(value, datetime):
        return _moment(value, Precision.SECOND, zone)
    if isinstance(value, date):
        return _moment(datetime(value.year, value.month, value.day), Precision.DAY, zone)  # noqa: DTZ001
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_number(value, zone)
    if isinstance(value, Mapping) and len(value) == 1 and "$date" in value:  # MongoDB's, parsed
        inner = value["$date"]
        return parse(inner.get("$numberLong") if isinstance(inner, Mapping) else inner, zone)
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
    text = text if text.isascii() else unicodedata.normalize("NFKC", text)
    text = _unwrapped(unicode.squeeze(text))
    if _is_epoch(text):
        return _from_epoch(text, zone)
    named = _groups(text)
    if named is not None:
        return _from_groups(named, None, zone)
    text, offset = _without_words(_in_digits(text))
    named = _groups(text)
    return None if named is None else _from_groups(named, offset, zone)


def _is_epoch(text: str) -> bool:
    is_number = len(text) in _EPOCH and text.isascii() and text.isdecimal()
    return is_number and (len(text) < _LONG_EPOCH or text.startswith("1"))


def _unwrapped(text: str) -> str:
    """Return *text* without what a database, a program or a note puts around a time."""
    if text[:1] not in _AROUND:
        return text
    for form in (_WRAPPED, _MONGO, _NET, _FRACTION):
        found = form.fullmatch(text)
        text = unicode.squeeze(next(filter(None, found.groups()), "")) if found else text
    return text


def _in_digits(text: str) -> str:
    """Return *text* with its numerals, ordinals and dashes as a form has them."""
    text = _NUMERAL_YEAR.sub(lambda found: found[0].translate(_DIGITS), text.translate(_DASHES))
    text = _NUMERAL.sub(_numeral, text)
    return _AT.sub(" ", _ORDINAL.sub("", text))


def _numeral(found: re.Match[str]) -> str:
    """Return a numeral below a hundred (八, 十一, 二十, 零五) in digits, anything else unchanged."""
    tens, ten, units = found[0].partition("十")
    digits = f"{tens or 1}{units or 0}" if ten else tens
    digits = digits.translate(_DIGITS)
    return digits if digits.isdecimal() and len(digits) <= 2 else found[0]  # noqa: PLR2004


def _groups(text: str) -> dict[str, str] | None:
    """Return the groups of the form that is all of *text*, "" for an empty one."""
    text = text.lower()
    for form in FORMS:
        found = form.fullmatch(text)
        if found:
            return found.groupdict("")
    return None


def _without_words(text: str) -> tuple[str, tzinfo | None]:
    """Return *text* without label, weekday and the name of a zone, and that zone if one was named."""
    label = LABEL.match(text)
    text = text[label.end() :] if label else text
    text, named = NAMED_BEIJING.subn(" ", text)
    text, zone = _without_zone_name(unicode.squeeze(text))
    return unicode.squeeze(WEEKDAY.sub(" ", text)), BEIJING if named else zone


def _without_zone_name(text: str) -> tuple[str, tzinfo | None]:
    """Return *text* without a name of the zone database at its end, and the zone of one without an offset."""
    behind = _NAME_BEHIND.search(text)
    if behind and _HAS_OFFSET.search(text[: behind.start()]):
        return text[: behind.start()], None
    found = _ZONE_NAME.search(text)
    zone = _named_zone(found[1]) if found else None
    return (text[: found.start()], zone) if found and zone else (text, None)


def _named_zone(name: str) -> tzinfo | None:
    """Return the zone that the database calls *name*, None if there is none, or no database."""
    hours = _NAMED_ZONES.get(name.lower())
    if hours is not None:
        return timezone(timedelta(hours=hours))
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _from_groups(named: Mapping[str, str], offset: tzinfo | None, zone: tzinfo) -> Moment | None:
    """Return the time that the groups of a form give, or None if there is no such time."""
    hour = _hour(int(named.get("hour") or 0), named.get("half", ""))
    month = _month(named)
    if hour is None or month is None:
        return None
    minute = 30 if named.get("thirty") else int(named.get("minute") or 0)
    second = int(named.get("second") or 0)
    day, year = int(named["day"]), int(named["year"])
    if year < _CENTURY:
        year += 2000 if year < _THIS_CENTURY else 1900
    try:
        at = datetime(year, month, day, hour % _MIDNIGHT, minute, second)  # noqa: DTZ001
        own = _own_zone(named["zone"], zone) if named.get("zone") else offset
    except ValueError:  # no such day, no such hour, no such offset
        return None
    if hour == _MIDNIGHT and not (minute or second) and at.year in _YEARS:
        at += timedelta(days=1)
    elif hour >= _MIDNIGHT:
        return None
    return _moment(at.replace(tzinfo=own), _precision(named), zone)


def _month(named: Mapping[str, str]) -> int | None:
    if named.get("month"):
        return int(named["month"])
    digits = named["name"].rstrip("月. ")
    return int(digits) if digits.isdecimal() else MONTHS.get(named["name"][:3])


def _own_zone(text: str, zone: tzinfo) -> tzinfo | None:
    """Return the zone that *text* names, None for a CST that can only be the *zone* asked for."""
    if text != _CST:
        return _offset(text.removeprefix(_CST).strip())
    if zone.utcoffset(None) != BEIJING.utcoffset(None):
        raise ValueError(text)
    return None


def _precision(named: Mapping[str, str]) -> Precision:
    if named.get("second"):
        return Precision.SECOND
    return Precision.MINUTE if named.get("hour") else Precision.DAY


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


@lru_cache(maxsize=64)
def _offset(text: str) -> timezone:
    """Return the zone that *text* (`z`, `+08:00`, `utc+8`) names; raises ValueError for an impossible one."""
    found = OFFSET.fullmatch(text)
    if found is None:
        raise ValueError(text)
    minutes = ZONES[found["name"] or "z"] * 60
    if found["hours"]:
        shift = int(found["hours"]) * 60 + int(found["minutes"] or 0)
        minutes += -shift if found["sign"] == "-" else shift
    return timezone(timedelta(minutes=minutes))
