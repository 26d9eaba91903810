"""Addresses in the text of a page: made absolute, lazily loaded ones preferred, unusable ones removed.

A page that loads its pictures late, or was saved, keeps a picture's own address beside `src`. To add an
attribute for it, add a name to `_LATE`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from newsspider.readers.html_page import mark_furniture
from newsspider.text import urls

# Attributes with the address that is loaded late, or that a saver (Save Page WE, WebScrapBook) replaced.
_LATE = (
    *("data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-echo", "data-lazyload", "_src"),
    *("real_src", "data-original-src", "data-lazy", "file", "zoomfile"),
    *("data-savepage-src", "data-savepage-currentsrc", "data-scrapbook-orig-attr-src"),
)
_WEB = re.compile(r"(?:https?:)?//|/(?!/)")
# The folder of a page that a browser saved, and files of the computer that saved it.
_LOCAL = re.compile(
    r"(?:\./)?[^/?]+(?:_files|\.files|_文件)/|(?:file|cid|blob|about|chrome-extension|res):|[A-Za-z]:[\\/]|\\\\"
)
# A picture with such a name shows nothing: it is a placeholder.
_SPACER = re.compile(
    r"(?:^|/)(?:transparent|spacer?|blank|pixel|1x1|clear(?:dot)?|loading\w*|lazy\w*|placeholder|gr[ae]y|empty"
    r"|nopic|noimg|default)(?:[-_.]\w{1,12})?\.(?:gif|png|svg|webp|jpe?g)$",
    re.IGNORECASE,
)
_FROM_SET = re.compile(r"\s*((?:https?:)?//[^\s,]+)")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def settle(held: LexborNode, base: str | None) -> None:
    """Make the addresses of links and pictures in *held* absolute with *base*; remove the unusable ones.

    Without a *base* an address without a host is unusable, and so is a file of the machine that saved the
    page.
    """
    for node in held.css("img"):
        address = _picture(node)
        whole = _whole(address, base) if address else None
        if whole:
            node.attrs["src"] = whole
        else:
            mark_furniture(node)
    for node in held.css("a[href]"):
        address = (node.attributes.get("href") or "").strip()
        if address.startswith("#"):
            continue
        whole = _whole(address, base)
        if whole:
            node.attrs["href"] = whole
        else:
            del node.attrs["href"]


def _picture(node: LexborNode) -> str:
    """Return the address that the picture *node* is loaded from, empty for none."""
    attributes = node.attributes
    late = ((attributes.get(name) or "").strip() for name in _LATE)
    found = next((value for value in late if _WEB.match(value) and not _is_spacer(value)), "")
    own = (attributes.get("src") or "").strip()
    if not found and (not own or own.startswith("data:") or _LOCAL.match(own) or _is_spacer(own)):
        return next(filter(None, map(_first_of_set, _sets(node))), "")
    return found or own


def _sets(node: LexborNode) -> Iterator[str]:
    """Yield the sets of addresses that a browser chooses from for the picture *node*."""
    around = node.parent
    sources = around.css("source") if around is not None and around.tag == "picture" else []
    for one in (node, *sources):
        yield one.attributes.get("srcset") or one.attributes.get("data-srcset") or ""


def _first_of_set(addresses: str) -> str:
    found = _FROM_SET.match(addresses)
    return found[1] if found else ""


def _is_spacer(address: str) -> bool:
    return _SPACER.search(address.partition("?")[0]) is not None


def _whole(address: str, base: str | None) -> str | None:
    """Return *address* made absolute, None for an unusable one; an address with a scheme keeps it."""
    if not address or _LOCAL.match(address):
        return None
    address = urls.original(address)
    if address.startswith("//"):
        return f"https:{address}"
    if _SCHEME.match(address):
        return address
    try:
        return urljoin(base, address) if base else None
    except ValueError:
        return None
