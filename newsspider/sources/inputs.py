"""What a list led to, a page or an entry of the list itself, and how it becomes a draft.

The page counts more than the list: what the list tells fills what the page leaves open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from newsspider.errors import Rejected
from newsspider.limits import LIMITS, Limits
from newsspider.model.article import Article, DateFrom, OriginKind, Precision
from newsspider.model.draft import Draft, Listed
from newsspider.model.outcomes import Repair
from newsspider.readers import pages
from newsspider.sources.channels import Channel
from newsspider.sources.feeds import drafts
from newsspider.sources.feeds.subscription import Feed
from newsspider.sources.listing import Row
from newsspider.sources.sina import live_entry
from newsspider.text import urls

# What a page's own time gives way to a list's: the day in its address.
_VAGUE = (None, DateFrom.URL)


class RecordLocation(NamedTuple):
    """The record of an archive that holds an input: its file and its place in it, in bytes.

    `at` is when the input was met then, aware, and `spider` who met it, where the archive says so.
    """

    file: str
    start: int
    length: int
    at: datetime | None
    spider: str = ""


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A page of an archive; `ways` are the canonical addresses that led to it by redirects.

    `repairs` are what of it the archive says to be lacking.
    """

    locator: str
    data: bytes
    headers: Mapping[str, str]
    ways: tuple[str, ...]
    kept: RecordLocation
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as it came: `locator` is the address asked for, `url` the one that answered."""

    locator: str
    url: str
    data: bytes
    headers: Mapping[str, str]
    row: Row
    channel: Channel
    site: str
    listed: Listed
    kept: RecordLocation | None = None


@dataclass(frozen=True, slots=True)
class ListEntry:
    """A row that is the article itself; `locator` is the address of its own page, else of the list."""

    locator: str
    row: Row
    channel: Channel
    listed: Listed
    kept: RecordLocation | None = None


def draft(found: FetchedPage | ListEntry | ArchivedPage, limits: Limits = LIMITS) -> Draft:
    """Return the draft of what a list led to, or of a page of an archive.

    Raises Rejected for a page that is no article.
    """
    if isinstance(found, ArchivedPage):
        made = pages.read(found.data, found.locator, found.locator, found.headers, limits=limits)
        made.article.origin.kind = OriginKind.WARC
        made.listed = Listed("", "", found.ways)
        for repair in found.repairs:
            made.trace.repaired(repair)
    else:
        feed = found.channel if isinstance(found.channel, Feed) else None
        made = _of_list(found, limits) if feed is None else _of_feed(found, feed, limits)
        made.listed = found.listed
    if found.kept is not None:
        made.file, made.start, made.size = found.kept.file, found.kept.start, found.kept.length
        made.fetched, made.spider = found.kept.at, found.kept.spider
        _known_by(made, found)
    return made


def _known_by(made: Draft, found: FetchedPage | ListEntry | ArchivedPage) -> None:
    """Give the article of a replay the docid of its row, which a live run has from the ledger's rows."""
    own = made.article.id or urls.docid(made.article.url or "")
    if not own and not isinstance(found, ArchivedPage) and found.row.key.startswith("sina:"):
        made.article.id = found.row.key


def _of_list(found: FetchedPage | ListEntry, limits: Limits) -> Draft:
    if isinstance(found, ListEntry):
        return live_entry.draft(found.row, found.channel, found.locator)
    made = _page(found, limits)
    _place(made, found.channel)
    _fill(made, found.row)
    return made


def _of_feed(found: FetchedPage | ListEntry, feed: Feed, limits: Limits) -> Draft:
    if isinstance(found, ListEntry):
        return drafts.of_entry(found.row, feed, found.locator, limits)
    try:
        made = _page(found, limits)
    except Rejected as refusal:
        return drafts.instead(refusal, found.row, feed, found.locator, limits)
    return drafts.of_page(made, found.row, feed)


def _page(found: FetchedPage, limits: Limits) -> Draft:
    return pages.read(found.data, found.url, found.locator, found.headers, found.site, limits)


def _place(made: Draft, channel: Channel) -> None:
    made.article.channel, made.article.categories = channel.key, list(channel.path)
    made.trace.fields.update(channel="list", categories="channel")


def _fill(made: Draft, row: Row) -> None:
    """Give the article of *made* what the list tells and the page does not."""
    article = made.article
    told = {"title": row.title, "summary": row.summary, "source": row.media, "tags": list(row.keywords)}
    for name, value in told.items():
        if value and not getattr(article, name):
            setattr(article, name, value)
            made.trace.fields[name] = f"list:{name}"
    _date(made, article, row)
    made.meta["list_title"] = row.title


def _date(made: Draft, article: Article, row: Row) -> None:
    if row.published is None or article.published_from not in _VAGUE:
        return
    article.published, article.published_precision = row.published, Precision.SECOND
    article.published_from = DateFrom.LIST
    made.trace.fields["published"] = "list:published"
    made.trace.repairs = [repair for repair in made.trace.repairs if repair is not Repair.DATE_MISSING]
