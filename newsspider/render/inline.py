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


@dataclass(frozen=True, slots=True)
class Delimiter:
    """One end of bold or italics."""

    mark: str
    opens: bool


# --- guards ---
# Bold and italics that render: delimiters are separated where CommonMark would not recognise them.
#
# CommonMark's flanking rule does not see `**` as closing between punctuation and a letter (`**收官。**加大`),
# and it does not read `**` beside another `*`. There `<wbr>` is put between: it is invisible, allows a break
# where Chinese text may break anyway, and as `<` and `>` are punctuation, the rule holds. `<strong>` does
# not work everywhere: Hugo as shipped drops tags, and the bold with them. A record needs no `<wbr>`.

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DIVIDER = re.compile(r"[ >]*\*\*\*")
# Where a delimiter may begin, or a part without any: an escape, code, the address of a link, a tag. Each
# alternative begins with a character, so that the search passes quickly over all others.
_PART = re.compile(r"\*()|_()|\\.|`(`*)(?!`).*?(?<!`)`\3(?!`)|\]\([^()\s]*\)|<[^<>]*>")
_DELIMITERS = (1, 2)  # the groups of `_PART` for these
_OPENING = {mark: Delimiter(mark, opens=True) for mark in (BOLD, ITALIC, INNER_ITALIC)}
_CLOSING = {mark: Delimiter(mark, opens=False) for mark in (BOLD, ITALIC, INNER_ITALIC)}


def guarded(markdown: str) -> str:
    """Return *markdown*, written by `to_markdown`, with a `<wbr>` wherever bold or italics need one."""
    if "*" not in markdown and "_" not in markdown:
        return markdown
    lines = markdown.split("\n")
    code = _fenced(lines) if "```" in markdown or "~~~" in markdown else set()
    for number, line in enumerate(lines):
        if ("*" in line or "_" in line) and number not in code and not _DIVIDER.fullmatch(line):
            lines[number] = _apart(_tokens_of(line.replace(GUARD, "")))
    return "\n".join(lines)


def _fenced(lines: list[str]) -> set[int]:
    """Return the numbers of the *lines* that are a fence or between two."""
    found: set[int] = set()
    fence = ""
    for number, line in enumerate(lines):
        if fence:
            found.add(number)
            fence = "" if line.strip() == fence else fence
        elif mark := _FENCE.match(line):
            found.add(number)
            fence = mark[1]
    return found


def _tokens_of(line: str) -> list[str | Delimiter]:
    """Return *line* as text and the delimiters in it that open or close something."""
    tokens: list[str | Delimiter] = []
    opened: list[tuple[int, str]] = []  # places among the tokens, and the marks there
    at = begun = 0
    while found := _PART.search(line, at):
        at = found.end()
        if found.lastindex not in _DELIMITERS:
            continue
        start = found.start()
        closes = bool(opened) and line.startswith(opened[-1][1], start)
        mark = opened[-1][1] if closes else BOLD if line.startswith(BOLD, start) else found[0]
        end = start + len(mark)
        if not closes and ((mark == INNER_ITALIC and not opened) or not unicode.strip(line[end : end + 1])):
            continue  # a character of the text
        if begun < start:
            tokens.append(line[begun:start])
        if closes:
            opened.pop()
        else:
            opened.append((len(tokens), mark))
        tokens.append((_CLOSING if closes else _OPENING)[mark])
        at = begun = end
    if begun < len(line):
        tokens.append(line[begun:])
    for place, mark in opened:  # what nothing closes is text
        tokens[place] = mark
    return tokens


def _apart(tokens: list[str | Delimiter]) -> str:
    """Return the line that *tokens* make, guarded."""
    parts: list[str] = []
    neighbour: str | Delimiter = ""
    for following, token in enumerate(tokens, 1):
        if isinstance(token, str):
            parts.append(token)
        else:
            before = _before(parts[-1]) if parts else ""
            after = _after(tokens[following]) if following < len(tokens) else ""
            outer, inner = (before, after) if token.opens else (after, before)
            guarded = _needs_guard(token, inner, outer)
            if _would_merge(neighbour, token) or (token.opens and guarded):
                parts.append(GUARD)
            parts.append(token.mark)
            if guarded and not token.opens:
                parts.append(GUARD)
        neighbour = token
    return "".join(parts)


def _after(token: str | Delimiter) -> str:
    """Return the first character of *token*; "" where a line or the text of a link ends."""
    text = token if isinstance(token, str) else token.mark
    return "" if text.startswith("](") else text[:1]


def _before(part: str) -> str:
    """Return the last character of *part*; "" where a line or the text of a link begins."""
    return "" if part.endswith("[") and not part.endswith("\\[") else part[-1:]


def _would_merge(first: str | Delimiter, second: Delimiter) -> bool:
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

_BOLD = Style.BOLD


def markdown(nodes: list[Node], *, bold: bool = False) -> str:
    """Return the Markdown of *nodes* for the middle of a line, inside of bold or not; "" for none."""
    if len(nodes) == 1:
        return _node(nodes[0], bold=bold)
    line = ""
    for node in nodes:
        part = _node(node, bold=bold)
        # An exclamation mark before a link would make a picture of it.
        line = f"{line[:-1]}\\!{part}" if part.startswith("[") and line.endswith("!") else line + part
    return line


def picture(node: Picture, alt: str) -> str:
    """Return a picture with *alt* as its alternative text and without its link."""
    return f"![{escape.label(escape.escape(one_line(alt)))}]({escape.address(node.url)})"


def linked(markdown_text: str, href: str) -> str:
    """Return *markdown_text* as a link to *href*."""
    return f"[{escape.label(markdown_text)}]({escape.address(href)})"


def _node(node: Node, *, bold: bool) -> str:
    if isinstance(node, Text):
        return escape.code(node.text) if node.code else escape.escape(node.text)
    if isinstance(node, Picture):
        return picture(node, node.alt)
    mark = node.mark
    if not isinstance(mark, Style):
        return linked(markdown(node.nodes, bold=bold), mark)
    is_bold = mark == _BOLD
    delimiter = BOLD if is_bold else INNER_ITALIC if bold else ITALIC
    return f"{delimiter}{markdown(node.nodes, bold=bold or is_bold)}{delimiter}"
