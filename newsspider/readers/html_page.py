"""A page as every reader gets it: decoded once, parsed once, with the metas and addresses that all have.

What is special to one publisher is in that publisher's reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsspider.errors import Rejected
from newsspider.limits import LIMITS, Limits
from newsspider.model.outcomes import Outcome, Reason, Repair
from newsspider.readers import markdown
from newsspider.text import unicode, urls
from newsspider.text.charset import decode

# What a browser or the tool that saved a page notes at its start: `<!-- saved from url=(0042)https://… -->`,
# SingleFile's `url: https://…`, monolith's `Saved from https://… at …`, or nothing but the address; HTTrack
# leaves the scheme off.
_SAVED_FROM = re.compile(
    r"<!--(?:(?!-->).){0,80}?(?:url\s*[=:]\s*(?:\(\d{4}\))?)?\s*"
    r"(?:(https?://[^\s<>\"']+?)\s*(?=-->|\n| at \d{4}-)|Mirrored from ([^\s<>\"']+) by HTTrack)",
    re.DOTALL,
)
_HEAD = 3000
# Where else a saved page has its address: metas (Save Page WE, Evernote), and places of the page (the reading
# view of Firefox, WebScrapBook).
_SAVED_METAS = ("savepage-url", "source-url")
_READING_VIEW = "a.reader-domain[href]"
_SCRAPBOOK = "data-scrapbook-source"
# What web archives put around the page that they show.
_AROUND_COPIES = "#wm-ipp-base, #wm-ipp, #wm-ipp-print, #donato"
_AROUND_COPY_OF_TODAY = ("#SOLID #CONTENT", "#HEADER")
# A class or an id that a selector asks for; values in brackets and functions are not looked into.
_NAMED = re.compile(r"[.#]([\w-]+)")
_NOT_NAMED = re.compile(r"[\[(:\\]")
# An element that has classes or an id, and what may be asked for inside it.
_PLACE = r"[a-z0-9]*(?:[.#][\w-]+)+"
_ONE = re.compile(_PLACE)
_INSIDE = re.compile(rf"({_PLACE}) ([\w.#-]+|\[[^\]]+\])")
# Typographic entities that an editing system escaped a second time; what could be markup stays as it is.
_ESCAPED_TWICE = re.compile(
    r"&amp;((?:[lr][sd]quo|[bs]bquo|bdquo|mdash|ndash|hellip|middot|bull|nbsp|e[nm]sp|thinsp|times|divide|plusmn"
    r"|deg|permil|[lr]aquo|yen|euro|pound|cent|copy|reg|trade|sect|#(?!0*(?:60|62|38|34|39);)\d{2,6}"
    r"|#x(?!0*(?:3c|3e|26|22|27);)[0-9a-f]{2,5});)",
    re.IGNORECASE,
)
# A declarative shadow root, in the words of today's browsers and of older savers.
_SHADOW = re.compile(r"<template\b[^>]{0,300}\bshadow(?:rootmode|root|mode)\b", re.IGNORECASE)
_TEMPLATE = re.compile(r"<template\b([^<>]{0,2000})>|</template\s{0,20}>", re.IGNORECASE)
_AMP = re.compile(r"<(/?)amp-(?:img|anim)\b", re.IGNORECASE)
# The elements that these are about.
_SELDOM = ("template", "amp-img", "amp-anim")
# A page with this many tags is parsed within a second, however they nest; old pages never close a font.
_FEW = 10_000
_UNSEEN = frozenset({"script", "style", "noscript", "template", "textarea", "option"})


class Found(NamedTuple):
    """A value on a page and the evidence for it, such as `css:h1.main-title` or `meta:og:title`."""

    value: str
    where: str


class Declared(NamedTuple):
    """What a page declares in elements that show nothing.

    `metas` has the contents of all metas by name, property or itemprop, and `links` the addresses by `rel`,
    both in lower case and in their order, None for a link without an address; `base` is what the page says
    that its addresses are relative to.
    """

    metas: dict[str, list[str]]
    links: dict[str, list[str | None]]
    base: str


class Names(NamedTuple):
    """The classes and ids of a page in lower case: old pages are read without regard to case.

    `every` has a name once for each element that has it, `known` has each name once.
    """

    every: list[str]
    known: frozenset[str]


@dataclass
class Page:
    """One page; `asked` is the requested address, None for a saved page.

    `saved` is the address that is noted outside the page itself, empty without one. `names` has the classes
    and ids of its elements. Nodes live as long as their parser, and each keeps it alive.
    """

    tree: LexborHTMLParser
    source: str
    encoding: str
    repairs: tuple[Repair, ...]
    asked: str | None
    locator: str
    declared: Declared
    saved: str = ""
    names: Names = field(kw_only=True)

    @property
    def metas(self) -> dict[str, list[str]]:
        """The contents of all metas by name, property or itemprop, in lower case, in their order."""
        return self.declared.metas

    # Walking over the whole page costs a hundred times as much as a look at the names, and most layouts'
    # places are on no other page; what is inside of a place is looked for there.

    def first(self, selector: str) -> LexborNode | None:
        """Return the first element that *selector* finds."""
        asked = _asked(selector)
        if not asked.may_find(self.names):
            return None
        return next(self.every(selector), None) if asked.inside else self.tree.css_first(selector)

    def every(self, selector: str) -> Iterator[LexborNode]:
        """Yield all elements that *selector* finds, in their order; the first without a walk to the end."""
        asked = _asked(selector)
        if asked.inside:
            yield from self._inside(*asked.inside)
            return
        first = self.first(selector)
        if first is not None:
            yield first
            if not asked.finds_one(self.names):
                yield from self.tree.css(selector)[1:]

    def _inside(self, place: str, selector: str) -> Iterator[LexborNode]:
        """Yield all elements inside of those of *place* that *selector* finds, each once."""
        searched = set[int]()  # a place in a place is searched with it
        for around in self.every(place):
            if around.mem_id not in searched:
                yield from (node for node in around.css(selector) if node.mem_id != around.mem_id)
                searched.update(inner.mem_id for inner in around.css(place))

    def text(self, selector: str, separator: str = "") -> Found | None:
        """Return the text of the first element of *selector* that has any, on one line.

        *separator* is between the texts of the elements in it.
        """
        for node in self.every(selector):
            line = unicode.squeeze(unicode.unbroken(node.text(separator=separator)))
            if line:
                return Found(line, f"css:{selector}")
        return None

    def meta(self, *names: str) -> Found | None:
        """Return the first meta of *names*, in their order, that is not empty."""
        for name in names:
            for value in self.metas.get(name, ()):
                if value:
                    return Found(value, f"meta:{name}")
        return None

    def canonical(self) -> Found | None:
        """Return the address that the page declares for itself, else that it was saved from, canonical.

        The address of a whole host is taken only if there is no other.
        """
        return self._canonical

    # These are asked several times, of a page that stays as it is.
    @cached_property
    def _canonical(self) -> Found | None:
        found: list[Found] = []
        for where, raw in self._declared():
            url = urls.canonical(raw)
            if url is not None:
                found.append(Found(url, where))
                if is_page(url):
                    return found[-1]
        saved = self.saved_from()
        if saved is not None and (is_page(saved.value) or not found):
            return saved
        return found[0] if found else None

    def _declared(self) -> Iterator[tuple[str, str]]:
        yield from (("link:canonical", href or "") for href in self.declared.links.get("canonical", [])[:1])
        yield from (("meta:og:url", value) for value in self.metas.get("og:url", ()))

    def saved_from(self) -> Found | None:
        """Return the address that whoever saved the page noted, canonical; None without one."""
        return self._saved_from

    @cached_property
    def _saved_from(self) -> Found | None:
        noted = ((where, urls.canonical(raw)) for where, raw in self._notes() if raw)
        return next((Found(url, where) for where, url in noted if url is not None), None)

    def _notes(self) -> Iterator[tuple[str, str]]:
        yield "saved-from", self.saved
        for name in _SAVED_METAS:
            yield from ((f"meta:{name}", value) for value in self.metas.get(name, ()))
        for found in _SAVED_FROM.finditer(self.source[:_HEAD]):
            yield "comment:saved-from", found[1] or f"https://{found[2]}"
        view = self.first(_READING_VIEW)
        yield f"css:{_READING_VIEW}", (view.attributes.get("href") or "") if view is not None else ""
        root = self.tree.root
        book = root.attributes.get(_SCRAPBOOK) if root is not None else None
        yield f"css:html[{_SCRAPBOOK}]", book or ""

    def base(self) -> str | None:
        """Return what the relative addresses of the page are relative to; None if that is not known."""
        declared = urls.canonical(self.declared.base)
        if declared or self.asked:
            return declared or urls.original(self.asked or "")
        own = self.saved_from() or self.canonical()
        return own.value if own else None

    def host(self) -> str:
        """Return the host of the page: of the requested or saved address, else of its own; may be empty."""
        return self._host

    @cached_property
    def _host(self) -> str:
        own = None if self.requested else self.saved_from() or self.canonical()
        url = self.requested or (own.value if own else "")
        return urlsplit(url).hostname or ""

    @cached_property
    def requested(self) -> str | None:
        """The canonical form of the requested address; None for a saved page."""
        return urls.canonical(self.asked or "")


def is_page(address: str) -> bool:
    """Return whether *address* is that of a page, not of a whole host."""
    parts = urlsplit(address)
    return parts.path.strip("/") != "" or parts.query != ""


def shows_text(node: LexborNode) -> bool:
    """Return whether a reader can see any text below *node*."""
    return any(unicode.bare(piece) for piece in _seen(node))


def visible_text(node: LexborNode | None) -> str:
    """Return the text below *node* that a reader can see, its pieces separated by spaces."""
    return " ".join(_seen(node)) if node is not None else ""


def _seen(node: LexborNode) -> Iterator[str]:
    return (
        child.text_content or ""
        for child in node.traverse(include_text=True)
        if child.is_text_node and (child.parent is None or child.parent.tag not in _UNSEEN)
    )


def parse(data: bytes, url: str | None, locator: str, limits: Limits = LIMITS, saved: str = "") -> Page:
    """Return the page of *data*, whatever charset it claims; *saved* is the address noted outside it.

    Raises Rejected for what is not text, is empty, nests deeper or has more elements than *limits* allow.
    """
    decoded = decode(data)
    if not decoded.text or decoded.text.isspace():
        raise Rejected(Outcome.FAILED, Reason.EMPTY_PAGE, "only white space")
    markdown.check(decoded.text, limits, _FEW)
    is_as_sent = decoded.encoding == "utf-8" and not decoded.repairs
    tree, source = _tree(data, decoded.text, is_as_sent=is_as_sent)
    names = _names(tree)
    _without_frames(tree, names)
    declared = _declarations(tree)
    return Page(tree, source, decoded.encoding, decoded.repairs, url, locator, declared, saved, names=names)


class _Asked(NamedTuple):
    """What a selector asks for.

    `alternatives` has, for each selector of a list, the classes and ids that a page must have, in lower case.
    For a selector such as `.place a`, `inside` has the place and what to find in it. `own` has the classes
    and ids that the selector itself says of each element that it finds.
    """

    alternatives: tuple[tuple[str, ...], ...]
    inside: tuple[str, str] | None
    own: tuple[str, ...]

    def may_find(self, names: Names) -> bool:
        """Return whether a page with the *names* may have what is asked for."""
        return any(map(names.known.issuperset, self.alternatives))

    def finds_one(self, names: Names) -> bool:
        """Return whether a page with the *names* has at most one such element."""
        return any(names.every.count(name) == 1 for name in self.own)


@lru_cache(maxsize=512)  # the readers have fewer
def _asked(selector: str) -> _Asked:
    """Return what *selector* asks for."""
    lower = selector.lower()
    outside = _NOT_NAMED.split(lower, maxsplit=1)[0]
    alternatives = [outside]
    if "," in selector:  # what is in brackets may be another alternative
        alternatives = lower.split(",") if outside == lower else [""]
    found = _INSIDE.fullmatch(selector)
    own = _NAMED.findall(lower) if _ONE.fullmatch(selector) else ()
    return _Asked(
        tuple(tuple(_NAMED.findall(each)) for each in alternatives),
        (found[1], found[2]) if found else None,
        tuple(own),
    )


def _names(tree: LexborHTMLParser) -> Names:
    found = [node.id or "" for node in tree.css("[id]")]
    found += [node.attrs["class"] or "" for node in tree.css("[class]")]
    every = " ".join(found).lower().split()
    return Names(every, frozenset(every))


def _tree(data: bytes, source: str, *, is_as_sent: bool) -> tuple[LexborHTMLParser, str]:
    """Return the parsed page, and *source* changed so that the parser sees what a browser shows.

    *is_as_sent* says that *data* is *source* in UTF-8: the parser reads bytes, and text would be encoded for
    it again.
    """
    shown = _ESCAPED_TWICE.sub(r"&\1", source) if "&amp;" in source else source
    tree = LexborHTMLParser(data if is_as_sent and shown is source else shown)
    if not any(map(tree.tags, _SELDOM)):
        return tree, shown
    changed = _AMP.sub(r"<\1img", _open_roots(shown) if _SHADOW.search(shown) else shown)
    return (tree, shown) if changed == shown else (LexborHTMLParser(changed), changed)


def _open_roots(source: str) -> str:
    """Return *source* with its declarative shadow roots as ordinary elements, other templates as they are."""
    pieces, at, opened = [], 0, list[bool]()
    for tag in _TEMPLATE.finditer(source):
        closing = tag[0].startswith("</")
        if closing and not opened:
            continue
        is_shadow = opened.pop() if closing else _SHADOW.match(tag[0]) is not None
        if not closing:
            opened.append(is_shadow)
        if is_shadow:
            pieces += [source[at : tag.start()], "</div>" if closing else f"<div{tag[1]}>"]
            at = tag.end()
    return "".join([*pieces, source[at:]])


def _without_frames(tree: LexborHTMLParser, names: Names) -> None:
    """Remove what a web archive put around the page, whose elements have the *names*."""
    whole, frame = _AROUND_COPY_OF_TODAY
    is_of_today = _asked(whole).may_find(names) and tree.css_first(whole) is not None
    around = f"{_AROUND_COPIES}, {frame}" if is_of_today else _AROUND_COPIES
    for node in tree.css(around) if _asked(around).may_find(names) else ():
        node.decompose()


def _declarations(tree: LexborHTMLParser) -> Declared:
    """Return what the page declares, having removed the marks that it came with: one walk for all.

    No page may say what is furniture.
    """
    metas: dict[str, list[str]] = {}
    links: dict[str, list[str | None]] = {}
    base: str | None = None
    for node in tree.css(f"meta[content], link[rel], base[href], [{_MARK}]"):
        attributes = node.attributes
        if _MARK in attributes:
            del node.attrs[_MARK]
        tag = node.tag
        if tag == "meta":
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
            if name and "content" in attributes:
                content = unicode.squeeze(unicode.unbroken(attributes["content"] or ""))
                metas.setdefault(unicode.squeeze(name).lower(), []).append(content)
        elif tag == "link":
            links.setdefault((attributes.get("rel") or "").lower(), []).append(attributes.get("href"))
        elif tag == "base" and base is None and "href" in attributes:
            base = attributes["href"] or ""
    return Declared(metas, links, base or "")


# --- furniture ---
# Marks on elements that are not the article, for the rules to remove.
#
# They are attributes, so that they stay in the uncleaned fragment; the rule `page-furniture` of
# `clean/rules/pages.toml` uses them.

_MARK, _VALUE = "data-newsspider", "furniture"


def mark_furniture(node: LexborNode) -> None:
    """Mark *node* as furniture."""
    node.attrs[_MARK] = _VALUE
