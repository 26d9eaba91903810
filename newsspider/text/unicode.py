"""White space as Chinese pages use it: ideographic, no-break and zero-width blanks are blanks too.

A further kind of blank is one more character in the table; every function here takes it up.
"""

from __future__ import annotations

# They show nothing and part nothing, so they are dropped rather than turned into a blank. The joiners
# U+200C and U+200D are not among them: emoji and several scripts are written with them.
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


def shown(text: str) -> str:
    """Return *text* without the characters of no width."""
    if text.isascii():
        return text
    for character in _ZERO_WIDTH:
        text = text.replace(character, "")
    return text


def squeeze(text: str) -> str:
    """Return *text* with every run of white space as one blank and none at the ends."""
    return " ".join(shown(text).split())


def strip(text: str) -> str:
    """Return *text* without white space, ideographic and zero-width too, at both ends."""
    return text.strip(_EDGES)


def bare(text: str) -> str:
    """Return *text* without any white space."""
    return "".join(shown(text).split())


def visible(text: str) -> int:
    """Return the number of characters of *text* that are not blank."""
    return len(bare(text))


def lstrip(text: str) -> str:
    """Return *text* without white space at its beginning."""
    return text.lstrip(_EDGES)


def rstrip(text: str) -> str:
    """Return *text* without white space at its end."""
    return text.rstrip(_EDGES)
