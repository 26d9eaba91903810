"""Workers that start with a command, while its process still imports what a run needs.

Both take a second, so a run on two cores would otherwise wait a second for its workers. They start this early
only if it is clear by then that the run needs them; all other runs start them as soon as that is clear.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from newsspider import options, workers
from newsspider.options import DASK

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from newsspider.workers.stage import Pool

# A run with no more inputs starts no workers: its own process has read them before a worker is ready.
FEW = 128
# With these settings, parts of the project see each input in the process of the run, or few inputs are read.
_OWN = ("ITEM_PIPELINES", "SPIDER_MIDDLEWARES", "CLOSESPIDER_ITEMCOUNT")


def begun(settings: BaseSettings, are_more: Callable[[int], bool]) -> Pool | None:
    """Return the workers of a run that has not begun; None if it is not clear yet that it needs local ones.

    *are_more* says whether there are surely more than so many inputs. A ledger may know the files, which are
    then not read: the first run into a folder has none.
    """
    run = options.read(settings)
    if run.workers.startswith(DASK) or not workers.are_there(run.workers):
        return None
    if run.warc is not None or run.images or any(settings.get(name) for name in _OWN):
        return None
    if "://" in run.ledger or os.path.lexists(run.ledger) or not are_more(FEW):
        return None
    return workers.executor(run.workers)
