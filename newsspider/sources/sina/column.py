"""Column pages: `finance.sina.com.cn/roll/c/<cid>.shtml`, the whole list on one page.

Their times have no year: it is taken from the address of the row's page, else from the next row.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsspider.errors import Rejected
from newsspider.model.outcomes import Reason
from newsspider.readers import page_dates
from newsspider.sources.channels import Channel
from newsspider.sources.listing import BadList, Listing, Row
from newsspider.sources.sina import responses
from newsspider.text import digests, titles, unicode, urls
from newsspider.text.charset import decode

BASE = "https://finance.sina.com.cn/roll/c"
REFERER = "https://finance.sina.com.cn/"
# The whole list, or the lists of five rows each that it is split into; the first that exists.
_LISTS = ("#listcontent", "ul.list_009")


def url(channel: Channel, page: int, base: str = BASE) -> str:  # noqa: ARG001 - every reader is called alike
    """Return the address of the only *page*: page numbers would lead back to it."""
    return f"{base}/{channel.ids[0]}.shtml"


def read(data: bytes, channel: Channel, page: int) -> Listing:  # noqa: ARG001 - every reader is called alike
    """Return the listing of a column page; raises BadList for a page without a list."""
    try:
        text = decode(data).text
    except Rejected as refusal:
        raise BadList(Reason.LIST_MALFORMED, refusal.detail) from refusal
    tree = LexborHTMLParser(text)
    selector = next((at for at in _LISTS if tree.css_first(at) is not None), None)
    if selector is None:
        title = tree.css_first("title")
        shown = unicode.squeeze(title.text())[:80] if title is not None else "a page without a title"
        raise responses.bad_list(text, Reason.LIST_WRONG_TYPE, f"no list on the page: {shown}")
    listing = Listing()
    near: datetime | None = None
    for place, item in enumerate(tree.css(f"{selector} li"), start=1):
        row = _row(item, url(channel, 1), near)
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
        title = titles.clean_title(link.text())
        address = urls.canonical(urljoin(base, link.attributes.get("href") or ""))
        if title and address:
            break
    else:
        return None
    docid = urls.docid(address)
    day = urls.date_in(address)
    shown = unicode.squeeze(item.text(separator=" ").replace(link.text(), " ", 1))
    moment = page_dates.shown(shown) or page_dates.yearless(shown, day.at if day else near) or day
    return Row(
        key=f"sina:{docid}" if docid else f"url:{digests.url_digest(address)}",
        url=address,
        docid=docid,
        title=title,
        published=moment.at if moment else None,
        raw=item.html,
    )
