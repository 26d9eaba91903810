"""What an entry of the live list tells: the title in 【】 at its beginning, and the text."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from newsspider.text import titles
from newsspider.text import unicode as spaces

_TITLE = re.compile(r"((?:\s|<[^<>]{0,200}>)*)【([^】]{1,200})】")
_SENTENCE = re.compile(r"[^。！？!?\n]+")
_LONGEST_TITLE = 60
_CUT = 40
# A mark that opens no element is text: `<5%`.
_NO_TAG = re.compile(r"<(?!/?(?:a|b|br|div|em|font|i|img|p|span|strong|u)\b)", re.IGNORECASE)
_LINE = re.compile(r"\r?\n|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,500}>")


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry tells: its title, one line, and the HTML of the rest (of all where there is no rest)."""

    title: str
    html: str


def read(rich_text: object) -> Told | None:
    """Return what *rich_text* tells, or None where it is no text or has none."""
    if not isinstance(rich_text, str):
        return None
    text = _NO_TAG.sub("&lt;", rich_text)
    named = _TITLE.match(text)
    rest = named[1] + text[named.end() :] if named else text
    if not spaces.bare(plain(rest)):
        rest = named[2] if named else ""
    title = titles.clean_title(plain(named[2])) if named else _beginning(plain(text))
    if not title:
        return None
    return Told(title, "\n".join(f"<p>{line}</p>" for line in _LINE.split(rest) if line.strip()))


def plain(markup: str) -> str:
    """Return the text of inline *markup*, its entities decoded once, breaks as line feeds."""
    return html.unescape(_TAG.sub("", _LINE.sub("\n", markup)))


def _beginning(text: str) -> str:
    """Return the first sentence of *text*, cut where it is too long for a title."""
    sentence = _SENTENCE.search(text)
    line = titles.clean_title(sentence[0]) if sentence else ""
    return line if len(line) <= _LONGEST_TITLE else f"{line[:_CUT]}…"
