"""7x24 as Sina's app asks for it: `news.cj.sina.cn/app/v1/news724/list`, with stocks and importance.

An entry is turned into one of `live`, so that both doors give the same article: the same id, text and codes.
What the app shows in colour has the tag `重要`.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from newsspider.sources import answers
from newsspider.sources.channels import Channel
from newsspider.sources.listing import Listing
from newsspider.sources.sina import live, responses

BASE = "https://news.cj.sina.cn/app/v1/news724/list"
REFERER = "https://finance.sina.com.cn/7x24/"
PAGE_SIZE = 100  # of more than this it gives 10
IMPORTANT = "重要"
_FIXED = {"deviceid": "", "version": "9.0.1", "dire": "b"}  # b: older entries than the id


def url(channel: Channel, page: int, base: str = BASE) -> str:  # noqa: ARG001 - pages lead to one another
    """Return the address of the newest entries."""
    return _url(channel, base)


def following(channel: Channel, listing: Listing, base: str = BASE) -> str:
    """Return the address of the entries below *listing*, which has rows."""
    return _url(channel, base, listing.rows[-1].raw["id"])


def read(data: bytes, channel: Channel, page: int) -> Listing:  # noqa: ARG001 - every reader is called alike
    """Return the listing of an answer, with `raw` as an entry of `live`; raises BadList for another."""
    items = answers.rows(responses.read(data), "result", "data", "data")
    listing = live.entries([_entry(item) for item in items], channel.zone)
    listing.more = bool(listing.rows)
    return listing


def _url(channel: Channel, base: str, below: object = "") -> str:
    return f"{base}?{urlencode({**_FIXED, 'num': PAGE_SIZE, 'tag': channel.ids[0], 'id': below})}"


def _entry(item: Any) -> Any:
    """Return *item* as an entry of the live list; what is none as it is."""
    if not isinstance(item, dict):
        return item
    listed = item.get("stock")
    stocks = [_stock(one) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return {
        "id": item.get("id", ""),
        "rich_text": item.get("content"),
        "create_time": item.get("ctime"),
        "docurl": item.get("pageUrl") or item.get("url"),
        "multimedia": item.get("original_pic"),
        "tag": [IMPORTANT] if str(item.get("color")) == "1" else [],
        "ext": {"stocks": stocks} if stocks else "",
    }


def _stock(listed: dict[str, Any]) -> dict[str, Any]:
    symbol = listed.get("symbol") or listed.get("code")
    return {"market": listed.get("stocktype"), "symbol": symbol, "key": listed.get("name")}
