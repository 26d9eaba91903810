"""Which reader reads the pages of which site. A site outside this package registers its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from newsspider.errors import Rejected
from newsspider.limits import LIMITS, Limits
from newsspider.model.draft import Draft
from newsspider.model.outcomes import Outcome, Reason, Repair
from newsspider.readers import addresses, eastmoney, generic, html_page, mhtml, multipart, sina, wechat
from newsspider.readers.html_page import Page
from newsspider.text import url_tables as hosts

# Content types of a page; anything else (a picture, a PDF, JSON) is not a page.
_PAGES = (
    *("text/html", "application/xhtml+xml", "text/plain", "application/octet-stream", ""),
    *("multipart/related", "message/rfc822", "application/x-mimearchive"),  # MHTML
)


@dataclass(frozen=True, slots=True)
class PageReader:
    """What reads the pages of one site: its hosts with all below them, and what its pages show.

    `shows` says whether a saved page that declares no address is one of this site's.
    """

    name: str
    hosts: tuple[str, ...]
    shows: Callable[[Page], bool]
    read: Callable[[Page], Draft]


_READERS = [
    PageReader("sina", hosts.SINA, sina.shows, sina.read),
    PageReader("eastmoney", eastmoney.HOSTS, eastmoney.shows, eastmoney.read),
    PageReader("wechat", wechat.HOSTS, wechat.shows, wechat.read),
]


def register(reader: PageReader) -> None:
    """Let *reader* read the pages of its hosts in this process, before the shipped ones; once is enough."""
    if reader not in _READERS:
        _READERS.insert(0, reader)


def read(
    data: bytes,
    url: str | None,
    locator: str,
    headers: Mapping[str, str] | None = None,
    site: str = "",
    limits: Limits = LIMITS,
) -> Draft:
    """Return the draft of a page's bytes, its fields typed, its container uncleaned in `tree`.

    *url* is the requested address, None for a saved page, which then declares its own; *headers* are only
    used to check that it is a page: their charset is ignored. *site* names the site whose list led to it, for
    a page on a host of no known site. Raises Rejected for what is not an article, is gone, blocked or empty.
    """
    _check_type(headers or {})
    saved = ""
    if mhtml.is_one(data):
        data, saved = mhtml.read(data)
    page = html_page.parse(data, url, locator, limits, saved)
    publisher = _site(page) or next((one for one in _READERS if one.name == site), None)
    draft = publisher.read(page) if publisher is not None else generic.read(page)
    if draft.tree is not None:
        found = multipart.pager(page, draft.tree)
        if found is not None:
            draft.parts = found.following
        if found is not None and found.number == 1:
            draft.trace.repaired(Repair.FIRST_PART_ONLY)
        addresses.settle(draft.tree, page.base())
        draft.fragment = draft.tree.html or ""
    return draft


def _check_type(headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        if name.lower() == "content-type":
            kind = value.partition(";")[0].strip().lower()
            if kind not in _PAGES:
                raise Rejected(Outcome.REJECTED, Reason.NOT_AN_ARTICLE, f"the server sent {kind}, not a page")


def _site(page: Page) -> PageReader | None:
    """Return the site of *page*: by its host, or if the host is unknown, by what it shows."""
    host = page.host()
    for site in _READERS:
        known = any(hosts.belongs(host, domain) for domain in site.hosts)
        if known or (not host and site.shows(page)):
            return site
    return None
