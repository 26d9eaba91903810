"""The body of an article between cleaning and rendering: blocks of styled runs.

One tree, made once by `clean`, from which `render` makes Markdown, text and HTML. Whatever is in it is
allowed to leave: the types are the allowlist of elements, and addresses in it have passed the sanitiser.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntFlag


class Style(IntFlag):
    """How a run of text is set."""

    NONE = 0
    BOLD = 1
    ITALIC = 2
    CODE = 4
    STRIKE = 8
    SUB = 16
    SUP = 32


@dataclass(slots=True)
class TextRun:
    """Text of one style, and the address it links to if any. Never empty, never holds a line feed."""

    text: str
    style: Style = Style.NONE
    href: str | None = None


@dataclass(slots=True)
class Break:
    """A line break inside a paragraph."""


@dataclass(slots=True)
class Picture:
    """A picture; inline inside a paragraph or cell, or a block of its own with its caption.

    `caption` is text that a reader sees below it (None where there is none), `alt` is what stands in
    for it and is not text of the article. Width and height are pixels as declared.
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
    """A paragraph: at least one run or picture, no break first or last."""

    inlines: list[Inline]


@dataclass(slots=True)
class Heading:
    """A heading of level 1 to 6."""

    level: int
    inlines: list[Inline]


@dataclass(slots=True)
class Quote:
    """A quotation of blocks."""

    blocks: list[Block]


@dataclass(slots=True)
class ListBlock:
    """A list; each item is a list of blocks, mostly one paragraph."""

    items: list[list[Block]]
    ordered: bool = False
    start: int = 1


@dataclass(slots=True)
class Table:
    """A rectangular table: every row has as many cells as the first, a cell is inlines (may be empty).

    `header` says that the first row is a heading row in the source.
    """

    rows: list[list[list[Inline]]]
    header: bool = False


@dataclass(slots=True)
class Code:
    """Preformatted text, line feeds kept, no trailing one."""

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
