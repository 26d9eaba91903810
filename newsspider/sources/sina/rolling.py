"""The rolling list: `feed.mix.sina.com.cn/api/roll/get`, by page, and by day where a list takes it."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from newsspider.sources import answers
from newsspider.sources.channels import Channel
from newsspider.sources.listing import Listing
from newsspider.sources.sina import json_rows, responses

BASE = "https://feed.mix.sina.com.cn/api/roll/get"
# Without one of Sina's own pages as the referrer the answer is 403.
REFERER = "https://finance.sina.com.cn/"
# More is silently clamped to this.
PAGE_SIZE = 50
# In an answer to a request for one day, the share of dated rows that may be outside that day: editors
# sometimes put an older article on top.
_STRAY = 0.2


def url(channel: Channel, page: int, base: str = BASE) -> str:
    """Return the address of a *page* (from 1) of the list, newest rows first."""
    pageid, lid = channel.ids
    return f"{base}?{urlencode({'pageid': pageid, 'lid': lid, 'k': '', 'num': PAGE_SIZE, 'page': page})}"


def day_url(channel: Channel, day: datetime, page: int, base: str = BASE) -> str:
    """Return the address of a *page* (from 1) of one day's rows; *day* is any instant of it, aware.

    Only one list is known to support this: see `is_of_day`.
    """
    pageid, lid = channel.ids
    start = _start(day, channel)
    until = int((start + timedelta(days=1)).timestamp())
    window = {"etime": int(start.timestamp()), "stime": until, "ctime": until, "date": f"{start:%Y-%m-%d}"}
    return f"{base}?{urlencode({'pageid': pageid, 'lid': lid, **window, 'num': PAGE_SIZE, 'page': page})}"


def is_of_day(listing: Listing, day: datetime, channel: Channel) -> bool:
    """Return whether *listing* is the answer for that day: all but a few of its dated rows are in it."""
    start = _start(day, channel)
    dated = [row.published for row in listing.rows if row.published is not None]
    strays = sum(not start <= at < start + timedelta(days=1) for at in dated)
    return strays <= len(dated) * _STRAY


def read(data: bytes, channel: Channel, page: int) -> Listing:
    """Return the listing of an answer to the request for *page*; raises BadList if it is not a list."""
    value = responses.read(data)
    items = answers.rows(value, "result", "data")
    listing = json_rows.read_all(items, channel.zone)
    listing.total = answers.number(answers.within(value, "result", "total"))
    # Filtered rows make a page in the middle of a list short, so only the total or an empty page ends it.
    listing.more = bool(items) and (listing.total is None or page * PAGE_SIZE < listing.total)
    listing.is_full = len(items) >= PAGE_SIZE
    return listing


def _start(day: datetime, channel: Channel) -> datetime:
    return day.astimezone(channel.zone).replace(hour=0, minute=0, second=0, microsecond=0)
