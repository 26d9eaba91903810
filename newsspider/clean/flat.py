"""Blocks to one line of inlines, for a cell of a table or a heading."""

from __future__ import annotations

from dataclasses import replace

from newsspider.clean.inlines import Line, trim
from newsspider.model.body import Block, Inline, Paragraph, Picture, Run, Style


def flat(blocks: list[Block]) -> list[Inline]:
    """Return the inlines of paragraphs and pictures in one line, parted by a blank; breaks become blanks."""
    line = Line()
    for block in blocks:
        _part(line)
        if isinstance(block, Paragraph):
            for item in block.inlines:
                if isinstance(item, Run):
                    line.text(item.text, item.style, item.href)
                elif isinstance(item, Picture):
                    line.items.append(item)
                else:
                    _part(line)
        elif isinstance(block, Picture):
            line.items.append(replace(block, alt=block.caption or block.alt, caption=None))
            if block.caption:
                _part(line)
                line.text(block.caption, Style.NONE, None)
    return trim(line.items)


def _part(line: Line) -> None:
    line.text(" ", Style.NONE, None)
