"""The body as HTML: only the elements and attributes that are written here, every text escaped.

To add a kind of block, add one function and one line of `_WRITERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import msgspec

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
)
from newsspider.render import spans
from newsspider.render.escape import clean_line, one_line
from newsspider.render.portable import Portable, portable
from newsspider.render.preformatted import code_lines
from newsspider.render.spans import Node, Text

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Portable).decode
_TAGS = {
    Style.BOLD: "strong",
    Style.ITALIC: "em",
}


def to_html(body: Body) -> str:
    """Return *body* as HTML, one block per line; "" where there is nothing to show."""
    return _blocks(portable(body).blocks)


class UnrenderedBody:
    """A body whose HTML nobody has asked for yet: its blocks, or these as the ledger keeps them."""

    __slots__ = ("_body",)

    def __init__(self, body: Body | bytes) -> None:
        self._body = body

    def html(self) -> str:
        """Return the body as HTML."""
        return to_html(_decode(self._body) if isinstance(self._body, bytes) else self._body)

    def packed(self) -> bytes:
        """Return the body as one line of JSON; raises UnicodeEncodeError for half a character."""
        return self._body if isinstance(self._body, bytes) else _encode(self._body)


def _blocks(blocks: list[Block]) -> str:
    return "\n".join(html for block in blocks if (html := _WRITERS[type(block)](block)))


def _element(name: str, inside: str) -> str:
    return f"<{name}>{inside}</{name}>" if inside else ""


def _node(node: Node) -> str:
    if isinstance(node, Text):
        return _element("code", escape(node.text)) if node.code else escape(node.text)
    if isinstance(node, Picture):
        return _img(node, node.alt)
    inside = _nodes(node.nodes)
    return _element(_TAGS[node.mark], inside) if isinstance(node.mark, Style) else _link(node.mark, inside)


def _nodes(nodes: list[Node]) -> str:
    return "".join(_node(node) for node in nodes)


def _link(href: str, inside: str) -> str:
    return f'<a href="{escape(clean_line(href))}">{inside}</a>'


def _img(picture: Picture, alt: str) -> str:
    size = "".join(
        f' {name}="{value:d}"'
        for name, value in (("width", picture.width), ("height", picture.height))
        if value is not None
    )
    return f'<img src="{escape(clean_line(picture.url))}" alt="{escape(one_line(alt))}"{size}>'


def _lines(inlines: list[Inline]) -> str:
    return "<br>\n".join(_nodes(line) for line in spans.lines(inlines))


def _paragraph(block: Paragraph) -> str:
    return _element("p", _lines(block.inlines))


def _heading(block: Heading) -> str:
    return _element(f"h{min(max(block.level, 1), 6)}", _nodes(spans.one_line(block.inlines)))


def _picture(block: Picture) -> str:
    image = _img(block, block.caption or block.alt)
    caption = _element("figcaption", escape(one_line(block.caption or "")))
    return _element("figure", (_link(block.href, image) if block.href else image) + caption)


def _quote(block: Quote) -> str:
    return _element("blockquote", _blocks(block.blocks))


def _list(block: ListBlock) -> str:
    items = "".join(_element("li", _item(item)) for item in block.items)
    if not items:
        return ""
    if not block.ordered:
        return f"<ul>{items}</ul>"
    return f"<ol>{items}</ol>"


def _item(blocks: list[Block]) -> str:
    """Return the inside of an item; a single paragraph needs no element of its own."""
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        return _lines(blocks[0].inlines)
    return _blocks(blocks)


def _table(block: Table) -> str:
    """Return a table; its first row is the head, as Markdown has it, whatever it was in the source."""
    rows = [_row(row, "td" if number else "th") for number, row in enumerate(block.rows)]
    return _element("table", "\n".join(filter(None, rows)))


def _row(row: list[list[Inline]], name: str) -> str:
    return _element("tr", "".join(f"<{name}>{_nodes(spans.one_line(cell))}</{name}>" for cell in row))


def _code(block: Code) -> str:
    text = escape("\n".join(code_lines(block)))
    return f"<pre><code>{text}</code></pre>" if text else ""


def _divider(_: Divider) -> str:
    return "<hr>"


_WRITERS: dict[type, Callable[[Any], str]] = {
    Code: _code,
    Divider: _divider,
    Heading: _heading,
    ListBlock: _list,
    Paragraph: _paragraph,
    Picture: _picture,
    Quote: _quote,
    Table: _table,
}
