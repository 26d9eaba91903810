"""The base of spiders that find articles in lists: which channels, how far back, and what to request.

A spider of a site is its name, its hosts, its channels and the page that its visitors come from; it then has
every argument below. `list_pages` reads a list, `article_requests` requests what it names.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from newsspider import options
from newsspider.errors import UsageError
from newsspider.lazy import lazily
from newsspider.model.draft import Listed, Unread
from newsspider.model.outcomes import Outcome, Reason
from newsspider.run.unread_lists import UnreadList
from newsspider.spiders import window
from newsspider.spiders.article_requests import ArticleRequest, ArticleRequests
from newsspider.spiders.base import Argument, BaseSpider
from newsspider.spiders.fetching import Fetching, ListFailed
from newsspider.spiders.list_pages import ListCrawl, PageAnswer
from newsspider.spiders.window import Window
from newsspider.text import digests, url_tables, urls
from newsspider.text.dates import BEIJING

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from newsspider import config, ledger
    from newsspider.run.ledger_session import LedgerSession
    from newsspider.sources import channels, inputs, listing, sites
else:
    config = lazily("newsspider.config")
    ledger = lazily("newsspider.ledger")
    channels = lazily("newsspider.sources.channels")
    inputs = lazily("newsspider.sources.inputs")
    listing = lazily("newsspider.sources.listing")
    sites = lazily("newsspider.sources.sites")

_log = logging.getLogger(__name__)

# Articles that were requested but have not come: beyond this number no further page of a list is read.
_MOST_OPEN = 400
_LOOKS_APART = 0.05
_FORBIDDEN = "403"  # in the detail of a refusal


def _count(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        message = f"pages= and limit= must be a whole number greater than 0, not {text!r}"
        raise UsageError(message)
    return int(text)


def _days(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,4}", text):
        message = f"days= must be a whole number from 1 to 99999, not {text!r}"
        raise UsageError(message)
    return int(text)


def _addresses(text: str) -> tuple[str, ...]:
    given = tuple(text.split())
    wrong = next((one for one in given if urls.canonical(one) is None), None)
    if wrong is not None or not given:
        message = f"url= needs addresses of articles, separated by spaces, not {wrong or text!r}"
        raise UsageError(message)
    return given


class ListSpider(BaseSpider):
    """Reads the lists of its channels and requests what they name."""

    site: ClassVar[str]
    hosts: ClassVar[tuple[str, ...] | None]
    default: ClassVar[str]
    referer: ClassVar[str]
    # Known meanings of a site's answers to list requests: words of the detail, and what is added to it.
    hints: ClassVar[tuple[tuple[str, str], ...]] = ()
    url_is_article: ClassVar[bool] = True  # not its own list
    commits_every: ClassVar[float] = 3.0  # seconds: so posts appear during the run
    arguments: ClassVar[dict[str, Argument]] = {
        "channel": Argument("one or more channels (names or ids), separated by spaces or commas"),
        "url": Argument("fetch only these articles: addresses separated by spaces", _addresses),
        **window.ARGUMENTS,
        "days": Argument("go back this many days", _days),
        "pages": Argument("read at most this many pages of each list", _count),
        "limit": Argument("fetch at most this many articles", _count),
    }
    channel: str | None = None
    url: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    days: int | None = None
    pages: int | None = None
    limit: int | None = None

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Let every response through: each status is an outcome."""
        super().update_settings(settings)
        settings.set("HTTPERROR_ALLOW_ALL", value=True, priority="spider")

    @classmethod
    def read_arguments(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of the arguments; raises UsageError, also for an empty window."""
        values = super().read_arguments(given)
        window.check(values)
        others = [name for name in cls.arguments if name != "url" and name in values]
        if cls.url_is_article and values.get("url") and others:
            message = f"url= names single articles, so {others[0]}= cannot be combined with it"
            raise UsageError(message)
        if values.get("days") is not None and values.get("since") is not None:
            message = "days= and since= both set the start of the window; give only one of them"
            raise UsageError(message)
        return values

    @classmethod
    def choose(cls, arguments: Mapping[str, Any], run: options.Options) -> list[channels.Channel]:
        """Return the channels that *arguments* name, else the default.

        Raises UsageError for one that is none, for one of another site, and for an id that its list has not.
        """
        known = sites.load_channels(config.load(run.config).channels)
        own = {name: one for name, one in known.items() if one.owner == cls.site}
        named = cls.default if arguments.get("channel") is None else arguments["channel"]
        for name in channels.split(named):
            other = known.get(name) or next((one for one in known.values() if one.key == name), None)
            if other is not None and other.owner != cls.site:
                message = f"the channel {name!r} belongs to {other.owner}, but {cls.name} reads {cls.site}"
                raise UsageError(message)
        return cls.chosen(named, own, arguments)

    @classmethod
    def chosen(
        cls, named: str, own: Mapping[str, channels.Channel], arguments: Mapping[str, Any]
    ) -> list[channels.Channel]:
        """Return the channels that are *named*, of the site's *own*; raises UsageError."""
        del arguments
        found = channels.select(named, own)
        for channel in found:
            if not sites.kinds()[channel.kind].fits(channel.ids):
                message = f"the channel {channel.key!r} has no such id; see `newsspider channels`"
                raise UsageError(message)
        return found

    @classmethod
    def check(cls, arguments: Mapping[str, Any], run: options.Options) -> None:
        """Raise UsageError for an unknown channel or address, and for a window that ends before it begins."""
        for address in (arguments.get("url") or ()) if cls.url_is_article else ():
            host = urlsplit(address).netloc.lower()
            hosts = (*(cls.hosts or ()), *run.hosts, *(urlsplit(base).netloc for base in run.base.values()))
            if cls.hosts is not None and not any(url_tables.belongs(host, one) for one in hosts):
                message = f"{cls.name} fetches articles of {', '.join(cls.hosts)}, not {address!r}"
                raise UsageError(message)
        cls.choose(arguments, run)
        unknown = next((kind for kind in run.base if kind not in sites.kinds()), None)
        if unknown is not None:
            message = (
                f"unknown kind of list {unknown!r} in NEWSSPIDER_BASE; use one of {', '.join(sites.kinds())}"
            )
            raise UsageError(message)
        if (days := arguments.get("days")) is not None:
            since = run.clock() - timedelta(days=days)
            window.check({"since": since, "until": arguments.get("until")})

    def prepare(self, run: options.Options) -> None:
        """Choose the channels and the window; raises UsageError."""
        self._run = run
        self._now = run.clock()
        self._chosen = self.choose(vars(self), run)
        self._known = sites.load_channels(config.load(run.config).channels)
        self._read = {channel.key for channel in self._chosen}
        self._left = self.limit
        self._reported: set[str] = set()
        self._answered = Counter[str]()
        self._offered: set[str] = set()
        if self.days is not None:
            self.since = self._now - timedelta(days=self.days)
            window.check({"since": self.since, "until": self.until})

    async def entries(self) -> AsyncIterator[Any]:
        """Yield what earlier runs left, then what the lists name, then what is to be fetched again."""
        self._asking = ArticleRequests(self)
        if self.url and self.url_is_article:
            for asked in map(_named, self.url):
                if not self._asking.has(asked.row.key):
                    yield self._asking.request(asked)
            return
        for source in (self._waiting, self._listed, self._old):
            for channel in self._chosen:
                async for entry in source(channel):
                    if self.is_closing or self._left == 0:
                        return
                    if self._left is not None and not isinstance(entry, Unread):
                        self._left -= 1
                    yield entry
                    await self._room()

    async def _waiting(self, channel: channels.Channel) -> AsyncIterator[Any]:
        session = self.session
        stored = session.ledger.lists.stored_by_others(channel.key)
        self._offer(stored)
        session.ledger.lists.offered(channel.key, stored)
        if self.since is not None or self.until is not None:
            window_given = (self.since, self.until)
            session.ledger.lists.retry_given_up(self._now, name=channel.key, window=window_given)
        for row in session.ledger.lists.retry(rules=session.rules, now=self._now, name=channel.key):
            listing_row = listing.read(row.note, row.key, row.urls[0] if row.urls else None)
            for entry in self._asked_for(ArticleRequest(row, listing_row, channel)):
                yield entry

    async def _old(self, channel: channels.Channel) -> AsyncIterator[Any]:
        if not self._run.recheck:
            return
        for row, validators in self.session.ledger.rechecks.due(channel.key, self._now):
            listing_row = listing.read("", row.key, row.urls[0] if row.urls else None)
            for entry in self._asked_for(ArticleRequest(row, listing_row, channel, validators, again=True)):
                yield entry

    async def _listed(self, channel: channels.Channel, until: datetime | None = None) -> AsyncIterator[Any]:
        """Yield what a list names, and its failure; *until* ends its window, by default that of the run."""
        self.current_run.outcomes.tally.began(channel.key)
        kind, lists = sites.kinds()[channel.kind], self.session.ledger.lists
        bottom, mark = lists.read_from(channel.key), lists.read_to(channel.key)
        first = self._now - timedelta(days=self._run.first_days)
        fresh = self.session.has_fresh_feeds
        wanted = window.of_run(
            (self.since, until or self.until), (bottom, mark), self.pages, first, fresh=fresh
        )
        if mark is None and not wanted.named:
            # If it does not come to its end, the next crawl still has to read this one's whole window.
            lists.passed(channel.key, first + window.LATE, first)
        base = self._run.base.get(channel.kind, kind.base)
        reading = ListCrawl(channel, base, Fetching(self.crawler, kind.referer), wanted, self._now)
        # The validators of a request with a window say nothing about the rest of the list.
        unread = mark is None or wanted.named or fresh
        validators = None if unread else lists.validators(channel.key)
        try:
            async for answer in reading.answers(validators):
                reading.had_new = False
                for entry in self._of_answer(channel, answer):
                    reading.had_new = reading.had_new or not isinstance(entry, Unread)
                    yield entry
                if self.is_closing or self._left == 0:
                    return
        except ListFailed as failed:
            other = self._fallback(channel, failed)
            yield self._failed(channel, failed, other)
            if other is not None:
                async for entry in self._listed(other):
                    yield entry
            return
        self._passed(channel, reading, wanted)
        self.current_run.outcomes.tally.ended(channel.key)
        if reading.ends_above and reading.oldest and (further := self._further(channel.back)):
            until = min(reading.oldest, self.until) if self.until else reading.oldest
            async for entry in self._listed(further, until):
                yield entry

    def _fallback(self, channel: channels.Channel, failed: ListFailed) -> channels.Channel | None:
        """Return the channel to read instead of one that answers 403; None without, or if it is read anyway.

        A host that is given up is left alone, and so are the site's others: it is our address that is banned.
        """
        if _FORBIDDEN not in failed.refusal.detail or self.current_run.hosts.is_left(failed.locator):
            return None
        return self._further(channel.fallback)

    def _further(self, name: str) -> channels.Channel | None:
        """Return the channel *name*, read besides those that were chosen; None if it is read already."""
        found = self._known.get(name)
        if found is None or found.key in self._read:
            return None
        self._read.add(found.key)
        return found

    def _of_answer(self, channel: channels.Channel, answer: PageAnswer) -> Iterator[Any]:
        """Note the rows of a list's answer, and yield the requests for them."""
        for problem in answer.problems:
            text = re.sub(r"^row \d+ ", "a row ", problem)
            if text not in self._reported:
                self._reported.add(text)
                yield Unread(answer.locator, Outcome.REJECTED, Reason.BAD_ROW, text)
        lists = self.session.ledger.lists
        below = [_noted(row, answer.locator, channel) for row in answer.below]
        known = [row for row, is_known in zip(answer.below, lists.known(below), strict=True) if is_known]
        rows = list({row.key: row for row in [*answer.rows, *known]}.values())
        noted = [_noted(row, answer.locator, channel) for row in rows]
        standings = lists.note(
            channel.key, noted, rules=self.session.rules, now=self._now, validators=answer.validators
        )
        every = list(zip(noted, rows, standings, strict=True))
        asked = [
            ArticleRequest(one, row, channel)
            for one, row, standing in every
            if standing is ledger.Standing.ASK
        ]
        self._note_page(channel, len(rows), len(asked))
        self._offer([one for one, _, standing in every if standing is ledger.Standing.STORED])
        # With a limit the newest; of these the oldest first, since the first stored copy stays.
        for one in reversed([one for one in asked if not self._asking.has(one.row.key)][: self._left]):
            yield from self._asked_for(one)

    def _note_page(self, channel: channels.Channel, rows: int, asked: int) -> None:
        """Say in the log and to whoever watches what a page of a list held."""
        self._answered[channel.key] += 1
        self.doing = f"{channel.key}, page {self._answered[channel.key]}"
        _log.info("the list %s: %d rows, %d to request", self.doing, rows, asked)

    def _asked_for(self, asked: ArticleRequest) -> Iterator[Any]:
        if self._asking.has(asked.row.key):
            return
        if self.is_article(asked):
            self._asking.note(asked.row.key)
            yield self._entry(asked)
        else:
            yield self._asking.request(asked)

    def _entry(self, asked: ArticleRequest) -> inputs.ListEntry:
        return inputs.ListEntry(asked.row.locator, asked.listing_row, asked.channel, self.listed(asked))

    def is_article(self, asked: ArticleRequest) -> bool:
        """Return whether the row itself is the article, so that no page is requested."""
        return sites.kinds()[asked.channel.kind].draft is not None and asked.listing_row.raw is not None

    def listed(self, asked: ArticleRequest) -> Listed:
        """Return how the list led to the request."""
        return Listed(asked.row.key, asked.channel.key, asked.row.urls)

    def site_of(self, channel: channels.Channel) -> str:  # noqa: ARG002 - a spider of several sites uses it
        """Return the site whose pages *channel* leads to; empty if they may be on any site."""
        return self.site

    def _offer(self, rows: list[ledger.ListedRow]) -> None:
        """Give stored articles to the outputs that lack them, without a request."""
        session = self.session
        # What this run has requested goes out anyway, and once is enough.
        rows = [row for row in rows if row.key not in self._offered and not self._asking.has(row.key)]
        self._offered.update(row.key for row in rows)
        ids = session.ledger.lists.ids(rows) if rows else []
        if ids:
            self._asking.offered(session.ledger.offering.offer(session.feeds, ledger.Wanted(ids=ids)))

    def _failed(
        self, channel: channels.Channel, failed: ListFailed, other: channels.Channel | None = None
    ) -> Unread:
        refusal = failed.refusal
        run = self.current_run
        since, times = self.session.ledger.lists.unreadable(channel.key, self._now)
        why = f"{refusal.reason.value}, {refusal.detail}"
        run.outcomes.tally.ended(channel.key, why)
        _log.info("the list %s cannot be read: %s", channel.key, why)
        run.health.unread.append(
            UnreadList(
                channel.key,
                refusal.reason,
                refusal.detail,
                since,
                times,
                hint=next((text for words, text in self.hints if words in refusal.detail), ""),
                substitute=other.key if other is not None else "",
                is_left=run.hosts.is_left(failed.locator),
                is_unreachable=refusal.reason is Reason.NO_CONNECTION
                or run.hosts.is_unreachable(failed.locator),
            )
        )
        return Unread(failed.locator, Outcome.FAILED, refusal.reason, refusal.detail)

    def _passed(self, channel: channels.Channel, reading: ListCrawl, wanted: Window) -> None:
        session = self.session
        how = "read without a gap" if reading.complete else "not read to its end"
        _log.info("the list %s was %s, %d pages", channel.key, how, self._answered[channel.key])
        if reading.complete:
            session.ledger.lists.passed(channel.key, reading.newest, wanted.read_until)
        if reading.page_checked or reading.newest is None:
            self.current_run.health.list_checked(
                session, channel.key, reading.times, wanted.watermark, self._now
            )

    async def _room(self) -> None:
        """Wait while very many articles are still to come."""
        while self._asking.open >= _MOST_OPEN and not self.is_closing:  # noqa: ASYNC110 - no event covers both
            await asyncio.sleep(_LOOKS_APART)

    @property
    def session(self) -> LedgerSession:
        """The ledger of the run."""
        return self.current_run.session


def _named(address: str) -> ArticleRequest:
    """Return the request for an article that the user names: no list names it."""
    url = urls.canonical(address)
    assert url is not None  # it was checked as an argument
    docid = urls.docid(url)
    key = f"sina:{docid}" if docid else f"url:{digests.url_digest(url)}"
    no_list = channels.Channel("", "", "page", (), (), BEIJING)
    return ArticleRequest(ledger.ListedRow(key, address, (url,)), listing.Row(key, url, docid), no_list)


def _noted(row: listing.Row, list_url: str, channel: channels.Channel) -> ledger.ListedRow:
    """Return what the ledger keeps of *row*."""
    text = listing.write(row, whole=sites.kinds()[channel.kind].draft is not None)
    return ledger.ListedRow(row.key, row.url or list_url, (row.url,) if row.url else (), text, row.updated)
