"""Figures: the numbers, dates and codes of a text, often the only difference between two notices.

`1，100`, `１１００` and `1,100` are one figure, 1100; `3.70%` is `3.7%`. A date is its year and its month
and day apart, so that 2021年10月9日 and 10月9日 have the day in common. Another kind is one more branch of
`_FIGURE`; these are tried in order, so the narrower stands first.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from newsspider.lazy import pattern
from newsspider.text.unicode import nfkc

# Each of these comes behind the first digit, which is one `\d` for all figures, so that a search quickly
# passes what is none.
_YEAR = r"(?:(?<=1)9|(?<=2)0)\d\d"
_MONTH = r"(?:(?<=1)[0-2]|(?<=0)[1-9]|(?<=[1-9]))"
_HOUR = r"(?:(?<=[01])\d|(?<=2)[0-3]|)"
# What codes of Shanghai, Shenzhen and Beijing begin with, and four digits more.
_SHARE = r"(?:(?<=0)0|(?<=[2369])0|(?<=4)3|(?<=6)8|(?<=8)[2-9]|(?<=9)2)\d{4}"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_REST_OF_DATE = "|".join(rf"{sep}(?:1[0-2]|0?[1-9]){sep}{_DAY}" for sep in (r"\.", "/", "-"))
# Most numbers stand alone and need no change: they match without a further group. The groups are for dates
# and times, for codes, and for numbers that are written in another form here.
_FIGURE = pattern(
    rf"""
    (\d(?:
        (?<![(:zZhHjJkK]\d)(?:(?<=[1-9])\d*|(?!\d))(?:\.\d*[1-9])?(?:%|(?![\d,.:/\-年月\s\u3000]))
      | ({_YEAR}(?:\s?年|(?:{_REST_OF_DATE})(?!\d))
        |{_MONTH}\s?月(?:\s?{_DAY}\s?[日号])?
        |{_HOUR}:[0-5]\d(?::[0-5]\d)?(?!\d))
      | ((?:(?<=[sS][hHzZ]\d)|(?<=[bB][jJ]\d))\d{{5}}(?!\d)
        |(?<=[hH][kK]\d)\d{{3,4}}(?!\d)
        |\d{{3,4}}(?=\.[hH][kK])
        |{_SHARE}(?=\.(?:[sS][hHzZsS]|[bB][jJ]))
        |(?<=[(:]\d){_SHARE}(?=[),;:]))
      | (\d{{,2}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?(?:\s?%)?|\d*(?:\.\d+)?(?:\s?%)?)
    ))
    """,
    re.VERBOSE | re.ASCII,
)
_DIGITS = pattern(r"[0-9]+")


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


def _figure(whole: str, fraction: str) -> str:
    fraction = fraction.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{fraction}" if fraction else "")


@lru_cache(maxsize=1024)  # dates and times recur
def _of_time(written: str) -> tuple[str, ...]:
    """Return the figures of a date, or a part of one, or a time of day."""
    if ":" in written:
        return (written.lstrip("0") if len(written) > len("9:30") else written,)
    numbers = _numbers(written)
    if "月" in written:
        return ("月".join(numbers) + ("日" if len(numbers) > 1 else "月"),)
    year, *day = numbers
    return (f"{year}年", f"{'月'.join(day)}日") if day else (f"{year}年",)


def _number(written: str) -> str:
    whole, _, fraction = written.rstrip(" \t\n\r\f\v%").replace(",", "").partition(".")
    return _figure(whole, fraction) + "%" * written.endswith("%")


def code_of(stock: str) -> str:
    """Return the code alone of a stock as the record or a text names it: `600519` for `sh600519`."""
    code = stock.partition(":")[2] or stock
    digits = _DIGITS.search(code)
    bare = digits[0] if digits and code[: digits.start()].isalpha() else code
    return bare.zfill(5) if bare.isdecimal() else bare.upper()


def read(text: str) -> Figures:
    """Return the figures of *text*, whatever width, separators and leading zeros they are written with."""
    every: list[str] = []
    dates: list[str] = []
    codes: list[str] = []
    for written, time, code, number in _FIGURE.findall(nfkc(text)):
        if time:
            found = _of_time(written)
            every += found
            if ":" not in written:
                dates += found
        elif code:
            codes.append(code_of(written))
            every.append(codes[-1])
        else:
            every.append(_number(written) if number else written)
    return Figures(every, frozenset(dates), frozenset(codes))


def figures(text: str) -> Counter[str]:
    """Return every figure of *text* with the number of times it occurs."""
    return read(text).all
