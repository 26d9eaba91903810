"""How far an archive has been read, and whether it is still the same one."""

from __future__ import annotations

import os
from hashlib import blake2b
from typing import BinaryIO, NamedTuple

_LENGTH = 1 << 16
_SIZE = 16


class Mark(NamedTuple):
    """An archive read down to the byte `end`, with digests of its first bytes and of those before `end`."""

    end: int
    head: bytes
    tail: bytes


def mark(file: BinaryIO, end: int) -> Mark:
    """Return the mark of *file* read down to *end*; where the file stands is not changed."""
    at = file.tell()
    head = _digest(file, 0, min(_LENGTH, end))
    tail = _digest(file, max(0, end - _LENGTH), end)
    file.seek(at)
    return Mark(end, head, tail)


def begin(file: BinaryIO, known: Mark | None) -> int:
    """Return the byte from which *file* is to be read: 0 where it is not the one that *known* is of."""
    size = os.fstat(file.fileno()).st_size
    if known is None or known.end > size or mark(file, known.end) != known:
        return 0
    return known.end


def _digest(file: BinaryIO, start: int, end: int) -> bytes:
    file.seek(start)
    return blake2b(file.read(end - start), digest_size=_SIZE).digest()
