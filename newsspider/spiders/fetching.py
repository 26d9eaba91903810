"""One page of a list: requested, read, and requested again if the answer is not a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from newsspider.errors import Rejected
from newsspider.lazy import lazily
from newsspider.model.outcomes import Outcome, Reason

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsspider import ledger
    from newsspider.middlewares import errors
    from newsspider.sources import listing as listings
else:
    ledger = lazily("newsspider.ledger")
    errors = lazily("newsspider.middlewares.errors")
    listings = lazily("newsspider.sources.listing")

_NOT_MODIFIED = 304


class ListFailed(Exception):
    """A page of a list that could not be fetched, or was not a list: its address and the reason."""

    def __init__(self, locator: str, refusal: Rejected) -> None:
        super().__init__(f"{locator}: {refusal}")
        self.locator = locator
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class ListResponse:
    """A fetched page of a list; `listing` is None if it has not changed."""

    listing: listings.Listing | None
    validators: ledger.Validators


class Fetching:
    """Fetches pages of lists, outside the scheduler: they are never filtered as duplicates."""

    def __init__(self, crawler: Crawler, referer: str) -> None:
        self._crawler = crawler
        self._referer = referer

    async def page(
        self, url: str, read: Callable[[bytes], listings.Listing], validators: ledger.Validators | None = None
    ) -> ListResponse:
        """Return the page at *url*; raises ListFailed."""
        try:
            return await self._page(url, read, validators)
        except listings.BadList as error:
            if error.reason is Reason.BLOCKED:
                raise _failed(url, error) from error
        # One failure may be a temporary error of the interface.
        try:
            return await self._page(url, read, None)
        except listings.BadList as error:
            raise _failed(url, error) from error

    async def _page(
        self, url: str, read: Callable[[bytes], listings.Listing], validators: ledger.Validators | None
    ) -> ListResponse:
        response = await self.download(url, validators)
        if response.status == _NOT_MODIFIED and validators is not None:
            return ListResponse(None, validators)
        refusal = errors.of_status(response.status)
        if refusal is not None:
            raise ListFailed(url, Rejected(Outcome.FAILED, refusal.reason, refusal.detail))
        return ListResponse(read(response.body), given(response))

    async def download(
        self, url: str, validators: ledger.Validators | None, further: Mapping[str, str] | None = None
    ) -> Response:
        """Return the answer to a request for *url* with *further* headers; raises ListFailed."""
        headers = {**referred(self._referer), **conditions(validators), **(further or {})}
        request = Request(url, headers=headers, callback=NO_CALLBACK, dont_filter=True)
        try:
            return await self._crawler.engine.download_async(request)
        except errors.NotNow as error:
            refusal = Rejected(
                Outcome.FAILED, Reason.BLOCKED, "the host was given up for the rest of the run"
            )
            raise ListFailed(url, refusal) from error
        except Exception as error:  # any error is the list's outcome
            refusal = errors.of_error(error)
            raise ListFailed(url, Rejected(Outcome.FAILED, refusal.reason, refusal.detail)) from error


def _failed(url: str, error: listings.BadList) -> ListFailed:
    return ListFailed(url, Rejected(Outcome.FAILED, error.reason, error.detail))


def referred(referer: str) -> dict[str, str]:
    """Return the header that names *referer*, none for an empty one."""
    return {"Referer": referer} if referer else {}


def conditions(validators: ledger.Validators | None) -> dict[str, str]:
    """Return the headers that request a document only if it has changed."""
    named = {
        "If-None-Match": validators.etag if validators else None,
        "If-Modified-Since": validators.modified if validators else None,
    }
    return {name: value for name, value in named.items() if value}


def given(response: Response) -> ledger.Validators:
    """Return the validators that came with *response*."""
    etag, modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    return ledger.Validators(*(value.decode("latin-1") if value else None for value in (etag, modified)))
