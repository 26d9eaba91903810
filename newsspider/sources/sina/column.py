"""Column pages: `finance.sina.com.cn/roll/c/<cid>.shtml`, the whole list on one page, or `roll/index.d.html`.

Their times have no year: it is taken from the address of the row's page, else from the next row.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from selectolax.lexbor import LexborNode

from newsspider.sources.channels import Channel
from newsspider.sources.listing import Listing, Row
from newsspider.sources.sina import html_rows
from newsspider.text import unicode

BASE = "https://finance.sina.com.cn/roll/c"
PAGED = "https://finance.sina.com.cn/roll/index.d.html"
REFERER = "https://finance.sina.com.cn/"
# The whole list, or the lists of five rows each that it is split into; the first that exists.
_LISTS = ("#listcontent", "ul.list_009")


def url(channel: Channel, page: int, base: str = BASE) -> str:  # noqa: ARG001 - every reader is called alike
    """Return the address of the only *page*: page numbers would lead back to it."""
    return f"{base}/{channel.ids[0]}.shtml"


def read(data: bytes, channel: Channel, page: int) -> Listing:  # noqa: ARG001 - every reader is called alike
    """Return the listing of a column page; raises BadList for a page without a list."""
    return read_items(data, url(channel, 1), _LISTS)


def paged_url(channel: Channel, page: int, base: str = PAGED) -> str:
    """Return the address of a *page* (from 1) of a column that has pages, newest rows first."""
    return f"{base}?{urlencode({'cid': channel.ids[0], 'page': page})}"


def read_paged(data: bytes, channel: Channel, page: int) -> Listing:
    """Return the listing of a page of a column that has some; raises BadList for a page without a list."""
    listing = read_items(data, paged_url(channel, page), _LISTS[1:])
    listing.more = bool(listing.rows)
    return listing


def read_items(data: bytes, base: str, lists: tuple[str, ...]) -> Listing:
    """Return the listing of a page at *base* whose rows are the items of the first of *lists* that it has.

    Raises BadList for a page that has none of them.
    """
    tree = html_rows.tree(data)
    selector = next((at for at in lists if tree.css_first(at) is not None), None)
    if selector is None:
        raise html_rows.no_list(tree)
    listing = Listing()
    near: datetime | None = None
    for place, item in enumerate(tree.css(f"{selector} li"), start=1):
        row = _row(item, base, near)
        if row is None:
            if unicode.bare(item.text()):
                listing.problems.append(f"row {place} has no link: {unicode.squeeze(item.text())[:120]}")
            continue
        near = row.published or near
        listing.rows.append(row)
    return listing


def _row(item: LexborNode, base: str, near: datetime | None) -> Row | None:
    """Return the row of a list element; *near* is the time of the row above it."""
    for link in item.css("a[href]"):
        beside = unicode.squeeze(item.text(separator=" ").replace(link.text(), " ", 1))
        if row := html_rows.row(link, beside, base, near):
            row.raw = item.html
            return row
    return None
