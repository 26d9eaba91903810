"""A body in the pieces that every engine shows alike, before any form of it is written.

What Markdown without HTML cannot say, or some engine loses, is replaced here, once, so that Markdown, text
and HTML hold the same characters, and a post that is read back gives the same body:

- raised and lowered figures are characters of their own (10⁸, CO₂), or `^(…)` and `_(…)`;
- struck text is set off by spaces, since engines that drop the tag would join two figures into one;
- a list that does not begin at 1, or that an engine would join with the one above it, is paragraphs that
  begin with their numbers;
- consecutive quotations are one;
- code that no code span or fence can hold safely is text.

To add a piece, add a function.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from enum import IntEnum
from functools import cache
from itertools import groupby

from msgspec.structs import replace

from newsspider.model.body import (
    Block,
    Body,
    Code,
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
from newsspider.render import preformatted
from newsspider.render.escape import clean_line, fits_span
from newsspider.text import unicode

# Blocks that an item may begin with: before any other block Python-Markdown reads the marker as text.
_BEGINS_ITEM = (Paragraph, Picture, Heading)


class Portable(Body):
    """A body that `portable` has made: every form is written from it, and none has to ask again."""


def portable(body: Body) -> Body:
    """Return *body* so that every form can say all of it; the same object if nothing has to change."""
    if isinstance(body, Portable):
        return body
    blocks = _blocks(body.blocks, nested=False)
    return body if blocks is body.blocks else Body(blocks)


def _blocks(blocks: list[Block], *, nested: bool) -> list[Block]:
    """Return *blocks* with every piece replaced that needs it; the same list if none does."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph) and not _has_mended(block.inlines):
            found.append(block)  # as most
        else:
            for one in _block(block, nested=nested):
                _add(found, one)
    is_same = len(found) == len(blocks) and all(map(_is, found, blocks))
    return blocks if is_same else found


def _is(one: object, other: object) -> bool:
    return one is other


def _add(blocks: list[Block], block: Block) -> None:
    """Append *block*; what an engine would join with the block above becomes one block, or no list."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Quote) and isinstance(block, Quote):
        blocks[-1] = Quote(_blocks([*last.blocks, *block.blocks], nested=True))
    elif not isinstance(last, ListBlock) or not isinstance(block, ListBlock):
        blocks.append(block)
    elif not last.ordered and not block.ordered:
        blocks[-1] = ListBlock([*last.items, *block.items])
    elif block.ordered:
        for one in _numbered(block):
            _add(blocks, one)
    else:
        blocks.pop()
        for one in [*_numbered(last), block]:
            _add(blocks, one)


def _block(block: Block, *, nested: bool) -> list[Block]:
    if isinstance(block, Paragraph | Heading):
        inlines = in_characters(block.inlines)
        return [block if inlines is block.inlines else replace(block, inlines=inlines)]
    if isinstance(block, Quote):
        inside = _blocks(block.blocks, nested=True)
        return [block if inside is block.blocks else Quote(inside)]
    if isinstance(block, ListBlock):
        return _list(block)
    if isinstance(block, Table):
        rows = [[in_characters(cell) for cell in row] for row in block.rows]
        is_same = all(all(map(_is, row, new)) for row, new in zip(block.rows, rows, strict=True))
        return [block if is_same else replace(block, rows=rows)]
    return _code(block, nested=nested) if isinstance(block, Code) else [block]


# --- lists ---


def _list(block: ListBlock) -> list[Block]:
    items = [_begun(_blocks(item, nested=True)) for item in block.items]
    visible = [item for item in items if any(map(_shows, item))]
    if not visible:
        return []
    begins_well = all(isinstance(item[0], _BEGINS_ITEM) for item in visible)
    is_same = len(visible) == len(block.items) and all(map(_is, visible, block.items))
    new = block if is_same else replace(block, items=visible)
    return [new] if begins_well and (block.start == 1 or not block.ordered) else list(_numbered(new))


def _begun(item: list[Block]) -> list[Block]:
    """Return *item* so that it begins with text where it can: a quotation or a list there is opened."""
    while item and (isinstance(item[0], Quote | ListBlock) or not _shows(item[0])):
        first, rest = item[0], item[1:]
        opened = first.blocks if isinstance(first, Quote) else []
        opened = list(_numbered(first)) if isinstance(first, ListBlock) else opened
        item = _blocks([*opened, *rest], nested=True)
    return item


def _numbered(block: ListBlock) -> Iterator[Block]:
    """Yield the blocks of a list's items one after the other, each with its number if it has one."""
    first = max(block.start, 0)
    for number, item in enumerate(block.items, first):
        blocks = list(item)
        if block.ordered:
            marker = f"{number}."
            if isinstance(blocks[0], Paragraph | Heading):
                blocks[0] = replace(blocks[0], inlines=[TextRun(f"{marker} "), *blocks[0].inlines])
            else:
                blocks.insert(0, Paragraph([TextRun(marker)]))
        yield from blocks


def _shows(block: Block) -> bool:
    """Return whether anything of *block* is visible."""
    if isinstance(block, Paragraph | Heading):
        return _any_shown(block.inlines)
    if isinstance(block, Quote):
        return any(map(_shows, block.blocks))
    if isinstance(block, ListBlock):
        return any(_shows(inner) for item in block.items for inner in item)
    if isinstance(block, Table):
        return any(map(_any_shown, (cell for row in block.rows for cell in row)))
    return not isinstance(block, Code) or bool(preformatted.code_lines(block))


def _any_shown(inlines: list[Inline]) -> bool:
    return any(
        isinstance(one, Picture) or (isinstance(one, TextRun) and unicode.strip(clean_line(one.text)))
        for one in inlines
    )


# --- code ---


def _code(block: Code, *, nested: bool) -> list[Block]:
    if not preformatted.code_lines(block):
        return []
    if nested or not preformatted.fits_fence(block):
        paragraph = preformatted.paragraph(block)
        return [replace(paragraph, inlines=in_characters(paragraph.inlines))]
    language = preformatted.language(block)
    return [block if language == block.language else replace(block, language=language)]


# --- runs ---

# The text before and after some runs.
_Around = tuple[Inline | None, Inline | None]
_Writer = Callable[[list[TextRun], Style, _Around], Iterator[Inline]]

_PLACED = Style.SUP | Style.SUB
_MENDED = int(_PLACED | Style.STRIKE | Style.CODE)
_bits = int.__and__  # a tenth of the time of `&`, which makes a style of the result
# Brackets: what is inside them is already separate from the figure before it, such as `[1]` of a footnote.
_BRACKETS = ("[]", "()", "（）", "〔〕", "【】", "［］", "〈〉", "<>")


@cache  # made when it is first needed; most runs need none
def _table(kind: str) -> dict[str, str]:
    """Return the ASCII characters that Unicode has raised (`<super>`) or lowered (`<sub>`), and dashes."""
    found: dict[str, str] = {}
    for code in range(0x2E80):  # later ones are raised Hanzi, which few fonts have
        name, _, base = unicodedata.decomposition(chr(code)).partition(" ")
        if name == kind and " " not in base and int(base, 16) < 0x80:  # noqa: PLR2004 - the last of ASCII
            found.setdefault(chr(int(base, 16)), chr(code))
    return found | dict.fromkeys("-\u2212\u2013\uff0d", _MINUS[kind]) | {"＋": found["+"]}


_MINUS = {"<super>": "⁻", "<sub>": "₋"}  # Unicode knows them only as forms of U+2212


def in_characters(inlines: list[Inline]) -> list[Inline]:
    """Return *inlines* without raised, lowered and struck runs; the same list if there are none."""
    if not _has_mended(inlines):
        return inlines
    found = [_safe_code(one) for one in inlines]
    for style, write in ((Style.SUP, _placed), (Style.SUB, _placed), (Style.STRIKE, _struck)):
        found = list(_without(found, style, write))
    return found


def _has_mended(inlines: list[Inline]) -> bool:
    """Return whether a run of *inlines* is raised, lowered, struck or code."""
    for one in inlines:  # noqa: SIM110 - `any` takes twice the time
        if isinstance(one, TextRun) and _bits(one.style, _MENDED):
            return True
    return False


def _safe_code(inline: Inline) -> Inline:
    if isinstance(inline, TextRun) and inline.style & Style.CODE and not fits_span(clean_line(inline.text)):
        return replace(inline, style=inline.style & ~Style.CODE)
    return inline


def _without(inlines: list[Inline], style: Style, write: _Writer) -> Iterator[Inline]:
    """Yield *inlines*, neighbours that share *style* written by *write*, which takes it from them."""
    done: Inline | None = None
    parts = [
        (has, list(part))
        for has, part in groupby(inlines, lambda one: isinstance(one, TextRun) and bool(one.style & style))
    ]
    for at, (has, part) in enumerate(parts):
        if not has:
            yield from part
        else:
            following = parts[at + 1][1][0] if at + 1 < len(parts) else None
            runs = [one for one in part if isinstance(one, TextRun)]
            yield from write(runs, style, (done, following))
        done = part[-1]


def _placed(runs: list[TextRun], style: Style, _: _Around) -> Iterator[Inline]:
    """Yield *runs* raised or lowered: in such characters, or else in brackets after a sign."""
    table, sign = (_table("<super>"), "^") if style == Style.SUP else (_table("<sub>"), "_")
    plain = [replace(run, style=run.style & ~_PLACED) for run in runs]
    text = unicode.strip("".join(run.text for run in runs))
    if all(character in table for character in text):
        yield from (replace(run, text="".join(table.get(each, each) for each in run.text)) for run in plain)
    elif _is_apart(text):
        yield from plain
    else:
        yield from _bracketed(plain, sign)


def _is_apart(text: str) -> bool:
    """Return whether *text* cannot be read as part of a figure on the line: a trade mark, `[1]`."""
    is_sign = not any(unicodedata.category(each)[0] == "L" or each.isdecimal() for each in text)
    return is_sign or text[0] + text[-1] in _BRACKETS


def _bracketed(runs: list[TextRun], sign: str) -> Iterator[TextRun]:
    """Yield *runs* with brackets around them, spaces at their ends left outside."""
    text = "".join(run.text for run in runs)
    start = len(text) - len(unicode.lstrip(text))
    end = len(unicode.rstrip(text))
    at = 0
    for run in runs:
        size = len(run.text)
        first, last = start - at, end - at
        new = run.text
        if 0 < last <= size:
            new = f"{new[:last]}){new[last:]}"
        if 0 <= first < size:
            new = f"{new[:first]}{sign}({new[first:]}"
        yield replace(run, text=new)
        at += size


def _struck(runs: list[TextRun], style: Style, around: _Around) -> Iterator[Inline]:
    """Yield *runs* no longer struck, with a space where they would run together with their neighbours."""
    before, after = around
    plain = [replace(run, style=run.style & ~style) for run in runs]
    if isinstance(before, TextRun) and _run_together(before.text[-1:], plain[0].text[:1]):
        yield _blank(before, plain[0])
    yield from plain
    if isinstance(after, TextRun) and _run_together(plain[-1].text[-1:], after.text[:1]):
        yield _blank(plain[-1], after)


def _blank(left: TextRun, right: TextRun) -> TextRun:
    """Return a space between two runs, set and linked as both are."""
    return TextRun(" ", left.style & right.style, left.href if left.href == right.href else None)


_OF_FIGURES = "%％‰+-.,"


def _run_together(left: str, right: str) -> bool:
    return not any(unicodedata.category(each)[0] in "ZCP" for each in left + right if each not in _OF_FIGURES)


class Edge(IntEnum):
    """What parts two runs: nothing, the begin or the end of struck text, text that was taken out."""

    NONE = 0
    STRUCK = 1
    REMOVED = 2


def joins_figures(before: Inline | None, run: TextRun, edge: Edge) -> bool:
    """Return whether *run* would make one figure of two with the run *before* it, beyond an *edge*."""
    if edge == Edge.NONE or not isinstance(before, TextRun):
        return False
    if edge == Edge.STRUCK and not before.style & run.style & Style.STRIKE:
        return False  # `_struck` sets one of them off
    ends = before.text[-1:], run.text[:1]
    return all(end.isdecimal() or (end and end in _OF_FIGURES) for end in ends)
