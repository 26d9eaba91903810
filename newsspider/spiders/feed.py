"""Feeds: any RSS, Atom, RDF or JSON Feed; an entry is an article, or links to its page."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from newsspider import options
from newsspider.errors import Rejected, UsageError
from newsspider.lazy import lazily
from newsspider.model.article import OriginKind
from newsspider.model.draft import Listed, Unread
from newsspider.model.outcomes import Outcome, Reason, Repair
from newsspider.sources.feeds.model import FeedDocument
from newsspider.spiders.article_requests import ArticleRequest
from newsspider.spiders.base import Argument
from newsspider.spiders.fetching import Fetching, ListFailed
from newsspider.spiders.lists import ListSpider
from newsspider.spiders.polling import FeedPolling, FeedResponse

if TYPE_CHECKING:
    from newsspider import config, ledger
    from newsspider.sources import channels, listing, sites
    from newsspider.sources.feeds import arguments as subscriptions
    from newsspider.sources.feeds import drafts, entries, entry_text, routes, subscription
else:
    config = lazily("newsspider.config")
    ledger = lazily("newsspider.ledger")
    channels = lazily("newsspider.sources.channels")
    subscriptions = lazily("newsspider.sources.feeds.arguments")
    drafts = lazily("newsspider.sources.feeds.drafts")
    entries = lazily("newsspider.sources.feeds.entries")
    entry_text = lazily("newsspider.sources.feeds.entry_text")
    routes = lazily("newsspider.sources.feeds.routes")
    subscription = lazily("newsspider.sources.feeds.subscription")
    listing = lazily("newsspider.sources.listing")
    sites = lazily("newsspider.sources.sites")

_log = logging.getLogger(__name__)
# Feeds that are requested ahead, so that one slow server does not hold up the others.
_AHEAD = 8


def _yes_or_no(text: str) -> bool:
    known = {"1": True, "true": True, "0": False, "false": False}
    if text.lower() not in known:
        message = f"full= must be 1 (fetch the pages of teasers) or 0, not {text!r}"
        raise UsageError(message)
    return known[text.lower()]


class FeedSpider(ListSpider):
    """Any RSS, Atom, RDF or JSON Feed, or an OPML file of them.

    Each feed is its own list, which may carry a known channel.
    """

    name = "feed"
    site: ClassVar[str] = ""
    url_is_article: ClassVar[bool] = False
    hosts: ClassVar[tuple[str, ...] | None] = None  # pages are where the entries say
    default: ClassVar[str] = ""
    referer: ClassVar[str] = ""
    arguments: ClassVar[dict[str, Argument]] = {
        "url": Argument(
            "one or more feed addresses, or a file of them (OPML too)",
            lambda text: subscriptions.read(text),  # noqa: PLW0108 - the module is imported when it is used
            required=True,
        ),
        "full": Argument("1 to fetch the pages of entries that are teasers", _yes_or_no),
    }
    url: tuple[str, ...]
    full: bool = False

    @classmethod
    def hosts_named(cls, arguments: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the hosts of the feeds."""
        return subscriptions.hosts(arguments["url"])

    @classmethod
    def check(cls, arguments: Mapping[str, Any], run: options.Options) -> None:
        """Do nothing: the arguments have neither channel nor window."""

    def prepare(self, run: options.Options) -> None:
        """Make lists of the feeds."""
        self._known = sites.load_channels(config.load(run.config).channels)
        self._run = run
        self._now = run.clock()
        self._left = None
        self._reported: set[str] = set()
        self._answered = Counter[str]()
        self._offered: set[str] = set()
        good = [url for url in self.url if subscriptions.is_address(url)]
        self._addresses = {subscription.redacted(url): url for url in good}
        feeds = [
            subscription.feed(subscription.redacted(url), routes.of_address(url, self._known)) for url in good
        ]
        self._chosen: list[channels.Channel] = list({feed.key: feed for feed in feeds}.values())
        self._asked: dict[str, asyncio.Task[FeedResponse | ListFailed]] = {}

    async def entries(self) -> AsyncIterator[Any]:
        """Yield what earlier runs left, then what the feeds hold, then what is to be fetched again.

        Before all that, lines of a file of addresses that are not addresses.
        """
        for wrong in (url for url in self.url if not subscriptions.is_address(url)):
            detail = "this is not the address of a feed (http://… or https://…)"
            yield Unread(subscriptions.redacted(wrong), Outcome.FAILED, Reason.BAD_ADDRESS, detail)
        self._polling = FeedPolling(
            Fetching(self.crawler, ""), self._now, self.session.rules, self._run.limits
        )
        try:
            async for entry in super().entries():
                yield entry
        finally:
            for task in self._asked.values():
                task.cancel()

    async def _listed(self, channel: channels.Channel, until: datetime | None = None) -> AsyncIterator[Any]:
        del until  # a feed has no window
        assert isinstance(channel, subscription.Feed)
        self.current_run.outcomes.tally.began(channel.key)
        poll = self.session.ledger.polls.of(channel.key)
        if poll.gone == self.session.rules:
            detail = "the server said earlier that the feed is gone; it is not requested again"
            yield Unread(channel.key, Outcome.REJECTED, Reason.GONE, detail)
            return
        if pause := self._waits(poll):
            _log.info("%s is not requested: %s", channel.key, pause)
            return
        polled = await self._task(channel)
        if isinstance(polled, ListFailed):
            self._note(channel, self._polling.noted.get(channel.key, poll))
            yield self._failed(channel, polled)
            return
        async for entry in self._of_feed(channel, polled):
            yield entry
        self.current_run.outcomes.tally.ended(channel.key)

    def _waits(self, poll: ledger.Poll) -> object:
        return self._polling.waits(poll, fresh=self.session.has_fresh_feeds)

    def _task(self, feed: subscription.Feed) -> asyncio.Task[FeedResponse | ListFailed]:
        """Return the request for *feed*, begun, and begin those for some of the feeds behind it."""
        at = self._chosen.index(feed)
        for one in self._chosen[at : at + _AHEAD]:
            assert isinstance(one, subscription.Feed)
            poll = self.session.ledger.polls.of(one.key)
            if one.key not in self._asked and not self._waits(poll) and poll.gone != self.session.rules:
                fresh = self.session.has_fresh_feeds
                validators = None if fresh else self.session.ledger.lists.validators(self._list_name(one))
                asking = self._polling.ask(one, self._addresses[one.key], poll, validators)
                self._asked[one.key] = asyncio.ensure_future(asking)
        return self._asked[feed.key]

    def _list_name(self, feed: subscription.Feed) -> str:
        """Return the name of the list whose validators count: a crawl that took teasers left pages unread."""
        return f"{feed.key} full" if self.full else feed.key

    async def _of_feed(self, feed: subscription.Feed, polled: FeedResponse) -> AsyncIterator[Any]:
        """Note the entries of a feed and yield what it holds; then its crawl has ended."""
        document = polled.document
        past: set[datetime] = set()
        if document is not None:
            if not document.entries:
                refusal = Rejected(Outcome.FAILED, Reason.LIST_EMPTY, "the feed has no entries")
                yield self._failed(feed, ListFailed(feed.key, refusal))
                return
            feed = self._carried(feed, document)
            loop = asyncio.get_running_loop()
            rows = await loop.run_in_executor(None, entries.rows, document, feed, self._now)
            for entry in self._of_rows(feed, rows, polled):
                yield entry
                if self.is_closing:
                    return
            if document.cut:
                detail = f"only {len(document.entries)} entries were read"
                yield Unread(feed.key, Outcome.REJECTED, Reason.TOO_LARGE, detail)
            past = {row.published for row in rows if row.published and row.published <= self._now}
        self._note(feed, polled.poll)
        for name in dict.fromkeys((feed.key, self._list_name(feed))):
            self.session.ledger.lists.passed(name, max(past, default=None))
        mark = self.session.ledger.lists.read_to(feed.key)
        self.current_run.health.list_checked(self.session, feed.key, past, mark, self._now)

    def _carried(self, feed: subscription.Feed, document: FeedDocument) -> subscription.Feed:
        """Return *feed* with the channel that its document gives, if its address gives none."""
        ours = feed.ours or routes.of_document(document, self._known)
        return replace(feed, ours=ours, path=ours.path) if ours else feed

    def _of_rows(
        self, feed: subscription.Feed, rows: list[listing.Row], polled: FeedResponse
    ) -> Iterator[Any]:
        noted = [_noted(row, feed) for row in rows]
        lists, rules = self.session.ledger.lists, self.session.rules
        standings = lists.note(feed.key, noted, rules=rules, now=self._now, validators=polled.validators)
        if self.full:
            lists.note(self._list_name(feed), [], rules=rules, now=self._now, validators=polled.validators)
        met = {one.key for one in noted if self._asking.has(one.key)}
        known: list[ArticleRequest] = []
        # The first stored of several copies stays, so the oldest comes first.
        for one, row, standing in reversed(list(zip(noted, rows, standings, strict=True))):
            asked = ArticleRequest(one, row, feed)
            is_article = self.is_article(asked)
            if one.key in met or (not is_article and self._asking.has(one.key)):
                continue
            # What is already here costs no request, and may have been changed since.
            if standing is ledger.Standing.ASK or (is_article and standing is not ledger.Standing.WAIT):
                yield from self._asked_for(asked)
            elif standing is ledger.Standing.STORED:
                known.append(asked)
        self._note_page(feed, len(rows), len(rows) - len(known) - len(met))
        self._offer([asked.row for asked in known])
        yield from self._teasers(known, feed)

    def _teasers(self, known: list[ArticleRequest], feed: subscription.Feed) -> Iterator[Any]:
        """Yield requests for the pages of the *known* entries that were stored from the feed itself.

        If a page is not an article the stored one stays, and the row ends with that.
        """
        wanted = {asked.row.urls: asked for asked in known if not self.is_article(asked)}
        ids = self.session.ledger.lists.ids([asked.row for asked in wanted.values()]) if wanted else []
        if not ids:
            return
        for stored in self.session.ledger.archive.iterate(ledger.Wanted(ids=ids)):
            asked = wanted.get((stored.article.url or "",))
            if asked is None or stored.article.origin.kind is not OriginKind.FEED:
                continue
            if Repair.TEASER.value in stored.article.repairs:
                continue  # its page was asked for
            without_text = replace(asked.listing_row, raw={**asked.listing_row.raw, "html": ""})
            row = _noted(without_text, feed)
            self.session.ledger.lists.reopen([row], self._now)
            yield from self._asked_for(ArticleRequest(row, without_text, feed))

    def _asked_for(self, asked: ArticleRequest) -> Iterator[Any]:
        if self.is_article(asked):
            self._asking.note(asked.row.key)
            yield self._entry(asked)
        elif not self._asking.has(asked.row.key):
            yield self._asking.request(asked)

    def is_article(self, asked: ArticleRequest) -> bool:
        """Return whether the entry is an article as it is."""
        raw = asked.listing_row.raw
        if not isinstance(raw, dict):
            return False
        is_teaser = (self.full and not raw["full"]) or entry_text.is_short(
            raw["html"], self._run.feed_shortest
        )
        return not is_teaser or asked.listing_row.url is None

    def listed(self, asked: ArticleRequest) -> Listed:
        """Return how the feed led to the requested article, and under which name."""
        assert isinstance(asked.channel, subscription.Feed)
        listed = drafts.listed(asked.listing_row, asked.channel, key=asked.row.key)
        return replace(listed, addresses=asked.row.urls)

    def site_of(self, channel: channels.Channel) -> str:
        """Return Sina if the feed carries a known channel."""
        return channel.site if isinstance(channel, subscription.Feed) and channel.ours else ""

    def _note(self, feed: subscription.Feed, poll: ledger.Poll) -> None:
        if poll != self.session.ledger.polls.of(feed.key):
            self.session.ledger.polls.note(feed.key, poll)


def _noted(row: listing.Row, feed: subscription.Feed) -> ledger.ListedRow:
    """Return what the ledger keeps of *row*."""
    urls = (row.url,) if row.url else ()
    return ledger.ListedRow(row.key, row.url or feed.key, urls, listing.write(row, whole=True), row.updated)
