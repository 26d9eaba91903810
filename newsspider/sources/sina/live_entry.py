"""One entry of the live list to a draft: title in 【】, text, pictures, tags and the tickers in `ext`."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from newsspider.model.article import Article, DateFrom, Origin, OriginKind, Precision
from newsspider.model.draft import Draft, Removal, Trace
from newsspider.model.outcomes import Repair
from newsspider.readers import markdown, values
from newsspider.sources import flashes
from newsspider.sources.channels import Channel
from newsspider.sources.listing import Row
from newsspider.text import lenient_json, stock_codes, urls

# The tickers that an entry of the live list names in its `ext`, in the record's notation.

_RULE = "live-stock"
# Markets of `ext` to those of the linker, whose notation `text.stock_codes` reads.
_MARKETS = {
    **dict.fromkeys(("cn", "sh", "sz", "bj"), "stock"),
    **dict.fromkeys(("fx", "forex", "foreign"), "fx"),
    "hk": "hkstock",
    "us": "usstock",
}


def settle(made: Draft, listed: object, text: str) -> None:
    """Give the article of *made* the codes that are *listed* where their names are not parts of other words.

    Codes whose names are in *text* only as parts of other words are refused, and noted in the trace.
    """
    for one in listed if isinstance(listed, list) else []:
        code = _code(one) if isinstance(one, dict) else None
        if code is None or code in made.article.stocks:
            continue
        name = one.get("key")
        if isinstance(name, str) and stock_codes.stands_in_other_words(name, text):
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
    return stock_codes.code_of_span(symbol) or (
        stock_codes.code_of_span(f"{market}_{symbol}") if market else None
    )


# --- drafts ---

EXTRACTOR = "sina/live"
_PICTURES = ("img_url", "img", "image", "pic")
_MANY = 20


def draft(row: Row, channel: Channel, locator: str) -> Draft:
    """Return the draft of an entry's *row*, as `live.read` made it; *locator* is the list's address.

    Raises ValueError for a row that is not of the live list.
    """
    words = flashes.read(row.raw.get("rich_text")) if isinstance(row.raw, dict) else None
    if words is None:
        message = f"not an entry of the live list: {row.key}"
        raise ValueError(message)
    pictures = "".join(f'\n<p><img src="{html.escape(url)}"></p>' for url in row.images)
    fragment = words.html + pictures
    article = Article(
        id=row.key if row.key.startswith("sina:") else "",
        url=row.url,
        title=row.title,
        site="sina",
        channel=channel.key,
        categories=list(channel.path),
        tags=list(row.keywords),
        origin=Origin(OriginKind.LIVE, "", locator, EXTRACTOR, "utf-8"),
    )
    made = Draft(article=article, fragment=fragment, tree=markdown.body_of(fragment), trace=Trace())
    made.trace.fields.update(title="list:rich_text", channel="list", categories="channel")
    _date(made, row)
    text = f"{row.title}\n{flashes.plain(words.html)}"
    settle(made, (ext(row.raw) or {}).get("stocks"), text)
    return made


def ext(item: dict[str, Any]) -> dict[str, Any] | None:
    """Return the content of the entry's `ext`, empty if there is none; None if it cannot be read."""
    value = item.get("ext")
    if isinstance(value, str) and value.strip():
        try:
            value = lenient_json.whole(value)
        except ValueError:
            return None
    if not value or value == []:
        return {}
    return value if isinstance(value, dict) else None


def tags(item: dict[str, Any]) -> list[str]:
    """Return the names of the entry's tags."""
    return values.texts(item.get("tag"))


def pictures(item: dict[str, Any]) -> list[str]:
    """Return the addresses of the entry's pictures, each once."""
    found = (urls.safe_src(text) for text in _addresses(item.get("multimedia"), 0))
    return list(dict.fromkeys(url for url in found if url))[:_MANY]


def _addresses(value: Any, depth: int) -> Iterator[str]:
    if depth > len(_PICTURES):
        return
    if isinstance(value, str) and value.startswith(("http", "//")):
        yield value
    elif isinstance(value, list):
        for one in value[:_MANY]:
            yield from _addresses(one, depth + 1)
    elif isinstance(value, dict):
        for name in _PICTURES:
            yield from _addresses(value.get(name), depth + 1)


def _date(made: Draft, row: Row) -> None:
    if row.published is None:
        made.trace.repaired(Repair.DATE_MISSING)
        return
    made.article.published = row.published
    made.article.published_precision = Precision.SECOND
    made.article.published_from = DateFrom.LIST
    made.trace.fields["published"] = "list:create_time"
