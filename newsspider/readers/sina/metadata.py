"""What an article of Sina is known by: its address, and the docid in the address or in the metas."""

from __future__ import annotations

from urllib.parse import urlsplit

from newsspider.readers.html_page import Found, Page
from newsspider.text import url_tables as hosts
from newsspider.text import urls

# Metas that hold the docid, the most direct first. `publishid` has it bare and without its leading i, which
# a second letter i must not be taken for; in the others it stands inside other words.
_DOCID_METAS = ("publishid", "comment", "sudameta", "mobile-agent")
# What Sina's templates put into every page.
_SIGN = 'meta[name="stencil"][content^="PGLS"], meta[name="sudameta"], meta[content="sina_mobile"]'


def shows(page: Page) -> bool:
    """Return whether *page* is one of Sina's by its metas, for a saved page that declares no address."""
    return page.first(_SIGN) is not None or docid(page, None) is not None


def url(page: Page) -> Found | None:
    """Return the article's canonical address, or None where the page declares none and none was asked for.

    What a page declares is taken where it was saved, or where it is the same document as was asked for: the
    desktop address of a mobile page.
    """
    asked = urls.canonical(page.asked or "")
    own = page.canonical()
    if own is not None and not _is_article(own.value):
        own = None
    if asked is None:
        return own
    if own is not None and not _is_mobile(own.value) and _is_same(urls.docid(own.value), urls.docid(asked)):
        return own
    return Found(asked, "request")


def docid(page: Page, address: str | None) -> Found | None:
    """Return the docid of the article at *address*: of the address, else of the metas."""
    found = urls.docid(address or "")
    if found:
        return Found(found, "url")
    for name in _DOCID_METAS:
        for value in page.metas.get(name, ()):
            found = urls.docid(f"comos-{value}" if name == "publishid" else value)
            if found:
                return Found(found, f"meta:{name}")
    return None


def _is_article(address: str) -> bool:
    """Return whether *address* can be an article's: below Sina, and more than a host or a folder."""
    parts = urlsplit(address)
    return hosts.is_sina(parts.hostname or "") and parts.path.rpartition("/")[2] != ""


def _is_same(own: str | None, asked: str | None) -> bool:
    return own is not None and asked in {None, own}


def _is_mobile(address: str) -> bool:
    return hosts.belongs(urlsplit(address).hostname or "", "sina.cn")
