"""The pages of one list, or of one day of it, from the first on, although the list moves while it is read.

New rows push others to the next page: these come twice and are recognised by their keys. Removed rows let
others slip to the page before, which is read again.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from newsspider.errors import Rejected
from newsspider.lazy import lazily
from newsspider.model.outcomes import Outcome, Reason
from newsspider.spiders.fetching import Fetching, ListFailed, ListResponse
from newsspider.spiders.window import Window, times

if TYPE_CHECKING:
    from newsspider import ledger
    from newsspider.sources import channels, sites
    from newsspider.sources import listing as listings
    from newsspider.sources.sina import rolling
else:
    ledger = lazily("newsspider.ledger")
    channels = lazily("newsspider.sources.channels")
    listings = lazily("newsspider.sources.listing")
    rolling = lazily("newsspider.sources.sina.rolling")
    sites = lazily("newsspider.sources.sites")

_log = logging.getLogger(__name__)

# Consecutive pages without news after which a list counts as read to its end: some lists go round in circles.
_CIRCLE = 2
# What the answer to a request for a page behind the last one may be.
_NO_PAGE = (Reason.LIST_STATUS, Reason.LIST_EMPTY, Reason.GONE)


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list; `again` says that it was read before and holds rows that were missed."""

    number: int
    url: str
    listing: listings.Listing
    again: bool = False


class PageReader:
    """Reads pages: `ask` gives the address of a page (from 1), `read` its listing."""

    def __init__(
        self, fetching: Fetching, ask: Callable[[int], str], read: Callable[[int, bytes], listings.Listing]
    ) -> None:
        self._fetching = fetching
        self._ask = ask
        self._read = read
        self._seen: set[str] = set()
        self._circling = 0
        self._counted = 0
        self._total: int | None = None

    async def pages(self, first: listings.Listing | None = None) -> AsyncIterator[ListPage]:
        """Yield the pages that hold rows; *first* is the first one, if already read. Raises ListFailed."""
        number, promised = 1, False
        listing = first or await self._page(1)
        while True:
            if promised and not listing.holds:
                number, listing = await self._beyond(number)
            if not listing.holds:
                return
            if self._has_shrunk(listing):
                yield ListPage(number - 1, self._ask(number - 1), await self._page(number - 1), again=True)
            yield ListPage(number, self._ask(number), listing)
            is_promised = self._goes_on(listing)
            if not is_promised and not (listing.is_full and self._circling == 0):
                return
            number, promised = number + 1, listing.more
            listing = await (self._page(number) if is_promised else self._further(number))

    async def _page(self, number: int) -> listings.Listing:
        came = await self._fetching.page(self._ask(number), partial(self._read, number))
        return came.listing or listings.Listing()

    async def _further(self, number: int) -> listings.Listing:
        """Return the page behind the end that the total tells, which is empty if there is none."""
        try:
            return await self._page(number)
        except ListFailed as failed:
            if failed.refusal.reason in _NO_PAGE:
                return listings.Listing()
            raise

    async def _beyond(self, number: int) -> tuple[int, listings.Listing]:
        """Return what an empty page in the middle of a list should have been, or the page after it."""
        again = await self._page(number)
        return (number, again) if again.holds else (number + 1, await self._page(number + 1))

    def _has_shrunk(self, listing: listings.Listing) -> bool:
        """Return whether the list holds fewer rows than it did at the page before."""
        before, self._total = self._total, listing.total
        return before is not None and listing.total is not None and listing.total < before

    def _goes_on(self, listing: listings.Listing) -> bool:
        """Return whether there may be rows below *listing*: pages can be shorter than requested."""
        fresh = {row.key for row in listing.rows} - self._seen
        self._seen |= fresh
        self._counted += len(fresh) + len(listing.problems)
        self._circling = 0 if fresh or listing.problems else self._circling + 1
        lacks = listing.total is not None and self._counted < listing.total
        return (listing.more or lacks) and self._circling < _CIRCLE


# --- list crawl ---
# Reads one list from its newest row down to where it was read before, or to the start of the window.
#
# It knows whether it left a gap: only a crawl without a gap moves the list's watermark.

# A window that begins longer ago is asked for day by day, where the list takes it.
_BY_DAY = timedelta(days=2)
# A list that ends is short of a window that begins longer ago: what moves little has no more rows.
_FAR_BACK = timedelta(days=7)
# Days without a row after which the list is assumed not to support days.
_SILENT = 3
# Editions in a row that there are not: before the first that there is, and after it.
_NONE, _MISSING = 6, 60
# Consecutive pages below the watermark without news, if those above had some: corrected articles stay at
# their place in the list, so news on top is a reason to look a little further.
_QUIET = 3
# Answers to a request for one day from a list that does not support it.
_NO_DAYS = (
    *(Reason.LIST_STATUS, Reason.LIST_MALFORMED, Reason.LIST_WRONG_TYPE, Reason.LIST_IS_HTML),
    *(Reason.BAD_STATUS, Reason.GONE),
)


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """A page of the list: its wanted rows, lower ones that may be known, and what was not a row."""

    locator: str
    rows: list[listings.Row]
    below: list[listings.Row]
    problems: list[str]
    validators: ledger.Validators | None


class NoDays(Exception):
    """The list does not support requests for one day."""


class ListCrawl:
    """One crawl of a list; after `answers`, `complete` says that no gap is left, `newest` how far up it went.

    `times` are those of its rows that are not in the future, `newest` is the latest of them. `page_checked`
    says whether the top was seen. The caller sets `had_new` if an answer held anything to request.
    """

    def __init__(
        self, channel: channels.Channel, base: str, fetching: Fetching, span: Window, now: datetime
    ) -> None:
        self.channel = channel
        self.complete = False
        self.page_checked = False
        self.times: set[datetime] = set()
        self.had_new = False
        self._kind = sites.kinds()[channel.kind]
        self._base = base
        self._fetching = fetching
        self._span = span
        self._now = now
        self._quiet: int | None = None
        self._addresses: dict[int, str] = {}  # addresses of pages that the page above gives

    @property
    def newest(self) -> datetime | None:
        """The time of the newest row that is not in the future; None if there was none."""
        return max(self.times, default=None)

    @property
    def oldest(self) -> datetime | None:
        """The time of the oldest row; None if there was none."""
        return min(self.times, default=None)

    async def answers(self, validators: ledger.Validators | None) -> AsyncIterator[PageAnswer]:
        """Yield the pages of the list; raises ListFailed. *validators* are those of its first page."""
        if self._kind.editions:
            async for answer in self._editions():
                yield answer
            return
        if self._is_long_ago():
            try:
                async for answer in self._days():
                    yield answer
            except NoDays:
                pass
            else:
                self.complete = self._span.joins
                return
        async for answer in self._plain(validators):
            yield answer

    def _is_long_ago(self) -> bool:
        """Return whether the window is to be asked for by day."""
        span = self._span
        by_day = self._kind.day_url is not None and span.named and span.pages is None
        return by_day and span.read_until is not None and self._now - span.read_until > _BY_DAY

    async def _plain(self, validators: ledger.Validators | None) -> AsyncIterator[PageAnswer]:
        first = await self._first(validators)
        if first.listing is None:
            self.complete = True
            return
        self.page_checked = True
        async for page in PageReader(self._fetching, self._url, self._read).pages(first.listing):
            yield self._answer(page, first.validators if page.number == 1 else None)
            if not page.again and self._is_reached(page.listing):
                break
            if page.number == self._span.pages and not page.again:
                return
        self.complete = self._span.joins

    async def _first(self, validators: ledger.Validators | None) -> ListResponse:
        """Return the first page; raises ListFailed if it is empty and stays empty."""
        for tried in (validators, None):
            came = await self._fetching.page(self._url(1), partial(self._read, 1), tried)
            if came.listing is None or came.listing.holds:
                return came
        refusal = Rejected(Outcome.FAILED, Reason.LIST_EMPTY, "the list has no rows")
        raise ListFailed(self._url(1), refusal)

    @property
    def ends_above(self) -> bool:
        """Whether the list had no more rows though the user's window begins long before."""
        floor, oldest = self._span.read_until, self.oldest
        if floor is None or oldest is None or not self.page_checked or self._span.pages is not None:
            return False
        return self._span.named and floor < min(oldest, self._now - _FAR_BACK)

    async def _editions(self) -> AsyncIterator[PageAnswer]:
        """Yield the editions of each day of the window, the newest first; raises ListFailed.

        The day after the window is asked for, too: its first edition shows the evening before.
        """
        span, count, missing = self._span, 0, 0
        floor = span.read_until or self._now - timedelta(days=1)
        day = _midnight(min(self._now, span.until or self._now), self.channel)
        while day + timedelta(days=1) > floor and missing < (_MISSING if count else _NONE):
            for number in range(self._kind.editions, 0, -1):
                page = await self._edition(day, number)
                if page is None:
                    missing += 1
                    continue
                count, missing = count + 1, 0
                yield self._answer(page, None)
                if count == span.pages:
                    return
            day -= timedelta(days=1)
        if not count:
            refusal = Rejected(Outcome.FAILED, Reason.LIST_EMPTY, "no edition of the requested days")
            raise ListFailed(self._url(1), refusal)
        if missing >= _MISSING:
            _log.info("The list %s has no editions before %s", self.channel.key, day.date())
        self.complete = span.joins

    async def _edition(self, day: datetime, number: int) -> ListPage | None:
        """Return an edition of a *day*, None for one that there is not; raises ListFailed."""
        assert self._kind.day_url is not None
        url = self._kind.day_url(self.channel, day, number, self._base)
        try:
            came = await self._fetching.page(url, partial(self._read, number))
        except ListFailed as failed:
            if failed.refusal.reason is Reason.GONE:
                return None
            raise
        return ListPage(number, url, came.listing or listings.Listing())

    async def _days(self) -> AsyncIterator[PageAnswer]:
        """Yield the pages of each day of the window, the newest day first; raises NoDays, ListFailed."""
        span = self._span
        assert span.read_until is not None
        last = min(self._now, span.until - timedelta(seconds=1)) if span.until else self._now
        day = _midnight(last, self.channel)
        silent = 0
        proven = False
        while day + timedelta(days=1) > span.read_until:
            answered = False
            try:
                async for page in self._day(day):
                    answered = True
                    yield self._answer(page, None)
            except ListFailed as failed:
                if proven or answered or failed.refusal.reason not in _NO_DAYS:
                    raise
                raise NoDays from failed
            proven = proven or answered
            silent += not answered
            if not proven and silent >= _SILENT:
                raise NoDays
            day -= timedelta(days=1)
        if not proven:
            raise NoDays

    async def _day(self, day: datetime) -> AsyncIterator[ListPage]:
        ask = self._kind.day_url
        assert ask is not None
        paging = PageReader(
            self._fetching, lambda number: ask(self.channel, day, number, self._base), self._read
        )
        async for page in paging.pages():
            if not rolling.is_of_day(page.listing, day, self.channel):
                raise NoDays
            yield page

    def _url(self, number: int) -> str:
        return self._addresses.get(number) or self._kind.url(self.channel, number, self._base)

    def _read(self, number: int, data: bytes) -> listings.Listing:
        try:
            listing = self._kind.read(data, self.channel, number)
            if self._kind.following is not None:
                # An empty page gives no next address: the same one is requested again.
                asked = self._url(number)
                at = self._kind.following(self.channel, listing, self._base) if listing.rows else asked
                # A page whose next address is its own is the last, whatever it holds.
                listing.more = listing.more and at != asked
                self._addresses[number + 1] = at
        except listings.BadList:
            raise
        except Exception as error:  # an error in one site's reader must not end the other lists
            _log.exception("The reader of the list %s failed", self.channel.key)
            detail = f"its reader failed, {type(error).__name__}: {error}"
            raise listings.BadList(Reason.INTERNAL_ERROR, detail) from error
        return listing

    def _answer(self, page: ListPage, validators: ledger.Validators | None) -> PageAnswer:
        listing, span = page.listing, self._span
        dated = list(zip(listing.rows, times(listing.rows), strict=True))
        past = [at for _, at in dated if at is not None and at <= self._now]
        self.times.update(past)
        wanted = [row for row, at in dated if span.holds(at)]
        below = [row for row, at in dated if not span.holds(at)] if not span.named else []
        return PageAnswer(page.url, wanted, below, listing.problems, validators)

    def _is_reached(self, listing: listings.Listing) -> bool:
        """Return whether nothing wanted can be below *listing*."""
        if self.had_new:
            self._quiet = 0
        elif self._quiet is not None:
            self._quiet += 1
        is_looking = self._quiet is not None and self._quiet < _QUIET
        looks_on = is_looking and self._span.watermark is not None and not self._span.named
        return self._span.is_reached(times(listing.rows)) and not looks_on


def _midnight(at: datetime, channel: channels.Channel) -> datetime:
    return at.astimezone(channel.zone).replace(hour=0, minute=0, second=0, microsecond=0)
