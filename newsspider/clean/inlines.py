"""The runs of one paragraph while it is built: white space by HTML's rules, breaks that end paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from msgspec.structs import replace

from newsspider.model.body import Block, Break, Inline, Paragraph, Picture, Style, TextRun
from newsspider.render.portable import Edge, joins_figures
from newsspider.text import unicode

# HTML's own white space and the no-break blank become one space; the ideographic one is a letter's width
# of layout that separates names and stays inside a line.
_COLLAPSED = " \t\n\r\f\v\xa0\u2028\u2029\x85"
_COLLAPSE = re.compile(f"[{_COLLAPSED}]+")
# Two ideographic spaces begin a paragraph, in pages that separate paragraphs with <br> alone.
_INDENT = "\u3000\u3000"


def text_of(inlines: list[Inline]) -> str:
    """Return the text a reader sees, breaks as line feeds."""
    if len(inlines) == 1 and isinstance(inlines[0], TextRun):  # as most paragraphs are
        return inlines[0].text
    parts = [
        item.text if isinstance(item, TextRun) else "\n" if isinstance(item, Break) else ""
        for item in inlines
    ]
    return "".join(parts)


def without_head(inlines: list[Inline], count: int) -> list[Inline]:
    """Return *inlines* without the first *count* characters of their text; pictures among them stay."""
    kept: list[Inline] = []
    for item in inlines:
        size = len(text_of([item]))
        if size <= count and not isinstance(item, Picture):
            count -= size
        elif isinstance(item, TextRun) and count:
            kept.append(TextRun(item.text[count:], item.style, item.href))
            count = 0
        else:
            kept.append(item)
    return kept


def without_tail(inlines: list[Inline], length: int) -> list[Inline]:
    """Return *inlines* with only the first *length* characters of their text; pictures after them stay."""
    kept: list[Inline] = []
    for item in inlines:
        size = len(text_of([item]))
        if isinstance(item, Picture) or size <= length:
            kept.append(item)
        elif isinstance(item, TextRun) and length:
            kept.append(TextRun(item.text[:length], item.style, item.href))
        length = max(0, length - size)
    return kept


@dataclass(slots=True)
class Line:
    """Collects inlines; `take` hands them over as paragraphs and begins again."""

    items: list[Inline] = field(default_factory=list)
    # What has just begun or ended, beyond which no figure goes on.
    _edge: Edge = Edge.NONE

    def end_figure(self, edge: Edge) -> None:
        """Note that no figure goes on beyond this place."""
        self._edge = max(self._edge, edge)

    def text(self, raw: str, style: Style, href: str | None) -> None:
        """Add text as it is in the source."""
        if not self.items and not raw.strip(_COLLAPSED):
            return  # what is between two blocks
        text = _collapsed(raw)
        last = self.items[-1] if self.items else None
        if last is None or isinstance(last, Break) or (isinstance(last, TextRun) and last.text.endswith(" ")):
            text = text.lstrip(" ")
        if not text:
            return
        if self._edge:
            text = f" {text}" if joins_figures(last, TextRun(text, style), self._edge) else text
            self._edge = Edge.NONE
        if isinstance(last, TextRun) and last.style == style and last.href == href:
            last.text += text
        else:
            self.items.append(TextRun(text, style, href))

    def take(self) -> list[list[Inline]]:
        """Return the paragraphs collected so far, without empty ones, and forget them."""
        if not self.items:
            return []
        items, self.items = self.items, []
        only = items[0]
        if len(items) == 1 and isinstance(only, TextRun):  # as most paragraphs are
            only.text = unicode.strip(only.text)
            return [items] if only.text else []
        return [trimmed for part in _part(items) if (trimmed := trim(part))]


def _collapsed(raw: str) -> str:
    """Return *raw* with white space as a reader sees it."""
    # What is not printable is white space but a space, and what has no width.
    if raw.lstrip("\u3000").isprintable() and "  " not in raw:
        return raw
    return _COLLAPSE.sub(" ", unicode.unbroken(unicode.without_zero_width(raw)))


def _part(items: list[Inline]) -> list[list[Inline]]:
    """Return *items* split at two breaks in a row and at a break before an indent."""
    if Break not in map(type, items):
        return [items]
    parts: list[list[Inline]] = [[]]
    breaks = 0
    for item in items:
        if isinstance(item, Break):
            breaks += 1
            continue
        if breaks and isinstance(item, TextRun) and not item.text.strip():
            continue  # spaces between two breaks
        indented = isinstance(item, TextRun) and item.text.startswith(_INDENT)
        if breaks > 1 or (breaks and indented):
            parts.append([])
        elif breaks and parts[-1]:
            parts[-1].append(Break())
        breaks = 0
        parts[-1].append(item)
    return parts


def trim(items: list[Inline]) -> list[Inline]:
    """Return *items* without white space and breaks at both ends; empty when nothing is visible."""
    kept = list(items)
    while kept and _blank(kept[0]):
        kept.pop(0)
    while kept and _blank(kept[-1]):
        kept.pop()
    if not kept:
        return kept
    if isinstance(kept[0], TextRun):
        kept[0] = TextRun(unicode.lstrip(kept[0].text), kept[0].style, kept[0].href)
    if isinstance(kept[-1], TextRun):
        kept[-1] = TextRun(unicode.rstrip(kept[-1].text), kept[-1].style, kept[-1].href)
    return _settled(kept) if len(kept) > 1 else kept


def _settled(items: list[Inline]) -> list[Inline]:
    """Return *items* in their one standard form: a space has the style that both its neighbours have."""
    parts: list[Inline] = []
    for item in items:
        if isinstance(item, TextRun) and (item.style or item.href):
            parts += _apart(item)
        else:
            parts.append(item)
    line: list[Inline] = []
    last: Inline | None = None
    for at, part in enumerate(parts):
        if isinstance(part, TextRun):
            if not unicode.strip(part.text):
                part.style, part.href = _between(parts[at - 1 : at] + parts[at + 1 : at + 2])
            if isinstance(last, TextRun) and last.style == part.style and last.href == part.href:
                last.text += part.text
                continue
        line.append(part)
        last = part
    return line


def _between(neighbours: list[Inline]) -> tuple[Style, str | None]:
    """Return style and address of a space: what the runs on both sides share."""
    runs = [item for item in neighbours if isinstance(item, TextRun)]
    if len(runs) != 2:  # noqa: PLR2004 - one on each side
        return Style.NONE, None
    before, after = runs
    return before.style & after.style, before.href if before.href == after.href else None


def _apart(item: TextRun) -> list[TextRun]:
    """Return a styled or linked run separated from the spaces at its ends."""
    right = unicode.rstrip(item.text)
    core = unicode.lstrip(right)
    if core and len(core) == len(item.text):
        return [TextRun(core, item.style, item.href)]
    lead, tail = right[: len(right) - len(core)], item.text[len(right) :]
    pieces = [TextRun(lead), TextRun(core, item.style, item.href), TextRun(tail)]
    return [piece for piece in pieces if piece.text]


def _blank(item: Inline) -> bool:
    return not unicode.strip(item.text) if isinstance(item, TextRun) else isinstance(item, Break)


# --- flat ---
# Blocks to one line of inlines, for a cell of a table or a heading.


def flat(blocks: list[Block]) -> list[Inline]:
    """Return the inlines of paragraphs and pictures in one line, spaces between; breaks become spaces."""
    line = Line()
    for block in blocks:
        _flattened(line)
        if isinstance(block, Paragraph):
            for item in block.inlines:
                if isinstance(item, TextRun):
                    line.text(item.text, item.style, item.href)
                elif isinstance(item, Picture):
                    line.items.append(item)
                else:
                    _flattened(line)
        elif isinstance(block, Picture):
            line.items.append(replace(block, alt=block.caption or block.alt, caption=None))
            if block.caption:
                _flattened(line)
                line.text(block.caption, Style.NONE, None)
    return trim(line.items)


def _flattened(line: Line) -> None:
    line.text(" ", Style.NONE, None)
