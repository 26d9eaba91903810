"""The body as Markdown that six engines show alike: its blocks, separated by one empty line.

To add a kind of block, add one function and one line of `_WRITERS`. Lines are written in `inline`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from newsspider.model.body import (
    Block,
    Body,
    Code,
    Divider,
    Heading,
    Inline,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Style,
    Table,
    TextRun,
)
from newsspider.render import escape, inline, preformatted, spans
from newsspider.render.escape import one_line
from newsspider.render.portable import portable

# A table as a pipe table of GitHub's kind, the only one that all six engines read.
#
# A cell is one line without a pipe, whatever it holds: breaks become spaces, pipes become entities.

# kramdown takes a row of only these for a rule between rows; a table writes `-` for a missing figure.
_RULE = re.compile(r"[-+=: ]+")


def table(block: Table) -> str:
    """Return *block* as Markdown, its first row as the header that the form asks for; "" without cells."""
    rows = [[_cell(cell) for cell in row] for row in block.rows]
    if not rows or not rows[0]:
        return ""
    if len(rows) == 1:
        # kramdown sees no table without a row below the header.
        rows.insert(0, [""] * len(rows[0]))
    rows.insert(1, ["---"] * len(rows[0]))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(inlines: list[Inline]) -> str:
    text = inline.markdown(spans.one_line(inlines))
    return escape.first(text) if _RULE.fullmatch(text) else text


# --- markdown ---

# Two spaces: Python-Markdown does not know the backslash there, and Hugo as shipped drops <br>.
_BREAK = "  \n"
# Python-Markdown takes four spaces for the inside of an item, CommonMark the width of the marker.
_ITEM_INDENT = 4


def to_markdown(body: Body) -> str:
    """Return *body* as Markdown that ends in one line feed; "" where there is nothing to show."""
    text = _blocks(portable(body).blocks)
    return f"{text}\n" if text else ""


def _blocks(blocks: list[Block]) -> str:
    return "\n\n".join([text for block in blocks if (text := _WRITERS[type(block)](block))])


def _paragraph(block: Paragraph) -> str:
    return _lines(block.inlines)


def _lines(inlines: list[Inline]) -> str:
    return _BREAK.join([escape.line_start(inline.markdown(line)) for line in spans.lines(inlines)])


def _heading(block: Heading) -> str:
    text = inline.markdown(spans.one_line(block.inlines))
    level = min(max(block.level, 1), 6)
    return f"{'#' * level} {escape.heading(text)}" if text else ""


def _picture(block: Picture) -> str:
    """Return a picture and its caption below in italics; the alt then repeats it, for reading it back."""
    caption = one_line(block.caption or "")
    text = inline.picture(block, caption or block.alt)
    if block.href:
        text = inline.linked(text, block.href)
    return f"{text}\n\n{_lines([TextRun(caption, Style.ITALIC)])}" if caption else text


def _quote(block: Quote) -> str:
    text = _blocks(block.blocks)
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n")) if text else ""


def _list(block: ListBlock) -> str:
    items = list(map(_blocks, block.items))
    tight = all(len(item) == 1 and isinstance(item[0], Paragraph) for item in block.items)
    markers = [f"{number}." if block.ordered else "-" for number in range(1, len(items) + 1)]
    return ("\n" if tight else "\n\n").join(map(_item, markers, items))


def _item(marker: str, text: str) -> str:
    indent = max(_ITEM_INDENT, len(marker) + 1)
    inside = "\n".join(" " * indent + line if line else "" for line in text.split("\n"))
    return marker + inside[len(marker) :]


def _divider(_: Divider) -> str:
    # Of stars: dashes are front matter at a file's head and a heading's underline below a line.
    return "***"


_WRITERS: dict[type, Callable[[Any], str]] = {
    Code: preformatted.fence,
    Divider: _divider,
    Heading: _heading,
    ListBlock: _list,
    Paragraph: _paragraph,
    Picture: _picture,
    Quote: _quote,
    Table: table,
}
