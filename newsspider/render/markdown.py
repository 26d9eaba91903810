"""The body as Markdown that six engines show alike: its blocks, parted by one empty line.

A further kind of block is one function and one line of `_WRITERS`. What a line is made of is in `inline`.
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

# A table as a pipe table of GitHub's kind, the only one that all six engines read.
#
# A cell is one line without a pipe, whatever is in it: breaks are blanks there, pipes entities.

# kramdown takes a row of nothing else for a rule between rows; `-` is how a table says that it has no figure.
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

# Two blanks: Python-Markdown knows no backslash there, and Hugo as shipped drops <br>.
_BREAK = "  \n"
# An empty comment is what every engine takes for a block and shows nothing of. Without it two lists or two
# quotations in a row would be read as one.
_APART = "<!-- -->"
# Python-Markdown takes four blanks for the inside of an item, CommonMark the width of the marker.
_ITEM_INDENT = 4
_HIGHEST_START = 999_999_999


def to_markdown(body: Body) -> str:
    """Return *body* as Markdown that ends in one line feed; "" where there is nothing to show."""
    text = _blocks(body.blocks)
    return f"{text}\n" if text else ""


def _blocks(blocks: list[Block], *, nested: bool = False) -> str:
    return _joined(_written(blocks, nested=nested))


def _written(blocks: list[Block], *, nested: bool) -> list[tuple[Block, str]]:
    """Return the blocks that show anything, each with its Markdown."""
    written = (
        (block, _code(block, nested=nested) if isinstance(block, Code) else _WRITERS[type(block)](block))
        for block in blocks
    )
    return [(block, text) for block, text in written if text]


def _joined(written: list[tuple[Block, str]]) -> str:
    parts: list[str] = []
    for number, (block, text) in enumerate(written):
        if number and _run_together(written[number - 1][0], block):
            parts.append(_APART)
        parts.append(text)
    return "\n\n".join(parts)


def _run_together(first: Block, second: Block) -> bool:
    return isinstance(first, ListBlock | Quote) and isinstance(second, type(first))


def _paragraph(block: Paragraph) -> str:
    return _lines(block.inlines)


def _lines(inlines: list[Inline]) -> str:
    return _BREAK.join(escape.line_start(inline.markdown(line)) for line in spans.lines(inlines))


def _heading(block: Heading) -> str:
    text = inline.markdown(spans.one_line(block.inlines))
    level = min(max(block.level, 1), 6)
    return f"{'#' * level} {escape.heading(text)}" if text else ""


def _picture(block: Picture) -> str:
    """Return a picture and its caption below in italics; the alt is then the caption, to know it again by."""
    caption = one_line(block.caption or "")
    text = inline.picture(block, caption or block.alt)
    if block.href:
        text = inline.linked(text, block.href)
    return f"{text}\n\n{_lines([TextRun(caption, Style.ITALIC)])}" if caption else text


def _quote(block: Quote) -> str:
    text = _blocks(block.blocks, nested=True)
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n")) if text else ""


def _list(block: ListBlock) -> str:
    items = [text for item in block.items if (text := _inside(item))]
    tight = all(len(item) == 1 and isinstance(item[0], Paragraph | Code) for item in block.items if item)
    first = min(max(block.start, 0), _HIGHEST_START - len(items))
    markers = [f"{first + number}." if block.ordered else "-" for number in range(len(items))]
    return ("\n" if tight else "\n\n").join(map(_item, markers, items))


def _inside(blocks: list[Block]) -> str:
    """Return the blocks of an item, what Python-Markdown cannot read beside the marker below it."""
    written = _written(blocks, nested=True)
    text = _joined(written)
    if not written or isinstance(written[0][0], Paragraph | Picture | Heading | Code):
        return text
    return f"{_APART}\n\n{text}"


def _item(marker: str, text: str) -> str:
    indent = max(_ITEM_INDENT, len(marker) + 1)
    inside = "\n".join(" " * indent + line if line else "" for line in text.split("\n"))
    return marker + inside[len(marker) :]


def _code(block: Code, *, nested: bool) -> str:
    fence = None if nested else preformatted.fence(block)
    return _paragraph(preformatted.paragraph(block)) if fence is None else fence


def _divider(_: Divider) -> str:
    # Of stars: dashes are front matter at a file's head and a heading's underline below a line.
    return "***"


_WRITERS: dict[type, Callable[[Any], str]] = {
    Divider: _divider,
    Heading: _heading,
    ListBlock: _list,
    Paragraph: _paragraph,
    Picture: _picture,
    Quote: _quote,
    Table: table,
}
