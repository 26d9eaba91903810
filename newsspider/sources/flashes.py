"""The text of a flash, as several sites write it: the title in 【】 at its beginning, then the rest."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from newsspider.text import titles, unicode

_TITLE = re.compile(r"((?:\s|<[^<>]{0,200}>)*)【([^】]{1,200})】")
_SENTENCE = re.compile(r"[^。！？!?\n]+")
_LONGEST_TITLE = 60
_CUT = 40
# A `<` that opens no element is text: `<5%`.
_NO_TAG = re.compile(r"<(?!/?(?:a|b|br|div|em|font|i|img|p|span|strong|u)\b)", re.IGNORECASE)
_LINE = re.compile(r"\r?\n|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,500}>")


@dataclass(frozen=True, slots=True)
class EntryText:
    """The content of an entry: its title, one line, and the HTML of the rest (of all without one)."""

    title: str
    html: str


def read(rich_text: object) -> EntryText | None:
    """Return the content in *rich_text*, or None if it is not a text or empty."""
    if not isinstance(rich_text, str):
        return None
    text = _NO_TAG.sub("&lt;", rich_text)
    named = _TITLE.match(text)
    rest = named[1] + text[named.end() :] if named else text
    if not unicode.bare(plain(rest)):
        rest = named[2] if named else ""
    title = titles.clean_title(plain(named[2])) if named else _beginning(plain(text))
    if not title:
        return None
    return EntryText(title, "\n".join(f"<p>{line}</p>" for line in _LINE.split(rest) if line.strip()))


def plain(markup: str) -> str:
    """Return the text of inline *markup*, its entities decoded once, breaks as line feeds."""
    return html.unescape(_TAG.sub("", _LINE.sub("\n", markup)))


def _beginning(text: str) -> str:
    """Return the first sentence of *text*, cut where it is too long for a title."""
    sentence = _SENTENCE.search(text)
    line = titles.clean_title(sentence[0]) if sentence else ""
    return line if len(line) <= _LONGEST_TITLE else f"{line[:_CUT]}…"
