"""A page as every reader gets it: decoded once, parsed once, with the metas and addresses that all have.

What one publisher's pages have is in that publisher's own reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsspider.errors import Rejected
from newsspider.limits import LIMITS, Limits
from newsspider.model.outcomes import Outcome, Reason, Repair
from newsspider.readers import markdown
from newsspider.text import unicode, urls
from newsspider.text.charset import decode

# What a browser, or whoever saved a page, notes at its beginning: `<!-- saved from url=(0042)https://… -->`,
# SingleFile's `url: https://…`, or nothing but the address.
_SAVED_FROM = re.compile(
    r"<!--(?:(?!-->).){0,80}?(?:url\s*[=:]\s*(?:\(\d{4}\))?)?\s*(https?://[^\s<>\"']+?)\s*(?=-->|\n)",
    re.DOTALL,
)
_HEAD = 3000
# A page of as many tags is parsed within a second, however they nest; old ones never close a font.
_FEW = 10_000
_UNSEEN = frozenset({"script", "style", "noscript", "template", "textarea", "option"})


class Found(NamedTuple):
    """A value on a page and the evidence for it, such as `css:h1.main-title` or `meta:og:title`."""

    value: str
    where: str


@dataclass(slots=True)
class Page:
    """One page; `asked` is the address that it was asked for, None for a saved one.

    Nodes live as long as their parser, and each of them keeps it.
    """

    tree: LexborHTMLParser
    source: str
    encoding: str
    repairs: tuple[Repair, ...]
    asked: str | None
    locator: str
    metas: dict[str, list[str]] = field(default_factory=dict)

    def first(self, selector: str) -> LexborNode | None:
        """Return the first element that *selector* finds."""
        return self.tree.css_first(selector)

    def text(self, selector: str, separator: str = "") -> Found | None:
        """Return the text of the first element of *selector* that has any, on one line.

        *separator* stands between the texts of the elements in it.
        """
        for node in self.tree.css(selector):
            line = unicode.squeeze(node.text(separator=separator))
            if line:
                return Found(line, f"css:{selector}")
        return None

    def meta(self, *names: str) -> Found | None:
        """Return the first meta of *names*, in their order, that says anything."""
        for name in names:
            for value in self.metas.get(name, ()):
                if value:
                    return Found(value, f"meta:{name}")
        return None

    def canonical(self) -> Found | None:
        """Return the address that the page declares for itself, canonical."""
        link = self.tree.css_first('link[rel="canonical"]')
        declared = [("link:canonical", link.attributes.get("href") or "")] if link is not None else []
        declared += [("meta:og:url", value) for value in self.metas.get("og:url", ())]
        declared += [("comment:saved-from", found[1]) for found in _SAVED_FROM.finditer(self.source[:_HEAD])]
        for where, raw in declared:
            url = urls.canonical(raw)
            if url is not None:
                return Found(url, where)
        return None

    def host(self) -> str:
        """Return the host that the page is from, by the address asked for or else its own; may be empty."""
        own = self.canonical()
        url = urls.canonical(self.asked or "") or (own.value if own else "")
        return urlsplit(url).hostname or ""


def visible_text(node: LexborNode | None) -> str:
    """Return the text below *node* that a reader can see, its pieces parted by blanks."""
    if node is None:
        return ""
    pieces = (
        child.text_content or ""
        for child in node.traverse(include_text=True)
        if child.is_text_node and (child.parent is None or child.parent.tag not in _UNSEEN)
    )
    return " ".join(pieces)


def parse(data: bytes, url: str | None, locator: str, limits: Limits = LIMITS) -> Page:
    """Return the page of *data*, whatever charset it claims.

    Raises Rejected for what is no text, holds nothing, or nests deeper or has more elements
    than *limits* allow.
    """
    decoded = decode(data)
    if not decoded.text.strip():
        raise Rejected(Outcome.FAILED, Reason.EMPTY_PAGE, "nothing but white space")
    markdown.check(decoded.text, limits, _FEW)
    tree = LexborHTMLParser(decoded.text)
    page = Page(tree, decoded.text, decoded.encoding, decoded.repairs, url, locator)
    page.metas = _metas(tree)
    return page


def _metas(tree: LexborHTMLParser) -> dict[str, list[str]]:
    """Return the contents of all metas by name or property, in lower case, in their order."""
    metas: dict[str, list[str]] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name")
        if name:
            content = unicode.squeeze(attributes.get("content") or "")
            metas.setdefault(unicode.squeeze(name).lower(), []).append(content)
    return metas
