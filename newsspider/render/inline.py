"""Nested spans of one line to Markdown: emphasis as delimiters, links, code."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from newsspider.model.body import Picture, Style
from newsspider.render import escape
from newsspider.render.escape import one_line
from newsspider.render.spans import Node, Text
from newsspider.text import unicode

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
    """Return the line that *tokens* make; no text in them is empty, or blank beside an inner end."""
    parts: list[str] = []
    for token in tokens:
        text = token if isinstance(token, str) else token.mark
        # An exclamation mark before a link would make a picture of it.
        if text.startswith("[") and parts and parts[-1].endswith("!"):
            parts[-1] = f"{parts[-1][:-1]}\\!"
        parts.append(text)
    return "".join(parts)


# --- guards ---
# Bold and italics that render: delimiters are separated where CommonMark would not recognise them.
#
# CommonMark's flanking rule does not see `**` as closing between punctuation and a letter (`**收官。**加大`),
# and it does not read `**` beside another `*`. There `<wbr>` is put between: it is invisible, allows a break
# where Chinese text may break anyway, and as `<` and `>` are punctuation, the rule holds. `<strong>` does
# not work everywhere: Hugo as shipped drops tags, and the bold with them. A record needs no `<wbr>`.

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DIVIDER = re.compile(r"[ >]*\*\*\*")
# Parts without delimiters: an escape, code, the address of a link, a tag.
_OPAQUE = re.compile(r"\\.|(`+)(?!`).*?(?<!`)\1(?!`)|\]\([^()\s]*\)|<[^<>]*>")
_STARS = "*_"
# Only here can one of these parts or a delimiter begin.
_BEGINS = re.compile(r"[\\`\]<*_]")


def guarded(markdown: str) -> str:
    """Return *markdown*, written by `to_markdown`, with a `<wbr>` wherever bold or italics need one."""
    if "*" not in markdown and "_" not in markdown:
        return markdown
    lines = markdown.split("\n")
    has_fences = "```" in markdown or "~~~" in markdown
    fence = ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line) if has_fences else None
        if fence:
            fence = "" if line.strip() == fence else fence
        elif mark:
            fence = mark[1]
        elif ("*" in line or "_" in line) and not _DIVIDER.fullmatch(line):
            lines[number] = _apart(_tokens_of(line.replace(GUARD, "")))
    return "\n".join(lines)


def _tokens_of(line: str) -> list[str | Delimiter]:
    """Return *line* as text and the delimiters in it that open or close something."""
    tokens: list[str | Delimiter] = []
    opened: list[int] = []  # places among the tokens
    at = begun = 0
    while begins := _BEGINS.search(line, at):
        at = begins.start()
        if found := _OPAQUE.match(line, at):
            at = found.end()
            continue
        mark = _mark(line, at, [tokens[place] for place in opened]) if line[at] in _STARS else None
        if mark is None:
            at += 1
            continue
        if begun < at:
            tokens.append(line[begun:at])
        if mark.opens:
            opened.append(len(tokens))
        else:
            opened.pop()
        tokens.append(mark)
        at += len(mark.mark)
        begun = at
    if begun < len(line):
        tokens.append(line[begun:])
    for place in opened:  # what nothing closes is text
        token = tokens[place]
        assert isinstance(token, Delimiter)
        tokens[place] = token.mark
    return tokens


def _mark(line: str, at: int, opened: list[str | Delimiter]) -> Delimiter | None:
    """Return the delimiter that is at *at*; None for a character of the text."""
    last = opened[-1] if opened else None
    if isinstance(last, Delimiter) and line.startswith(last.mark, at):
        return Delimiter(last.mark, opens=False)
    mark = BOLD if line.startswith(BOLD, at) else line[at]
    if mark == INNER_ITALIC and not opened:
        return None
    after = line[at + len(mark) : at + len(mark) + 1]
    return Delimiter(mark, opens=True) if unicode.strip(after) else None


def _apart(tokens: list[str | Delimiter]) -> str:
    """Return the line that *tokens* make, guarded."""
    parts: list[str] = []
    for index, token in enumerate(tokens):
        if isinstance(token, str):
            parts.append(token)
            continue
        before, after = _before(parts), _after(tokens, index)
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
    """Return the character that follows the token at *index*; "" where a line or the text of a link ends."""
    token = tokens[index + 1] if index + 1 < len(tokens) else ""
    text = token if isinstance(token, str) else token.mark
    return "" if text.startswith("](") else text[:1]


def _before(parts: list[str]) -> str:
    """Return the last character of *parts*; "" where a line or the text of a link begins."""
    last = parts[-1] if parts else ""
    return "" if last.endswith("[") and not last.endswith("\\[") else last[-1:]


def _would_merge(first: str | Delimiter | None, second: Delimiter) -> bool:
    return isinstance(first, Delimiter) and first.mark[0] == second.mark[0]


def _needs_guard(delimiter: Delimiter, inner: str, outer: str) -> bool:
    """Return whether *delimiter* does not open or close between *inner* and *outer*.

    Engines disagree whether symbols are punctuation (CommonMark 0.31 says so, older versions do not): inside
    they count as punctuation, outside they do not, which is right either way.
    """
    if not outer or outer.isspace():
        return False
    if delimiter.mark == INNER_ITALIC:
        # Only a space and the bold around it are safe: a dash is a letter to kramdown.
        return outer != BOLD[0]
    return _is_punctuation(inner, "PS") and not _is_punctuation(outer, "P")


def _is_punctuation(character: str, categories: str) -> bool:
    if character.isascii():
        return not (character.isalnum() or character.isspace())
    return unicodedata.category(character)[0] in categories


# --- inline ---

Token = str | Delimiter


def markdown(nodes: list[Node]) -> str:
    """Return the Markdown of *nodes* for the middle of a line; "" for none."""
    return join(_tokens(nodes))


def picture(node: Picture, alt: str) -> str:
    """Return a picture with *alt* as its alternative text and without its link."""
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
    delimiter = BOLD if mark == Style.BOLD else INNER_ITALIC if bold else ITALIC
    return [Delimiter(delimiter, opens=True), *tokens, Delimiter(delimiter, opens=False)]
