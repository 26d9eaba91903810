"""Articles that a site parts into several pages: whether the one that was read is only the first of them.

The evidence is a link to the second part, inside the article's container or right behind it: the address of
the page itself with a number added. A further way to add one is one more row of `_FORMS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, urljoin, urlsplit

from selectolax.lexbor import LexborNode

from newsspider.readers.generic import class_names
from newsspider.readers.html_page import Page
from newsspider.text import unicode

# From the page's path without its ending to that of its second part; some systems count from 0.
_FORMS = (
    r"{stem}[_-][12]{ending}",  # doc_2.shtml, c1004-32248-2.html, t20211009_123_1.html
    r"{stem}/(?:index_)?2(?:/|{ending})?",  # /post/123/2/, /123/2.html
)
_NUMBERS = frozenset({"page", "p", "pn", "pageno", "page_no", "pageindex", "pagenum", "part"})
_ENDING = re.compile(r"(?:\.d)?\.[a-z]{3,5}\Z", re.IGNORECASE)
# What a link of a pager says; the title of another article says something else.
_SAYS = re.compile(
    r"[\s\[【(（<《«]*"
    r"(?:2|第\s*[2二]\s*页(?:\s*[:：].{1,40})?|(?:下|后)一?页"
    r"|余下(?:全文|\d+%)|剩余(?:全文|部分)|next(?: page)?)"
    r"[\s\]】)）>》»›→….]*",
    re.IGNORECASE,
)
# Where a saved page has no address, its second part is known by these alone.
_SECOND = re.compile(r"[_-][12](?:\.d)?\.s?html?\Z", re.IGNORECASE)
# A pager stands at most so many elements behind the text, or behind what holds it, and holds little text.
_BEHIND, _ABOVE, _LONGEST = 4, 3, 300


def is_first(page: Page, held: LexborNode) -> bool:
    """Return whether *held*, the article's container, shows that *page* is the first of several parts."""
    declared = page.canonical()
    own = [url for url in (page.asked, declared.value if declared else None) if url]
    following = page.first('link[rel="next"][href]')
    if following is not None and any(_is_second(following.attributes.get("href") or "", url) for url in own):
        return True
    for link in _links(held):
        href = link.attributes.get("href") or ""
        if _SAYS.fullmatch(_label(link)) and (
            any(_is_second(href, url) for url in own)
            or _pages(href, own)
            or (not own and _SECOND.search(href.partition("?")[0]))
        ):
            return True
    return False


def _label(link: LexborNode) -> str:
    """Return what *link* says, in words or by a picture."""
    picture = link.css_first("img[alt]")
    shown = link.text() or (picture.attributes.get("alt") if picture is not None else None)
    return unicode.squeeze(shown or link.attributes.get("title") or "")


def _links(held: LexborNode) -> Iterator[LexborNode]:
    """Yield the links in *held*, then those of what stands right behind it."""
    yield from (link for link in held.css("a[href]") if not _is_of_readers(link, held))
    above: LexborNode | None = held
    for _ in range(_ABOVE):
        if above is None or above.tag == "body":
            return
        for node in _behind(above):
            if not class_names.is_surely_furniture(node) and unicode.visible(node.text()) <= _LONGEST:
                yield from ([node] if node.tag == "a" else node.css("a[href]"))
        above = above.parent


def _is_of_readers(link: LexborNode, held: LexborNode) -> bool:
    """Return whether *link* stands among comments or the like inside *held*."""
    node = link.parent
    while node is not None and node.mem_id != held.mem_id:
        if class_names.is_surely_furniture(node):
            return True
        node = node.parent
    return False


def _behind(node: LexborNode) -> Iterator[LexborNode]:
    found, sibling = 0, node.next
    while sibling is not None and found < _BEHIND:
        if sibling.is_element_node:
            found += 1
            yield sibling
        sibling = sibling.next


def _is_second(href: str, own: str) -> bool:
    """Return whether *href* is the address *own* with the number of a second part in its path."""
    there, here = _parts(href, own), urlsplit(own)
    if there is None or there.hostname != here.hostname:
        return False
    ending = _ENDING.search(here.path)
    stem = here.path[: ending.start()] if ending else here.path.rstrip("/")
    forms = (
        form.format(stem=re.escape(stem), ending=re.escape(ending[0] if ending else "")) for form in _FORMS
    )
    return len(stem) > 1 and any(re.fullmatch(form, there.path) for form in forms)


def _pages(href: str, own: list[str]) -> bool:
    """Return whether *href* leads to the same page with a number of 2 in its query."""
    for url in own or [""]:
        there = _parts(href, url)
        if there is None or (
            url and (there.hostname, there.path) != (urlsplit(url).hostname, urlsplit(url).path)
        ):
            continue
        if any(name.lower() in _NUMBERS and value == "2" for name, value in parse_qsl(there.query)):
            return True
    return False


def _parts(href: str, own: str) -> SplitResult | None:
    try:
        return urlsplit(urljoin(own, href.strip()))
    except ValueError:
        return None
