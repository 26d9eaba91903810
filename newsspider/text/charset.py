"""Bytes to text, whatever a header claims: byte order mark, strict UTF-8, gb18030, the better guess.

Another byte order mark is one line of the table. Labels are not asked at all, because real pages lie.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from newsspider.errors import Rejected
from newsspider.model.outcomes import Outcome, Reason, Repair
from newsspider.text.unicode import count_controls, may_hold_controls, remove_controls

# The longer marks first: UTF-32's begins like UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_REPLACED = "\ufffd"
_REPLACED_UTF8 = _REPLACED.encode()

# UTF-16 without a mark shows itself by the zero halves of its ASCII characters. A head of this size is
# mostly front matter or markup, so that an eighth of its pairs is a low bar even for a Chinese post.
_HEAD = 1024
_ZERO_SHARE = 8
_ZERO_LEAD = 4  # times as many as on the other side, where U+3000 and 一 have one too

# A file with this many sound multi-byte characters for each broken one is damaged UTF-8, even where
# gb18030 finds a reading: that reading is nonsense, and GBK text has hardly any sound UTF-8 in it.
_SOUND_PER_BROKEN = 8

# Share of controls above which the bytes are no text. Compressed or compiled data has about one control
# in ten characters and is hardly ever clean UTF-8; a clean text may well hold an attack of controls.
_CONTROLS_PER_CHARACTER_CLEAN = 0.3
_CONTROLS_PER_CHARACTER_GUESSED = 0.03


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of some bytes, the codec that gave it, and the repair that was needed."""

    text: str
    encoding: str
    repairs: tuple[Repair, ...] = ()


def _with_mark(data: bytes) -> tuple[str, bytes] | None:
    """Return the encoding that a byte order mark names and the bytes after it."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, data[len(mark) :]
    return None


def _utf16_by_zeros(data: bytes) -> str | None:
    """Return the UTF-16 form that zero bytes at every other place show, or None."""
    head = data[:_HEAD]
    if 0 not in head:
        return None
    first, second = head[::2].count(0), head[1::2].count(0)
    most, least = max(first, second), min(first, second)
    if len(data) % 2 or most * _ZERO_SHARE < max(len(head) // 2, 1) or least * _ZERO_LEAD > most:
        return None
    return "utf-16-be" if first > second else "utf-16-le"


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _as_damaged_utf8(data: bytes, error: UnicodeDecodeError) -> str | None:
    """Return *data* as UTF-8 with replacements if that is what it nearly is."""
    text = data.decode("utf-8", "replace")
    broken = text.count(_REPLACED) - data.count(_REPLACED_UTF8)
    sound = len(text) - len(text.encode("ascii", "ignore")) - broken
    cut_off = error.end == len(data) and error.reason == "unexpected end of data"
    if cut_off:
        broken = 0  # only the last character is not whole
    return text if sound > 0 and sound >= broken * _SOUND_PER_BROKEN else None


def _guess(data: bytes, error: UnicodeDecodeError) -> tuple[str, str, Repair]:
    """Return text, encoding and repair of bytes that are not clean UTF-8."""
    damaged = _as_damaged_utf8(data, error)
    if damaged is not None:
        return damaged, "utf-8", Repair.BYTES_REPLACED
    text = _strict(data, "gb18030")
    if text is not None:
        return text, "gb18030", Repair.CHARSET_GUESSED
    readings = [(data.decode(encoding, "replace"), encoding) for encoding in ("utf-8", "gb18030")]
    text, encoding = min(readings, key=lambda reading: reading[0].count(_REPLACED))
    return text, encoding, Repair.BYTES_REPLACED


def _read(data: bytes) -> tuple[str, str, Repair | None]:
    """Return text, encoding and repair of bytes without a mark."""
    wide = _utf16_by_zeros(data)
    text = _strict(data, wide) if wide else None
    if wide and text is not None:
        return text, wide, Repair.CHARSET_GUESSED
    try:
        return data.decode("utf-8"), "utf-8", None
    except UnicodeDecodeError as error:
        return _guess(data, error)


def _read_marked(data: bytes, encoding: str) -> tuple[str, str, Repair | None]:
    """Return text, encoding and repair of bytes whose mark named *encoding*."""
    text = _strict(data, encoding)
    if text is not None:
        return text, encoding, None
    if encoding == "utf-8":  # a tool may have put its mark before bytes of another charset
        return _read(data)
    return data.decode(encoding, "replace"), encoding, Repair.BYTES_REPLACED


def _check_is_text(text: str, repair: Repair | None) -> None:
    limit = _CONTROLS_PER_CHARACTER_GUESSED if repair else _CONTROLS_PER_CHARACTER_CLEAN
    controls = count_controls(text)
    if controls > limit * len(text):
        detail = f"{controls} of {len(text)} characters are control characters"
        raise Rejected(Outcome.REJECTED, Reason.NOT_TEXT, detail)


def decode(data: bytes) -> Decoded:
    """Return the text of *data* without controls; raises Rejected (not_text) if it is not text."""
    marked = _with_mark(data)
    text, encoding, repair = _read_marked(marked[1], marked[0]) if marked else _read(data)
    repairs = [Repair.BOM_REMOVED] if marked else []
    repairs += [repair] if repair else []
    utf8 = text.encode() if marked or encoding != "utf-8" or repair else data
    cleaned = remove_controls(text) if may_hold_controls(utf8) else text
    if cleaned is not text:
        _check_is_text(text, repair)
        repairs.append(Repair.CONTROLS_REMOVED)
    return Decoded(cleaned, encoding, tuple(repairs))
