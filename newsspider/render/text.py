"""The body as plain text: what a reader reads, without pictures, addresses and styles."""

from __future__ import annotations

import re

from newsspider.model.body import (
    Block,
    Body,
    Break,
    Code,
    Heading,
    Inline,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Table,
    TextRun,
)
from newsspider.render.escape import clean_line, one_line
from newsspider.render.preformatted import shown_lines
from newsspider.text import unicode


def to_text(body: Body) -> str:
    """Return *body* as text: paragraphs parted by one empty line, none at the end; "" without any.

    A break is a line feed, as are the ends of items and of rows; cells are parted by a tab. A caption is a
    paragraph, an alt is no text.
    """
    return _paragraphs(body.blocks)


def _paragraphs(blocks: list[Block]) -> str:
    return "\n\n".join(text for block in blocks if (text := _block(block)))


def _block(block: Block) -> str:
    if isinstance(block, Paragraph | Heading):
        return _lines(block.inlines)
    if isinstance(block, Picture):
        return one_line(block.caption or "")
    if isinstance(block, Quote):
        return _paragraphs(block.blocks)
    if isinstance(block, ListBlock):
        return "\n".join(text for item in block.items if (text := _item(item)))
    if isinstance(block, Table):
        return "\n".join(text for row in block.rows if (text := _row(row)))
    return "\n".join(shown_lines(block)) if isinstance(block, Code) else ""


def _lines(inlines: list[Inline]) -> str:
    text = "".join(_text(inline) for inline in inlines)
    return "\n".join(line for part in text.split("\n") if (line := unicode.strip(part)))


def _text(inline: Inline) -> str:
    if isinstance(inline, TextRun):
        return clean_line(inline.text)
    return "\n" if isinstance(inline, Break) else ""


def _item(blocks: list[Block]) -> str:
    """Return an item without an empty line, so that it is no two paragraphs."""
    return "\n".join(text for block in blocks if (text := _block(block).replace("\n\n", "\n")))


def _row(row: list[list[Inline]]) -> str:
    cells = [_lines(cell).replace("\n", " ") for cell in row]
    return "\t".join(cells) if any(cells) else ""


# --- summary ---
# The first sentences of a text, for a post's description.

# A sentence ends at these, with the quotes and brackets that close after them, and at a line's end. A full
# stop ends one only before a blank, so that no figure and no address is cut.
_CLOSING = "”’」』）】》)\"'"
_SENTENCE = re.compile(rf"\S.*?(?:[。！？!?…]+[{_CLOSING}]*|\.[{_CLOSING}]*(?=\s|$)|$)", re.MULTILINE)
_CHINESE_END = tuple("。！？…，；：”’」』）】》")
_ELLIPSIS = "…"
# A figure or a word that the cut falls into is left out whole: half a figure is a wrong one.
_WORD = re.compile(r"[\dA-Za-z]+(?:[-+.,，:/][\dA-Za-z]+)*[%％‰]?")


def summarise(text: str, limit: int = 140) -> str:
    """Return the first sentences of *text* in at most *limit* characters, on one line; "" for none.

    A first sentence that is longer is cut, and the cut marked with an ellipsis.
    """
    summary = ""
    for found in _SENTENCE.finditer(text):
        sentence = " ".join(found[0].split())
        blank = " " if summary and not summary.endswith(_CHINESE_END) else ""
        if len(summary) + len(blank) + len(sentence) > limit:
            return summary or _cut(sentence, limit)
        summary += blank + sentence
    return summary


def _cut(sentence: str, limit: int) -> str:
    end = limit - 1
    whole = (word.start() for word in _WORD.finditer(sentence) if word.start() < end < word.end())
    return sentence[: next(whole, end) or end].rstrip() + _ELLIPSIS
