"""Runs of one line to nested spans: white space moved out of them, equal neighbours joined.

Markdown and HTML are both written from these spans, which have only the styles that `portable` leaves. To
add a style, add an entry to `_ORDER`.
"""

from __future__ import annotations

from itertools import groupby

import msgspec

from newsspider.model.body import Break, Inline, Picture, Style, TextRun
from newsspider.render import escape
from newsspider.text import unicode

# A style, or the address of a link.
Mark = Style | str

# If two marks reach equally far, the earlier one is outside.
_ORDER = (Style.BOLD, Style.ITALIC)
_LINK_RANK = len(_ORDER)
_BOLD, _ITALIC = _ORDER
# The marks of each style, by its number.
_MARKS: list[frozenset[Mark]] = [
    frozenset(mark for mark in _ORDER if mark & style) for style in range(2 * Style.SUP)
]
_CODE = int(Style.CODE)
_bits = int.__and__  # a tenth of the time of `&`, which makes a style of the result


class Text(msgspec.Struct):
    """Plain text, or code."""

    text: str
    code: bool = False


class Span(msgspec.Struct):
    """Nodes under one mark, with no white space at its ends and never empty."""

    mark: Mark
    nodes: list[Node]


Node = Text | Picture | Span


class _Item(msgspec.Struct):
    """A leaf on its way into the tree, with the marks that are still to be put around it."""

    leaf: Text | Picture
    marks: frozenset[Mark]
    blank: bool = False


def lines(inlines: list[Inline]) -> list[list[Node]]:
    """Return the nodes of each line of a paragraph, no line empty."""
    if len(inlines) == 1 and isinstance(only := inlines[0], TextRun) and only.style == 0 and not only.href:
        text = escape.one_line(only.text)  # most paragraphs are one plain run
        return [[Text(text)]] if text else []
    if Break not in map(type, inlines):
        parts = [inlines]
    else:
        parts = [list(part) for is_break, part in groupby(inlines, _is_break) if not is_break]
    return [nodes for part in parts if (nodes := _nodes(part))]


def one_line(inlines: list[Inline]) -> list[Node]:
    """Return the nodes of a heading or a cell, where a break is a space."""
    return _nodes([TextRun(" ") if isinstance(inline, Break) else inline for inline in inlines])


def _is_break(inline: Inline) -> bool:
    return isinstance(inline, Break)


def _nodes(inlines: list[Inline]) -> list[Node]:
    items: list[_Item] = []
    for inline in _merged(inlines):
        items += _items(inline)
    return _nest(_trimmed(items))


def _merged(inlines: list[Inline]) -> list[TextRun | Picture]:
    """Return *inlines* with neighbouring runs of one style and address as one run."""
    found: list[TextRun | Picture] = []
    last: TextRun | None = None
    for inline in inlines:
        if isinstance(inline, TextRun):
            if last is not None and last.style == inline.style and last.href == inline.href:
                found[-1] = last = TextRun(last.text + inline.text, last.style, last.href)
            else:
                found.append(inline)
                last = inline
        else:
            last = None
            if isinstance(inline, Picture):
                found.append(inline)
    return found


def _items(inline: TextRun | Picture) -> list[_Item]:
    """Return a run as up to three items: white space, what is between, white space."""
    if isinstance(inline, Picture):
        return [_Item(inline, frozenset({inline.href}) if inline.href else _MARKS[0])]
    style = inline.style
    marks = _MARKS[style] | {inline.href} if inline.href else _MARKS[style]
    text = escape.clean_line(inline.text)
    core = unicode.strip(text)
    middle = [_Item(Text(core, bool(_bits(style, _CODE))), marks)] if core else []
    if len(core) == len(text):
        return middle
    before, _, after = text.partition(core) if core else (text, "", "")
    return [
        *([_Item(Text(before), marks, blank=True)] if before else ()),
        *middle,
        *([_Item(Text(after), marks, blank=True)] if after else ()),
    ]


def _trimmed(items: list[_Item]) -> list[_Item]:
    start, end = 0, len(items)
    while start < end and items[start].blank:
        start += 1
    while start < end and items[end - 1].blank:
        end -= 1
    return items[start:end]


def _nest(items: list[_Item]) -> list[Node]:
    nodes: list[Node] = []
    at = 0
    while at < len(items):
        item = items[at]
        if item.blank or not item.marks:
            _append(nodes, item.leaf)
            at += 1
            continue
        if len(item.marks) == 1 and not (at + 1 < len(items) and items[at + 1].marks):
            (mark,) = item.marks  # as most: bold between plain text
            nodes.append(Span(mark, [item.leaf]))
            at += 1
            continue
        mark, end = _widest(items, at)
        inside = _trimmed(items[at:end])
        nodes.append(
            Span(mark, _nest([_Item(each.leaf, each.marks - {mark}, each.blank) for each in inside]))
        )
        at += len(inside)
    return nodes


def _append(nodes: list[Node], leaf: Text | Picture) -> None:
    last = nodes[-1] if nodes else None
    if isinstance(leaf, Text) and isinstance(last, Text) and last.code == leaf.code:
        nodes[-1] = Text(last.text + leaf.text, leaf.code)
    else:
        nodes.append(leaf)


def _widest(items: list[_Item], at: int) -> tuple[Mark, int]:
    """Return the mark of the item at *at* that reaches farthest, and where it ends."""
    reach = {mark: _end(items, at, mark) for mark in items[at].marks}
    mark = min(reach, key=lambda each: (-reach[each], _rank(each), str(each)))
    return mark, reach[mark]


def _end(items: list[_Item], at: int, mark: Mark) -> int:
    bold = _BOLD in items[at].marks
    end = at
    while end < len(items) and mark in items[end].marks:
        # Italics end where bold begins: Python-Markdown cannot read `*a **b** c*`.
        if mark == _ITALIC and (_BOLD in items[end].marks) != bold:
            break
        end += 1
    return end


def _rank(mark: Mark) -> int:
    return _ORDER.index(mark) if isinstance(mark, Style) else _LINK_RANK
