"""Nested spans of one line to Markdown: emphasis as delimiters, links, code, the rest as tags.

A further style is one more entry of `_TAGS`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from newsspider.model.body import Picture, Style
from newsspider.render import escape
from newsspider.render.escape import one_line
from newsspider.render.spans import Node, Text

# Bold and italics that render: delimiters, kept apart where CommonMark would not take them for such.
#
# CommonMark's flanking rule does not see `**` as closing between punctuation and a letter (`**收官。**加大`),
# nor does it read `**` beside another `*`. There `<wbr>` stands between: it shows nothing, allows a break
# where Chinese text may break anyway, and as `<` and `>` are punctuation, the rule holds. `<strong>` would
# not do everywhere: Hugo as shipped drops tags, and the bold with them.

GUARD = "<wbr>"
BOLD = "**"
ITALIC = "*"
# Inside bold: marked (Hexo) counts the stars of both together and finds neither's end beside punctuation.
INNER_ITALIC = "_"


@dataclass(slots=True)
class Delimiter:
    """One end of bold or italics."""

    mark: str
    opens: bool


def join(tokens: list[str | Delimiter]) -> str:
    """Return the line that *tokens* make; no text among them is empty, nor blank beside an inner end."""
    parts: list[str] = []
    for index, token in enumerate(tokens):
        before = parts[-1][-1] if parts else ""
        if isinstance(token, str):
            # An exclamation mark before a link would make a picture of it.
            if before == "!" and token.startswith("["):
                parts[-1] = f"{parts[-1][:-1]}\\!"
            parts.append(token)
            continue
        after = _after(tokens, index)
        neighbour = tokens[index - 1] if index else None
        outer, inner = (before, after) if token.opens else (after, before)
        guarded = _needs_guard(token, inner, outer)
        if _would_merge(neighbour, token) or (token.opens and guarded):
            parts.append(GUARD)
        parts.append(token.mark)
        if guarded and not token.opens:
            parts.append(GUARD)
    return "".join(parts)


def _after(tokens: list[str | Delimiter], index: int) -> str:
    """Return the character that follows the token at *index*; "" at the end of the line."""
    if index + 1 == len(tokens):
        return ""
    token = tokens[index + 1]
    return token[0] if isinstance(token, str) else token.mark[0]


def _would_merge(first: str | Delimiter | None, second: Delimiter) -> bool:
    return isinstance(first, Delimiter) and first.mark[0] == second.mark[0]


def _needs_guard(delimiter: Delimiter, inner: str, outer: str) -> bool:
    """Say whether *delimiter* does not open or close between *inner* and *outer*.

    Engines disagree whether symbols are punctuation (CommonMark 0.31 says so, earlier ones do not): inside
    they are taken for it, outside they are not, which holds either way.
    """
    if not outer or outer.isspace():
        return False
    if delimiter.mark == INNER_ITALIC:
        # Nothing but a blank and the bold around it is sure: a dash is a letter to kramdown.
        return outer != BOLD[0]
    return _is_punctuation(inner, "PS") and not _is_punctuation(outer, "P")


def _is_punctuation(character: str, categories: str) -> bool:
    if character.isascii():
        return not (character.isalnum() or character.isspace())
    return unicodedata.category(character)[0] in categories


# --- inline ---

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
