"""The inputs that spiders yield, except for the documents of files, and how each is read into a draft.

A page counts more than the list that led to it: the list only fills the fields that the page leaves empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import urlsplit

from newsspider.errors import Rejected
from newsspider.lazy import lazily
from newsspider.limits import Limits
from newsspider.model.article import (
    FIELDS,
    Article,
    DateFrom,
    Origin,
    OriginKind,
    Precision,
    checked,
    record,
)
from newsspider.model.draft import Draft, Input, Listed
from newsspider.model.outcomes import Outcome, Reason, Repair
from newsspider.readers import markdown, posts
from newsspider.sources import sites
from newsspider.sources.channels import Channel
from newsspider.sources.feeds import drafts
from newsspider.sources.feeds.subscription import Feed
from newsspider.sources.listing import Row
from newsspider.text import dates, url_tables, urls
from newsspider.text.unicode import remove_controls, without_controls

if TYPE_CHECKING:
    from newsspider.readers import multipart, pages
else:  # many runs read no page
    multipart = lazily("newsspider.readers.multipart")
    pages = lazily("newsspider.readers.pages")

# What a page has that is only a part of its article. Only such a page is read early. Each expression begins
# with what can be searched for as it is: all in one take ten times as long, for every page that comes.
_PART_LINKS = tuple(
    map(re.compile, (rb"rel=.?next", rb"_2\.s?html?", rb"\?p(?:age|n)?=2", rb"&p(?:age|n)?=2"))
)
_PART_WORDS = tuple(
    word.encode(charset)
    for charset in ("utf-8", "gb18030")
    for word in ("下一页", "下页", "余下全文", "阅读全文")
)
_ASCII = bytes(range(0x80))
# The list's time replaces a page's own only if that is the day in its address.
_VAGUE = (None, DateFrom.URL)
_BODY = ("html", "markdown", "text")


def _may_be_part(page: bytes) -> bool:
    """Return whether *page* has what a page has that is only a part of its article."""
    if any(link.search(page) for link in _PART_LINKS):
        return True
    wide = page.translate(None, _ASCII)  # a tenth of most pages, in which the words would be whole, too
    return any(word in wide and word in page for word in _PART_WORDS)


class RecordLocation(NamedTuple):
    """The record of an archive that holds an input: its file and its place in it, in bytes.

    `at` is when the input was recorded, aware, and `spider` the spider's name, if the archive says so.
    """

    file: str
    start: int
    length: int
    at: datetime | None
    spider: str = ""


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A page of an archive; `ways` are the canonical addresses that led to it by redirects.

    `repairs` say what is missing from it, by the archive.
    """

    locator: str
    data: bytes
    headers: Mapping[str, str]
    ways: tuple[str, ...]
    kept: RecordLocation
    repairs: tuple[Repair, ...] = ()

    def read(self, limits: Limits) -> Draft:
        """Return the draft of the page; raises Rejected if it is not an article."""
        made = pages.read(self.data, self.locator, self.locator, self.headers, limits=limits)
        made.article.origin.kind = OriginKind.WARC
        made.listed = Listed("", "", self.ways)
        for repair in self.repairs:
            made.trace.repaired(repair)
        _keep_place(made, self.kept)
        return made


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as it arrived: `locator` is the requested address, `url` the one that answered.

    `further` are the addresses and bytes of the article's other parts, in their order.
    """

    locator: str
    url: str
    data: bytes
    headers: Mapping[str, str]
    row: Row
    channel: Channel
    site: str
    listed: Listed
    kept: RecordLocation | None = None
    further: tuple[tuple[str, bytes], ...] = ()

    def wanted(self, limits: Limits) -> str | None:
        """Return the address of the article's next part, on the same host; None if it has no more."""
        if not self.further and not _may_be_part(self.data):
            return None
        try:
            wanted = self._parts(limits).wanted()
        except Rejected:
            return None
        return wanted if wanted and urlsplit(wanted).netloc == urlsplit(self.url).netloc else None

    def _parts(self, limits: Limits) -> multipart.Parts:
        """Return the article's parts, including those of `further`."""
        parts = multipart.Parts(self._part(self.url, self.data, limits))
        there = dict(self.further)
        while (url := parts.wanted()) in there:
            parts.add(self._further(url, there[url], limits))
        return parts

    def _further(self, url: str, data: bytes, limits: Limits) -> Draft | None:
        try:
            return self._part(url, data, limits)
        except Rejected:
            return None

    def _part(self, url: str, data: bytes, limits: Limits) -> Draft:
        return pages.read(data, url, self.locator, self.headers, self.site, limits)

    def page(self, limits: Limits) -> Draft:
        """Return the draft of the page with its other parts, without fields from its list.

        Raises Rejected if it is not an article.
        """
        return self._parts(limits).article()

    def read(self, limits: Limits) -> Draft:
        """Return the draft of the page, filled from its list; raises Rejected if it is not an article."""
        if isinstance(self.channel, Feed):
            made = _of_feed(self, self.channel, limits)
        else:
            made = self.page(limits)
            _place(made, self.channel)
            _fill(made, self.row)
        return _led_to(made, self)


@dataclass(frozen=True, slots=True)
class ListEntry:
    """A row that is the article itself; `locator` is the address of its own page, else of the list."""

    locator: str
    row: Row
    channel: Channel
    listed: Listed
    kept: RecordLocation | None = None

    def read(self, limits: Limits) -> Draft:
        """Return the draft of the row; raises Rejected if it is not an article."""
        if isinstance(self.channel, Feed):
            made = drafts.of_entry(self.row, self.channel, self.locator, limits)
        else:
            made = _of_row(self)
        return _led_to(made, self)


@dataclass(frozen=True, slots=True)
class PageInput:
    """A page that a spider of the user's own has fetched, or a saved one where `url` is empty.

    `headers` are only used to check that it is a page.
    """

    url: str
    data: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def locator(self) -> str:
        """The page's address."""
        return self.url

    def read(self, limits: Limits) -> Draft:
        """Return the draft of the page; raises Rejected if it is not an article."""
        made = pages.read(self.data, self.url or None, self.locator, self.headers, limits=limits)
        made.article.origin.kind = OriginKind.LIVE if self.url else OriginKind.PAGE
        return made


@dataclass(frozen=True, slots=True)
class RecordInput:
    """Values for fields of the record; the body is `html`, else `markdown`, else `text`."""

    values: Mapping[str, Any]

    @property
    def locator(self) -> str:
        """The article's address, else its title."""
        return remove_controls(str(self.values.get("url") or self.values.get("title") or ""))

    def read(self, limits: Limits) -> Draft:
        """Return the draft of the article, its body uncleaned; raises Rejected for values of a wrong type."""
        unknown = [str(name) for name in self.values if name not in FIELDS]
        if unknown:
            known = ", ".join(FIELDS)
            detail = f"unknown key {unknown[0]!r} in an item; use some of {known}"
            raise Rejected(Outcome.FAILED, Reason.BAD_RECORD, detail)
        article = Article()
        # Those of the body go when it is cleaned.
        values = {name: _sound(name, value) for name, value in self.values.items()}
        for name, value in values.items():
            if value is not None:
                setattr(article, name, value)
        _read_times(article)
        checked(article)
        html = article.html or self._of_text(article, limits)
        article.url = urls.canonical(article.url or "")
        article.cover = urls.safe_src(article.cover or "")
        article.site = article.site or (
            url_tables.site(urlsplit(article.url).hostname or "") if article.url else "local"
        )
        article.id = article.id if posts.is_own_id(article.id) else ""
        article.revision, article.duplicate_of, article.images = 1, None, []
        article.markdown = article.text = article.html = ""
        article.origin = Origin(OriginKind.LIVE, "", self.locator, "record", "")
        made = Draft(article=article, fragment=html, tree=markdown.body_of(html))
        made.meta["cover_vouched"] = True
        _dated(made)
        for name in self.values:
            made.trace.fields[name] = "item"
        if any(value != self.values[name] for name, value in values.items()):
            made.trace.repaired(Repair.CONTROLS_REMOVED)
        return made

    @staticmethod
    def _of_text(article: Article, limits: Limits) -> str:
        if article.markdown:
            return markdown.to_tree(article.markdown, own=False, limits=limits)[1]
        paragraphs = (escape(part.strip()) for part in article.text.split("\n") if part.strip())
        return "".join(f"<p>{part}</p>" for part in paragraphs)


def _sound(name: str, value: Any) -> Any:
    sound = value if name in _BODY else without_controls(value)
    return value if sound == value else sound or None


def of_item(item: object) -> Input:
    """Return the input for *item*, as a spider yields it; raises Rejected if it is not an input."""
    from itemadapter import ItemAdapter  # noqa: PLC0415 - it imports Scrapy, which reading does not need

    if isinstance(item, Article):
        return RecordInput(record(item))
    if isinstance(item, Mapping) or (ItemAdapter.is_item(item) and not hasattr(item, "read")):
        return RecordInput(ItemAdapter(item).asdict())
    if callable(getattr(item, "read", None)) and isinstance(getattr(item, "locator", None), str):
        return cast("Input", item)
    detail = (
        f"a spider yielded {type(item).__name__}: yield an Input, an Article, "
        "or a dict with keys of the record (see docs/scrapy-project.md)"
    )
    raise Rejected(Outcome.FAILED, Reason.BAD_RECORD, detail)


def _read_times(article: Article) -> None:
    """Parse the times of an item that are text, as in a line of JSONL; raises Rejected for invalid ones."""
    for name in ("published", "updated", "fetched"):
        value = getattr(article, name)
        if not isinstance(value, str):
            continue
        moment = dates.parse(value)
        if moment is None:
            raise Rejected(Outcome.FAILED, Reason.BAD_RECORD, f"{name} is not a time: {value!r}")
        if moment.assumed_zone and moment.precision is not Precision.DAY:
            raise Rejected(Outcome.FAILED, Reason.BAD_RECORD, f"the time {value!r} has no time zone")
        setattr(article, name, moment.at)
        if name == "published":
            article.published_precision = article.published_precision or moment.precision


def _dated(made: Draft) -> None:
    """Set where the time of an item comes from, and its precision; a day may be in the address."""
    article = made.article
    if article.published is not None:
        article.published_precision = article.published_precision or Precision.SECOND
        article.published_from = article.published_from or DateFrom.PAGE
    elif (named := urls.date_in(article.url or "")) is not None:
        article.published, article.published_precision = named.at, named.precision
        article.published_from = DateFrom.URL
    else:
        made.trace.repaired(Repair.DATE_MISSING)


def _of_row(found: ListEntry) -> Draft:
    kind = sites.kinds().get(found.channel.kind)
    if kind is None or kind.draft is None:
        detail = f"no known site has a list of the kind {found.channel.kind!r} whose rows are articles"
        raise Rejected(Outcome.FAILED, Reason.UNREADABLE, detail)
    return kind.draft(found.row, found.channel, found.locator)


def _led_to(made: Draft, found: FetchedPage | ListEntry) -> Draft:
    """Return *made* with the list that led to it and, in a replay, where it is recorded."""
    made.listed = found.listed
    if found.kept is not None:
        _keep_place(made, found.kept)
        own = made.article.id or urls.docid(made.article.url or "")
        if not own and found.row.key.startswith("sina:"):
            # A live run has the docid from the ledger's rows.
            made.article.id = found.row.key
    return made


def _keep_place(made: Draft, kept: RecordLocation) -> None:
    made.file, made.start, made.size = kept.file, kept.start, kept.length
    made.fetched, made.spider = kept.at, kept.spider


def _of_feed(found: FetchedPage, feed: Feed, limits: Limits) -> Draft:
    try:
        made = found.page(limits)
    except Rejected as refusal:
        return drafts.replace_unexpected(refusal, found.row, feed, found.locator, limits)
    return drafts.of_page(made, found.row, feed)


def _place(made: Draft, channel: Channel) -> None:
    if channel.article_channel is None:
        return
    made.article.channel, made.article.categories = channel.key, list(channel.path)
    made.trace.fields.update(channel="list", categories="channel")


def _fill(made: Draft, row: Row) -> None:
    """Fill the fields of *made* that only the list has."""
    article = made.article
    values = {"title": row.title, "summary": row.summary, "source": row.media, "tags": list(row.keywords)}
    for name, value in values.items():
        if value and not getattr(article, name):
            setattr(article, name, value)
            made.trace.fields[name] = f"list:{name}"
    _date(made, article, row)
    made.meta["list_title"] = row.title


def _date(made: Draft, article: Article, row: Row) -> None:
    if row.published is None or article.published_from not in _VAGUE:
        return
    article.published, article.published_precision = row.published, row.precision
    article.published_from = DateFrom.LIST
    made.trace.fields["published"] = "list:published"
    made.trace.repairs = [repair for repair in made.trace.repairs if repair is not Repair.DATE_MISSING]
