"""Stock codes as Sina's linker attaches them, in the record's notation.

`sh600519 sz002024 bj430047 hk00700 us:AAPL fx:USDCNY`. To add a market, add a row to `_MARKETS`;
what a name may mean besides its company is in `lookalikes`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from newsspider.text import lookalikes, unicode

_LONGEST = 20_000  # characters of a comment; more names no article has
_MANY = 500  # codes in one comment
_CONTEXT = 24  # characters before and after a name that can make another word of it

_MAINLAND = re.compile(r"(?:sh|sz|bj)\d{6}", re.ASCII)
_HONG_KONG = re.compile(r"(?:rt_)?(?:hk)?(\d{4,5})", re.ASCII)
_AMERICAN = re.compile(r"(?:gb_|usr_)?(\.?[a-z][a-z0-9]{0,5}(?:[.$-][a-z]{1,2})?)", re.ASCII)
_CURRENCY = re.compile(r"(?:fx_)?s?([a-z]{6})", re.ASCII)

_COMMENT = re.compile(r"news_keyword_pub\s*,\s*([a-z_]{0,20})\s*,([^>]*?)(?:--|>|$)", re.IGNORECASE)
_SPAN = re.compile(r"([a-z]{2,12})_(\S{2,20})", re.IGNORECASE)


def _mainland(code: str) -> str | None:
    return code if _MAINLAND.fullmatch(code) else None


def _hong_kong(code: str) -> str | None:
    found = _HONG_KONG.fullmatch(code)
    return f"hk{found[1]:0>5}" if found else None


def _american(code: str) -> str | None:
    found = _AMERICAN.fullmatch(code)
    return f"us:{found[1].upper()}" if found else None


def _currency(code: str) -> str | None:
    found = _CURRENCY.fullmatch(code)
    return f"fx:{found[1].upper()}" if found else None


def _local(code: str) -> str | None:
    """Return the code of a market that the code itself names, as the linker's `stock` list may mix them."""
    hong_kong = code if code.startswith(("hk", "rt_hk")) else ""
    return _mainland(code) or _hong_kong(hong_kong)


# The linker's names of markets. Funds, futures and bonds have no notation in the record.
_MARKETS: dict[str, Callable[[str], str | None]] = {
    "stock": _local,
    "cnstock": _local,
    "bjstock": _local,
    "hkstock": _hong_kong,
    "usstock": _american,
    "fx": _currency,
    "forex": _currency,
    "fxstock": _currency,
}


def _code(market: str, code: str) -> str | None:
    reader = _MARKETS.get(market.lower())
    return reader(unicode.bare(code).lower()) if reader else None


def codes_in_comment(comment: str) -> list[str]:
    """Return the codes that a comment `news_keyword_pub,MARKET,CODE&CODE` lists, each once, in order."""
    codes: dict[str, None] = {}
    for found in _COMMENT.finditer(comment[:_LONGEST]):
        listed = found[2].replace("&amp;", "&").split("&")[:_MANY]
        codes.update(dict.fromkeys(code for raw in listed if raw and (code := _code(found[1], raw))))
    return list(codes)


def code_of_span(id: str) -> str | None:  # noqa: A002 - the attribute's own name
    """Return the code in the id of the linker's span (`stock_sh600519`), or None for another id."""
    text = unicode.strip(id)
    if text.lower().startswith("fx_"):
        return _currency(text.lower())
    found = _SPAN.fullmatch(text)
    if found:
        return _code(found[1], found[2])
    return _mainland(text.lower())


def stands_in_other_words(name: str, text: str) -> bool:
    """Return whether *name*, a company's, is in *text*, but only as a part of other words."""
    places = [found.span() for found in re.finditer(re.escape(name), text)] if name else []
    return bool(places) and all(names_something_else(name, text[:a], text[b:]) for a, b in places)


def names_something_else(name: str, before: str, after: str) -> bool:
    """Return whether *name*, a company's, is between *before* and *after* a part of another word."""
    name = unicode.strip(name)
    before, after = unicode.bare(before[-_CONTEXT * 2 :])[-_CONTEXT:], unicode.bare(after[: _CONTEXT * 2])
    if lookalikes.CODE_AFTER.match(after):
        return False
    return lookalikes.is_part(name, before, after[:_CONTEXT])
