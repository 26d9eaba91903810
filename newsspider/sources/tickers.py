"""The tickers that an entry of the live list names in its `ext`, in the record's notation."""

from __future__ import annotations

import re
from typing import Any

from newsspider.model.draft import Draft, Removal
from newsspider.model.outcomes import Repair
from newsspider.text import stock_codes as stocks

_RULE = "live-stock"
# Markets of `ext` to those of the linker, whose notation `text.stocks` reads.
_MARKETS = {
    **dict.fromkeys(("cn", "sh", "sz", "bj"), "stock"),
    **dict.fromkeys(("fx", "forex", "foreign"), "fx"),
    "hk": "hkstock",
    "us": "usstock",
}


def settle(made: Draft, listed: object, text: str) -> None:
    """Give the article of *made* the codes that are *listed* where their names are no parts of other words.

    Those that stand in *text* only so are refused, and noted in the trace.
    """
    for one in listed if isinstance(listed, list) else []:
        code = _code(one) if isinstance(one, dict) else None
        if code is None or code in made.article.stocks:
            continue
        name = one.get("key")
        if isinstance(name, str) and _names_something_else(name, text):
            made.trace.removals.append(Removal(_RULE, f"{code} {name}", what="field"))
            made.trace.repaired(Repair.STOCK_REJECTED)
        else:
            made.article.stocks.append(code)
            made.trace.fields.setdefault("stocks", "list:ext")


def _code(stock: dict[str, Any]) -> str | None:
    symbol = stock.get("symbol")
    if not isinstance(symbol, str):
        return None
    market = _MARKETS.get(str(stock.get("market")).lower())
    return stocks.code_of_span(symbol) or (stocks.code_of_span(f"{market}_{symbol}") if market else None)


def _names_something_else(name: str, text: str) -> bool:
    """Return whether *name* stands in *text* only as a part of other words."""
    places = [found.span() for found in re.finditer(re.escape(name), text)] if name else []
    return bool(places) and all(stocks.names_something_else(name, text[:a], text[b:]) for a, b in places)
