"""What a seed file holds, one document after the other: an opener for each kind that holds many.

To add a kind, add a row to `MANY`; its opener reads no more of the file at a time than one document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from newsspider.errors import Rejected
from newsspider.limits import Limits
from newsspider.model.article import OriginKind
from newsspider.model.draft import Unread
from newsspider.model.outcomes import Outcome, Reason
from newsspider.sources import evernote, files
from newsspider.sources.feeds import file
from newsspider.sources.files import Document, SeedFile, Unopened
from newsspider.sources.inputs import ArchivedPage, FetchedPage, ListEntry
from newsspider.sources.warc.reader import InArchive, WarcReader

# Files of one record a line, as newsspider writes its JSONL: read line by line, however long the file is.


def read(seed: SeedFile, limits: Limits) -> Iterator[Document | Unread]:
    """Yield the lines of *seed* that are not blank, each with its place in the file.

    A line of more bytes than *limits* allow is Unread, and no more of it is held than that. Raises Rejected
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
        raise Rejected(Outcome.REJECTED, Reason.EMPTY_FILE, "no lines")


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


# --- seed formats ---

Found = Document | Unopened | ListEntry | FetchedPage | ArchivedPage | InArchive | Unread
Opener = Callable[[SeedFile, Limits], Iterator[Found]]

# Kind of file to what yields its documents. An opener raises Rejected if the file itself cannot be
# read (any longer).
MANY: dict[OriginKind, Opener] = {
    OriginKind.ARCHIVE: read,
    OriginKind.FEED: file.read,
    OriginKind.WARC: WarcReader().read,
    OriginKind.NOTES: evernote.read,
}


def documents(seed: SeedFile, limits: Limits, openers: Mapping[OriginKind, Opener] = MANY) -> Iterator[Found]:
    """Yield what *seed* holds, in its order; what cannot be read is Unread."""
    kind = files.kind(seed.path)
    assert kind is not None  # it would not have been listed
    opener = openers.get(kind, _whole)
    try:
        yield from opener(seed, limits)
    except Rejected as refusal:
        yield Unread(seed.locator, refusal.outcome, refusal.reason, refusal.detail)


def unopened(seed: SeedFile, limits: Limits) -> Iterator[Found]:
    """Yield the only document of *seed*, which is opened where it is read."""
    del limits
    kind = files.kind(seed.path)
    assert kind is not None
    yield Unopened(seed.locator, seed.path, kind, seed.stamp, seed.as_listed)


def _whole(seed: SeedFile, limits: Limits) -> Iterator[Found]:
    kind = files.kind(seed.path)
    assert kind is not None
    yield Document(seed.locator, files.read(seed, limits.file), seed.path, kind, stamp=seed.stamp)
