"""Seeds: documents in files of this machine, read in order, ahead of their use but never far.

No request is made.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import ClassVar

from newsspider import options
from newsspider.draft import Unread
from newsspider.sources import files, opening
from newsspider.sources.opening import Found
from newsspider.spiders.base import Argument, BaseSpider

# Beyond this many bytes no further document is read ahead, however small their number.
_AHEAD_BYTES = 4_000_000


class SeedsSpider(BaseSpider):
    """Reads a file, a folder or a glob."""

    name = "seeds"
    arguments: ClassVar[dict[str, Argument]] = {
        "path": Argument("a file, folder or glob of old posts and saved pages", files.check, required=True),
    }
    path: str

    async def entries(self) -> AsyncIterator[Found]:
        """Yield what every seed file holds, in order, read in a thread ahead of its use."""
        settings = options.read(self.crawler.settings)
        found = _documents(files.find(self.path), settings.max_file)

        def read_on() -> list[Found]:
            return _batch(found, settings.read_ahead)

        loop = asyncio.get_running_loop()
        following = loop.run_in_executor(None, read_on)
        while batch := await following:
            following = loop.run_in_executor(None, read_on)
            for entry in batch:
                yield entry


def _documents(found: Iterator[files.SeedFile | Unread], limit: int) -> Iterator[Found]:
    for seed in found:
        if isinstance(seed, Unread):
            yield seed
        else:
            yield from opening.documents(seed, limit)


def _batch(found: Iterator[Found], count: int) -> list[Found]:
    """Return the next *count* documents, fewer where they are large; empty at the end."""
    batch: list[Found] = []
    size = 0
    while len(batch) < count and size < _AHEAD_BYTES and (one := next(found, None)) is not None:
        batch.append(one)
        if isinstance(one, files.Document):
            size += len(one.data)
    return batch
