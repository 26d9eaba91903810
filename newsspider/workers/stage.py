"""The stage: batches go to an executor, and their results come back in order.

A limited number of batches is in work at once, so that memory stays small. A worker that dies costs its batch
one more try, input by input: only the input that kills a worker again has no result.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Executor, Future
from typing import ParamSpec, TypeVar

from newsspider.errors import NewsspiderError

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")
_Input = TypeVar("_Input")
# What a worker makes of a batch: a line for each input, in their order, without line breaks in them.
Work = Callable[[Sequence[_Input]], bytes]


class WorkerDied(Exception):
    """The worker of a batch died, for this reason; everything else continues."""


class WorkersGone(NewsspiderError):
    """There are no workers any more: the run ends with this message."""


class Pool(Executor):
    """A pool of workers; `ahead` is the best number of batches in work at once."""

    ahead: int = 1


class InProcess(Pool):
    """Works in this process, at once."""

    def submit(
        self, fn: Callable[_Given, _Result], /, *args: _Given.args, **kwargs: _Given.kwargs
    ) -> Future[_Result]:
        """Return the finished future of `fn(*args, **kwargs)`; raises the exception of *fn*."""
        future: Future[_Result] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


async def in_order(
    pool: Executor,
    work: Work[_Input],
    batches: AsyncIterator[Sequence[_Input]],
    ahead: int,
    lost: Callable[[_Input, str], bytes],
) -> AsyncIterator[tuple[Sequence[_Input], bytes]]:
    """Yield each batch with the lines of `work(batch)`, in order; at most *ahead* batches are in work.

    `lost(input, why)` is the line of an input that kills its worker. Raises WorkersGone if there are no
    workers any more.
    """
    waiting: deque[tuple[Sequence[_Input], Future[bytes]]] = deque()
    try:
        async for batch in batches:
            waiting.append((batch, pool.submit(work, batch)))
            if len(waiting) >= ahead:
                first, future = waiting.popleft()
                yield first, await lines(pool, work, first, lost, future)
        while waiting:
            first, future = waiting.popleft()
            yield first, await lines(pool, work, first, lost, future)
    finally:
        for _, future in waiting:
            future.cancel()


async def lines(
    pool: Executor,
    work: Work[_Input],
    batch: Sequence[_Input],
    lost: Callable[[_Input, str], bytes],
    future: Future[bytes] | None = None,
) -> bytes:
    """Return the lines of `work(batch)`, which may be submitted already as *future*; see `in_order`."""
    try:
        return await _done(future or pool.submit(work, batch))
    except WorkerDied:
        return b"\n".join([await _again(pool, work, one, lost) for one in batch])


async def _again(
    pool: Executor, work: Work[_Input], one: _Input, lost: Callable[[_Input, str], bytes]
) -> bytes:
    """Return the line of one input of a batch that lost its worker."""
    try:
        return await _done(pool.submit(work, [one]))
    except WorkerDied as death:
        return lost(one, str(death))


def _done(future: Future[_Result]) -> asyncio.Future[_Result]:
    """Return an awaitable for *future*; a cancelled future is an error.

    `asyncio.wrap_future` would pass on the cancellation, and Scrapy would treat it as its own: the crawl
    would wait for ever.
    """
    loop = asyncio.get_running_loop()
    waiting: asyncio.Future[_Result] = loop.create_future()

    def settle() -> None:
        if waiting.done():
            return
        if future.cancelled():
            waiting.set_exception(WorkersGone("the workers have been stopped"))
        elif (error := future.exception()) is not None:
            waiting.set_exception(error)
        else:
            waiting.set_result(future.result())

    def done(_: Future[_Result]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle)

    future.add_done_callback(done)
    return waiting
