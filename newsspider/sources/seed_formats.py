"""What a seed file holds, one document after the other: an opener for each kind that holds many.

A further kind is one row of `MANY`; its opener reads no more of the file at a time than one document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from newsspider.errors import Refused
from newsspider.limits import Limits
from newsspider.model.article import OriginKind
from newsspider.model.draft import Unread
from newsspider.sources import endings, files, lines
from newsspider.sources.feeds import file
from newsspider.sources.files import Document, SeedFile
from newsspider.sources.inputs import Archived, Entry, Fetched
from newsspider.sources.warc.reader import Archives

Found = Document | Entry | Fetched | Archived | Unread
Opener = Callable[[SeedFile, Limits], Iterator[Found]]

# Kind of file to what yields its documents. An opener raises Refused where the file itself cannot be
# read (any longer).
MANY: dict[OriginKind, Opener] = {
    OriginKind.ARCHIVE: lines.read,
    OriginKind.FEED: file.read,
    OriginKind.WARC: Archives().read,
}


def documents(seed: SeedFile, limits: Limits, openers: Mapping[OriginKind, Opener] = MANY) -> Iterator[Found]:
    """Yield what *seed* holds, in its order; what cannot be read is Unread."""
    kind = endings.kind(seed.path)
    assert kind is not None  # it would not have been found
    opener = openers.get(kind, _whole)
    try:
        yield from opener(seed, limits)
    except Refused as refusal:
        yield Unread(seed.locator, refusal.outcome, refusal.reason, refusal.detail)


def _whole(seed: SeedFile, limits: Limits) -> Iterator[Found]:
    kind = endings.kind(seed.path)
    assert kind is not None
    yield Document(seed.locator, files.read(seed, limits.file), seed.path, kind)
