"""Figures: the numbers, dates and codes of a text, often the only difference between two notices.

`1，100`, `１１００` and `1,100` are one figure, 1100; `3.70%` is `3.7%`. A date is its year and its month
and day apart, so that 2021年10月9日 and 10月9日 have the day in common. Another kind is one more group
of `_FIGURE` and one more row of `_READERS`; groups are tried in order, so the narrower stands first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from newsspider.text.unicode import nfkc

_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_SHARE = r"(?:00|20|30|43|60|68|8[2-9]|90|92)\d{4}"  # what codes of Shanghai, Shenzhen and Beijing begin with
_FIGURE = re.compile(
    rf"""
    (?P<date>(?:19|20)\d\d(?:\s?年\s?{_MONTH}\s?月\s?{_DAY}\s?[日号]|(?P<sep>[./-]){_MONTH}(?P=sep){_DAY}(?!\d)))
  | (?P<year>(?:19|20)\d\d)\s?年
  | (?P<day>{_MONTH}\s?月\s?{_DAY}\s?[日号])
  | (?P<month>{_MONTH})\s?月
  | (?P<time>(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)(?!\d)
  | (?P<code>(?<=sh)\d{{6}}|(?<=sz)\d{{6}}|(?<=bj)\d{{6}}|(?<=hk)\d{{4,5}}|\d{{4,5}}(?=\.hk)
        |{_SHARE}(?=\.(?:sh|sz|ss|bj))|(?<=[(:]){_SHARE}(?=[),;:]))(?!\d)
  | (?P<number>\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)\s?(?P<percent>%)?
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_DIGITS = re.compile(r"[0-9]+")
# A number with none of certain characters beside it is a plain one, for which the long pattern need not be
# tried. The first group is its fraction; the second says that it is another.
_PLAIN = re.compile(
    r"[0-9](?:(?<![(:zZhHjJkK][0-9])[0-9]*(?:\.([0-9]+))?(?:%|(?![0-9,.:/\-年月 \t\n\r\f\v\u3000]))|())"
)
_OTHER = 2


@dataclass(frozen=True, slots=True)
class Figures:
    """What a text counts and names: every figure, as often as it occurs, and of these dates and codes."""

    every: list[str]
    dates: frozenset[str]
    codes: frozenset[str]

    @property
    def all(self) -> Counter[str]:
        """Every figure with its number of times."""
        return Counter(self.every)


def _numbers(text: str) -> list[str]:
    return [digits.lstrip("0") or "0" for digits in _DIGITS.findall(text)]


def _date(found: re.Match[str]) -> Iterator[str]:
    year, month, day = _numbers(found["date"])
    yield f"{year}年"
    yield f"{month}月{day}日"


def _year(found: re.Match[str]) -> Iterator[str]:
    yield f"{found['year']}年"


def _day(found: re.Match[str]) -> Iterator[str]:
    month, day = _numbers(found["day"])
    yield f"{month}月{day}日"


def _month(found: re.Match[str]) -> Iterator[str]:
    yield f"{int(found['month'])}月"


def _time(found: re.Match[str]) -> Iterator[str]:
    yield found["time"].lstrip("0") if len(found["time"]) > len("9:30") else found["time"]


def _code(found: re.Match[str]) -> Iterator[str]:
    yield code_of(found["code"])


def _number(found: re.Match[str]) -> Iterator[str]:
    whole, _, fraction = found["number"].replace(",", "").partition(".")
    yield _figure(whole, fraction) + (found["percent"] or "")


def _figure(whole: str, fraction: str) -> str:
    fraction = fraction.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{fraction}" if fraction else "")


# By the group that matched last.
_READERS: dict[str, Callable[[re.Match[str]], Iterator[str]]] = {
    "date": _date,
    "year": _year,
    "day": _day,
    "month": _month,
    "time": _time,
    "code": _code,
    "number": _number,
    "percent": _number,
}
# What of a text a figure of these kinds names.
_NAMES = dict.fromkeys(("date", "year", "day", "month"), "dates") | {"code": "codes"}


def code_of(stock: str) -> str:
    """Return the code alone of a stock as the record or a text names it: `600519` for `sh600519`."""
    code = stock.partition(":")[2] or stock
    digits = _DIGITS.search(code)
    bare = digits[0] if digits and code[: digits.start()].isalpha() else code
    return bare.zfill(5) if bare.isdecimal() else bare.upper()


def read(text: str) -> Figures:
    """Return the figures of *text*, whatever width, separators and leading zeros they are written with."""
    every: list[str] = []
    named: dict[str, list[str]] = {"dates": [], "codes": []}
    text = nfkc(text)
    numbers = _PLAIN.finditer(text)
    while (plain := next(numbers, None)) is not None:
        if plain.lastindex != _OTHER:
            number, fraction = plain[0], plain[1]
            if number[0] == "0" or (fraction and fraction[-1] == "0"):
                whole = number.partition(".")[0].rstrip("%")
                number = _figure(whole, fraction or "") + "%" * number.endswith("%")
            every.append(number)
        elif found := _FIGURE.match(text, plain.start()):
            kind = found.lastgroup or "number"
            figures = list(_READERS[kind](found))
            every += figures
            if kind in _NAMES:
                named[_NAMES[kind]] += figures
            numbers = _PLAIN.finditer(text, found.end())
    return Figures(every, frozenset(named["dates"]), frozenset(named["codes"]))


def figures(text: str) -> Counter[str]:
    """Return every figure of *text* with the number of times it occurs."""
    return read(text).all
