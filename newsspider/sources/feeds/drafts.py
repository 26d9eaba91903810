"""A row of a feed to a draft: the entry as it is, or its page with what only the feed says."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsspider.errors import Rejected
from newsspider.lazy import lazily
from newsspider.limits import Limits
from newsspider.model.article import Article, DateFrom, Origin, OriginKind, Precision
from newsspider.model.draft import Draft, Listed, Removal, Trace
from newsspider.model.outcomes import Outcome, Reason, Repair
from newsspider.sources.feeds import entry_text
from newsspider.sources.feeds.subscription import Feed
from newsspider.sources.listing import Row
from newsspider.text import url_tables, urls

if TYPE_CHECKING:
    from newsspider.readers.sina import metadata
else:
    metadata = lazily("newsspider.readers.sina.metadata")

# A page that arrived but is not a readable article: then the entry is all there is.
_NO_ARTICLE = (
    *(Reason.NO_READER, Reason.UNKNOWN_LAYOUT, Reason.NOT_AN_ARTICLE, Reason.NO_CONTENT),
    *(Reason.NO_TITLE, Reason.TOO_DEEP, Reason.TOO_LARGE),
)
# The feed's time replaces one that is only in the page's address.
_VAGUE = (None, DateFrom.URL)


def listed(row: Row, feed: Feed, *, key: str = "") -> Listed:
    """Return how *feed* led to *row*; *key* is the key of its row in the ledger, if it has one."""
    raw = row.raw if isinstance(row.raw, dict) else {}
    return Listed(
        key,
        feed.key,
        (row.url,) if row.url else (),
        guid=raw.get("guid") or None,
        # The ledger decides about a docid: a stored one stays valid.
        shared=tuple(key for key in raw.get("shared", ()) if not key.startswith("sina:")),
    )


def of_entry(row: Row, feed: Feed, locator: str, limits: Limits) -> Draft:
    """Return the draft of an entry's *row*; *locator* is where it was read.

    Raises Rejected if its text nests deeper or has more elements than *limits* allow.
    """
    raw = row.raw
    tree = entry_text.tree(raw["html"], limits)
    article = Article(
        id=f"sina:{row.docid}" if row.docid else "",
        url=row.url,
        title=row.title,
        site=_site(row, feed),
        summary=row.summary,
        source=row.media,
        authors=list(raw["authors"]),
        tags=list(row.keywords),
        origin=Origin(OriginKind.FEED, "", locator, raw["extractor"], raw["encoding"]),
    )
    made = Draft(article=article, fragment=raw["html"], tree=tree, trace=Trace())
    made.trace.repairs = [Repair(name) for name in raw["repairs"]]
    made.trace.removals = [Removal("feed-tail", text, what="field") for text in raw.get("removed", ())]
    for name in ("url", "title", "summary", "source", "authors", "tags"):
        if getattr(article, name):
            made.trace.fields[name] = f"feed:{name}"
    if row.images:
        article.cover = row.images[0]
        made.meta["cover_vouched"] = not metadata.is_placeholder(row.images[0])
    _date(made, row)
    _file(made, row, feed)
    return made


def of_page(made: Draft, row: Row, feed: Feed) -> Draft:
    """Return the draft of a page, *made* already, with the fields that only its entry has."""
    article = made.article
    values = {"title": row.title, "summary": row.summary, "source": row.media, "tags": list(row.keywords)}
    values["authors"] = list(row.raw["authors"]) if isinstance(row.raw, dict) else []
    for name, value in values.items():
        if value and not getattr(article, name):
            setattr(article, name, value)
            made.trace.fields[name] = f"feed:{name}"
    if article.published_from in _VAGUE and row.published is not None:
        made.trace.repairs = [repair for repair in made.trace.repairs if repair is not Repair.DATE_MISSING]
        _date(made, row)
    made.meta["list_title"] = row.title
    _file(made, row, feed)
    return made


def replace_unexpected(refusal: Rejected, row: Row, feed: Feed, locator: str, limits: Limits) -> Draft:
    """Return the draft of the entry whose page was rejected; raises *refusal* if the entry has no text."""
    has_text = isinstance(row.raw, dict) and bool(entry_text.plain(row.raw["html"]).strip())
    if refusal.outcome is not Outcome.REJECTED or refusal.reason not in _NO_ARTICLE or not has_text:
        raise refusal
    made = of_entry(row, feed, locator, limits)
    made.trace.repaired(Repair.TEASER)
    return made


def _site(row: Row, feed: Feed) -> str:
    if feed.ours or row.url is None:
        return feed.site or "local"
    return url_tables.site(urlsplit(row.url).hostname or "")


def _date(made: Draft, row: Row) -> None:
    article, raw = made.article, row.raw if isinstance(row.raw, dict) else {}
    if row.published is not None:
        article.published = row.published
        article.published_precision = Precision(raw.get("precision", Precision.SECOND.value))
        article.published_from = DateFrom.FEED
        made.trace.fields["published"] = "feed:published"
    elif (named := urls.date_in(row.url or "")) is not None:
        article.published, article.published_precision = named.at, named.precision
        article.published_from = DateFrom.URL
        made.trace.fields["published"] = "url"
        made.trace.repairs = [repair for repair in made.trace.repairs if repair is not Repair.DATE_MISSING]
    if row.updated is not None and article.published is not None and row.updated > article.published:
        article.updated = row.updated
        made.trace.fields["updated"] = "feed:updated"


def _file(made: Draft, row: Row, feed: Feed) -> None:
    """Give the article its categories, and its channel if the feed carries one of ours."""
    article = made.article
    article.channel = feed.article_channel or article.channel
    raw = row.raw if isinstance(row.raw, dict) else {}
    article.categories = list(raw.get("path") or feed.path)
    made.trace.fields["categories"] = "channel" if feed.ours else "feed"
    if feed.ours:
        made.trace.fields["channel"] = "feed"
