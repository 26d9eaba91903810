"""What a reader of a built page is shown: its text, the bold part of it, its pictures, its tables; and what is active.

Blanks and what has no width do not count: each generator has its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.consumers.pieces import Piece

# Everything that our Markdown becomes anywhere, and the attributes that generators give it.
_TAGS = {
    *("p", "br", "wbr", "hr", "img", "a", "ul", "ol", "li", "blockquote", "div", "span", "figure"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "pre", "code"),
    *("strong", "em", "del", "sub", "sup"),
}
_ATTRIBUTES = {
    *("href", "src", "alt", "title", "id", "class", "start", "rel", "target", "align"),
    *("width", "height", "tabindex", "data-lang", "data-language", "loading"),
}
# Colours of code and the side of a cell: words and numbers, so no address.
_STYLE = re.compile(r"(?:[a-z-]+:\s*[#a-zA-Z0-9-]+\s*(?:;\s*|$))+")
_SCHEMES = {"", "http", "https", "mailto"}
_BOLD = {"strong", "b"}
# What generators put beside code: Hexo the numbers of its lines, VitePress its language and a button.
_FURNITURE = {"gutter", "lang"}
_BUTTON = {"class": "copy", "title": "Copy Code"}


@dataclass
class Shown:
    """What is shown, and every reason why it must not be published."""

    text: str = ""
    bold: str = ""
    pictures: list[str] = field(default_factory=list)
    tables: list[tuple[tuple[str, ...], ...]] = field(default_factory=list)
    active: list[str] = field(default_factory=list)


def bare(text: str) -> str:
    """Return the characters of *text* that show anything."""
    return "".join(each for each in text if unicodedata.category(each)[0] not in "ZC")


def of_page(article: LexborNode) -> Shown:
    """Return what the element of a page shows that holds an article's body."""
    shown = Shown()
    for node in _below(article):
        if node.is_text_node:
            _text(shown, node, article)
        elif node.is_element_node:
            shown.active += _faults(node)
            if node.tag == "img":
                shown.pictures.append(_address(node.attributes.get("src") or ""))
            elif node.tag == "table" and "figure" not in _above(node, article):
                shown.tables.append(_table(node))
    return shown


def of_pieces(pieces: tuple[Piece, ...]) -> Shown:
    """Return what *pieces* must show."""
    return Shown(
        bare("".join(piece.shown for piece in pieces)),
        bare("".join(piece.bold for piece in pieces)),
        [_address(url) for piece in pieces for url in piece.pictures],
        [tuple(tuple(map(bare, row)) for row in table) for piece in pieces for table in piece.tables],
    )


def parse(html: str) -> LexborHTMLParser:
    """Return a page as a browser takes it."""
    return LexborHTMLParser(html)


def _address(url: str) -> str:
    """Return *url* in the one form of its kind: Hexo takes a relative one for one from the root."""
    return unquote(url).lstrip("/")


def _text(shown: Shown, node: LexborNode, article: LexborNode) -> None:
    above = _above(node, article)
    if not _FURNITURE.isdisjoint(above):
        return
    text = bare(node.text_content or "")
    shown.text += text
    if not _BOLD.isdisjoint(above):
        shown.bold += text


def _below(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        yield from _below(child)
        child = child.next


def _above(node: LexborNode, top: LexborNode) -> list[str]:
    """Return the tags and classes of the elements around *node*, up to *top*."""
    found: list[str] = []
    at = node.parent
    while at is not None and at.mem_id != top.mem_id:
        found += [at.tag or "", *(at.attributes.get("class") or "").split()]
        at = at.parent
    return found


def _faults(node: LexborNode) -> Iterator[str]:
    """Yield what a browser would do more with *node* than show it."""
    if node.tag == "button" and node.attributes == _BUTTON and not node.child:
        return
    if node.tag not in _TAGS:
        yield f"<{node.tag}>"
    for name, value in node.attributes.items():
        if name == "style" and _STYLE.fullmatch(value or ""):
            continue
        if name not in _ATTRIBUTES:
            yield f"<{node.tag} {name}>"
        scheme, colon, _ = bare(value or "").partition(":")
        if name in {"href", "src"} and colon and "/" not in scheme and scheme.lower() not in _SCHEMES:
            yield f"{name}={value}"


def _table(node: LexborNode) -> tuple[tuple[str, ...], ...]:
    rows = (tuple(bare(cell.text()) for cell in row.css("th, td")) for row in node.css("tr"))
    return tuple(row for row in rows if any(row))
