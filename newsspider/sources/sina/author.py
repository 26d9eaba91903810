"""The articles of one author of 意见领袖: `finance.sina.com.cn/zl/author_article.d.html`, by an account's id.

An article has two links, its title and `>> 查看全文`; its day is in its address.
"""

from __future__ import annotations

from urllib.parse import urlencode

from newsspider.sources.channels import Channel
from newsspider.sources.listing import Listing
from newsspider.sources.sina import html_rows
from newsspider.text import unicode

BASE = "https://finance.sina.com.cn/zl/author_article.d.html"
REFERER = "https://finance.sina.com.cn/zl/"
_TITLE = "a.link-212121"
_ANY = f"{_TITLE}, a.blog-viewAll"


def url(channel: Channel, page: int, base: str = BASE) -> str:
    """Return the address of a *page* (from 1), newest articles first."""
    return f"{base}?{urlencode({'id': channel.ids[0], 'page': page})}"


def read(data: bytes, channel: Channel, page: int) -> Listing:
    """Return the listing of a page; raises BadList for a page that holds no article on its first page."""
    tree = html_rows.tree(data)
    if page == 1 and tree.css_first(_ANY) is None:
        raise html_rows.no_list(tree)
    listing = Listing()
    for place, link in enumerate(tree.css(_TITLE), start=1):
        row = html_rows.row(link, "", url(channel, page))
        if row is None:
            listing.problems.append(f"row {place} has no page: {unicode.squeeze(link.text())[:120]}")
        else:
            listing.rows.append(row)
    listing.more = bool(listing.rows)
    return listing
