"""One entry of the live list to a draft: title in 【】, text, pictures, tags and the tickers in `ext`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from newsspider.model.article import Article, DateFrom, Origin, OriginKind, Precision
from newsspider.model.draft import Draft, Removal, Trace
from newsspider.model.outcomes import Repair
from newsspider.readers import values
from newsspider.sources.channels import Channel
from newsspider.sources.listing import Row
from newsspider.text import lenient_json, stock_codes, titles, unicode, urls

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
    """Give the article of *made* the codes that are *listed* where their names are no parts of other words.

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


# --- live entry ---

# The content of an entry: the title in 【】 at its beginning, and the text.

_TITLE = re.compile(r"((?:\s|<[^<>]{0,200}>)*)【([^】]{1,200})】")
_SENTENCE = re.compile(r"[^。！？!?\n]+")
_LONGEST_TITLE = 60
_CUT = 40
# A `<` that opens no element is text: `<5%`.
_NO_TAG = re.compile(r"<(?!/?(?:a|b|br|div|em|font|i|img|p|span|strong|u)\b)", re.IGNORECASE)
_LINE = re.compile(r"\r?\n|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,500}>")


@dataclass(frozen=True, slots=True)
class EntryText:
    """The content of an entry: its title, one line, and the HTML of the rest (of all without one)."""

    title: str
    html: str


def read(rich_text: object) -> EntryText | None:
    """Return the content in *rich_text*, or None if it is not a text or empty."""
    if not isinstance(rich_text, str):
        return None
    text = _NO_TAG.sub("&lt;", rich_text)
    named = _TITLE.match(text)
    rest = named[1] + text[named.end() :] if named else text
    if not unicode.bare(plain(rest)):
        rest = named[2] if named else ""
    title = titles.clean_title(plain(named[2])) if named else _beginning(plain(text))
    if not title:
        return None
    return EntryText(title, "\n".join(f"<p>{line}</p>" for line in _LINE.split(rest) if line.strip()))


def plain(markup: str) -> str:
    """Return the text of inline *markup*, its entities decoded once, breaks as line feeds."""
    return html.unescape(_TAG.sub("", _LINE.sub("\n", markup)))


def _beginning(text: str) -> str:
    """Return the first sentence of *text*, cut where it is too long for a title."""
    sentence = _SENTENCE.search(text)
    line = titles.clean_title(sentence[0]) if sentence else ""
    return line if len(line) <= _LONGEST_TITLE else f"{line[:_CUT]}…"


# --- live entry ---

EXTRACTOR = "sina/live"
_PICTURES = ("img_url", "img", "image", "pic")
_MANY = 20


def draft(row: Row, channel: Channel, locator: str) -> Draft:
    """Return the draft of an entry's *row*, as `live.read` made it; *locator* is the list's address.

    Raises ValueError for a row that is not of the live list.
    """
    words = read(row.raw.get("rich_text")) if isinstance(row.raw, dict) else None
    if words is None:
        message = f"no entry of the live list: {row.key}"
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
    made = Draft(article=article, fragment=fragment, tree=LexborHTMLParser(fragment).body, trace=Trace())
    made.trace.fields.update(title="list:rich_text", channel="list", categories="channel")
    _date(made, row)
    text = f"{row.title}\n{plain(words.html)}"
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
