"""White space as Chinese pages use it: ideographic, no-break and zero-width spaces are spaces too.

Another kind of space is one more character in the table; every function here takes it up.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from newsspider.lazy import pattern

# They show nothing and separate nothing, so they are dropped and not turned into a space. The joiners
# U+200C and U+200D are not in this table: emoji and several scripts are written with them.
_ZERO_WIDTH = (
    "\u200b",  # zero width space, sprinkled by WeChat's editor
    "\u2060",  # word joiner
    "\ufeff",  # byte order mark in mid-text, left by files that were joined
    "\u180e",  # Mongolian vowel separator, once a space of no width
)

# Every character for which str.isspace() holds.
_BLANKS = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_EDGES = _BLANKS + "".join(_ZERO_WIDTH)


def without_zero_width(text: str) -> str:
    """Return *text* without the characters of no width."""
    if text.isascii():
        return text
    for character in _ZERO_WIDTH:
        text = text.replace(character, "")
    return text


# Characters as wide as a Hanzi, without the ideographic blank, which separates.
_WIDE = "\u2e80-\u2fff\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003ffff"
_BROKEN = pattern(rf"(?<=[{_WIDE}])[ \t]*[\r\n][ \t\r\n]*(?=[{_WIDE}])")


def unbroken(text: str) -> str:
    """Return *text* of a page without the line breaks of its source between wide characters.

    Elsewhere such a break shows as a space; Chinese has none between its words.
    """
    return _BROKEN.sub("", text) if "\n" in text or "\r" in text else text


def squeeze(text: str) -> str:
    """Return *text* with every run of white space as one space and none at the ends."""
    # Of all white space and what has no width, only the blank is printable.
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text
    return " ".join(without_zero_width(text).split())


def strip(text: str) -> str:
    """Return *text* without white space, ideographic and zero-width too, at both ends."""
    return text.strip(_EDGES)


def bare(text: str) -> str:
    """Return *text* without any white space."""
    return "".join(without_zero_width(text).split())


def visible(text: str) -> int:
    """Return the number of characters of *text* that are not blank."""
    return len(bare(text))


def lstrip(text: str) -> str:
    """Return *text* without white space at its beginning."""
    return text.lstrip(_EDGES)


def rstrip(text: str) -> str:
    """Return *text* without white space at its end."""
    return text.rstrip(_EDGES)


# --- controls ---
# Characters that no article may hold: controls, and marks that turn the reading order of what follows.
#
# What stays, and why: U+200B and the joiners show nothing, harm nothing and are text to some scripts, so
# they are left to `squeeze`; U+200E and U+200F only mark a direction and cannot disguise a title.

# By kind: C0 but tab, line feed and carriage return; DEL and C1; the bidirectional embeddings, overrides
# and isolates, which show a title in another order than it is stored; lone surrogates, which cannot be
# written as UTF-8; U+FEFF, a byte order mark out of place; the non-characters; the tags, which show nothing
# and can spell a whole text that only a machine reads.
_FIRST_PLANE = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufdd0-\ufdef\ufffe\uffff"
)
_BEYOND = (
    "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "\U000e0000-\U000e007f"
)
_ANY = pattern(f"[{_FIRST_PLANE}{_BEYOND}]")
# The ranges beyond the first plane are compared one by one for every character of a text; a text that has
# none from there, as most, is done in a tenth of the time. None of them all is printable.
_SUSPECT = re.compile(f"[{_FIRST_PLANE}\U00010000-\U0010ffff]")
_HIDDEN = pattern("[\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")


# What is certainly no control, as bytes of UTF-8: printable ASCII and its white space.
_PLAIN = bytes(range(0x20, 0x7F)) + b"\t\n\r"


def may_hold_controls(utf8: bytes) -> bool:
    """Return whether the text in *utf8*, which is sound UTF-8, is worth a `remove_controls`.

    Most of a page is ASCII, and bytes are sorted out six times as fast as characters are searched.
    """
    return _SUSPECT.search(utf8.translate(None, _PLAIN).decode()) is not None


def remove_controls(text: str) -> str:
    """Return *text* without the characters of the table; the same object if there are none."""
    if text.isprintable() or not _SUSPECT.search(text) or not _ANY.search(text):
        return text
    return _ANY.sub("", text)


def without_controls(value: Any) -> Any:
    """Return *value* (a text, or lists and dicts of texts) with `remove_controls` of each text in it."""
    if isinstance(value, str):
        return remove_controls(value)
    if isinstance(value, list):
        return [without_controls(one) for one in value]
    if isinstance(value, dict):
        return {name: without_controls(one) for name, one in value.items()}
    return value


def count_controls(text: str) -> int:
    """Return how many controls *text* holds, the marks of order and byte order not counted."""
    return len(_ANY.findall(text)) - len(_HIDDEN.findall(text))


# --- forms ---
# Unicode forms: NFKC at the speed that a ledger of a hundred thousand articles needs.
#
# Normalising a Chinese page takes a third of a millisecond only because its commas are full-width. Those
# few characters are replaced first; normal text then needs no more work. To add one, add a row.

# The characters of Chinese prose that NFKC changes, most frequent first, and what it makes of them.
_COMMON = (
    ("，", ","),
    ("：", ":"),
    ("　", " "),
    ("；", ";"),
    ("（", "("),
    ("）", ")"),
    ("！", "!"),
    ("？", "?"),
    ("％", "%"),
    ("\xa0", " "),
    ("…", "..."),
)


# Digest, figures and sketch of one article ask for the same text one after the other.
@lru_cache(maxsize=4)
def nfkc(text: str) -> str:
    """Return *text* in Unicode's form NFKC: full-width digits, letters and signs are the plain ones."""
    if text.isascii():
        return text
    for wide, plain in _COMMON:
        text = text.replace(wide, plain)
    if unicodedata.is_normalized("NFKC", text):
        return text
    return unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=4)  # the digest asks first, the sketch next
def plain(text: str) -> str:
    """Return *text* in the form NFKC without any white space."""
    return bare(nfkc(text))


# --- language ---
# The language of a text, by its scripts: enough to see what the archive holds.

_HANZI = pattern(r"[\u3400-\u9fff\uf900-\ufaff]+")
_HANZI_ROWS = bytes([*range(0x34, 0xA0), 0xF9, 0xFA])  # the upper bytes of these
_KANA = pattern(r"[\u3040-\u30ff]")
_HANGUL = pattern(r"[\uac00-\ud7af\u1100-\u11ff]")
_LATIN = pattern(r"[A-Za-z]")

_SAMPLE = 4000  # characters; the script of an article does not change after that


def detect(text: str) -> str:
    """Return `zh`, `ja`, `ko`, `en` for Latin letters alone, or `und` without letters."""
    sample = text[:_SAMPLE]
    # The upper bytes of UTF-16 tell the Hanzi in a tenth of the time; a Chinese text has so many that what
    # else it holds need not be told apart. The Kana are in the row of 0x30, with the Chinese marks.
    rows = sample.encode("utf-16-be", "surrogatepass")[::2]
    others = rows.translate(None, _HANZI_ROWS)
    many = len(rows) - len(others)
    if many and len(others) <= many and others.count(0x30) <= many // 10:
        return "zh"
    # Of a Chinese text little is left for the other scripts to be looked for in.
    rest = _HANZI.sub("", sample)
    hanzi = len(sample) - len(rest)
    kana, hangul, latin = (len(script.findall(rest)) for script in (_KANA, _HANGUL, _LATIN))
    if kana > hanzi // 10 and kana:
        return "ja"
    if hangul > hanzi:
        return "ko"
    # A Hanzi says about as much as four letters.
    if hanzi * 4 >= latin and hanzi:
        return "zh"
    return "en" if latin else "und"
