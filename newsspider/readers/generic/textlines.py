"""A page as lines of text in reading order, each with the element it is in: what a reader sees.

Lines are separated by block elements and by `<br>`. Hidden text and code are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from newsspider.clean import allowlist
from newsspider.readers.generic import class_names
from newsspider.text import dates, unicode
from newsspider.text.dates import Moment

_PARTING = (
    allowlist.PARTING | frozenset(allowlist.HEADINGS) | {"ul", "ol", "table", "blockquote", "pre", "hr"}
)
_BREAKS = frozenset({"br", "hr", "img"})
_NAMED = frozenset({"nav", "footer", "aside"})  # elements that are furniture by definition
# `visibility: hidden` and `opacity: 0` prove nothing: pages that show their text late are saved like that.
_HIDDEN = re.compile(
    r"display\s*:\s*none|font-size\s*:\s*0(?:\.0+)?(?:px|pt|r?em|%)?\s*(?:;|!|$)", re.IGNORECASE
)
# Attributes that hold a time to the minute where the page shows 3小时前, or nothing before its scripts run.
_STAMPS = (
    *(
        "datetime",
        "data-timestamp",
        "data-time",
        "data-date",
        "data-datetime",
        "data-publish-time",
        "data-ts",
    ),
    *(
        "data-publishtime",
        "data-publish",
        "data-published",
        "data-pubtime",
        "data-pubdate",
        "data-utime",
        "title",
    ),
)
_LONGEST_STAMP = 40
_YEAR_OR_EPOCH = re.compile(r"\d{4}")
_SENTENCE = re.compile(r"[。！？；…]|[，、：].*[。，、]|[.!?,;](?:\s|[\"'”’)]|$)")
_SHORTEST = 15  # characters outside links, of a line that may be a sentence
_LOOKED_AT = 500  # characters of a line that certainly is a sentence
# An element with this share of a page's sentences is not furniture, whatever it is called.
_MOST = 0.6


class Piece(NamedTuple):
    """The text below one element of a line."""

    text: str
    node: LexborNode
    linked: bool


@dataclass
class Line:
    """One line; `node` is the block that it is in, `furniture` says that something around it is."""

    node: LexborNode
    pieces: list[Piece] = field(default_factory=list)
    furniture: bool = False

    @cached_property
    def text(self) -> str:
        """The whole line, its pieces separated by spaces."""
        return unicode.squeeze(" ".join(unicode.unbroken(piece.text) for piece in self.pieces))

    @cached_property
    def run(self) -> str:
        """The line as a reader sees it: its pieces joined as they are."""
        return unicode.squeeze(unicode.unbroken("".join(piece.text for piece in self.pieces)))

    @property
    def linked(self) -> bool:
        """Whether all of it is a link."""
        return all(piece.linked for piece in self.pieces)

    @cached_property
    def prose(self) -> int:
        """How many characters it has, 0 where it is not a sentence or mostly links."""
        free = sum(unicode.visible(piece.text) for piece in self.pieces if not piece.linked)
        linked = sum(unicode.visible(piece.text) for piece in self.pieces if piece.linked)
        if (
            self.node.tag in allowlist.HEADINGS
            or free < _SHORTEST
            or linked > free
            or not _SENTENCE.search(self.run[:_LOOKED_AT])
        ):
            return 0
        return free + linked


class Stamp(NamedTuple):
    """A time in an attribute of *node*; `at` lines are before it."""

    at: int
    moment: Moment
    node: LexborNode


class Sums:
    """How much of something every element of a page holds, by its address in memory."""

    def __init__(self, order: list[tuple[LexborNode, int]], lines: Iterable[Line]) -> None:
        self._held: dict[int, int] = defaultdict(int)
        for line in lines:
            self._held[line.node.mem_id] += line.prose
        for node, above in reversed(order):
            if held := self._held.get(node.mem_id):
                self._held[above] += held

    def of(self, node: LexborNode) -> int:
        """Return how many characters of prose are below *node*."""
        return self._held.get(node.mem_id, 0)


@dataclass
class Lines:
    """All lines of a page; `order` has every element with its parent's address, parents first."""

    body: LexborNode
    lines: list[Line] = field(default_factory=list)
    order: list[tuple[LexborNode, int]] = field(default_factory=list)
    stamps: list[Stamp] = field(default_factory=list)


class _Place(NamedTuple):
    """What applies below one element: its block, and whether it is linked or hidden."""

    block: LexborNode
    linked: bool
    gone: bool


def read(body: LexborNode) -> Lines:
    """Return the lines below *body*."""
    found = Lines(body)
    places = {body.mem_id: _Place(body, linked=False, gone=False)}
    current: Line | None = None
    for node in body.traverse(include_text=True):
        parent = node.parent
        above = places.get(parent.mem_id) if parent is not None else None
        if parent is None or above is None:
            continue
        if node.is_element_node:
            places[node.mem_id] = place = _place(node, above)
            if not place.gone and (moment := _stamped(node)):
                found.stamps.append(Stamp(len(found.lines), moment, node))
            found.order.append((node, parent.mem_id))
            if node.tag in _PARTING or node.tag in _BREAKS:
                current = None
        elif node.is_text_node and not above.gone and unicode.strip(text := node.text_content or ""):
            if current is None or current.node.mem_id != above.block.mem_id:
                current = Line(above.block)
                found.lines.append(current)
            current.pieces.append(Piece(text, parent, above.linked))
    _mark_furniture(found)
    return found


def _stamped(node: LexborNode) -> Moment | None:
    """Return the time in an attribute of *node*, unless it is a link or a picture."""
    if node.tag in {"a", "img"}:
        return None
    attributes = node.attributes
    for name in _STAMPS:
        value = attributes.get(name)
        if value and len(value) <= _LONGEST_STAMP and _YEAR_OR_EPOCH.search(value):
            moment = dates.parse(value)
            if moment is not None:
                return moment
    return None


def _place(node: LexborNode, above: _Place) -> _Place:
    tag = node.tag or ""
    return _Place(
        node if tag in _PARTING else above.block,
        above.linked or (tag == "a" and not is_anchor(node)),
        above.gone or tag in allowlist.GONE or is_hidden(node),
    )


def is_anchor(node: LexborNode) -> bool:
    """Return whether *node*, an `a`, is an anchor and not a link: Evernote's is around everything."""
    attributes = node.attributes
    return "href" not in attributes and ("name" in attributes or "id" in attributes)


def is_hidden(node: LexborNode) -> bool:
    """Return whether *node* itself is hidden."""
    attributes = node.attributes
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style") or "") is not None


def _mark_furniture(found: Lines) -> None:
    """Mark the lines inside elements that are named as furniture and hold neither the title nor the text."""
    sums = Sums(found.order, found.lines)
    titled = {above.mem_id for heading in found.body.css("h1") for above in _above(heading)}
    most = sums.of(found.body) * _MOST
    inside: set[int] = set()
    for node, above in found.order:
        if above in inside or (
            node.tag in _PARTING  # a word in a sentence may well be called a keyword
            and (node.tag in _NAMED or class_names.is_furniture(node))
            and node.mem_id not in titled
            and (class_names.is_surely_furniture(node) or not most or sums.of(node) < most)
        ):
            inside.add(node.mem_id)
    for line in found.lines:
        line.furniture = line.node.mem_id in inside


def _above(node: LexborNode) -> list[LexborNode]:
    found = []
    parent = node.parent
    while parent is not None:
        found.append(parent)
        parent = parent.parent
    return found
