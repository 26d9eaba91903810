"""Requests for the articles that lists name: one each in a run, and what its answer becomes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from scrapy import Request

from newsspider.lazy import lazily
from newsspider.model.draft import Listed, Unread
from newsspider.model.outcomes import Outcome
from newsspider.spiders.fetching import conditions, given, referred
from newsspider.text import urls

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsspider import ledger
    from newsspider.middlewares import errors
    from newsspider.run.run import Run
    from newsspider.sources import channels, inputs, listing
else:
    ledger = lazily("newsspider.ledger")
    errors = lazily("newsspider.middlewares.errors")
    channels = lazily("newsspider.sources.channels")
    inputs = lazily("newsspider.sources.inputs")
    listing = lazily("newsspider.sources.listing")

_NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class ArticleRequest:
    """A requested article: its row in the ledger, what the list says about it, and the list's channel.

    `validators` go with the request; `again` says that the article is stored and fetched again.
    """

    row: ledger.ListedRow
    listing_row: listing.Row
    channel: channels.Channel
    validators: ledger.Validators | None = None
    again: bool = False


class Asker(Protocol):
    """The spider whose lists name the articles."""

    referer: ClassVar[str]

    @property
    def current_run(self) -> Run:
        """The run that it belongs to."""

    def listed(self, asked: ArticleRequest) -> Listed:
        """Return how its list led to the requested article."""

    def site_of(self, channel: channels.Channel) -> str:
        """Return the site whose pages *channel* leads to."""


class ArticleRequests:
    """The requests of one run; an answer, or the reason why there is none, is an input."""

    def __init__(self, spider: Asker) -> None:
        self._spider = spider
        self._run = spider.current_run
        self._met: set[str] = set()
        self.open = 0
        # One object for all requests: Scrapy reads the source of each other callback that it meets.
        self._answered = self.answered

    def has(self, key: str) -> bool:
        """Return whether this run has already seen the row of this key."""
        return key in self._met

    def note(self, key: str) -> None:
        """Note that this run has seen the row of this key; the next requested row is stored after it."""
        self._met.add(key)
        self._run.asked(key)

    def request(self, asked: ArticleRequest) -> Request:
        """Return the request for an article."""
        self.note(asked.row.key)
        self.open += 1
        return Request(
            asked.row.locator,
            callback=self._answered,
            errback=partial(self.failed, asked=asked),
            headers={**referred(self._spider.referer), **conditions(asked.validators)},
            cb_kwargs={"asked": asked},
            dont_filter=True,
        )

    def answered(self, response: Response, asked: ArticleRequest) -> Iterator[Any]:
        """Yield the result of the answer: a page to read, or why there is none."""
        self.open -= 1
        if response.status == _NOT_MODIFIED and asked.again:
            self._unchanged(asked, response.url)
            return
        refusal = errors.of_status(response.status)
        listed = self._listed(response, asked)
        if refusal is not None:
            detail = refusal.detail
            yield Unread(asked.row.locator, refusal.outcome, refusal.reason, detail, listed)
            return
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        found = inputs.FetchedPage(
            asked.row.locator,
            response.url,
            response.body,
            {"Content-Type": kind},
            asked.listing_row,
            asked.channel,
            self._spider.site_of(asked.channel),
            listed,
        )
        yield self._whole(found)

    def _whole(self, found: inputs.FetchedPage) -> Any:
        """Return the input *found*, or the request for the next part of its article."""
        url = found.wanted(self._run.options.limits)
        if url is None:
            return found
        self.open += 1
        return Request(
            url,
            callback=self._part,
            errback=partial(self._no_part, found=found),
            headers=referred(found.url),
            cb_kwargs={"found": found},
            dont_filter=True,
        )

    def _part(self, response: Response, found: inputs.FetchedPage) -> Iterator[Any]:
        """Yield the article with one more part, or the request for the next; without it if none came."""
        self.open -= 1
        if errors.of_status(response.status) is not None:
            yield found
            return
        asked = response.request.url if response.request is not None else response.url
        yield self._whole(replace(found, further=(*found.further, (asked, response.body))))

    def _no_part(self, failure: Failure, found: inputs.FetchedPage) -> Iterator[Any]:
        """Yield the article without the missing part; it is marked as incomplete."""
        del failure
        self.open -= 1
        yield found

    def failed(self, failure: Failure, asked: ArticleRequest) -> Iterator[Any]:
        """Yield why an article could not be fetched; nothing if the request was not sent."""
        self.open -= 1
        assert failure.value is not None
        if isinstance(failure.value, errors.NotNow):
            self._run.ended(asked.row.key)
            return
        refusal = errors.of_error(failure.value)
        listed = replace(self._spider.listed(asked), again=asked.again)
        yield Unread(asked.row.locator, refusal.outcome, refusal.reason, refusal.detail, listed)

    def offered(self, offered: ledger.Offered) -> None:
        """Count stored articles that go to an output that lacks them."""
        for _ in range(offered.due):
            self._run.outcomes.met()
        self._run.outcomes.count(Outcome.UNCHANGED, offered.due)

    def _unchanged(self, asked: ArticleRequest, url: str) -> None:
        session = self._run.session
        self._run.ended(asked.row.key)
        self._run.outcomes.met()
        session.ledger.rechecks.done([asked.row.key])
        # It was seen, so an output that lacks it gets it.
        if ids := session.ledger.lists.ids([asked.row]):
            session.ledger.offering.offer(session.feeds, ledger.Wanted(ids=ids))
        self._run.hosts.answered(url)
        self._run.outcomes.count(Outcome.UNCHANGED)

    def _listed(self, response: Response, asked: ArticleRequest) -> Listed:
        """Return how the list led to *response*: by the row's addresses and the one that answered."""
        found = urls.canonical(response.url)
        addresses = dict.fromkeys([*asked.row.urls, *([found] if found else [])])
        came = given(response)
        validators = (came.etag, came.modified)
        return replace(
            self._spider.listed(asked), addresses=tuple(addresses), validators=validators, again=asked.again
        )
