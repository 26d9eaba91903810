"""Sends many items of one kind through local worker processes, for a command that has its own items.

This process handles few items itself, so that a small run starts no workers. With a cluster it handles all
of them, because the sources of such a command are on this machine.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from itertools import chain, islice
from typing import TypeVar

from newsspider import workers
from newsspider.options import DASK
from newsspider.workers import stage

_Item = TypeVar("_Item")
# Items that need no worker, and items of a batch in this process and in a worker.
_FEW = 128
_HERE, _THERE = 8, 64


async def spread(
    setting: str,
    work: stage.Work[_Item],
    items: Iterator[_Item],
    lost: Callable[[_Item, str], bytes],
) -> AsyncGenerator[tuple[Sequence[_Item], bytes], None]:
    """Yield *items* in batches, in order, each with the lines of `work(batch)`.

    *setting* is NEWSSPIDER_WORKERS. `lost(item, why)` is the line of an item that kills its worker. Raises
    WorkersGone if no process can be started.
    """
    first = list(islice(items, _FEW + 1))
    is_near = len(first) > _FEW and not setting.startswith(DASK) and workers.count(setting) > 0
    pool = await asyncio.to_thread(workers.executor, setting if is_near else "0")
    batches = _batches(chain(first, items), _THERE if is_near else _HERE)
    try:
        async for each in stage.in_order(pool, work, batches, pool.ahead, lost):
            yield each
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def waited(results: AsyncGenerator[_Item, None]) -> Iterator[_Item]:
    """Yield the items of *results* to a caller without an event loop."""
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


async def _batches(items: Iterator[_Item], size: int) -> AsyncIterator[list[_Item]]:
    while batch := list(islice(items, size)):
        yield batch
