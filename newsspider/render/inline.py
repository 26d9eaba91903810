"""Nested spans of one line to Markdown: emphasis as delimiters, links, code, the rest as tags.

A further style is one more entry of `_TAGS`.
"""

from __future__ import annotations

from newsspider.model.body import Picture, Style
from newsspider.render import escape
from newsspider.render.emphasis import BOLD, INNER_ITALIC, ITALIC, Delimiter, join
from newsspider.render.plain import one_line
from newsspider.render.spans import Node, Text

# Markdown has no sign for these that all engines know. Hugo as shipped leaves the tags out, not the text.
_TAGS = {Style.STRIKE: "del", Style.SUB: "sub", Style.SUP: "sup"}

Token = str | Delimiter


def markdown(nodes: list[Node]) -> str:
    """Return the Markdown of *nodes* for the middle of a line; "" for none."""
    return join(_tokens(nodes))


def picture(node: Picture, alt: str) -> str:
    """Return a picture, with *alt* standing in for it and without its link."""
    return f"![{escape.label(escape.escape(one_line(alt)))}]({escape.address(node.url)})"


def linked(markdown_text: str, href: str) -> str:
    """Return *markdown_text* as a link to *href*."""
    return f"[{escape.label(markdown_text)}]({escape.address(href)})"


def _tokens(nodes: list[Node], *, bold: bool = False) -> list[Token]:
    return [token for node in nodes for token in _node(node, bold=bold)]


def _node(node: Node, *, bold: bool) -> list[Token]:
    if isinstance(node, Text):
        return [escape.code(node.text) if node.code else escape.escape(node.text)]
    if isinstance(node, Picture):
        return [picture(node, node.alt)]
    mark = node.mark
    tokens = _tokens(node.nodes, bold=bold or mark == Style.BOLD)
    if not isinstance(mark, Style):
        return [linked(join(tokens), mark)]
    if mark in _TAGS:
        return [f"<{_TAGS[mark]}>", *tokens, f"</{_TAGS[mark]}>"]
    delimiter = BOLD if mark == Style.BOLD else INNER_ITALIC if bold else ITALIC
    return [Delimiter(delimiter, opens=True), *tokens, Delimiter(delimiter, opens=False)]
