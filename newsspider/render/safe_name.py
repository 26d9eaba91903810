"""A text to a part of a path that every system takes and none reserves, hides or leaves its folder by."""

from __future__ import annotations

import re
import unicodedata

# Bytes of a part without its suffix; 255 is what file systems take, less what a sync tool may add.
LONGEST = 197
# Bytes of one value in a part, so that a title leaves room for the rest.
_LONGEST_VALUE = 100
_KEPT = frozenset(".-_+")  # beside letters, marks and digits
_DASHES = re.compile(r"-{2,}")
# Windows' separators and wildcards, and controls; `/` parts a path before this is asked.
_FORBIDDEN = re.compile(r"[\\:*?\"<>|\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
# Windows takes these for devices, whatever follows the first dot.
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³]) *(?:\.|\Z)", re.IGNORECASE)


def safe_value(text: str) -> str:
    """Return *text* as it may stand in a part: letters, digits and `.-_+`, dashes for all else; maybe ""."""
    normal = unicodedata.normalize("NFC", text)
    kept = "".join(each if _is_kept(each) else "-" for each in normal)
    return cut(_DASHES.sub("-", kept).strip(".-_"), _LONGEST_VALUE).rstrip(".-_")


def safe_part(text: str) -> str:
    """Return *text* as a part of a path of at most `LONGEST` bytes; "" where nothing of it may stand."""
    part = cut(_FORBIDDEN.sub("-", text).strip(". "), LONGEST).rstrip(". ")
    return f"x-{part}"[:LONGEST] if _RESERVED.match(part) else part


def cut(text: str, size: int) -> str:
    """Return the beginning of *text* in at most *size* bytes of UTF-8, no character halved."""
    return text.encode("utf-8", "replace")[:size].decode("utf-8", "ignore")


def _is_kept(character: str) -> bool:
    return character in _KEPT or unicodedata.category(character)[0] in "LMN"
