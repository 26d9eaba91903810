"""Titles: one clean line, comparing them, and undoing what the reposts' generator did to them.

Another character that the generator replaces is one more in `_REPLACED`.
"""

from __future__ import annotations

import re
import unicodedata

from newsspider.text import unicode
from newsspider.text.unicode import remove_controls

_WILDCARD = "_"
# What the generator turned into the wildcard, each with its full-width form, since a page may write
# either. Quotation marks come in every style: the 原标题 line often uses another than the title.
_QUOTES = "\"'“”„‟‘’‚‛＂＇`´「」『』﹁﹂﹃﹄〝〞〟«»‹›"
_REPLACED = frozenset(":/\\?*<>|[]" + "：∶／＼？＊＜＞｜［］￨" + _QUOTES + _WILDCARD)
_ONE_QUOTE = str.maketrans(dict.fromkeys(_QUOTES, '"'))
# Most titles have none, and translating takes ten times as long as looking.
_HAS_QUOTES = re.compile(f"[{_QUOTES}]")
# No title is longer; a longer text is not worth aligning.
_LONGEST = 500


def clean_title(text: str) -> str:
    """Return *text* on one line, without controls, with single spaces; entities stay as they are."""
    line = unicode.squeeze(text)
    clean = remove_controls(line)
    return clean if clean is line else unicode.squeeze(clean)


def same(a: str, b: str) -> bool:
    """Return whether two titles differ in nothing but white space, width and style of quotation marks."""
    return not _begin_apart(a, b) and folded(a) == folded(b)


def _begin_apart(a: str, b: str) -> bool:
    """Return whether the titles begin with two different Hanzi, which no folding changes."""
    return a[:1] != b[:1] and all("\u4e00" <= each[:1] <= "\u9fa5" for each in (a, b))


def folded(title: str) -> str:
    """Return *title* as it is compared: no white space, one width, one style of quotation marks."""
    return _one_quote(unicode.bare(unicodedata.normalize("NFKC", _one_quote(title))))


def _one_quote(text: str) -> str:
    return text.translate(_ONE_QUOTE) if _HAS_QUOTES.search(text) else text


def _units(title: str) -> list[tuple[str, str]]:
    """Return each character of *title* with its NFKC form, spaces as one space."""
    return [(c, unicodedata.normalize("NFKC", c)) for c in unicode.squeeze(title)]


def _after_blanks(units: list[tuple[str, str]], at: int) -> int:
    while at < len(units) and units[at][0] == " ":
        at += 1
    return at


def _after_text(units: list[tuple[str, str]], at: int, wanted: str) -> int | None:
    """Return the place in *units* behind *wanted* (without spaces), or None if something else is there."""
    while wanted:
        at = _after_blanks(units, at)
        if at == len(units):
            return None
        form = unicode.bare(units[at][1])
        if not wanted.startswith(form):
            return None
        wanted, at = wanted[len(form) :], at + 1
    return at


def _after_wildcard(units: list[tuple[str, str]], at: int) -> set[int]:
    """Return the places behind what one wildcard at *at* may stand for: a mark, or the blank there."""
    mark = _after_blanks(units, at)
    positions = {mark} if mark > at else set()
    if mark < len(units) and units[mark][0] in _REPLACED:
        positions.add(mark + 1)
    return positions


def _aligned(damaged: str, candidate: str) -> bool:
    """Return whether *candidate* is *damaged* with its wildcards filled in."""
    units = _units(candidate)
    parts = [unicode.bare(unicodedata.normalize("NFKC", part)) for part in damaged.split(_WILDCARD)]
    positions = {0}
    for number, part in enumerate(parts):
        if number:
            positions = set().union(*(_after_wildcard(units, at) for at in positions))
        found = (_after_text(units, at, part) for at in positions)
        positions = {at for at in found if at is not None}
    return any(_after_blanks(units, at) == len(units) for at in positions)


def restore(damaged: str, candidate: str) -> str | None:
    """Return *candidate* cleaned if it is what *damaged* was before marks in it became `_`.

    None if nothing was lost (no `_`, or the candidate has the same ones) and where the candidate is
    another title: everything but the wildcards has to agree, white space and width apart.
    """
    if _WILDCARD not in damaged:
        return None
    damaged, candidate = clean_title(damaged), clean_title(candidate)
    too_long = max(len(damaged), len(candidate)) > _LONGEST
    if too_long or same(damaged, candidate):
        return None
    return candidate if _aligned(damaged, candidate) else None
