"""Characters that no article may hold: controls, and marks that turn the reading order of what follows.

What stays, and why: U+200B and the joiners show nothing, harm nothing and are text to some scripts, so
they are left to `spaces`; U+200E and U+200F only mark a direction and cannot disguise a title.
"""

from __future__ import annotations

import re

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
_ANY = re.compile(f"[{_FIRST_PLANE}{_BEYOND}]")
# The ranges beyond the first plane are compared one by one for every character of a text; a text that has
# none from there, as most, is done in a tenth of the time. None of them all is printable.
_SUSPECT = re.compile(f"[{_FIRST_PLANE}\U00010000-\U0010ffff]")
_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")


def remove_controls(text: str) -> str:
    """Return *text* without the characters of the table; the same object where there are none."""
    if text.isprintable() or not _SUSPECT.search(text) or not _ANY.search(text):
        return text
    return _ANY.sub("", text)


def count_controls(text: str) -> int:
    """Return how many controls *text* holds, the marks of order and byte order not counted."""
    return len(_ANY.findall(text)) - len(_HIDDEN.findall(text))
