"""The front page of finance as it was kept twice a day: `head/finance<YYYYMMDD><am|pm>.shtml`.

It is a way back by day where a rolling list does not go so far. A page of a day is an edition; one that was
not kept answers 404.
"""

from __future__ import annotations

from datetime import datetime

from selectolax.lexbor import LexborNode

from newsspider.sources.channels import Channel
from newsspider.sources.listing import Listing
from newsspider.sources.sina import html_rows
from newsspider.text import unicode, urls

BASE = "https://finance.sina.com.cn/head"
REFERER = "https://finance.sina.com.cn/"
EDITIONS = ("am", "pm")
# The blocks of news; what stands beside them leads to quotes, other channels and advertisements.
_BLOCKS = (
    '[data-sudaclick^="blk_yw_"]',
    '[data-sudaclick^="blk_newsinland_01"]',
    '[data-sudaclick^="blk_industry_"]',
)


def url(channel: Channel, page: int, base: str = BASE) -> str:  # noqa: ARG001 - it is asked for by day
    """Return the address below which the editions are."""
    return f"{base}/"


def day_url(channel: Channel, day: datetime, page: int, base: str = BASE) -> str:
    """Return the address of an edition (*page* 1 is the morning's) of a *day*, an aware instant of it."""
    return f"{base}/finance{day.astimezone(channel.zone):%Y%m%d}{EDITIONS[page - 1]}.shtml"


def read(data: bytes, channel: Channel, page: int) -> Listing:
    """Return the listing of an edition: the articles in its blocks of news, each once.

    A link whose address has neither a day nor a docid leads to no article. Raises BadList for a page without
    such blocks.
    """
    tree = html_rows.tree(data)
    blocks = tree.css(", ".join(_BLOCKS))
    if not blocks:
        raise html_rows.no_list(tree)
    listing, seen = Listing(), set[str]()
    for link in (link for block in blocks for link in block.css("a[href]")):
        row = html_rows.row(link, _time(link), url(channel, page))
        if row is None or row.key in seen or not (row.docid or urls.date_in(row.url or "")):
            continue
        seen.add(row.key)
        listing.rows.append(row)
    return listing


def _time(link: LexborNode) -> str:
    """Return the words of the time beside *link*, in its list item."""
    item = link.parent
    while item is not None and item.tag not in ("li", "body"):
        item = item.parent
    time = item.css_first("span.time") if item is not None and item.tag == "li" else None
    return unicode.squeeze(time.text()) if time is not None else ""
