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
from newsspider.render.portable import portable
from newsspider.render.preformatted import shown_lines
from newsspider.text import unicode


def to_text(body: Body) -> str:
    """Return *body* as text: paragraphs separated by one empty line, none at the end; "" without any.

    A break is a line feed, as are the ends of items and of rows; cells are separated by a tab. A caption is a
    paragraph, an alt is no text. The items of an ordered list begin with their numbers.
    """
    return _paragraphs(portable(body).blocks, numbers=True)


def without_numbers(body: Body) -> str:
    """Return *body* as `to_text` does, without the numbers of items; used to recognise an article again.

    So a repost that types its numbers equals one that leaves them to a list, and the digests of what was
    stored before numbers were kept stay the same.
    """
    return _paragraphs(portable(body).blocks, numbers=False)


def has_numbers(blocks: list[Block]) -> bool:
    """Return whether *blocks* or blocks in them have an ordered list; else `without_numbers` is `to_text`."""
    for block in blocks:
        if isinstance(block, ListBlock):
            if block.ordered or any(map(has_numbers, block.items)):
                return True
        elif isinstance(block, Quote) and has_numbers(block.blocks):
            return True
    return False


def _paragraphs(blocks: list[Block], *, numbers: bool) -> str:
    return "\n\n".join([text for block in blocks if (text := _block(block, numbers=numbers))])


def _block(block: Block, *, numbers: bool) -> str:
    if isinstance(block, (Paragraph, Heading)):
        return _lines(block.inlines)
    if isinstance(block, Picture):
        return one_line(block.caption or "")
    if isinstance(block, Quote):
        return _paragraphs(block.blocks, numbers=numbers)
    if isinstance(block, ListBlock):
        return _list(block, numbers=numbers)
    if isinstance(block, Table):
        return "\n".join(text for row in block.rows if (text := _row(row)))
    return "\n".join(shown_lines(block)) if isinstance(block, Code) else ""


def _lines(inlines: list[Inline]) -> str:
    if len(inlines) == 1:
        return one_line(inlines[0].text) if isinstance(inlines[0], TextRun) else ""
    text = "".join(map(_text, inlines))
    if "\n" not in text:
        return unicode.strip(text)
    return "\n".join(line for part in text.split("\n") if (line := unicode.strip(part)))


def _text(inline: Inline) -> str:
    if isinstance(inline, TextRun):
        return clean_line(inline.text)
    return "\n" if isinstance(inline, Break) else ""


def _list(block: ListBlock, *, numbers: bool) -> str:
    items = (_item(item, numbers=numbers) for item in block.items)
    if numbers and block.ordered:
        items = (text and f"{number}. {text}" for number, text in enumerate(items, block.start))
    return "\n".join(filter(None, items))


def _item(blocks: list[Block], *, numbers: bool) -> str:
    """Return an item without an empty line, so that it stays one paragraph."""
    texts = (_block(block, numbers=numbers).replace("\n\n", "\n") for block in blocks)
    return "\n".join(filter(None, texts))


def _row(row: list[list[Inline]]) -> str:
    cells = [_lines(cell).replace("\n", " ") for cell in row]
    return "\t".join(cells) if any(cells) else ""


# --- summary ---
# The first sentences of a text, for a post's description.

# A sentence ends at these, with the quotes and brackets that close after them, and at a line's end. A full
# stop ends one only before a space, so that no figure and no address is cut.
_CLOSING = "”’」』）】》)\"'"
# The number of an item is the beginning of its sentence, not a sentence.
_NUMBER = r"(?:^[0-9]{1,9}\. )?"
_STOP = rf"\.[{_CLOSING}]*(?=\s|$)"
_SENTENCE = re.compile(
    rf"{_NUMBER}\S(?:[^。！？!?….\n]+|(?!{_STOP})\.)*(?:[。！？!?…]+[{_CLOSING}]*|{_STOP}|$)", re.MULTILINE
)
_CHINESE_END = tuple("。！？…，；：”’」』）】》")
_ELLIPSIS = "…"
# If the cut falls into a figure or a word, all of it is left out: half a figure is a wrong figure.
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
