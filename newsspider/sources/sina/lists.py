"""The kinds of lists: what asks for a page of each, and what reads the answer. A further kind is one row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from newsspider.sources.channels import Channel
from newsspider.sources.listing import Listing
from newsspider.sources.sina import column, live, rolling, usstock


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of list; both functions are pure.

    `url(channel, page, base)` is the address of a page from 1, `read(data, channel, page)` the listing of the
    answer to it, raising BadList. `day_url(channel, day, page, base)` asks for one day's rows where it is not
    None. `entries` says that its rows are the articles themselves.
    """

    base: str
    referer: str
    url: Callable[[Channel, int, str], str]
    read: Callable[[bytes, Channel, int], Listing]
    day_url: Callable[[Channel, datetime, int, str], str] | None = None
    entries: bool = False


KINDS = {
    "roll": Kind(rolling.BASE, rolling.REFERER, rolling.url, rolling.read, rolling.day_url),
    "us": Kind(usstock.BASE, usstock.REFERER, usstock.url, usstock.read),
    "live": Kind(live.BASE, live.REFERER, live.url, live.read, entries=True),
    "column": Kind(column.BASE, column.REFERER, column.url, column.read),
}
