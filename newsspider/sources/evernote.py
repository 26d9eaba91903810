"""Evernote exports (`.enex`): one note after the other, without the file in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from newsspider.errors import Rejected
from newsspider.limits import Limits
from newsspider.model.article import OriginKind
from newsspider.model.draft import Unread
from newsspider.model.outcomes import Outcome, Reason
from newsspider.sources import files
from newsspider.sources.files import Document, SeedFile

_BEGIN, _END = b"<note>", b"</note>"
_PIECE = 1 << 20


def read(seed: SeedFile, limits: Limits) -> Iterator[Document | Unread]:
    """Yield the notes of *seed*, each with its place in the file.

    A note of more bytes than *limits* allow, its pictures included, is Unread. Raises Rejected if the file
    holds no note, or cannot be read (any longer).
    """
    number = 0
    with files.opened(seed) as file:
        for number, (start, note) in enumerate(_notes(file, limits.file), start=1):
            locator = f"{seed.locator}#{number}"
            if note is None:
                yield Unread(locator, Outcome.REJECTED, Reason.TOO_LARGE, f"more than {limits.file} bytes")
            else:
                yield Document(locator, note, seed.path, OriginKind.NOTES, start)
    if not number:
        raise Rejected(Outcome.REJECTED, Reason.NOT_AN_ARTICLE, "an export without notes")


def _notes(file: BinaryIO, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield the first byte and the bytes of each note; None for one of more than *limit* bytes.

    The last note may lack its end, if the file is cut off.
    """
    held, at = b"", 0  # what was read and not used yet, and where it begins
    wanted, begins, is_long = _BEGIN, 0, False
    while piece := file.read(_PIECE):
        held += piece
        while (found := held.find(wanted)) >= 0:
            end = found + len(wanted)
            if wanted is _BEGIN:
                begins, is_long, wanted = at + found, False, _END
                held, at = held[found:], at + found
            else:
                yield begins, None if is_long or end > limit else held[:end]
                wanted = _BEGIN
                held, at = held[end:], at + end
        is_long = is_long or (wanted is _END and len(held) > limit)
        if wanted is _BEGIN or is_long:
            kept = len(wanted) - 1
            at += max(0, len(held) - kept)
            held = held[-kept:]
    if wanted is _END:
        yield begins, None if is_long else held
