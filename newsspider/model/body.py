"""The body of an article between cleaning and rendering: blocks of styled text.

`clean` makes this tree once, and `render` makes Markdown, text and HTML from it. Everything in it is safe to
output: its types are the allowlist of elements, and its addresses have passed the sanitiser.

They are msgspec's, because the ledger keeps the tree, as JSON arrays that begin with the tag of the type. A
tag stays as it is; a new field goes to the end and has a default.
"""

from __future__ import annotations

from enum import IntFlag

import msgspec


class Style(IntFlag):
    """The style of a run of text."""

    NONE = 0
    BOLD = 1
    ITALIC = 2
    CODE = 4
    STRIKE = 8
    SUB = 16
    SUP = 32


class TextRun(msgspec.Struct, tag="t", array_like=True):
    """Text of one style, with the address it links to, if any. Never empty, never contains a line feed."""

    text: str
    style: Style = Style.NONE
    href: str | None = None


class Break(msgspec.Struct, tag="b", array_like=True):
    """A line break inside a paragraph."""


class Picture(msgspec.Struct, tag="i", array_like=True):
    """A picture, inline in a paragraph or cell, or a block of its own with a caption.

    `caption` is the text that a reader sees below it, or None. `alt` is its replacement text, which is no
    text of the article. Width and height are in pixels, as declared.
    """

    url: str
    alt: str = ""
    caption: str | None = None
    width: int | None = None
    height: int | None = None
    href: str | None = None


Inline = TextRun | Break | Picture


class Paragraph(msgspec.Struct, tag="p", array_like=True):
    """A paragraph: at least one run or picture, with no break at its beginning or end."""

    inlines: list[Inline]


class Heading(msgspec.Struct, tag="h", array_like=True):
    """A heading of level 1 to 6."""

    level: int
    inlines: list[Inline]


class Quote(msgspec.Struct, tag="q", array_like=True):
    """A quotation: a list of blocks."""

    blocks: list[Block]


class ListBlock(msgspec.Struct, tag="l", array_like=True):
    """A list; each item is a list of blocks, mostly one paragraph."""

    items: list[list[Block]]
    ordered: bool = False
    start: int = 1


class Table(msgspec.Struct, tag="g", array_like=True):
    """A rectangular table: all rows have equally many cells; a cell is a list of inlines, maybe empty.

    `header` says that the first row is a header row in the source.
    """

    rows: list[list[list[Inline]]]
    header: bool = False


class Code(msgspec.Struct, tag="c", array_like=True):
    """Preformatted text with its line feeds, without a trailing one."""

    text: str
    language: str = ""


class Divider(msgspec.Struct, tag="d", array_like=True):
    """A thematic break."""


Block = Paragraph | Heading | Quote | ListBlock | Table | Code | Divider | Picture


class Body(msgspec.Struct):
    """The blocks of an article in reading order."""

    blocks: list[Block] = msgspec.field(default_factory=list)
