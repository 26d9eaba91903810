"""The kinds of lists of CLS: the wire (电报), whose rows are articles, and the long articles (深度).

`channels.toml` names the sources of these descriptions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import timezone
from html import escape
from typing import Any
from urllib.parse import urlencode

from newsspider.model.article import Article, DateFrom, Origin, OriginKind, Precision
from newsspider.model.draft import Draft, Removal
from newsspider.model.outcomes import Reason, Repair
from newsspider.readers import markdown, values
from newsspider.sources import answers, flashes
from newsspider.sources.channels import Channel, Kind
from newsspider.sources.listing import BadList, Listing, Row
from newsspider.text import dates, digests, stock_codes, titles, unicode, url_tables, urls

HOSTS = ("cls.cn",)
WIRE = "https://www.cls.cn/v1/roll/get_roll_list"
DEPTH = "https://www.cls.cn/v3/depth/list"
REFERER = "https://www.cls.cn/telegraph"
PAGE_SIZE = 20
ALL = "all"
EXTRACTOR = "cls/wire"
_FIXED = {"appName": "CailianpressWeb", "os": "web", "sv": "7.7.5"}
_PAGE = "https://www.cls.cn/detail/{}"
_RULE = "cls-stock"
_RowReader = Callable[[dict[str, Any], timezone], Row | None]


def signed(base: str, query: Mapping[str, object]) -> str:
    """Return the address with *query* and its signature, which the interface requires."""
    text = urlencode(sorted({**_FIXED, **query}.items()))
    inner = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
    return f"{base}?{text}&sign={hashlib.md5(inner.encode(), usedforsecurity=False).hexdigest()}"


def wire_url(channel: Channel, page: int, base: str = WIRE, before: int | str = "") -> str:  # noqa: ARG001
    """Return the address of the newest rows of the wire, or of those *before* a Unix time."""
    category = {} if channel.ids[0] == ALL else {"category": channel.ids[0]}
    return signed(base, {**category, "last_time": before, "refresh_type": 1, "rn": PAGE_SIZE})


def wire_following(channel: Channel, listing: Listing, base: str = WIRE) -> str:
    """Return the address of the rows after *listing*, which has rows.

    The rows of its last second come again, because more of that second may follow; a page with only one
    second would repeat for ever.
    """
    times = [int(row.published.timestamp()) for row in listing.rows if row.published is not None]
    if not times:
        return wire_url(channel, 1, base)
    is_one_second = len(times) >= PAGE_SIZE and len(set(times)) == 1
    return wire_url(channel, 1, base, min(times) + (0 if is_one_second else 1))


def read_wire(data: bytes, channel: Channel, page: int) -> Listing:  # noqa: ARG001 - readers are called alike
    """Return the listing of an answer, with each row's item in `raw`; raises BadList if it is not a list."""
    items = answers.rows(_answer(data), "data", "roll_data")
    listing = _listing(items, channel.zone, _wire_row)
    listing.more = bool(listing.rows)
    return listing


def depth_url(channel: Channel, page: int, base: str = DEPTH) -> str:  # noqa: ARG001 - it has one page
    """Return the address of the list."""
    return signed(f"{base}/{channel.ids[0]}", {})


def read_depth(data: bytes, channel: Channel, page: int) -> Listing:  # noqa: ARG001 - readers are called alike
    """Return the listing of an answer; raises BadList if it is not a list."""
    return _listing(answers.rows(_answer(data), "data"), channel.zone, _depth_row)


def draft(row: Row, channel: Channel, locator: str) -> Draft:
    """Return the draft of a *row* of the wire; raises ValueError for a row of another list."""
    words = flashes.read(row.raw.get("content")) if isinstance(row.raw, dict) else None
    if words is None:
        message = f"not a row of the wire: {row.key}"
        raise ValueError(message)
    fragment = words.html + "".join(f'\n<p><img src="{escape(one)}"></p>' for one in row.images)
    article = Article(
        url=row.url,
        title=row.title,
        site=url_tables.site("www.cls.cn"),
        source=row.media,
        channel=channel.key,
        categories=list(channel.path),
        tags=list(row.keywords),
        origin=Origin(OriginKind.LIVE, "", locator, EXTRACTOR, "utf-8"),
    )
    made = Draft(article=article, fragment=fragment, tree=markdown.body_of(fragment))
    made.trace.fields.update(title="list:title", source="list:site", channel="list", categories="channel")
    if row.published is None:
        made.trace.repaired(Repair.DATE_MISSING)
    else:
        article.published, article.published_precision = row.published, Precision.SECOND
        article.published_from, made.trace.fields["published"] = DateFrom.LIST, "list:ctime"
    _settle(made, row.raw.get("stock_list"), f"{row.title}\n{flashes.plain(words.html)}")
    return made


def _settle(made: Draft, listed: object, text: str) -> None:
    """Give the article the *listed* codes whose names in *text* are not only parts of other words."""
    for one in listed if isinstance(listed, list) else []:
        symbol = one.get("StockID") if isinstance(one, dict) else None
        code = stock_codes.code_of_span(f"stock_{symbol}") if isinstance(symbol, str) else None
        if code is None or code in made.article.stocks:
            continue
        name = values.text(one.get("name")) or ""
        if stock_codes.stands_in_other_words(name, text):
            made.trace.removals.append(Removal(_RULE, f"{code} {name}", what="field"))
            made.trace.repaired(Repair.STOCK_REJECTED)
        else:
            made.article.stocks.append(code)
            made.trace.fields.setdefault("stocks", "list:stock_list")


def _answer(data: bytes) -> dict[str, Any]:
    value = answers.read_object(data)
    number = value.get("errno", 0)
    if str(number) != "0":
        message = value.get("msg") or value.get("errmsg") or value.get("error") or ""
        raise BadList(Reason.LIST_STATUS, f"errno is {number!r}: {str(message)[:80]}")
    return value


def _listing(items: list[Any], zone: timezone, read: _RowReader) -> Listing:
    listing = Listing()
    for place, item in enumerate(items, start=1):
        row = read(item, zone) if isinstance(item, dict) else None
        if row is None:
            listing.problems.append(f"row {place} is an advertisement or has no text: {str(item)[:120]!r}")
        else:
            listing.rows.append(row)
    return listing


def _wire_row(item: dict[str, Any], zone: timezone) -> Row | None:
    row = _depth_row(item, zone)
    words = flashes.read(item.get("content"))
    if row is None or words is None:
        return None
    row.title = row.title or words.title
    # A row of the wire is CLS's own; its `brief` repeats the text.
    row.summary, row.media, row.raw = "", "财联社", item
    found = (urls.safe_src(one) for one in values.texts(item.get("images")))
    row.images = [one for one in found if one]
    subjects = item.get("subjects")
    named = (one.get("subject_name") for one in subjects or () if isinstance(one, dict))
    row.keywords = [text for one in named if (text := values.text(one))]
    return row


def _depth_row(item: dict[str, Any], zone: timezone) -> Row | None:
    number = str(item.get("id", ""))
    page = urls.canonical(_PAGE.format(number)) if number.isascii() and number.isdecimal() else None
    if page is None or item.get("is_ad") in (1, "1", True):
        return None
    time = dates.parse(item.get("ctime"), zone)
    return Row(
        key=f"url:{digests.url_digest(page)}",
        url=page,
        title=titles.clean_title(values.text(item.get("title")) or ""),
        summary=unicode.squeeze(values.text(item.get("brief")) or ""),
        media=values.text(item.get("source")),
        published=time.at if time else None,
    )


KINDS = {
    "cls-wire": Kind(WIRE, REFERER, wire_url, read_wire, named=True, following=wire_following, draft=draft),
    "cls-depth": Kind(DEPTH, REFERER, depth_url, read_depth),
}
