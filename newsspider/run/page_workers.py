"""Fetched pages on their way through worker processes, if this process has no time left for them.

A page that waits for its result holds nothing up: Scrapy counts it as being processed, and the publisher
stores articles in the order in which their lists were asked for.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterator, Sequence
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object

from newsspider import workers
from newsspider.errors import NewsspiderError
from newsspider.options import DASK
from newsspider.sources import buckets
from newsspider.sources.inputs import FetchedPage
from newsspider.workers import stage, work

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsspider.run.run import Run

# After each so many pages the run looks whether workers pay.
_FEW = 128
# They do if this process spends more than this share of its time on reading and cleaning.
_SHARE = 0.1
# Pages in a batch, and the bytes at which it is full. Small batches: the run soon needs each page.
_BATCH = 16
_BATCH_BYTES = 1_000_000

_PIPELINES = "newsspider.pipelines"
_log = logging.getLogger(__name__)
_Waiting = tuple[work.Met, "asyncio.Future[work.Result]"]


def are_wanted(crawler: Crawler, run: Run) -> bool:
    """Return whether workers do what the pipelines of *run* do before an article is stored."""
    return workers.are_there(run.options.workers) and need_no_pipelines(crawler, run)


def need_no_pipelines(crawler: Crawler, run: Run) -> bool:
    """Return whether inputs of *run* may go past Scrapy's pipelines: no part of the user's own sees them.

    A run that records, or that only looks, needs the pipelines, too.
    """
    if run.is_inspection or run.options.warc is not None:
        return False
    processor = load_object(crawler.settings["ITEM_PROCESSOR"])
    seeing = [part for part in _parts(crawler, "SPIDER_MIDDLEWARES") if hasattr(part, "process_start")]
    has_own = any(part.__module__ != _PIPELINES for part in _parts(crawler, "ITEM_PIPELINES")) or any(
        not part.__module__.startswith("scrapy.") for part in (processor, *seeing)
    )
    if has_own and workers.are_there(run.options.workers):
        _log.info("No worker processes: the project's own pipelines or middlewares run in this process")
    return not has_own


def _parts(crawler: Crawler, name: str) -> Iterator[Any]:
    """Yield the components of the setting *name*."""
    steps = crawler.settings.get_component_priority_dict_with_base(name)
    return map(load_object, build_component_list(steps))


def work_of(run: Run, spider: str) -> stage.Work[work.Met]:
    """Return what a worker does with the inputs of *run*, which *spider* found."""
    return partial(work.work, job_of(run, spider).packed())


def job_of(run: Run, spider: str) -> work.Job:
    """Return what all inputs of *run* have in common, which *spider* found."""
    options = run.options
    looks = tuple(run.publisher.looks.values())
    # Workers elsewhere have secrets of their own: what they are sent passes through a scheduler.
    access = buckets.access().public if options.workers.startswith(DASK) else buckets.access()
    ours = (run.rules, options.limits, spider, options.fragments, options.sites, looks, access)
    return work.Job(*ours, traces=options.trace)


def say_so(run: Run) -> None:
    """Say in the log that workers read for *run*."""
    _log.info("This process stores what others read: NEWSSPIDER_WORKERS=%s", run.options.workers)


class PageWorkers:
    """Reads, cleans and renders pages elsewhere; the workers start when they pay, and end with the run."""

    def __init__(self, crawler: Crawler, run: Run) -> None:
        self._crawler = crawler
        self._run = run
        self._workers: tuple[stage.Pool, stage.Work[work.Met]] | None = None
        self._beginning: asyncio.Task[None] | None = None
        self._is_off = False
        self._met = 0
        self._since = self._spent = 0.0
        self._waiting: deque[_Waiting] = deque()
        self._out: set[asyncio.Task[list[work.Result]]] = set()
        crawler.signals.connect(self.end, signals.spider_closed)

    def take(self, page: FetchedPage) -> asyncio.Future[work.Result] | None:
        """Return what a worker makes of *page*, to be awaited; None if this process is to read it."""
        if self._workers is None:
            run = self._run
            is_deadly = not run.is_inspection and page.locator in run.deadly_inputs
            if is_deadly and need_no_pipelines(self._crawler, run):
                do = work_of(run, self._crawler.spidercls.name)
                return asyncio.ensure_future(run.deadly_inputs.result(do, (page, run.options.clock())))
            self._look()
            return None
        result: asyncio.Future[work.Result] = asyncio.get_running_loop().create_future()
        self._waiting.append(((page, self._run.options.clock()), result))
        self._send(*self._workers)
        return result

    def end(self) -> None:
        """End the workers: every page has been stored."""
        self._is_off = True
        if self._workers is not None:
            self._workers[0].shutdown(wait=False, cancel_futures=True)

    def _look(self) -> None:
        """Begin to start the workers if this process is busy with pages; most runs wait for the network."""
        if self._beginning is not None or self._is_off:
            return
        tally = self._run.outcomes.tally
        now, spent = perf_counter(), tally.reading.seconds + tally.cleaning.seconds
        if self._met % _FEW == 0:
            is_busy = self._met > 0 and spent - self._spent > _SHARE * (now - self._since)
            self._since, self._spent = now, spent
            if is_busy:
                self._is_off = not are_wanted(self._crawler, self._run)
            if is_busy and not self._is_off:
                self._beginning = asyncio.ensure_future(self._begin())
        self._met += 1

    async def _begin(self) -> None:
        """Start the workers, without blocking the event loop; without any the run fails."""
        try:
            pool = await asyncio.to_thread(workers.executor, self._run.options.workers)
        except NewsspiderError as error:
            self._run.failures.fail(error)
            return
        if self._is_off:
            pool.shutdown(wait=False, cancel_futures=True)
            return
        say_so(self._run)
        self._workers = pool, work_of(self._run, self._crawler.spidercls.name)

    def _send(self, pool: stage.Pool, do: stage.Work[work.Met]) -> None:
        """Give the workers as much as they need; what waits longer goes out in larger batches."""
        while self._waiting and len(self._out) < pool.ahead:
            batch: list[_Waiting] = []
            size = 0
            while self._waiting and len(batch) < _BATCH and size < _BATCH_BYTES:
                batch.append(self._waiting.popleft())
                page = batch[-1][0][0]
                size += len(page.data) if isinstance(page, FetchedPage) else 0
            task = _begun(pool, do, [met for met, _ in batch])
            self._out.add(task)
            task.add_done_callback(partial(self._settle, pool, do, [result for _, result in batch]))

    def _settle(
        self,
        pool: stage.Pool,
        do: stage.Work[work.Met],
        waiting: list[asyncio.Future[work.Result]],
        task: asyncio.Task[list[work.Result]],
    ) -> None:
        """Give the pages that wait for *task* their results; if it failed, this process reads them.

        The run ends if no worker is left.
        """
        self._out.discard(task)
        if task.cancelled():
            return  # the event loop ends
        error = task.exception()
        if isinstance(error, stage.WorkersGone):
            self._run.failures.fail(error)
        elif error is not None:
            _log.debug("A batch was not done by a worker", exc_info=error)
        results = task.result() if error is None else [work.Undone() for _ in waiting]
        for one, result in zip(waiting, results, strict=True):
            if not one.done():
                one.set_result(result)
        self._send(pool, do)


def _begun(
    pool: stage.Pool, do: stage.Work[work.Met], batch: Sequence[work.Met]
) -> asyncio.Task[list[work.Result]]:
    """Return the task that gives the results of *batch*."""

    async def results() -> list[work.Result]:
        return work.results(await stage.lines(pool, do, batch, work.lost))

    return asyncio.ensure_future(results())
