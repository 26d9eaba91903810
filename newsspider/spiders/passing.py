"""A pass over one list, from its newest row down to where it was read before or to the window's end.

It knows whether it left a gap: only a pass that did not moves the list's mark.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from newsspider.errors import Refused
from newsspider.ledger import Validators
from newsspider.reasons import Outcome, Reason
from newsspider.sources import rolling
from newsspider.sources.channel import Channel
from newsspider.sources.listing import Listing, Row
from newsspider.sources.lists import KINDS
from newsspider.spiders.fetching import Fetching, ListFailed
from newsspider.spiders.span import Span, times

# A window that begins longer ago is asked for day by day, where the list takes it.
_BY_DAY = timedelta(days=2)
# Days without a row before it is doubted that the list takes days.
_SILENT = 3
# Pages in a row that hold nothing new before a list counts as read to its end: some go round in circles.
_CIRCLE = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of the list: its rows that are wanted, those below that may be known, and what was no row."""

    locator: str
    rows: list[Row]
    below: list[Row]
    problems: list[str]
    validators: Validators | None


class NoDays(Exception):
    """The list does not take requests for one day."""


class Pass:
    """One pass; once `answers` has ended, `whole` says that no gap is left, `newest` how far up it went.

    `newest` is the time of the newest row that is not of the future, `looked` whether the top was seen.
    Whoever takes an answer says by `brought` whether there was anything to ask for in it: below the mark a
    pass goes on as long as there is, since what was corrected stays at its place in the list.
    """

    def __init__(self, channel: Channel, base: str, fetching: Fetching, span: Span, now: datetime) -> None:
        self.channel = channel
        self.whole = False
        self.looked = False
        self.newest: datetime | None = None
        self.brought = False
        self._kind = KINDS[channel.kind]
        self._base = base
        self._fetching = fetching
        self._span = span
        self._now = now
        self._seen: set[str] = set()
        self._circling = 0
        self._total: int | None = None

    async def answers(self, validators: Validators | None) -> AsyncIterator[Answer]:
        """Yield the pages of the list; raises ListFailed. *validators* are those of its first page."""
        if self._is_long_ago():
            try:
                async for answer in self._days():
                    yield answer
            except NoDays:
                self._seen.clear()
            else:
                self.whole = self._span.joins
                return
        async for answer in self._plain(validators):
            yield answer

    def _is_long_ago(self) -> bool:
        """Return whether the window is to be asked for by day."""
        span = self._span
        by_day = self._kind.day_url is not None and span.named and span.pages is None
        return by_day and span.floor is not None and self._now - span.floor > _BY_DAY

    async def _plain(self, validators: Validators | None) -> AsyncIterator[Answer]:
        number = 0
        while self._span.pages is None or number < self._span.pages:
            number += 1
            url = self._kind.url(self.channel, number, self._base)
            read = partial(self._read, number)
            came = await self._fetching.page(url, read, validators if number == 1 else None)
            if came.listing is None:
                self.whole = True
                return
            listing = came.listing
            if not listing.rows and not listing.problems:
                if number == 1:
                    refusal = Refused(Outcome.FAILED, Reason.LIST_EMPTY, "the list has no row at all")
                    raise ListFailed(url, refusal)
                number, listing = await self._beyond(number)
            if self._has_shrunk(listing):
                # Rows were taken out above, so that others slipped from this page to the one before.
                yield await self._again(number - 1)
            yield self._answer(url, listing, came.validators if number == 1 else None)
            self.looked = True
            if self._is_over(listing):
                self.whole = self._span.joins
                return

    async def _again(self, number: int) -> Answer:
        url = self._kind.url(self.channel, number, self._base)
        came = await self._fetching.page(url, partial(self._read, number))
        return self._answer(url, came.listing or Listing(), None)

    async def _beyond(self, number: int) -> tuple[int, Listing]:
        """Return what an empty page in the middle of a list should have been, or the page behind it."""
        listing = Listing()
        for further in (number, number + 1):
            url = self._kind.url(self.channel, further, self._base)
            came = await self._fetching.page(url, partial(self._read, further))
            listing = came.listing or listing
            if listing.rows or listing.problems:
                return further, listing
        return number, listing

    async def _days(self) -> AsyncIterator[Answer]:
        """Yield the pages of each day of the window, the newest day first; raises NoDays, ListFailed."""
        span = self._span
        assert span.floor is not None
        last = min(self._now, span.until - timedelta(seconds=1)) if span.until else self._now
        day = last.astimezone(self.channel.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        silent = 0
        proven = False
        while day + timedelta(days=1) > span.floor:
            empty = True
            async for answer in self._day(day):
                empty = False
                yield answer
            proven = proven or not empty
            silent += empty
            if not proven and silent >= _SILENT:
                raise NoDays
            day -= timedelta(days=1)

    async def _day(self, day: datetime) -> AsyncIterator[Answer]:
        ask = self._kind.day_url
        assert ask is not None
        number = 0
        while True:
            number += 1
            url = ask(self.channel, day, number, self._base)
            listing = (await self._fetching.page(url, partial(self._read, number))).listing or Listing()
            if not rolling.is_of_day(listing, day, self.channel):
                raise NoDays
            if listing.rows or listing.problems:
                yield self._answer(url, listing, None)
            if not listing.more or self._is_circling(listing):
                return

    def _read(self, number: int, data: bytes) -> Listing:
        return self._kind.read(data, self.channel, number)

    def _answer(self, url: str, listing: Listing, validators: Validators | None) -> Answer:
        dated = list(zip(listing.rows, times(listing.rows), strict=True))
        past = [at for _, at in dated if at is not None and at <= self._now]
        self.newest = max([*past, *([self.newest] if self.newest else [])], default=None)
        wanted = [row for row, at in dated if self._span.holds(at)]
        below = [row for row, at in dated if not self._span.holds(at)] if not self._span.named else []
        return Answer(url, wanted, below, listing.problems, validators)

    def _has_shrunk(self, listing: Listing) -> bool:
        """Return whether the list holds fewer rows than it did at the page before."""
        before, self._total = self._total, listing.total
        return before is not None and listing.total is not None and listing.total < before

    def _is_over(self, listing: Listing) -> bool:
        """Return whether there is nothing to be read below *listing*."""
        circling = self._is_circling(listing)
        corrected = self.brought and self._span.mark is not None and not self._span.named
        reached = self._span.is_reached(times(listing.rows)) and not corrected
        return not listing.more or circling or reached

    def _is_circling(self, listing: Listing) -> bool:
        fresh = {row.key for row in listing.rows} - self._seen
        self._seen |= fresh
        self._circling = 0 if fresh or listing.problems else self._circling + 1
        return self._circling >= _CIRCLE
