"""Bold and italics that render: delimiters, kept apart where CommonMark would not take them for such.

CommonMark's flanking rule does not see `**` as closing between punctuation and a letter (`**收官。**加大`),
nor does it read `**` beside another `*`. There `<wbr>` stands between: it shows nothing, allows a break
where Chinese text may break anyway, and as `<` and `>` are punctuation, the rule holds. `<strong>` would
not do everywhere: Hugo as shipped drops tags, and the bold with them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

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
