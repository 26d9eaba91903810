"""The channel that a Sina page belongs to, by its columns or its folder: a hint, where no list named it.

The names are those of the channel table. A further folder is one more row; the longer stand first.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from newsspider.readers.html_page import Found, Page

_COLUMNS = re.compile(r"allCIDs:([\d,]+)")
# A column's number to the channel that lists it.
_CHANNEL_OF_COLUMN = {"57045": "us"}
# Host, start of the path, channel.
_FOLDERS = (
    ("finance.sina.com.cn", "/stock/usstock/", "us"),
    ("finance.sina.com.cn", "/stock/hkstock/", "hk"),
    ("finance.sina.com.cn", "/stock/", "stock"),
    ("finance.sina.com.cn", "/china/", "china"),
    ("finance.sina.com.cn", "/forex/", "fx"),
    ("finance.sina.com.cn", "/money/forex/", "fx"),
    ("finance.sina.com.cn", "/7x24/", "live"),
    ("finance.sina.cn", "/usstock/", "us"),
    ("finance.sina.cn", "/hkstock/", "hk"),
    ("finance.sina.cn", "/stock/", "stock"),
    ("finance.sina.cn", "/china/", "china"),
    ("finance.sina.cn", "/forex/", "fx"),
    ("finance.sina.cn", "/7x24/", "live"),
)


def channel(page: Page, url: str | None) -> Found | None:
    """Return the name of the channel that *page*, at *url*, tells that it belongs to, or None."""
    for content in page.metas.get("sudameta", ()):
        columns = _COLUMNS.search(content)
        for column in columns[1].split(",") if columns else ():
            if column in _CHANNEL_OF_COLUMN:
                return Found(_CHANNEL_OF_COLUMN[column], "meta:sudameta")
    parts = urlsplit(url or "")
    for host, start, name in _FOLDERS:
        if parts.hostname == host and parts.path.startswith(start):
            return Found(name, "url")
    return None
