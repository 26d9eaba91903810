"""Seeds: documents in files of this machine or of a bucket, read in order, a little ahead of their use.

No other request is made.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object

from newsspider.errors import UsageError
from newsspider.lazy import lazily
from newsspider.limits import Limits
from newsspider.model.article import OriginKind
from newsspider.model.draft import Unread
from newsspider.spiders.base import Argument, BaseSpider
from newsspider.text import paths

if TYPE_CHECKING:
    from newsspider import options
    from newsspider.sources import files, finding, inputs, seed_formats
    from newsspider.sources.warc import reader
else:
    files = lazily("newsspider.sources.files")
    finding = lazily("newsspider.sources.finding")
    inputs = lazily("newsspider.sources.inputs")
    seed_formats = lazily("newsspider.sources.seed_formats")
    reader = lazily("newsspider.sources.warc.reader")

_log = logging.getLogger(__name__)

# Beyond this many bytes no further document is read ahead, however few they are.
_AHEAD_BYTES = 4_000_000
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


def _hosts(text: str) -> tuple[str, ...]:
    """Return the hosts that *text* names, separated by commas; raises UsageError."""
    hosts = tuple(host.strip().lower() for host in text.split(","))
    for host in hosts:
        if not _HOST.fullmatch(host):
            message = f"only= needs hosts separated by commas, such as finance.sina.com.cn, not {text!r}"
            raise UsageError(message)
    return tuple(sorted(set(hosts)))


class SeedsSpider(BaseSpider):
    """Files, here or in a bucket, offline: posts, saved pages, feeds, WARC, our own JSONL."""

    name = "seeds"
    yields_inputs: ClassVar[bool] = True
    is_offline: ClassVar[bool] = True
    arguments: ClassVar[dict[str, Argument]] = {
        "path": Argument(
            "a file, a folder, a glob or s3://bucket/prefix",
            lambda text: finding.check(text),  # noqa: PLW0108 - the module is imported when it is used
            required=True,
        ),
        "only": Argument("take only pages of these hosts from WARC files, separated by commas", _hosts),
    }
    path: str
    only: tuple[str, ...] = ()

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.no_inputs = Counter[str]()
        self._known = deque[tuple[str, str | None]]()
        self._size: int | None = None  # of all files, in bytes, where somebody watches
        self._read = 0  # of the files that have been read
        self._inside = 0  # of the one that is being read

    @classmethod
    def are_more(cls, arguments: Mapping[str, Any], number: int) -> bool:
        """Return whether a folder of this machine holds more than *number* files."""
        path = arguments["path"]
        return Path(path).is_dir() and any(True for _ in islice(finding.find(path), number, None))

    async def entries(self) -> AsyncIterator[seed_formats.Found]:
        """Yield what every seed file holds, in order, read in a thread ahead of its use."""
        run, settings = self.current_run, self.current_run.options
        self.archives = self._archives()
        files_found = self._passed(finding.find(self._path(), self.no_inputs))
        if not (settings.reread or self._has_parts_of_others()):
            files_found = run.known_files.sift(files_found, self._known.append)
        found = self._documents(files_found, settings.limits)

        def read_on() -> list[seed_formats.Found]:
            return _batch(found, settings.read_ahead)

        loop = asyncio.get_running_loop()
        following = loop.run_in_executor(None, read_on)
        while batch := await following:
            following = loop.run_in_executor(None, read_on)
            self._count_known()
            for entry in batch:
                yield entry
        self._count_known()

    def _path(self) -> str:
        """Return the path to read from, by a name that does not depend on who reads."""
        return paths.absolute(self.path) if self.is_in_workers else self.path

    @property
    def shared_path(self) -> str:
        """The file, folder or prefix that workers of other machines must see, too."""
        return finding.shared(self.path)

    def prepare(self, run: options.Options) -> None:
        """Raise UsageError if nothing is there in a bucket, BucketFailed if it cannot be asked."""
        del run
        finding.check_there(self.path)

    def measure(self) -> None:
        """Add up the sizes of all files."""
        self._size = sum(map(_size, finding.find(self.path, Counter())))

    def share(self) -> float | None:
        """Return the share of the bytes that have been read."""
        return min(1.0, (self._read + self._inside) / self._size) if self._size else None

    def _passed(self, found: Iterator[files.SeedFile | Unread]) -> Iterator[files.SeedFile | Unread]:
        """Yield what is *found*, and note how far that is."""
        for seed in found:
            self.doing, self._inside = seed.locator, 0
            yield seed
            if self._size is not None:
                self._read += _size(seed)

    def _count_known(self) -> None:
        """Count the files that need not be read again; a thread finds more of them meanwhile."""
        while self._known:
            self.current_run.outcomes.known(*self._known.popleft())

    def _has_parts_of_others(self) -> bool:
        """Whether pipelines of the user's own are to see every article, known or not."""
        steps = self.crawler.settings.get_component_priority_dict_with_base("ITEM_PIPELINES")
        own = (load_object(step).__module__.startswith("newsspider.") for step in build_component_list(steps))
        return not all(own)

    @property
    def others(self) -> dict[str, int]:
        """How many files are not inputs, by ending or reason."""
        return dict(self.no_inputs.most_common())

    @property
    def skipped(self) -> dict[str, int]:
        """How many records of archives were passed over, by reason."""
        archives = getattr(self, "archives", None)
        return {why.value: count for why, count in archives.skipped.most_common()} if archives else {}

    def _archives(self) -> reader.WarcReader:
        """Return the reader of archives, which knows how far each of them was read before."""

        def known(path: str) -> reader.Mark | None:
            file, session = paths.absolute(path), self.current_run.session
            names = [
                "\n".join((name, ",".join(self.only), session.rules))
                for name in dict.fromkeys((session.ledger.roots.named(file), file))
            ]
            session.archives[file] = names[0]
            if session.has_fresh_feeds:  # such outputs get every article that the run reads
                return None
            # Before it had a root it was known by its path.
            replays, outputs = session.ledger.replays, session.feeds
            reached = next((mark for name in names if (mark := replays.of(name, outputs))), None)
            return reader.Mark(reached.at, reached.head, reached.tail) if reached else None

        def whole(path: str, end: int) -> None:
            self.current_run.session.read_to_end[paths.absolute(path)] = end

        return reader.WarcReader(self.only, known, whole)

    def _is_over(self) -> bool:
        """Whether nobody needs what is read any more; called in the reading thread."""
        return not self.crawler.crawling or self.is_closing

    def _documents(
        self, found: Iterator[files.SeedFile | Unread], limits: Limits
    ) -> Iterator[seed_formats.Found]:
        openers = {**seed_formats.MANY, OriginKind.WARC: self.archives.read}
        for seed in found:
            if isinstance(seed, Unread):
                yield seed
            elif self.is_in_workers and files.kind(seed.path) in files.SINGLE:
                yield from seed_formats.unopened(seed, limits)
            else:
                watched = replace(seed, stop=self._is_over)
                documents = seed_formats.documents(watched, limits, openers)
                yield from self._counted(seed, documents) if files.kind(seed.path) in openers else documents

    def _counted(
        self, seed: files.SeedFile, documents: Iterator[seed_formats.Found]
    ) -> Iterator[seed_formats.Found]:
        """Yield the *documents* of a file that holds many, and say in the log how many."""
        count = 0
        for count, one in enumerate(documents, 1):  # noqa: B007 - counted to the end
            self._inside = getattr(getattr(one, "kept", None) or one, "start", 0)
            yield one
        _log.info("the file %s: %d documents", seed.locator, count)


def _size(seed: files.SeedFile | Unread) -> int:
    """Return the bytes of a file; 0 for one that cannot be read, which has its outcome elsewhere."""
    stamp = files.stamp(seed) if isinstance(seed, files.SeedFile) else None
    return stamp.size if stamp else 0


def _batch(found: Iterator[seed_formats.Found], count: int) -> list[seed_formats.Found]:
    """Return the next *count* documents, fewer where they are large; empty at the end."""
    batch: list[seed_formats.Found] = []
    size = 0
    while len(batch) < count and size < _AHEAD_BYTES and (one := next(found, None)) is not None:
        batch.append(one)
        if isinstance(one, (files.Document, inputs.ArchivedPage, inputs.FetchedPage)):
            size += len(one.data)
    return batch
