"""Worker processes: `api.process` on batches of inputs, on all cores or a Dask cluster, in order.

`executor` returns the pool of workers, `stage.in_order` keeps the order, and `work.work` does the work. Only
the caller has the ledger and the outputs. Any other `concurrent.futures.Executor` works, too.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from newsspider.options import DASK

if TYPE_CHECKING:
    from newsspider.workers.stage import Pool

# One process stores. More workers than this would only wait for it.
_MOST = 8


def count(workers: str) -> int:
    """Return how many local processes the setting *workers* means: `auto`, or a number.

    `auto` is one for each core that this process may use, at most 8, and none on a single core.
    """
    if workers != "auto":
        return int(workers)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST) if cores > 1 else 0


def are_there(workers: str) -> bool:
    """Return whether the setting *workers* means any process but this one."""
    return workers.startswith(DASK) or count(workers) > 0


def executor(workers: str, shared: str = "") -> Pool:
    """Return the pool: this process, worker processes, or a cluster. The pool is shut down at the end.

    *workers* is the setting NEWSSPIDER_WORKERS, *shared* a path that workers of other machines must see.
    Raises WorkersGone if there are no workers, UsageError if an extra is not installed.
    """
    if workers.startswith(DASK):
        from newsspider.workers.cluster import Cluster  # noqa: PLC0415 - most runs need none

        return Cluster(workers.removeprefix(DASK), shared)
    number = count(workers)
    if number:
        from newsspider.workers.processes import Processes  # noqa: PLC0415 - most runs start none

        return Processes(number)
    from newsspider.workers.stage import InProcess  # noqa: PLC0415 - as above

    return InProcess()
