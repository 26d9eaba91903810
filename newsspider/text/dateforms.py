"""The written forms of a time, as data for `dates`: patterns, labels, words for hours, months and zones.

Every pattern is matched against a whole short string, width and blanks normalised, and uses the groups
`year month|name day half hour minute|thirty second zone`. A further form is one more line of `FORMS`.
"""

from __future__ import annotations

import re

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
