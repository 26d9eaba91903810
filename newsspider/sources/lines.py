"""Files of one record a line, as newsspider writes its JSONL: read line by line, however long the file is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from newsspider.errors import Refused
from newsspider.limits import Limits
from newsspider.model.article import OriginKind
from newsspider.model.draft import Unread
from newsspider.model.outcomes import Outcome, Reason
from newsspider.sources import files
from newsspider.sources.files import Document, SeedFile


def read(seed: SeedFile, limits: Limits) -> Iterator[Document | Unread]:
    """Yield the lines of *seed* that are not blank, each with its place in the file.

    A line of more bytes than *limits* allow is Unread, and no more of it is held than that. Raises Refused
    where the file holds no line at all, or cannot be read (any longer).
    """
    empty = True
    with files.opened(seed) as file:
        for number, start, line in _lines(file, limits.file):
            locator = f"{seed.locator}:{number}"
            if line is None:
                yield Unread(locator, Outcome.REJECTED, Reason.TOO_LARGE, f"more than {limits.file} bytes")
            elif line.strip():
                yield Document(locator, line, seed.path, OriginKind.ARCHIVE, start)
            else:
                continue
            empty = False
    if empty:
        raise Refused(Outcome.REJECTED, Reason.EMPTY_FILE, "no line")


def _lines(file: BinaryIO, limit: int) -> Iterator[tuple[int, int, bytes | None]]:
    """Yield number, first byte and bytes of each line; None for the bytes of one that is too long."""
    number = start = 0
    while line := file.readline(limit + 1):
        number += 1
        length = len(line)
        is_whole = length <= limit or line.endswith(b"\n")
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = file.readline(limit + 1)
            length += len(rest)
        yield number, start, line if is_whole else None
        start += length
