"""Many items of one kind through the worker processes of this machine, for a command that has its own items.

A few items are done in this process, so that a small run starts no worker; with a cluster all of them are,
because what such a command reads is on this machine.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from newsspider import workers
from newsspider.options import DASK
from newsspider.workers import stage

_Item = TypeVar("_Item")
# Items that are done here in any case, and those of a batch here and in a worker.
_FEW = 128
_HERE, _THERE = 8, 64


async def spread(
    setting: str,
    work: stage.Work[_Item],
    items: Iterator[_Item],
    lost: Callable[[_Item, str], bytes],
) -> AsyncGenerator[tuple[Sequence[_Item], bytes], None]:
    """Yield *items* in batches, in order, each with the lines of `work(batch)`.

    *setting* is NEWSSPIDER_WORKERS. `lost(item, why)` is the line of an item that ends its worker. Raises
    WorkersGone where no process can be started.
    """
    here = stage.InProcess()
    async for each in stage.in_order(here, work, _batches(islice(items, _FEW), _HERE), here.ahead, lost):
        yield each
    first = next(items, None)
    if first is None:
        return
    is_near = not setting.startswith(DASK) and workers.count(setting) > 0
    pool = await asyncio.to_thread(workers.executor, setting if is_near else "0")
    size = _THERE if is_near else _HERE
    try:
        async for each in stage.in_order(pool, work, _batches(items, size, first), pool.ahead, lost):
            yield each
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def waited(results: AsyncGenerator[_Item, None]) -> Iterator[_Item]:
    """Yield what *results* yields, to a caller without an event loop."""
    loop = asyncio.new_event_loop()
    try:
        while found := loop.run_until_complete(_next(results)):
            yield found[0]
    finally:
        loop.run_until_complete(results.aclose())
        loop.close()


async def _next(results: AsyncGenerator[_Item, None]) -> tuple[_Item] | tuple[()]:
    async for result in results:
        return (result,)
    return ()


async def _batches(items: Iterator[_Item], size: int, *first: _Item) -> AsyncIterator[list[_Item]]:
    batch = [*first, *islice(items, size - len(first))]
    while batch:
        yield batch
        batch = list(islice(items, size))
