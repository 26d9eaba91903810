"""7x24 as its web page asks for it since 2026: `app.cj.sina.com.cn/api/news/pc`, by tag, no key needed.

It answers where the roll API and the old live list answer 403. Its entries are those of `live`.
"""

from __future__ import annotations

from urllib.parse import urlencode

from newsspider.sources import answers
from newsspider.sources.channels import Channel
from newsspider.sources.listing import Listing
from newsspider.sources.sina import live, responses

BASE = "https://app.cj.sina.com.cn/api/news/pc"
REFERER = "https://finance.sina.com.cn/7x24/"
PAGE_SIZE = 50  # the most that it gives


def url(channel: Channel, page: int, base: str = BASE) -> str:
    """Return the address of a *page* (from 1), newest entries first."""
    return f"{base}?{urlencode({'page': page, 'size': PAGE_SIZE, 'tag': channel.ids[0]})}"


def read(data: bytes, channel: Channel, page: int) -> Listing:  # noqa: ARG001 - every reader is called alike
    """Return the listing of an answer; raises BadList if it is not a list.

    The answer has no total, so an empty page ends the list.
    """
    items = answers.rows(responses.read(data), "result", "data", "feed", "list")
    listing = live.entries(items, channel.zone)
    listing.more = bool(items)
    return listing
