"""The pages about one company on the hosts of quotes, all GBK: its news, and its announcements.

Rows stand in one element, the time of each before its link: `2026-09-30&nbsp;15:01&nbsp;&nbsp;<a href=…>`.
Companies of Hong Kong have another page, whose rows are list items. The symbol is the channel's id, in the
record's notation (`sh600519`, `hk00700`).
"""

from __future__ import annotations

from urllib.parse import urlencode

from newsspider.sources.channels import Channel
from newsspider.sources.listing import Listing
from newsspider.sources.sina import column, html_rows
from newsspider.text import unicode

NEWS = "https://vip.stock.finance.sina.com.cn/corp/view/vCB_AllNewsStock.php"
HONG_KONG = "https://stock.finance.sina.com.cn/hkstock/go.php/CompanyNews"
ANNOUNCEMENTS = "https://vip.stock.finance.sina.com.cn/corp/view/vCB_AllBulletin.php"
REFERER = "https://finance.sina.com.cn/"
MAINLAND = r"(?:sh|sz|bj)\d{6}"
OF_HONG_KONG = r"hk\d{5}"
_ROWS = "div.datelist"


def news_url(channel: Channel, page: int, base: str = NEWS) -> str:
    """Return the address of a *page* (from 1) of a company's news, newest first."""
    return f"{base}?{urlencode({'symbol': channel.ids[0], 'Page': page})}"


def announcements_url(channel: Channel, page: int, base: str = ANNOUNCEMENTS) -> str:
    """Return the address of a *page* (from 1) of a company's announcements: by its number alone."""
    return f"{base}?{urlencode({'stockid': str(channel.ids[0])[2:], 'Page': page})}"


def hong_kong_url(channel: Channel, page: int, base: str = HONG_KONG) -> str:
    """Return the address of a *page* (from 1) of the news of a company of Hong Kong."""
    return f"{base}/page/{page}/code/{str(channel.ids[0])[2:]}/.phtml"


def read(data: bytes, channel: Channel, page: int) -> Listing:  # noqa: ARG001 - every reader is called alike
    """Return the listing of a page of news or announcements; raises BadList for a page that holds no list."""
    tree = html_rows.tree(data)
    box = tree.css_first(_ROWS)
    if box is None:
        raise html_rows.no_list(tree)
    listing, beside, place = Listing(), "", 0
    for node in box.traverse(include_text=True):
        if node.tag == "-text" and (node.parent is None or node.parent.tag != "a"):
            beside += node.text()
        elif node.tag == "a":
            place += 1
            row = html_rows.row(node, unicode.squeeze(beside), NEWS)
            if row is None:
                listing.problems.append(f"row {place} has no page: {unicode.squeeze(node.text())[:120]}")
            else:
                listing.rows.append(row)
            beside = ""
    listing.more = bool(listing.rows)
    return listing


def read_hong_kong(data: bytes, channel: Channel, page: int) -> Listing:
    """Return the listing of a page about a company of Hong Kong; raises BadList for what holds no list."""
    listing = column.read_items(data, hong_kong_url(channel, page), ("ul#js_ggzx", "ul.list01"))
    listing.more = bool(listing.rows)
    return listing
