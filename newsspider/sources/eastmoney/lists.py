"""Eastmoney's kind of list: the articles of one column, by page. `channels.toml` names the sources of it."""

from __future__ import annotations

from datetime import timezone
from typing import Any
from urllib.parse import urlencode

from newsspider.model.outcomes import Reason
from newsspider.readers import values
from newsspider.sources import answers
from newsspider.sources.channels import Channel, Kind
from newsspider.sources.listing import BadList, Listing, Row
from newsspider.text import dates, digests, titles, urls

HOSTS = ("eastmoney.com",)
BASE = "https://np-listapi.eastmoney.com/comm/web/getNewsByColumns"
REFERER = "https://finance.eastmoney.com/"
PAGE_SIZE = 50
_FIXED = {"client": "web", "biz": "web_news_col", "order": 1, "needInteractData": 0}
_FIELDS = "code,showTime,title,mediaName,summary,image,url,uniqueUrl,Np_dst"
# The code of a successful answer, as public crawlers have seen it.
_FINE = ("0", "1")
_PAGE = "https://finance.eastmoney.com/a/{}.html"


def url(channel: Channel, page: int, base: str = BASE) -> str:
    """Return the address of a *page* (from 1) of a column; without `req_trace` the answer is an error."""
    paging = {"page_index": page, "page_size": PAGE_SIZE, "req_trace": page, "fields": _FIELDS}
    return f"{base}?{urlencode({**_FIXED, 'column': channel.ids[0], **paging}, safe=',')}"


def read(data: bytes, channel: Channel, page: int) -> Listing:
    """Return the listing of an answer to the request for *page*; raises BadList if it is not a list."""
    value = answers.read_object(data)
    code = value.get("code")
    if str(code) not in _FINE:
        raise BadList(Reason.LIST_STATUS, f"code is {code!r}: {str(value.get('message') or '')[:80]}")
    items = answers.rows(value, "data", "list")
    listing = Listing(total=answers.number(answers.within(value, "data", "totle_hits")))
    for place, item in enumerate(items, start=1):
        row = _row(item, channel.zone) if isinstance(item, dict) else None
        if row is None:
            listing.problems.append(f"row {place} has no address of a page: {str(item)[:120]!r}")
        else:
            listing.rows.append(row)
    # The total is capped for long columns, so another page may follow a full one, whatever the total says.
    by_total = listing.total is not None and page * PAGE_SIZE < listing.total
    listing.more = by_total or len(items) >= PAGE_SIZE
    return listing


def _row(item: dict[str, Any], zone: timezone) -> Row | None:
    code = values.text(item.get("code"))
    built = _PAGE.format(code) if code and code.isdecimal() else None
    given = (item.get("uniqueUrl"), item.get("url"), built)
    page = next((found for one in given if isinstance(one, str) and (found := urls.canonical(one))), None)
    if page is None:
        return None
    time = dates.parse(item.get("showTime"), zone)
    return Row(
        key=f"url:{digests.url_digest(page)}",
        url=page,
        title=titles.clean_title(values.text(item.get("title")) or ""),
        summary=values.text(item.get("summary")) or "",
        media=values.text(item.get("mediaName")),
        published=time.at if time else None,
    )


KINDS = {"em-column": Kind(BASE, REFERER, url, read)}
