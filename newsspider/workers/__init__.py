"""Worker processes: `api.process` on batches of inputs, on all cores or a Dask cluster, in order.

`executor` returns who works, `stage.in_order` keeps the order, and `work.work` is what is done. Only the
caller has the ledger and the outputs. Any other `concurrent.futures.Executor` fits as well.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from newsspider.options import DASK

if TYPE_CHECKING:
    from newsspider.workers.stage import Pool

# One process has the ledger, which more workers than this would only wait for.
_MOST = 8


def count(workers: str) -> int:
    """Return how many processes of this machine the setting *workers* means: `auto`, or a number.

    `auto` is one for each core that this process may use, at most 8, and none where there is a single core.
    """
    if workers != "auto":
        return int(workers)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST) if cores > 1 else 0


def executor(workers: str, shared: str = "") -> Pool:
    """Return who does the work: this process, processes of its own, or a cluster; shut it down at the end.

    *workers* is the setting NEWSSPIDER_WORKERS, *shared* a path that workers of other machines must see.
    Raises WorkersGone where nobody can work, UsageError where an extra is not installed.
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
