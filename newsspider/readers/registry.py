"""Which reader makes a draft of a document in a file, by its kind.

To add a kind, add a row to `_READERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from newsspider.errors import Rejected
from newsspider.lazy import lazily
from newsspider.limits import Limits
from newsspider.model.article import OriginKind
from newsspider.model.draft import Draft
from newsspider.model.outcomes import Outcome, Reason
from newsspider.readers import posts

if TYPE_CHECKING:
    from newsspider.readers import evernote, pages, records
else:  # a folder of posts needs none of them
    evernote = lazily("newsspider.readers.evernote")
    pages = lazily("newsspider.readers.pages")
    records = lazily("newsspider.readers.records")


# Functions: `records.read` in the table would import the module at once.


def _note(data: bytes, locator: str, limits: Limits) -> Draft:
    return evernote.read(data, locator, limits)


def _record(data: bytes, locator: str, limits: Limits) -> Draft:
    return records.read(data, locator, limits)


def _page(data: bytes, locator: str, limits: Limits) -> Draft:
    return pages.read(data, None, locator, limits=limits)


_READERS: dict[OriginKind, Callable[[bytes, str, Limits], Draft]] = {
    OriginKind.POST: posts.read,
    OriginKind.PAGE: _page,
    OriginKind.ARCHIVE: _record,
    OriginKind.NOTES: _note,
}


def read(kind: OriginKind, data: bytes, locator: str, limits: Limits) -> Draft:
    """Return the draft of a document's bytes; the front matter of a post is still untyped in its `meta`.

    Raises Rejected for what is not an article, and for a kind that is never in a file.
    """
    reader = _READERS.get(kind)
    if reader is None:
        raise Rejected(Outcome.FAILED, Reason.NO_READER, f"no reader for a {kind.value} in a file")
    return reader(data, locator, limits)
