"""A feed in a file: its entries, one after the other, or why the file is not a feed."""

from __future__ import annotations

from collections.abc import Iterator

from newsspider.errors import Rejected
from newsspider.limits import Limits
from newsspider.model.draft import Unread
from newsspider.model.outcomes import Outcome, Reason
from newsspider.sources import files, sites
from newsspider.sources.feeds import drafts, entries, exports, parse, routes, subscription
from newsspider.sources.feeds.model import FeedDocument
from newsspider.sources.feeds.subscription import Feed
from newsspider.sources.files import SeedFile
from newsspider.sources.inputs import ListEntry
from newsspider.sources.listing import BadList
from newsspider.text import urls


def read(seed: SeedFile, limits: Limits) -> Iterator[ListEntry | Unread]:
    """Yield the entries of the feed in *seed*; raises Rejected if it is not a feed or has no entry."""
    yield from of_bytes(files.read(seed, limits.file), seed.locator, seed.path, limits)


def of_bytes(data: bytes, locator: str, path: str, limits: Limits) -> Iterator[ListEntry | Unread]:
    """Yield the entries of a feed's bytes; *path* identifies it if it names no address.

    Raises Rejected if it is not a feed or has no entry.
    """
    try:
        document = parse.read(data, "", limits=limits)
    except BadList as error:
        raise Rejected(Outcome.REJECTED, error.reason, error.detail) from error
    except parse.IsOpml as error:
        detail = "this is a list of feeds: give it to `crawl feed -a url=`"
        raise Rejected(Outcome.REJECTED, Reason.LIST_WRONG_TYPE, detail) from error
    if not document.entries:
        raise Rejected(Outcome.REJECTED, Reason.LIST_EMPTY, "the feed has no entries")
    feed = _feed(document, path)
    for number, (entry, row) in enumerate(
        zip(document.entries, entries.rows(document, feed, None), strict=True), start=1
    ):
        place = f"{locator}#{number}"
        skipped = exports.reason_to_skip(entry.kind, entry.status)
        if skipped is None:
            yield ListEntry(place, row, feed, drafts.listed(row, feed))
        else:
            yield Unread(place, Outcome.FILTERED, Reason.NOT_AN_ARTICLE, skipped)
    if document.cut:
        yield Unread(
            locator, Outcome.REJECTED, Reason.TOO_LARGE, f"only {len(document.entries)} entries are read"
        )


def _feed(document: FeedDocument, path: str) -> Feed:
    """Return the feed of *document*, identified by its own address, else its page's, else *path*."""
    known = sites.load_channels()
    named = [url for raw in (document.own, document.home) if (url := urls.canonical(raw))]
    return subscription.feed(named[0] if named else path, routes.of_document(document, known))
