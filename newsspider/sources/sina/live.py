"""The 7x24 live list: `zhibo.sina.com.cn/api/zhibo/feed`. Its entries are articles: see `live_entry`.

`wire` and `app` are younger doors to the same entries.
"""

from __future__ import annotations

import re
from datetime import timezone
from typing import Any
from urllib.parse import urlencode

from newsspider.sources import answers, flashes
from newsspider.sources.channels import Channel
from newsspider.sources.listing import Listing, Row
from newsspider.sources.sina import live_entry, responses
from newsspider.text import dates, digests, urls

BASE = "https://zhibo.sina.com.cn/api/zhibo/feed"
REFERER = "https://finance.sina.com.cn/7x24/"
# The server caps it: the answer's size counts, not the requested one.
PAGE_SIZE = 10
_FEED = ("result", "data", "feed")
# The page of an entry that has no document: its own number is in the address.
_OWN_PAGE = re.compile(
    r"https://(?:news|wap)\.cj\.sina\.cn/(?:pc/)?7x24/(\d{1,12})"
    r"|https://finance\.sina\.com\.cn/focus/app/7x24_share\.shtml\?id=(\d{1,12})"
)


def url(channel: Channel, page: int, base: str = BASE) -> str:
    """Return the address of a *page* (from 1), newest entries first."""
    fixed = {"pagesize": PAGE_SIZE, "tag": 0, "dire": "f", "dpc": 1}
    return f"{base}?{urlencode({'zhibo_id': channel.ids[0], **fixed, 'page': page})}"


def read(data: bytes, channel: Channel, page: int) -> Listing:
    """Return the listing of an answer to the request for *page*; raises BadList if it is not a list.

    A row's `url` is the entry's own page, or None; its `raw` is the entry.
    """
    value = responses.read(data)
    items = answers.rows(value, *_FEED, "list")
    listing = entries(items, channel.zone)
    info = answers.within(value, *_FEED, "page_info")
    info = info if isinstance(info, dict) else {}
    listing.total = answers.number(info.get("totalNum"))
    pages = answers.number(info.get("totalPage"))
    listing.more = bool(items) and (pages is None or page < pages)
    listing.is_full = len(items) >= PAGE_SIZE
    return listing


def entries(items: list[Any], zone: timezone) -> Listing:
    """Return the listing of *items*, entries of the live list; what is not an entry is a problem."""
    listing = Listing()
    for place, item in enumerate(items, start=1):
        row = _row(item, zone) if isinstance(item, dict) else None
        if row is None:
            listing.problems.append(f"row {place} is not an entry with text: {str(item)[:120]!r}")
        else:
            listing.rows.append(row)
            if live_entry.ext(row.raw) is None:
                listing.problems.append(f"row {place} has an ext that is not JSON: {row.key}")
    return listing


def _row(item: dict[str, Any], zone: timezone) -> Row | None:
    """Return the row of an entry, or None if it has no text."""
    words = flashes.read(item.get("rich_text"))
    if words is None:
        return None
    more = live_entry.ext(item) or {}
    addresses = [value for value in (item.get("docurl"), more.get("docurl")) if isinstance(value, str)]
    page = next((found for value in addresses if (found := urls.canonical(value))), None)
    docid = urls.docid(page or "") or urls.docid(
        f"comos-{str(more.get('docid') or '').removeprefix('comos:')}"
    )
    moment = dates.parse(item.get("create_time"), zone)
    return Row(
        key=_key(docid, page, item.get("id"), words.title),
        url=page,
        docid=docid,
        title=words.title,
        published=moment.at if moment else None,
        keywords=live_entry.tags(item),
        images=live_entry.pictures(item),
        raw=item,
    )


def _key(docid: str | None, page: str | None, number: object, title: str) -> str:
    """Return the identity of an entry: of its document, its page, its number, or at worst its text."""
    if docid:
        return f"sina:{docid}"
    own = _OWN_PAGE.fullmatch(page or "")
    if own:
        return f"sina:7x24-{own[1] or own[2]}"
    if page:
        return f"url:{digests.url_digest(page)}"
    if isinstance(number, (str, int)) and str(number).isdecimal():
        return f"sina:7x24-{number}"
    return f"text:{digests.digest(title, title, ())}"
