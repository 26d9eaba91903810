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
_SAVED_AT = (("a.reader-domain[href]", "href"), ("html[data-scrapbook-source]", "data-scrapbook-source"))
# What web archives put around the page that they show.
_AROUND_COPIES = "#wm-ipp-base, #wm-ipp, #wm-ipp-print, #donato"
_AROUND_COPY_OF_TODAY = ("#SOLID #CONTENT", "#HEADER")
# A class or an id that a selector asks for; values in brackets and functions are not looked into.
_NAMED = re.compile(r"[.#]([\w-]+)")
_NOT_NAMED = re.compile(r"[\[(:\\]")
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
# What either of them begins with. Ignoring case looks at each character, and this only at what opens a tag.
_SELDOM = re.compile(r"<(?:[tT][eE][mM][pP][lL][aA][tT][eE]|[aA][mM][pP]-)")
# A page with this many tags is parsed within a second, however they nest; old pages never close a font.
_FEW = 10_000
_UNSEEN = frozenset({"script", "style", "noscript", "template", "textarea", "option"})


class Found(NamedTuple):
    """A value on a page and the evidence for it, such as `css:h1.main-title` or `meta:og:title`."""

    value: str
    where: str


@dataclass
class Page:
    """One page; `asked` is the requested address, None for a saved page.

    `saved` is the address that is noted outside the page itself, empty without one. `names` has the classes
    and ids of its elements, in lower case. Nodes live as long as their parser, and each keeps it alive.
    """

    tree: LexborHTMLParser
    source: str
    encoding: str
    repairs: tuple[Repair, ...]
    asked: str | None
    locator: str
    metas: dict[str, list[str]] = field(default_factory=dict)
    saved: str = ""
    names: str = field(kw_only=True)

    def first(self, selector: str) -> LexborNode | None:
        """Return the first element that *selector* finds."""
        return self.tree.css_first(selector) if self._may_have(selector) else None

    def every(self, selector: str) -> Iterator[LexborNode]:
        """Yield all elements that *selector* finds, in their order; the first without a walk to the end."""
        first = self.first(selector)
        if first is not None:
            yield first
            yield from self.tree.css(selector)[1:]

    def _may_have(self, selector: str) -> bool:
        """Return whether *selector* may find something: most layouts' places are on no other page.

        Walking over the whole page costs a hundred times as much.
        """
        return _may_find(selector, self.names)

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
        found = [Found(url, where) for where, raw in self._declared() if (url := urls.canonical(raw))]
        saved = self.saved_from()
        found += [saved] if saved else []
        return next((one for one in found if is_page(one.value)), found[0] if found else None)

    def _declared(self) -> Iterator[tuple[str, str]]:
        link = self.tree.css_first('link[rel="canonical"]')
        if link is not None:
            yield "link:canonical", link.attributes.get("href") or ""
        yield from (("meta:og:url", value) for value in self.metas.get("og:url", ()))

    def saved_from(self) -> Found | None:
        """Return the address that whoever saved the page noted, canonical; None without one."""
        return self._saved_from

    @cached_property
    def _saved_from(self) -> Found | None:
        noted = ((where, urls.canonical(raw)) for where, raw in self._notes())
        return next((Found(url, where) for where, url in noted if url is not None), None)

    def _notes(self) -> Iterator[tuple[str, str]]:
        yield "saved-from", self.saved
        for name in _SAVED_METAS:
            yield from ((f"meta:{name}", value) for value in self.metas.get(name, ()))
        for found in _SAVED_FROM.finditer(self.source[:_HEAD]):
            yield "comment:saved-from", found[1] or f"https://{found[2]}"
        for at, attribute in _SAVED_AT:
            node = self.first(at)
            yield f"css:{at}", (node.attributes.get(attribute) or "") if node is not None else ""

    def base(self) -> str | None:
        """Return what the relative addresses of the page are relative to; None if that is not known."""
        element = self.first("base[href]")
        declared = urls.canonical(element.attributes.get("href") or "") if element is not None else None
        own = self.saved_from() or self.canonical()
        return declared or (urls.original(self.asked) if self.asked else own.value if own else None)

    def host(self) -> str:
        """Return the host of the page: of the requested or saved address, else of its own; may be empty."""
        return self._host

    @cached_property
    def _host(self) -> str:
        own = self.saved_from() or self.canonical()
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


def visible_text(node: LexborNode | None) -> str:
    """Return the text below *node* that a reader can see, its pieces separated by spaces."""
    if node is None:
        return ""
    pieces = (
        child.text_content or ""
        for child in node.traverse(include_text=True)
        if child.is_text_node and (child.parent is None or child.parent.tag not in _UNSEEN)
    )
    return " ".join(pieces)


def parse(data: bytes, url: str | None, locator: str, limits: Limits = LIMITS, saved: str = "") -> Page:
    """Return the page of *data*, whatever charset it claims; *saved* is the address noted outside it.

    Raises Rejected for what is not text, is empty, nests deeper or has more elements than *limits* allow.
    """
    decoded = decode(data)
    if not decoded.text or decoded.text.isspace():
        raise Rejected(Outcome.FAILED, Reason.EMPTY_PAGE, "only white space")
    markdown.check(decoded.text, limits, _FEW)
    source = _as_shown(decoded.text)
    # The parser reads bytes: text would be encoded for it again.
    is_as_sent = source is decoded.text and decoded.encoding == "utf-8" and not decoded.repairs
    tree = LexborHTMLParser(data if is_as_sent else source)
    _forget_marks(tree)
    names = _names(tree)
    _without_frames(tree, names)
    metas = _metas(tree)
    return Page(tree, source, decoded.encoding, decoded.repairs, url, locator, metas, saved, names=names)


def _may_find(selector: str, names: str) -> bool:
    return any(all(name in names for name in wanted) for wanted in _names_in(selector))


@lru_cache(maxsize=512)  # the readers have fewer
def _names_in(selector: str) -> tuple[tuple[str, ...], ...]:
    """Return, for each alternative of *selector*, classes and ids that a page must have, in lower case."""
    outside = _NOT_NAMED.split(selector.lower(), maxsplit=1)[0]
    alternatives = [outside] if outside != selector.lower() else selector.lower().split(",")
    if len(alternatives) == 1 and "," in selector:
        return ((),)  # what is in brackets may be another alternative
    return tuple(tuple(_NAMED.findall(each)) for each in alternatives)


def _names(tree: LexborHTMLParser) -> str:
    """Return the classes and ids of all elements, in lower case: old pages are read without regard to it."""
    found = [node.id or "" for node in tree.css("[id]")]
    found += [node.attrs["class"] or "" for node in tree.css("[class]")]
    return " ".join(found).lower()


def _as_shown(source: str) -> str:
    """Return *source* changed so that the parser sees what a browser shows."""
    if "&amp;" in source:
        source = _ESCAPED_TWICE.sub(r"&\1", source)
    if not _SELDOM.search(source):
        return source
    if _SHADOW.search(source):
        source = _open_roots(source)
    return _AMP.sub(r"<\1img", source)


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


def _without_frames(tree: LexborHTMLParser, names: str) -> None:
    """Remove what a web archive put around the page, whose elements have the *names*."""
    whole, frame = _AROUND_COPY_OF_TODAY
    is_of_today = _may_find(whole, names) and tree.css_first(whole) is not None
    around = f"{_AROUND_COPIES}, {frame}" if is_of_today else _AROUND_COPIES
    for node in tree.css(around) if _may_find(around, names) else ():
        node.decompose()


def _metas(tree: LexborHTMLParser) -> dict[str, list[str]]:
    """Return the contents of all metas by name, property or itemprop, in lower case, in their order."""
    metas: dict[str, list[str]] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if name:
            content = unicode.squeeze(unicode.unbroken(attributes.get("content") or ""))
            metas.setdefault(unicode.squeeze(name).lower(), []).append(content)
    return metas


# --- furniture ---
# Marks on elements that are not the article, for the rules to remove.
#
# They are attributes, so that they stay in the uncleaned fragment; the rule `page-furniture` of
# `clean/rules/pages.toml` uses them.

_MARK, _VALUE = "data-newsspider", "furniture"


def mark_furniture(node: LexborNode) -> None:
    """Mark *node* as furniture."""
    node.attrs[_MARK] = _VALUE


def _forget_marks(tree: LexborHTMLParser) -> None:
    """Remove the marks that a page came with: no page may say what is furniture."""
    for node in tree.css(f"[{_MARK}]"):
        del node.attrs[_MARK]
