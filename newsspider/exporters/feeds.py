"""The feeds of a run: Scrapy's exporter, fed from the ledger's outbox instead of item by item.

An article that is met is stored first. Posts are written after each commit; a file is written at the end of
a run that came to its end, when every copy has given the kept record what it lacked: so what a file holds
does not depend on where an earlier run was killed. The first output that cannot be written stops the run.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from scrapy.extensions.feedexport import FeedExporter, FeedSlot, ItemFilter

from newsspider import options
from newsspider.article import Article
from newsspider.errors import NewsspiderError, OutputFailed, Refused
from newsspider.exporters.posts import PostsExporter
from newsspider.exporters.storage import FileStorage
from newsspider.extensions.failures import Failures
from newsspider.extensions.keeping import Keeping
from newsspider.extensions.outcomes import STAYS, Outcomes
from newsspider.ledger import Arrival, Due, Feed, PostState, Published
from newsspider.reasons import Outcome, Reason

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

# A run that ended for one of these has not come to its end.
_CUT_SHORT = ("shutdown", "start_error", "failed")
_PAGE = 100
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Output:
    """What one feed has written; `stored` is False where it could not be completed."""

    uri: str
    format: str
    written: int
    stored: bool


class Gate(ItemFilter):
    """Lets an article into a feed that it is due to, if the feed's own filter takes it."""

    def __init__(self, uri: str, inner: ItemFilter, *, undated: bool) -> None:
        super().__init__(None)
        self.is_open = False
        self.uri = uri
        self._inner = inner
        self._undated = undated

    def accepts(self, item: Any) -> bool:
        """Return whether the feed takes *item* now."""
        dated = self._undated or item.published is not None
        return self.is_open and dated and bool(self._inner.accepts(item))


class Feeds(FeedExporter):
    """The feed exporter of the project."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        run = options.read(crawler.settings)
        self.keeping = Keeping(run, crawler.spidercls.name)
        self._gates: dict[int, Gate] = {}
        self._opened: dict[int, FeedSlot] = {}
        self._stopped = False
        for uri, feed in self.feeds.items():
            undated = run.undated_posts or feed["format"] != "posts"
            gate = Gate(uri, self.filters[uri], undated=undated)
            self.filters[uri] = gate
            self._gates[self.keeping.register(uri, feed).number] = gate

    @property
    def failed(self) -> bool:
        """Return whether the run has failed: nothing more is stored then."""
        return bool(self._failures.errors)

    def stop(self) -> None:
        """Publish no more than the page that is being written: the process was told to end."""
        self._stopped = True

    def item_scraped(self, item: Any, spider: Spider) -> None:
        """Do nothing: what is scraped is in the ledger, and goes out from there."""

    def meet(self, arrival: Arrival) -> None:
        """Take in an article, and commit when there are enough."""
        if self.keeping.meet(arrival):
            self.commit()

    def commit(self) -> None:
        """Store what waits, write its posts, and count what became of each."""
        waiting = list(self.keeping.waiting)
        try:
            met = [] if self.failed else self.keeping.commit()
            edited, refused = self._publish_posts() if not self.failed else (set(), {})
        except NewsspiderError as error:
            self._failures.fail(error)
        if self.failed:
            self.keeping.forget()
            for arrival in waiting:
                self._outcomes.refused(Refused(Outcome.FAILED, Reason.NOT_WRITTEN), arrival.article)
            return
        for arrival, verdict in met:
            refusal = refused.pop(verdict.id, None) if verdict.outcome in STAYS else None
            self._outcomes.decided(arrival.article, verdict, edited=verdict.id in edited, refusal=refusal)
        for refusal in refused.values():  # due from an earlier run, and no input of this one
            _log.warning("A post was not written: %s", refusal.detail)

    async def close_spider(self, spider: Spider, reason: str = "finished") -> None:
        """Commit and publish what is left, complete every file, and name those that may have their names."""
        self.commit()
        came_to_its_end = reason not in _CUT_SHORT and not self.failed
        if came_to_its_end:
            await self._guarded(self._publish_files())
        await super().close_spider(spider)
        self._place(came_to_its_end=came_to_its_end and not self._stopped)

    async def _guarded(self, publishing: AsyncIterator[None]) -> None:
        try:
            async for _ in publishing:
                await asyncio.sleep(0)
        except (OSError, ValueError, NewsspiderError) as error:
            self._failures.fail(_told(error))

    def _publish_posts(self) -> tuple[set[str], dict[str, Refused]]:
        """Write every post that is due; return which a person edited (ids), and what was refused."""
        edited: set[str] = set()
        refused: dict[str, Refused] = {}
        folders = [feed for feed in self.keeping.feeds if feed.rewritable]
        for page in _pages(self.keeping.ledger.outbox.due(folders)):
            self._give(page)
            for feed in folders:
                held, turned_away = self._taken(feed)
                edited.update(held.get(PostState.EDITED, ()))
                refused.update({article.id: refusal for article, refusal in turned_away})
        return edited, refused

    async def _publish_files(self) -> AsyncIterator[None]:
        """Write everything that is due to files, a page at a time."""
        files = [feed for feed in self.keeping.feeds if not feed.rewritable]
        for page in _pages(self.keeping.ledger.outbox.due(files)):
            if self._stopped:
                return
            for (feed, batch), done in self._give(page).items():
                self.keeping.ledger.placing.place(self._feed(feed), batch, done)
            yield

    def _give(self, page: list[Due]) -> dict[tuple[int, int], list[tuple[str, int]]]:
        """Write *page* to the feeds it is due to; return what each file, by feed and number, was given.

        What a feed's own filter turns away counts as published: nothing of it is owed any more.
        """
        self._expect(page)
        given: defaultdict[tuple[int, int], list[tuple[str, int]]] = defaultdict(list)
        passed: defaultdict[int, list[Published]] = defaultdict(list)
        for due in page:
            takers = {slot.filter: slot for slot in self._write(due)}
            for number in due.feeds:
                slot = takers.get(self._gates[number])
                if slot is None:
                    passed[number].append(Published(due.id, due.revision))
                else:
                    given[number, slot.batch_id].append((due.id, due.revision))
        for number, done in passed.items():
            self.keeping.ledger.outbox.published(self._feed(number), done)
        return given

    def _write(self, due: Due) -> list[FeedSlot]:
        """Write one article to the feeds that lack it and return the slots that took it."""
        gates = [self._gates[number] for number in due.feeds]
        before = [(slot, slot.itemcount) for slot in self.slots]
        for gate in gates:
            gate.is_open = True
        try:
            super().item_scraped(due.article, self._spider)
        except OSError as error:
            raise _told(error) from error
        finally:
            for gate in gates:
                gate.is_open = False
        taken = [slot for slot, count in before if slot.itemcount > count]
        for slot in taken:
            self._opened.setdefault(id(slot), slot)
        return taken

    def _expect(self, page: list[Due]) -> None:
        """Tell the exporters of posts what the ledger knows of the posts of *page*."""
        for slot in self.slots:
            feed = self.keeping.of(slot.uri_template)
            ids = [due.id for due in page if feed.number in due.feeds]
            if feed.rewritable and ids:
                slot.start_exporting()
                assert isinstance(slot.exporter, PostsExporter)
                slot.exporter.expect(self.keeping.ledger.posts.facts(feed.number, ids))

    def _taken(self, feed: Feed) -> tuple[dict[PostState, list[str]], list[tuple[Article, Refused]]]:
        """Note in the ledger what of a page is in the folder; return what is held back and refused."""
        slot = next(slot for slot in self.slots if self.keeping.of(slot.uri_template) == feed)
        if not isinstance(slot.exporter, PostsExporter):
            return {}, []
        published, held, refused = slot.exporter.taken()
        self.keeping.ledger.outbox.published(feed, published)
        for state, ids in held.items():
            self.keeping.ledger.posts.hold(feed.number, ids, state)
        slot.exporter.expect({})
        return held, refused

    def _place(self, *, came_to_its_end: bool) -> None:
        """Give each complete file its name, in the ledger's order: noted, renamed, published."""
        for slot in self._opened.values():
            if isinstance(slot.exporter, PostsExporter):
                continue
            storage, feed = slot.storage, self.keeping.of(slot.uri_template)
            try:
                if not isinstance(storage, FileStorage):
                    if self._stored(slot):
                        self.keeping.ledger.placing.placed(feed, slot.batch_id)
                elif self.failed or not storage.settled or (storage.overwrite and not came_to_its_end):
                    storage.discard()
                else:
                    self._name(storage, feed, slot.batch_id)
            except NewsspiderError as error:
                self._failures.fail(error)
        if came_to_its_end and not self.failed:
            for feed in self.keeping.feeds:
                self.keeping.ledger.outbox.settle(feed)

    def _name(self, storage: FileStorage, feed: Feed, file: int) -> None:
        mark = storage.mark()
        if mark is not None:
            self.keeping.ledger.placing.intend(feed, file, mark)
        storage.place()
        self.keeping.ledger.placing.placed(feed, file)

    def outputs(self) -> list[Output]:
        """Return what the feeds have written, in the order in which they were opened."""
        return [
            Output(slot.uri, slot.format, written, self._stored(slot))
            for slot in self._opened.values()
            if (written := _written(slot))
        ]

    def _stored(self, slot: FeedSlot) -> bool:
        """Return whether *slot* is complete; a storage of Scrapy's own only counts its failures."""
        stored: bool | None = getattr(slot.storage, "stored", None)
        if stored is None:
            kind = type(slot.storage).__name__
            return not self.crawler.stats.get_value(f"feedexport/failed_count/{kind}")
        return stored

    def _feed(self, number: int) -> Feed:
        return self.keeping.of(self.keeping.uri(number))

    @property
    def _spider(self) -> Spider:
        spider = self.crawler.spider
        assert spider is not None
        return spider

    @property
    def _failures(self) -> Failures:
        failures = self.crawler.get_extension(Failures)
        assert failures is not None
        return failures

    @property
    def _outcomes(self) -> Outcomes:
        outcomes = self.crawler.get_extension(Outcomes)
        assert outcomes is not None
        return outcomes


def _told(error: Exception) -> Exception:
    if isinstance(error, OSError):
        return OutputFailed(f"an output cannot be written: {error.strerror or error}")
    return error


def _written(slot: FeedSlot) -> int:
    written: int = getattr(slot.exporter, "written", slot.itemcount)
    return written


def _pages(due: Iterator[Due]) -> Iterator[list[Due]]:
    while page := list(islice(due, _PAGE)):
        yield page
