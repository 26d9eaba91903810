"""The pages of one list, or of one day of it, from the first on: what moves while they are read, and the end.

A list moves: rows that come push others to the next page, which then come twice and are known by their keys;
rows that go let others slip to the page before, which is read again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial

from newsspider.sources.listing import Listing
from newsspider.spiders.fetching import Fetching

# Pages in a row that hold nothing new before a list counts as read to its end: some go round in circles.
_CIRCLE = 2


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; `again` says that it was read before and holds rows that had slipped by."""

    number: int
    url: str
    listing: Listing
    again: bool = False


class Paging:
    """Reads pages: `ask` is the address of one by its number from 1, `read` its listing."""

    def __init__(
        self, fetching: Fetching, ask: Callable[[int], str], read: Callable[[int, bytes], Listing]
    ) -> None:
        self._fetching = fetching
        self._ask = ask
        self._read = read
        self._seen: set[str] = set()
        self._circling = 0
        self._counted = 0
        self._total: int | None = None

    async def pages(self, first: Listing | None = None) -> AsyncIterator[Page]:
        """Yield the pages that hold rows, from the *first* on, which may be there; raises ListFailed."""
        number, promised = 1, False
        listing = first or await self._page(1)
        while True:
            if promised and not listing.holds:
                number, listing = await self._beyond(number)
            if not listing.holds:
                return
            if self._has_shrunk(listing):
                yield Page(number - 1, self._ask(number - 1), await self._page(number - 1), again=True)
            yield Page(number, self._ask(number), listing)
            if not self._goes_on(listing):
                return
            number, promised = number + 1, listing.more
            listing = await self._page(number)

    async def _page(self, number: int) -> Listing:
        came = await self._fetching.page(self._ask(number), partial(self._read, number))
        return came.listing or Listing()

    async def _beyond(self, number: int) -> tuple[int, Listing]:
        """Return what an empty page in the middle of a list should have been, or the page behind it."""
        again = await self._page(number)
        return (number, again) if again.holds else (number + 1, await self._page(number + 1))

    def _has_shrunk(self, listing: Listing) -> bool:
        """Return whether the list holds fewer rows than it did at the page before."""
        before, self._total = self._total, listing.total
        return before is not None and listing.total is not None and listing.total < before

    def _goes_on(self, listing: Listing) -> bool:
        """Return whether there may be rows below *listing*: pages can be shorter than was asked for."""
        fresh = {row.key for row in listing.rows} - self._seen
        self._seen |= fresh
        self._counted += len(fresh) + len(listing.problems)
        self._circling = 0 if fresh or listing.problems else self._circling + 1
        lacks = listing.total is not None and self._counted < listing.total
        return (listing.more or lacks) and self._circling < _CIRCLE
