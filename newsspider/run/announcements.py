"""Tells Scrapy's listeners and ours what became of each article, after the commit that decides it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pydispatch.dispatcher import getAllReceivers, liveReceivers
from scrapy import signals
from scrapy.exceptions import DropItem

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
        is_heard = any(True for _ in liveReceivers(getAllReceivers(self._crawler, article_stored)))
        for article, verdict in decided:
            arguments: dict[str, Any] = {"item": article, "response": None, "spider": self._crawler.spider}
            if verdict.outcome not in (Outcome.KEPT, Outcome.REVISED):
                arguments["exception"] = NotKept(verdict.outcome.value)
                sending = [self._send(signals.item_dropped, **arguments)]
            else:
                sending = [self._send(signals.item_scraped, **arguments)]
                if is_heard:
                    sending.insert(0, self._send(article_stored, article=article, verdict=verdict))
            self._sending.extend(map(asyncio.ensure_future, sending))

    def drop(self, item: object, exception: DropItem) -> asyncio.Future[Any]:
        """Begin to tell that *item* was dropped; a listener of ours counts its outcome."""
        arguments = {"item": item, "exception": exception, "response": None, "spider": self._crawler.spider}
        sending = asyncio.ensure_future(self._send(signals.item_dropped, **arguments))
        self._sending.append(sending)
        return sending

    async def sent(self) -> None:
        """Return when every listener has received everything."""
        await asyncio.gather(*self._sending)
