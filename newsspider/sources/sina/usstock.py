"""The list of US stocks: `interface.sina.cn/pc_api/public_news_data.d.json`, by column (cid)."""

from __future__ import annotations

from urllib.parse import urlencode

from newsspider.sources import answers
from newsspider.sources.channels import Channel
from newsspider.sources.listing import Listing
from newsspider.sources.sina import json_rows, responses

BASE = "https://interface.sina.cn/pc_api/public_news_data.d.json"
REFERER = "https://finance.sina.com.cn/stock/usstock/"
PAGE_SIZE = 50
# The parameters of the channel's own page: all levels of editing, every kind of document, from 2017 on.
_FIXED = {
    "pdps": "",
    "smartFlow": "",
    "editLevel": "0,1,2,3",
    "type": "std_news,std_slide,std_video",
    "pageSize": PAGE_SIZE,
    "cTime": 1483200000,
}


def url(channel: Channel, page: int, base: str = BASE) -> str:
    """Return the address of a *page* (from 1); `up` counts those before it, `action` marks a later one."""
    paging = {"up": page - 1, "action": int(page > 1)}
    return f"{base}?{urlencode({'cids': channel.ids[0], **_FIXED, **paging}, safe=',')}"


def read(data: bytes, channel: Channel, page: int) -> Listing:  # noqa: ARG001 - every reader is called alike
    """Return the listing of an answer; raises BadList if it is not a list."""
    value = responses.read(data)
    items = answers.rows(value, "data")
    listing = json_rows.read_all(items, channel.zone)
    listing.more = bool(items)
    return listing
