"""The body of an article between cleaning and rendering: blocks of styled text.

`clean` makes this tree once, and `render` makes Markdown, text and HTML from it. Everything in it is safe to
output: its types are the allowlist of elements, and its addresses have passed the sanitiser.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntFlag


class Style(IntFlag):
    """The style of a run of text."""

    NONE = 0
    BOLD = 1
    ITALIC = 2
    CODE = 4
    STRIKE = 8
    SUB = 16
    SUP = 32


@dataclass(slots=True)
class TextRun:
    """Text of one style, with the address it links to, if any. Never empty, never contains a line feed."""

    text: str
    style: Style = Style.NONE
    href: str | None = None


@dataclass(slots=True)
class Break:
    """A line break inside a paragraph."""


@dataclass(slots=True)
class Picture:
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


@dataclass(slots=True)
class Paragraph:
    """A paragraph: at least one run or picture, with no break at its beginning or end."""

    inlines: list[Inline]


@dataclass(slots=True)
class Heading:
    """A heading of level 1 to 6."""

    level: int
    inlines: list[Inline]


@dataclass(slots=True)
class Quote:
    """A quotation: a list of blocks."""

    blocks: list[Block]


@dataclass(slots=True)
class ListBlock:
    """A list; each item is a list of blocks, mostly one paragraph."""

    items: list[list[Block]]
    ordered: bool = False
    start: int = 1


@dataclass(slots=True)
class Table:
    """A rectangular table: all rows have equally many cells; a cell is a list of inlines, maybe empty.

    `header` says that the first row is a header row in the source.
    """

    rows: list[list[list[Inline]]]
    header: bool = False


@dataclass(slots=True)
class Code:
    """Preformatted text with its line feeds, without a trailing one."""

    text: str
    language: str = ""


@dataclass(slots=True)
class Divider:
    """A thematic break."""


Block = Paragraph | Heading | Quote | ListBlock | Table | Code | Divider | Picture


@dataclass(slots=True)
class Body:
    """The blocks of an article in reading order."""

    blocks: list[Block] = field(default_factory=list)
