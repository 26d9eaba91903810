"""Research reports by kind, GBK: `stock.finance.sina.com.cn/…/vReport_List/kind/<kind>`, by page and by day.

One report stands under several kinds; the number in its address makes it one article. A list that is empty
and does not say that it found nothing is throttled.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from selectolax.lexbor import LexborNode

from newsspider.model.outcomes import Reason
from newsspider.sources.channels import Channel
from newsspider.sources.listing import BadList, Listing, Row
from newsspider.sources.sina import html_rows
from newsspider.text import unicode

BASE = "https://stock.finance.sina.com.cn/stock/go.php/vReport_List/kind"
REFERER = "https://finance.sina.com.cn/"
PAGE_SIZE = 40
_NOTHING = "没有找到"
_PUBLISHER = ".fname05 span"


def url(channel: Channel, page: int, base: str = BASE) -> str:
    """Return the address of a *page* (from 1), newest reports first."""
    return f"{base}/{channel.ids[0]}/index.phtml?{urlencode({'p': page})}"


def day_url(channel: Channel, day: datetime, page: int, base: str = BASE) -> str:
    """Return the address of a *page* (from 1) of the reports of one *day*, an aware instant of it."""
    named = f"{day.astimezone(channel.zone):%Y-%m-%d}"
    return f"{base}/{channel.ids[0]}/index.phtml?{urlencode({'t1': 6, 'pubdate': named, 'p': page})}"


def read(data: bytes, channel: Channel, page: int) -> Listing:
    """Return the listing of a page; raises BadList for a page that holds no list."""
    tree = html_rows.tree(data)
    listing = Listing()
    for item in tree.css("tr"):
        link = item.css_first('a[href*="rptid/"]')
        if link is None:
            continue
        row = _row(item, link, url(channel, page))
        if row is None:
            listing.problems.append(f"a report without an address: {unicode.squeeze(item.text())[:120]}")
        else:
            listing.rows.append(row)
    if not listing.holds:
        if tree.css_first("table") is None:
            raise html_rows.no_list(tree)
        if _NOTHING not in (tree.html or ""):
            raise BadList(
                Reason.LIST_EMPTY,
                "no reports, and no message says so: the site does this to fast requests",
            )
    listing.more = listing.is_full = len(listing.rows) >= PAGE_SIZE
    return listing


def _row(item: LexborNode, link: LexborNode, base: str) -> Row | None:
    """Return the row of a report: its day stands in a cell, the broker is the medium."""
    row = html_rows.row(link, unicode.squeeze(item.text(separator=" ")), base)
    publisher = item.css_first(_PUBLISHER)
    if row is not None and publisher is not None:
        row.media = unicode.squeeze(publisher.text()) or None
    return row
