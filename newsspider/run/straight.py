"""Sends the entries of a spider straight to the ledger, past Scrapy's pipelines, and in their order.

This process reads, cleans and renders the entries of a small run, worker processes those of any other: an
input may end the process that reads it. Scrapy would spend a tenth of a seed's time on each item. A run with
parts of the user's own or a recording takes the pipelines.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

from scrapy import signals
from scrapy.utils.log import logformatter_adapter

from newsspider import workers
from newsspider.errors import Rejected
from newsspider.model.outcomes import Outcome, Reason
from newsspider.options import DASK
from newsspider.run import page_workers
from newsspider.run.early_workers import FEW
from newsspider.run.outcomes import InputDropped
from newsspider.sources import buckets
from newsspider.sources.warc import reader
from newsspider.workers import stage, work
from newsspider.workers.stage import WorkersGone

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.logformatter import LogFormatterResult

    from newsspider.run.run import Run

# Entries in a batch, and the bytes at which it is full: smaller batches cost this process more for each
# entry.
_BATCH = 64
_BATCH_BYTES = 4_000_000
# Bytes of entries beyond which a run is not small, however few they are: they are held until that is clear.
_SMALL_BYTES = 16_000_000

# Seconds after which signals and timers are handled.
_TURN = 0.01
_Done = tuple[Any, work.Result]

_scraper_log = logging.getLogger("scrapy.core.scraper")


class EntrySpider(Protocol):
    """What this module needs of a spider whose entries it takes."""

    name: str
    crawler: Crawler

    @property
    def current_run(self) -> Run:
        """The run that the spider belongs to."""

    @property
    def is_closing(self) -> bool:
        """Whether the run is being closed."""

    @property
    def shared_path(self) -> str:
        """The path of the files to be read, which all workers must see; empty if there are none."""


async def pass_on(spider: EntrySpider, entries: AsyncIterator[Any]) -> AsyncIterator[Any]:
    """Store the results for all *entries*; yield only those that nobody can process, for the pipelines.

    Raises WorkersGone if there are no workers any more, BucketFailed if the bucket of an entry is gone.
    """
    run = spider.current_run
    setting, early, straight = run.options.workers, run.early_workers, _Straight(spider)
    are_here = not workers.are_there(setting)
    if not are_here and not setting.startswith(DASK):
        entries, are_here = await _begun(entries)
    if are_here:
        async for left in straight.stored(straight.here(entries)):
            yield left
        return
    if (one := await anext(entries, None)) is None or spider.is_closing:
        return
    pool = (
        early if early is not None else await asyncio.to_thread(workers.executor, setting, spider.shared_path)
    )

    def end() -> None:
        """End the workers at once; unfinished work is not stored."""
        pool.shutdown(wait=False, cancel_futures=True)

    spider.crawler.signals.connect(end, signals.spider_closed)
    page_workers.say_so(run)
    batches = _batches(_chained([one], entries), run)
    try:
        async for left in straight.stored(straight.elsewhere(pool, batches)):
            yield left
    except WorkersGone:
        if not spider.is_closing:  # they were ended by the end of the run
            raise
    finally:
        end()


class _Straight:
    """Entries on their way to the ledger."""

    def __init__(self, spider: EntrySpider) -> None:
        self._spider = spider
        self._crawler = spider.crawler
        assert self._crawler.spider is not None
        self._named = self._crawler.spider  # the same, for the lines of Scrapy's log
        self._run = spider.current_run
        self._job = page_workers.job_of(self._run, spider.name)

    async def here(self, entries: AsyncIterator[Any]) -> AsyncIterator[_Done]:
        """Yield the results for *entries*, which this process makes, but for those of deadly ones."""
        clock, since = self._run.options.clock, perf_counter()
        deadly = self._run.deadly_inputs
        async for found in entries:
            if found.locator in deadly:
                do = partial(work.work, self._job.packed())
                yield found, await deadly.result(do, (found, clock()))
                continue
            with self._run.reading(found.locator):
                result = work.here(self._job, found, clock())
            yield found, result
            if perf_counter() - since > _TURN:
                await asyncio.sleep(0)  # signals and timers are handled
                since = perf_counter()

    async def elsewhere(
        self, pool: stage.Pool, batches: AsyncIterator[list[work.Met]]
    ) -> AsyncIterator[_Done]:
        """Yield the results for *batches*, which workers make."""
        do = partial(work.work, self._job.packed())
        async for batch, lines in stage.in_order(pool, do, batches, pool.ahead, work.lost):
            for (found, _), result in zip(batch, work.results(lines), strict=True):
                yield found, result
            if self._spider.is_closing:
                return
            await asyncio.sleep(0)  # signals are handled between two batches

    async def stored(self, done: AsyncIterator[_Done]) -> AsyncIterator[Any]:
        """Store or drop what is *done*; yield the entries that nobody can process."""
        async for found, result in done:
            if isinstance(result, work.StorageFailed):
                raise buckets.BucketFailed(result.message)
            if isinstance(result, work.Undone):
                yield found
                continue
            await self._passed()
            # After a signal, Scrapy needs some turns to close the run.
            while self._run.stopped is not None and not self._spider.is_closing:  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(0)
            if self._spider.is_closing:
                return  # the last commit may be over, and the report be written
            await self._settle(found, result)

    async def _passed(self) -> None:
        """Return when the yielded entries have passed the pipelines, to keep the order of the entries."""
        slot = self._crawler.engine.scraper.slot
        while slot is not None and slot.itemproc_size:  # noqa: ASYNC110 - a turn or two; there is no event
            await asyncio.sleep(0)

    async def _settle(self, found: Any, result: work.Made | work.Refusal) -> None:
        """Count *found*, and store or drop it."""
        run = self._run
        tally = run.outcomes.tally
        run.outcomes.met(found.locator, found.listed.list if getattr(found, "listed", None) else None)
        tally.reading.seconds += result.read
        run.deadly_inputs.settle(found.locator, result)
        run.removals.add(result.article, result.removals)
        try:
            made = self._wanted(result)
        except InputDropped as dropped:
            await self._drop(found, dropped)
            return
        article = made.candidate.article
        tally.cleaning.seconds += made.cleaned
        tally.cleaned(article, found.locator, made.list, made.removed)
        run.hosts.answered(article.origin.locator)
        if _scraper_log.isEnabledFor(logging.DEBUG):  # to make the line takes a while
            self._say(self._crawler.logformatter.scraped(article, None, self._named))
        run.publisher.meet(made.candidate)
        if not run.session.waiting and not run.failures.is_unwritable:  # a limit may have been reached
            await run.publisher.announced()
            await asyncio.sleep(0)

    def _wanted(self, result: work.Made | work.Refusal) -> work.Made:
        """Return what to store; raises InputDropped if there is nothing, or it is not wanted."""
        if isinstance(result, work.Refusal):
            raise InputDropped(Rejected(result.outcome, result.reason, result.detail), result.article)
        article = result.candidate.article
        if self._run.failures.is_unwritable:
            raise InputDropped(Rejected(Outcome.FAILED, Reason.NOT_WRITTEN), article)
        try:
            self._run.session.selection.check(article)
        except Rejected as refusal:
            raise InputDropped(refusal, article) from refusal
        return result

    async def _drop(self, found: Any, dropped: InputDropped) -> None:
        """Drop *found* as Scrapy drops an item: with a log line and a signal."""
        self._say(self._crawler.logformatter.dropped(found, dropped, None, self._named))
        # Its outcome is counted even if this is cancelled because the run ends.
        await asyncio.shield(self._run.publisher.drop(found, dropped))

    @staticmethod
    def _say(line: LogFormatterResult | None) -> None:
        """Write a line of Scrapy's for an item to its log; a project may have none for it."""
        if line is not None:
            _scraper_log.log(*logformatter_adapter(line))


async def _begun(entries: AsyncIterator[Any]) -> tuple[AsyncIterator[Any], bool]:
    """Return *entries*, and whether they are few: the first of them are read for that, and held."""
    first: list[Any] = []
    size = 0
    try:
        async for entry in entries:
            first.append(entry)
            size += _size(entry)
            if len(first) > FEW or size > _SMALL_BYTES:
                return _chained(first, entries), False
    except Exception as error:  # noqa: BLE001 - whatever it is, it is raised after the entries before it
        return _chained(first, entries, error), True
    return _chained(first, entries), True


def _size(entry: Any) -> int:
    """Return how many bytes are held for *entry*."""
    return len(getattr(entry, "data", b""))


async def _batches(entries: AsyncIterator[Any], run: Run) -> AsyncIterator[list[work.Met]]:
    """Yield *entries* in batches, each entry with the time that it is read at."""
    is_far = run.options.workers.startswith(DASK)
    batch: list[work.Met] = []
    size = 0
    async for entry in entries:
        if is_far:
            entry = reader.InArchive.of(entry)  # noqa: PLW2901 - its bytes take another way
        batch.append((entry, run.options.clock()))
        size += _size(entry)
        if len(batch) >= _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


async def _chained(
    first: list[Any], entries: AsyncIterator[Any], error: Exception | None = None
) -> AsyncIterator[Any]:
    """Yield *first*, then raise *error* if there is one, else yield *entries*."""
    for entry in first:
        yield entry
    if error is not None:
        raise error
    async for entry in entries:
        yield entry
