"""Rows of a list that is a page: a link each, with its time beside it. Shared by every such list."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsspider.errors import Rejected
from newsspider.model.article import Precision
from newsspider.model.outcomes import Reason
from newsspider.readers import page_dates
from newsspider.sources import answers
from newsspider.sources.listing import BadList, Row
from newsspider.text import digests, titles, unicode, urls
from newsspider.text.charset import decode

_SHOWN = 80


def tree(data: bytes) -> LexborHTMLParser:
    """Return the page in *data*; raises BadList for what cannot be decoded."""
    try:
        return LexborHTMLParser(decode(data).text)
    except Rejected as refusal:
        raise BadList(Reason.LIST_MALFORMED, refusal.detail) from refusal


def no_list(page: LexborHTMLParser) -> BadList:
    """Return the error for a *page* that holds no list: `blocked` where it says so."""
    title = page.css_first("title")
    visible = unicode.squeeze(title.text())[:_SHOWN] if title is not None else "a page without a title"
    return answers.bad_list(page.html or "", Reason.LIST_WRONG_TYPE, f"no list on the page: {visible}")


def row(link: LexborNode, beside: str, base: str, near: datetime | None = None) -> Row | None:
    """Return the row of a *link*, None for one that leads to no page or has no words.

    Its time is the one in *beside*, the words beside the link; without a year it is taken from the address,
    else from *near*, the time of the row above.
    """
    title = titles.clean_title(link.attributes.get("title") or link.text())
    address = urls.canonical(urljoin(base, link.attributes.get("href") or ""))
    if not title or not address:
        return None
    docid, day = urls.docid(address), urls.date_in(address)
    moment = page_dates.in_line(beside) or page_dates.yearless(beside, day.at if day else near) or day
    return Row(
        key=f"sina:{docid}" if docid else f"url:{digests.url_digest(address)}",
        url=address,
        docid=docid,
        title=title,
        published=moment.at if moment else None,
        precision=moment.precision if moment else Precision.SECOND,
    )
