"""Seeds: documents in files of this machine, read in order, ahead of their use but never far.

No request is made.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from newsspider import options
from newsspider.errors import UsageError
from newsspider.limits import Limits
from newsspider.model.article import OriginKind
from newsspider.model.draft import Unread
from newsspider.run.publisher import Publisher
from newsspider.sources import files, seed_formats
from newsspider.sources.inputs import ArchivedPage, FetchedPage
from newsspider.sources.seed_formats import Found
from newsspider.sources.warc.reader import Mark, WarcReader
from newsspider.spiders.base import Argument, BaseSpider

if TYPE_CHECKING:
    from newsspider.run.ledger_session import LedgerSession

# Beyond this many bytes no further document is read ahead, however small their number.
_AHEAD_BYTES = 4_000_000
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


def _hosts(text: str) -> tuple[str, ...]:
    """Return the hosts that *text* names, parted by commas; raises UsageError."""
    hosts = tuple(host.strip().lower() for host in text.split(","))
    for host in hosts:
        if not _HOST.fullmatch(host):
            message = f"only= takes hosts parted by commas, such as finance.sina.com.cn, not {text!r}"
            raise UsageError(message)
    return tuple(sorted(set(hosts)))


class SeedsSpider(BaseSpider):
    """Reads a file, a folder or a glob; `only` are the hosts whose pages are taken from archives."""

    name = "seeds"
    arguments: ClassVar[dict[str, Argument]] = {
        "path": Argument(
            "a file, folder or glob of posts, saved pages, feeds, archives or our own JSONL",
            files.check,
            required=True,
        ),
        "only": Argument("hosts whose pages are taken from archives, parted by commas", _hosts),
    }
    path: str
    only: tuple[str, ...] = ()

    async def entries(self) -> AsyncIterator[Found]:
        """Yield what every seed file holds, in order, read in a thread ahead of its use."""
        settings = options.read(self.crawler.settings)
        self.archives = self._archives()
        found = self._documents(files.find(self.path), settings.limits)

        def read_on() -> list[Found]:
            return _batch(found, settings.read_ahead)

        loop = asyncio.get_running_loop()
        following = loop.run_in_executor(None, read_on)
        while batch := await following:
            following = loop.run_in_executor(None, read_on)
            for entry in batch:
                yield entry

    @property
    def skipped(self) -> dict[str, int]:
        """How many records of archives were passed over, by reason."""
        archives = getattr(self, "archives", None)
        return {why.value: count for why, count in archives.skipped.most_common()} if archives else {}

    def _archives(self) -> WarcReader:
        """Return what reads archives, knowing how far each of them was read before."""

        def known(path: str) -> Mark | None:
            file, session = str(Path(path).absolute()), self._keeping
            session.archives[file] = "\n".join((file, ",".join(self.only), session.rules))
            if session.has_fresh_feeds:  # they are due everything that the run meets
                return None
            reached = session.ledger.replays.of(session.archives[file])
            return Mark(reached.at, reached.head, reached.tail) if reached else None

        def whole(path: str, end: int) -> None:
            self._keeping.whole[str(Path(path).absolute())] = end

        return WarcReader(self.only, known, whole)

    @property
    def _keeping(self) -> LedgerSession:
        feeds = self.crawler.get_extension(Publisher)
        assert feeds is not None  # or the run has ended before it read an archive
        return feeds.session

    def _is_over(self) -> bool:
        """Whether nobody waits any more for what is read; asked in the thread that reads."""
        return not self.crawler.crawling or self.is_closing

    def _documents(self, found: Iterator[files.SeedFile | Unread], limits: Limits) -> Iterator[Found]:
        openers = {**seed_formats.MANY, OriginKind.WARC: self.archives.read}
        for seed in found:
            if isinstance(seed, Unread):
                yield seed
            else:
                watched = replace(seed, stop=self._is_over)
                yield from seed_formats.documents(watched, limits, openers)


def _batch(found: Iterator[Found], count: int) -> list[Found]:
    """Return the next *count* documents, fewer where they are large; empty at the end."""
    batch: list[Found] = []
    size = 0
    while len(batch) < count and size < _AHEAD_BYTES and (one := next(found, None)) is not None:
        batch.append(one)
        if isinstance(one, (files.Document, ArchivedPage, FetchedPage)):
            size += len(one.data)
    return batch
