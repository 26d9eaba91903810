"""Tells Scrapy's listeners and ours what became of each article, after the commit that decides it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pydispatch.dispatcher import getAllReceivers, liveReceivers
from scrapy import signals
from scrapy.exceptions import DropItem
from scrapy.extensions.corestats import CoreStats

from newsspider.ledger import Verdict
from newsspider.model.article import Article
from newsspider.model.outcomes import Outcome
from newsspider.run.outcomes import NotKept
from newsspider.signals import article_stored

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Announcements:
    """The signals of a crawl that tell of articles.

    `item_scraped` is delayed until the verdict: Scrapy would also send it for what is not a new article, and
    its own counts depend on this signal, as every listener does.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._send = crawler.signals.send_catch_log_async
        self._sending: list[asyncio.Future[Any]] = []

        async def send(signal: object, *args: Any, **kwargs: Any) -> Any:
            return [] if signal is signals.item_scraped else await self._send(signal, *args, **kwargs)

        setattr(crawler.signals, "send_catch_log_async", send)  # noqa: B010 - mypy forbids the assignment

    def send(self, decided: Iterable[tuple[Article, Verdict]]) -> None:
        """Begin to send the signals for what was *decided*; ours only if somebody listens."""
        self._sending = [one for one in self._sending if not one.done()]
        spider, is_heard = self._crawler.spider, bool(self._receivers(article_stored))
        assert spider is not None
        # Scrapy's own counter is called at once: a signal and a task for each article cost far more.
        counters = list(map(_counter, self._receivers(signals.item_scraped)))
        is_only_counted = not is_heard and None not in counters
        for article, verdict in decided:
            is_stored = verdict.outcome in (Outcome.KEPT, Outcome.REVISED)
            if is_stored and is_only_counted:
                for counter in filter(None, counters):
                    counter.item_scraped(article, spider)
                continue
            arguments: dict[str, Any] = {"item": article, "response": None, "spider": spider}
            if not is_stored:
                arguments["exception"] = NotKept(verdict.outcome.value)
                sending = [self._send(signals.item_dropped, **arguments)]
            else:
                sending = [self._send(signals.item_scraped, **arguments)]
                if is_heard:
                    sending.insert(0, self._send(article_stored, article=article, verdict=verdict))
            self._sending.extend(map(asyncio.ensure_future, sending))

    def _receivers(self, signal: object) -> list[object]:
        return list(liveReceivers(getAllReceivers(self._crawler, signal)))

    def drop(self, item: object, exception: DropItem) -> asyncio.Future[Any]:
        """Begin to tell that *item* was dropped; a listener of ours counts its outcome."""
        arguments = {"item": item, "exception": exception, "response": None, "spider": self._crawler.spider}
        sending = asyncio.ensure_future(self._send(signals.item_dropped, **arguments))
        self._sending.append(sending)
        return sending

    async def sent(self) -> None:
        """Return when every listener has received everything."""
        await asyncio.gather(*self._sending)


def _counter(receiver: object) -> CoreStats | None:
    """Return Scrapy's counter if *receiver* is its method."""
    owner = getattr(receiver, "__self__", None)
    return owner if type(owner) is CoreStats else None
