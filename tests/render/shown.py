"""What a reader is shown: the characters of a body, or of HTML, each with its marks, in order.

Blanks are left out, so that only what Markdown must not change is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser, LexborNode

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
from newsspider.render.escape import clean_line, one_line
from newsspider.render.portable import portable
from newsspider.render.preformatted import code_lines
from newsspider.text import unicode

Shown = tuple[str, frozenset[str]]

_MARK_OF_STYLE = {
    Style.BOLD: "bold",
    Style.ITALIC: "italic",
    Style.CODE: "code",
}
_MARK_OF_TAG = {
    "strong": "bold",
    "em": "italic",
    "code": "code",
    "pre": "code",
}
_KNOWN_TAGS = {
    *("body", "p", "div", "span", "br", "wbr", "hr", "img", "a", "ul", "ol", "li", "blockquote"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
    *_MARK_OF_TAG,
}


def commonmark(markdown: str) -> str:
    html: str = MarkdownIt("commonmark").enable("table").render(markdown)
    return html


def shown_by(html: str) -> list[Shown]:
    body = LexborHTMLParser(html).body
    return list(_nodes(body, frozenset())) if body is not None else []


def _nodes(node: LexborNode, marks: frozenset[str]) -> Iterator[Shown]:
    if node.tag == "-text":
        yield from _characters(node.text_content or "", marks)
        return
    assert not node.is_comment_node, "text became a comment"
    assert node.tag in _KNOWN_TAGS, f"text became an element: {node.tag}"
    if node.tag == "img":
        yield (
            f"picture {unquote(node.attributes['src'] or '')} {unicode.without_zero_width(node.attributes['alt'] or '')}",
            marks,
        )
    if node.tag in _MARK_OF_TAG:
        marks |= {_MARK_OF_TAG[node.tag]}
    elif node.tag == "a":
        marks |= {f"link {unquote(node.attributes['href'] or '')}"}
    child = node.child
    while child is not None:
        yield from _nodes(child, marks)
        child = child.next


def _characters(text: str, marks: frozenset[str]) -> Iterator[Shown]:
    yield from ((character, marks) for character in clean_line(text) if unicode.strip(character))


def shown_in(body: Body) -> list[Shown]:
    """Return what is shown of *body* in the pieces that every engine shows alike."""
    return list(_blocks(portable(body).blocks))


def shown_by_blocks(body: Body) -> list[Shown]:
    """Return what *body* holds as it came."""
    return list(_blocks(body.blocks))


def _blocks(blocks: list[Block]) -> Iterator[Shown]:
    for block in blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[Shown]:
    if isinstance(block, Paragraph | Heading):
        yield from _inlines(block.inlines)
    elif isinstance(block, Picture):
        caption = one_line(block.caption or "")
        yield _picture(block, caption or block.alt)
        yield from _characters(caption, frozenset({"italic"}))
    elif isinstance(block, Quote):
        yield from _blocks(block.blocks)
    elif isinstance(block, ListBlock):
        yield from (shown for item in block.items for shown in _blocks(item))
    elif isinstance(block, Table):
        yield from (shown for row in block.rows for cell in row for shown in _inlines(cell))
    elif isinstance(block, Code):
        yield from _characters("".join(code_lines(block)), frozenset({"code"}))


def _inlines(inlines: list[Inline]) -> Iterator[Shown]:
    for inline in inlines:
        if isinstance(inline, Picture):
            yield _picture(inline, inline.alt)
        elif isinstance(inline, TextRun):
            marks = {mark for style, mark in _MARK_OF_STYLE.items() if style & inline.style}
            yield from _characters(inline.text, frozenset(marks | _link(inline.href)))


def _picture(picture: Picture, alt: str) -> Shown:
    return f"picture {unquote(picture.url)} {unicode.without_zero_width(one_line(alt))}", frozenset(
        _link(picture.href)
    )


def _link(href: str | None) -> set[str]:
    return {f"link {unquote(href)}"} if href else set()
