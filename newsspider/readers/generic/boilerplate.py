"""Furniture inside the container: what is not the article is marked, for the rules to remove."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from selectolax.lexbor import LexborNode

from newsspider.readers import page_dates
from newsspider.readers.generic import class_names, container, phrases, tail
from newsspider.readers.generic.textlines import Line, Lines, Sums, is_hidden
from newsspider.readers.generic.title import Heading
from newsspider.readers.html_page import mark_furniture
from newsspider.text import bylines, titles, unicode

# An element with this share of the container's sentences is not furniture, whatever it is called.
_MOST = 0.3
_TITLES = frozenset({"h1", "h2", "h3"})
_SHORT = 60  # characters of a line of the head
_ICON = 40  # pixels; a smaller picture decorates the line that it is in
_UNSEEN = re.compile(
    r"visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)|color\s*:\s*transparent"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}|(?:^|;)\s*(?:max-)?height\s*:\s*[01](?:px)?\s*(?:;|$)",
    re.IGNORECASE,
)
# `.x9{display:none}` in a style sheet, outside of conditions.
_HIDING = re.compile(
    r"(?:^|[},;\s])(?:\w+)?\.([\w-]+)\s*\{[^{}]*?(?:display\s*:\s*none|font-size\s*:\s*0(?:px)?\s*[;}!])",
    re.IGNORECASE,
)
_MEDIA = re.compile(
    r"@media[^{}]{0,200}\{(?:[^{}]{0,300}\{[^{}]{0,2000}\}){0,300}[^{}]{0,300}\}", re.IGNORECASE
)
_SHEETS = 200_000  # characters that are looked at
_PIXELS = re.compile(r"\s*(\d{1,5})\s*(?:px)?\s*$")


def prepare(page: Lines, held: LexborNode, text: list[Line], title: Heading) -> None:
    """Mark the furniture in *held*, which holds the sentences *text*."""
    sums = Sums(page.order, text)
    inside = _inside(page, held)
    _elements(page.body, held, sums, title.title, _in_sentences(inside))
    others = {id(line) for line in page.lines[container.next_article(page.lines, title.line) :]}
    going = {id(line) for line in tail.links(held, inside, text, _is_credit)} | others
    _lines(inside, text, title.title, going)
    _links(inside)
    _ornaments(held)


def _in_sentences(inside: list[Line]) -> set[int]:
    """Return the elements that are a part of a sentence, such as the link on a word."""
    found: set[int] = set()
    for line in inside:
        for piece in line.pieces if line.prose else ():
            node: LexborNode | None = piece.node
            while node is not None and node.mem_id != line.node.mem_id:
                found.add(node.mem_id)
                node = node.parent
    return found


def _elements(body: LexborNode, held: LexborNode, sums: Sums, title: str, words: set[int]) -> None:
    """Mark elements that are named as furniture or hidden, and hold no large part of the text."""
    most = sums.of(held) * _MOST
    unseen = _hiding_classes(body)
    for node in held.css("*"):
        if node.mem_id == held.mem_id or sums.of(node) > most:
            continue
        called_so = node.tag in {"nav", "footer", "aside"} or (
            node.mem_id not in words and class_names.is_furniture(node)
        )
        if called_so or is_hidden(node) or _is_unseen(node, unseen) or _repeats(node, title):
            mark_furniture(node)


def _is_unseen(node: LexborNode, classes: frozenset[str]) -> bool:
    """Return whether *node* is hidden, by its own style or by one of the hiding *classes*.

    A style that hides a whole text is ignored, and a class hides at most a line: scripts may show the rest.
    """
    attributes = node.attributes
    if _UNSEEN.search(attributes.get("style") or ""):
        return True
    named = classes and not classes.isdisjoint((attributes.get("class") or "").split())
    return bool(named) and unicode.visible(node.text()) <= _SHORT


def _hiding_classes(body: LexborNode) -> frozenset[str]:
    """Return the classes that the style sheets of the page of *body* hide, whatever the medium."""
    whole = body.parent or body
    sheets = "\n".join(node.text() for node in whole.css("style"))[:_SHEETS]
    return frozenset(_HIDING.findall(_MEDIA.sub("", sheets)))


def _repeats(node: LexborNode, title: str) -> bool:
    return node.tag in _TITLES and titles.same(unicode.squeeze(node.text()), title)


def _inside(page: Lines, held: LexborNode) -> list[Line]:
    below = {node.mem_id for node in held.css("*")} | {held.mem_id}
    return [line for line in page.lines if line.node.mem_id in below]


def _lines(inside: list[Line], text: list[Line], title: str, going: set[int]) -> None:
    """Mark the lines above the first sentence that belong to the head, those after the end, and *going*."""
    prose = {id(line) for line in text}
    first = next((at for at, line in enumerate(inside) if id(line) in prose), len(inside))
    end = container.tail(inside, text)
    times = Counter(line.run for line in inside[:first])
    going |= {id(line) for line in inside[:first] if _is_head(line, title) or times[line.run] > 1}
    going |= {id(line) for line in inside[end:] if id(line) not in prose}
    of_block: dict[int, list[Line]] = defaultdict(list)
    for line in inside:
        of_block[line.node.mem_id].append(line)
    for group in of_block.values():
        if all(id(line) in going for line in group) and not _is_credit(group[0]):
            _mark_lines(group)


def _mark_lines(group: list[Line]) -> None:
    """Mark the block of *group*, or the elements in it where the block holds more than these lines."""
    block = group[0].node
    if _holds_more(block):
        for line in group:
            for piece in line.pieces:
                if piece.node.mem_id != block.mem_id:
                    mark_furniture(piece.node)
    else:
        mark_furniture(block)


def _holds_more(block: LexborNode) -> bool:
    """Return whether *block* holds other blocks, or pictures that are not links."""
    for node in block.css("p, div, li, table, img"):
        if node.mem_id == block.mem_id:
            continue
        if node.tag != "img" or node.parent is None or node.parent.tag != "a":
            return True
    return False


def _is_credit(line: Line) -> bool:
    """Return whether *line* is a credit, which the rules on text read and remove."""
    text = line.text
    return bool(
        bylines.editor(text) or bylines.medium(text) or bylines.byline(text) or bylines.original_title(text)
    )


def _is_head(line: Line, title: str) -> bool:
    text = line.run
    if titles.same(text, title) or phrases.BUTTONS.fits(text) or phrases.TAIL.fits(text):
        return True
    if len(text) > _SHORT:
        return False
    return page_dates.in_line(line.text) is not None or phrases.PATH.fullmatch(text) is not None


def _links(inside: list[Line]) -> None:
    """Mark the links whose wording leads away from the text, lines of buttons, and empty elements."""
    for line in inside:
        if phrases.PLACEHOLDERS.fits(line.run):
            _mark_lines([line])
        for piece in line.pieces:
            if piece.linked and phrases.AWAY.fits(unicode.squeeze(piece.text)):
                mark_furniture(piece.node)
        linked = all(piece.linked for piece in line.pieces)
        if linked and phrases.AWAY.fits(line.run):
            for piece in line.pieces:
                mark_furniture(piece.node)


def _ornaments(held: LexborNode) -> None:
    """Mark the pictures that only decorate the line that they are in."""
    for node in held.css("img"):
        size = [_PIXELS.match(node.attributes.get(name) or "") for name in ("width", "height")]
        if any(found and int(found[1]) <= _ICON for found in size):
            mark_furniture(node)
