"""Polling a feed: where it has moved to, whether it is gone, when it may be polled again."""

from __future__ import annotations

import asyncio
import re
from base64 import b64encode
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

from newsspider.errors import Rejected
from newsspider.lazy import lazily
from newsspider.limits import Limits
from newsspider.model.outcomes import Outcome, Reason
from newsspider.sources.feeds.model import FeedDocument
from newsspider.spiders.fetching import Fetching, ListFailed, given

if TYPE_CHECKING:
    from scrapy.http import Response

    from newsspider import ledger
    from newsspider.middlewares import errors
    from newsspider.sources import listing
    from newsspider.sources.feeds import parse, subscription
else:
    ledger = lazily("newsspider.ledger")
    errors = lazily("newsspider.middlewares.errors")
    parse = lazily("newsspider.sources.feeds.parse")
    subscription = lazily("newsspider.sources.feeds.subscription")
    listing = lazily("newsspider.sources.listing")

_NOT_MODIFIED, _NOT_FOUND, _GONE = 304, 404, 410
_FOR_GOOD = (301, 308)
_BUSY = (429, 503)
_LONGEST_PAUSE = timedelta(days=7)
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeedResponse:
    """A fetched feed: its document, None if it has not changed, and what to remember about it."""

    document: FeedDocument | None
    poll: ledger.Poll
    validators: ledger.Validators


class FeedPolling:
    """Polls feeds, each once."""

    def __init__(self, fetching: Fetching, now: datetime, rules: str, limits: Limits) -> None:
        self._fetching = fetching
        self._now = now
        self._rules = rules
        self._limits = limits
        self.noted: dict[str, ledger.Poll] = {}

    def waits(self, poll: ledger.Poll, *, fresh: bool) -> datetime | str | None:
        """Return until when, or why, a feed must not be polled; None if it may be.

        Its own schedule does not hold back a run whose output is *fresh*; a pause that the server asked for
        does.
        """
        if poll.pause is not None and self._now < poll.pause:
            return poll.pause
        if not fresh and poll.due is not None and self._now < poll.due:
            return poll.due
        skipped = not fresh and subscription.is_skipped(self._now, poll.hours, poll.days)
        return "skipHours or skipDays" if skipped else None

    async def ask(
        self, feed: subscription.Feed, address: str, poll: ledger.Poll, validators: ledger.Validators | None
    ) -> FeedResponse | ListFailed:
        """Return the feed, or why it could not be fetched; what to remember in that case is in `noted`."""
        try:
            return await self._ask(feed, address, poll, validators)
        except ListFailed as failed:
            return failed

    async def _ask(
        self, feed: subscription.Feed, address: str, poll: ledger.Poll, validators: ledger.Validators | None
    ) -> FeedResponse:
        url = poll.moved or address
        bare, headers = _without_login(url)
        response = await self._fetching.download(bare, validators, {"Accept": _ACCEPT, **headers})
        poll = replace(poll, moved=_moved(response) or poll.moved, gone=None, pause=None)
        refusal = self._refusal(feed, response, poll)
        if refusal is not None:
            raise ListFailed(feed.key, refusal)
        if response.status == _NOT_MODIFIED and validators is not None:
            return FeedResponse(None, poll, validators)
        document = await self._read(feed, response)
        poll = replace(
            poll,
            due=subscription.due(document, self._now),
            hours=tuple(document.skip_hours),
            days=tuple(document.skip_days),
        )
        return FeedResponse(document, poll, given(response))

    def _refusal(self, feed: subscription.Feed, response: Response, poll: ledger.Poll) -> Rejected | None:
        """Return why *response* is not a feed, judged by its status; notes the consequences."""
        status = response.status
        if status == _NOT_MODIFIED:
            return None
        if status == _GONE:
            self.noted[feed.key] = replace(poll, gone=self._rules)
        elif status == _NOT_FOUND and poll.moved:
            self.noted[feed.key] = replace(poll, moved=None)
        elif status in _BUSY and (pause := _pause(response, self._now)) is not None:
            self.noted[feed.key] = replace(poll, pause=pause)
        return errors.of_status(status)

    async def _read(self, feed: subscription.Feed, response: Response) -> FeedDocument:
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        label = _CHARSET.search(kind)
        charset = label[1] if label else ""
        read = asyncio.get_running_loop().run_in_executor(
            None, parse.read, response.body, response.url, charset, self._limits
        )
        try:
            return await read
        except listing.BadList as error:
            refusal = Rejected(Outcome.FAILED, error.reason, error.detail)
            raise ListFailed(feed.key, refusal) from error
        except Rejected as error:
            raise ListFailed(feed.key, error) from error
        except parse.IsOpml as error:
            detail = "this is a list of feeds: save it and give the file to -a url="
            raise ListFailed(feed.key, Rejected(Outcome.FAILED, Reason.LIST_WRONG_TYPE, detail)) from error


def _without_login(url: str) -> tuple[str, dict[str, str]]:
    """Return *url* without name and password, and the header that says them."""
    parts = urlsplit(url)
    login, _, netloc = parts.netloc.rpartition("@")
    if not login:
        return url, {}
    said = b64encode(unquote(login).encode()).decode("ascii")
    return urlunsplit(parts._replace(netloc=netloc)), {"Authorization": f"Basic {said}"}


def _moved(response: Response) -> str | None:
    """Return the address that the leading permanent redirects led to, or None."""
    asked = response.request.meta if response.request is not None else {}
    targets = [*asked.get("redirect_urls", ())[1:], response.url]
    moved = None
    for reason, target in zip(asked.get("redirect_reasons", ()), targets, strict=False):
        if reason not in _FOR_GOOD:
            break
        moved = target
    return moved


def _pause(response: Response, now: datetime) -> datetime | None:
    """Return until when a server asks to wait in `Retry-After`, a number of seconds or a date."""
    said = (response.headers.get("Retry-After") or b"").decode("ascii", "replace").strip()
    try:
        until = now + timedelta(seconds=int(said[:9])) if said.isdecimal() else parsedate_to_datetime(said)
        return min(max(until, now), now + _LONGEST_PAUSE)
    except (ValueError, TypeError):  # no date, or one without a zone
        return None
