"""Seeds: old posts and saved pages of this machine, read in order, ahead of their use but never far.

No request is made.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import ClassVar

from newsspider import options
from newsspider.draft import Unread
from newsspider.errors import Refused
from newsspider.sources import endings, files
from newsspider.spiders.base import Argument, BaseSpider

# Beyond this many bytes no further file is read ahead, however small their number.
_AHEAD_BYTES = 4_000_000


class SeedsSpider(BaseSpider):
    """Reads a file, a folder or a glob."""

    name = "seeds"
    arguments: ClassVar[dict[str, Argument]] = {
        "path": Argument("a file, folder or glob of old posts and saved pages", files.check, required=True),
    }
    path: str

    async def entries(self) -> AsyncIterator[files.Document | Unread]:
        """Yield every seed file in order; the next ones are read in a thread while these are worked on."""
        settings = options.read(self.crawler.settings)
        found = files.find(self.path)

        def read_on() -> list[files.Document | Unread]:
            return _batch(found, settings.read_ahead, settings.max_file)

        loop = asyncio.get_running_loop()
        following = loop.run_in_executor(None, read_on)
        while batch := await following:
            following = loop.run_in_executor(None, read_on)
            for entry in batch:
                yield entry


def _batch(found: Iterator[files.SeedFile | Unread], count: int, limit: int) -> list[files.Document | Unread]:
    """Return the next *count* files read, fewer where they are large; empty at the end."""
    batch: list[files.Document | Unread] = []
    size = 0
    while len(batch) < count and size < _AHEAD_BYTES and (seed := next(found, None)) is not None:
        if isinstance(seed, Unread):
            batch.append(seed)
            continue
        try:
            data = files.read(seed, limit)
        except Refused as refusal:
            batch.append(Unread(seed.locator, refusal.outcome, refusal.reason, refusal.detail))
        else:
            size += len(data)
            kind = endings.kind(seed.path)
            assert kind is not None  # it would not have been found
            batch.append(files.Document(seed.locator, data, seed.path, kind))
    return batch
