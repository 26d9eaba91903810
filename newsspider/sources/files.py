"""Seed files: what each contains by its ending, how it is opened, and the document in it.

A seed file is a file of this machine or an object in a bucket; `finding` finds them.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from newsspider.errors import Rejected
from newsspider.lazy import lazily
from newsspider.limits import Limits
from newsspider.model.article import OriginKind
from newsspider.model.draft import Draft, Stamp
from newsspider.model.outcomes import Outcome, Reason
from newsspider.readers import registry
from newsspider.sources import buckets

if TYPE_CHECKING:
    from newsspider.sources import saved_parts
else:
    saved_parts = lazily("newsspider.sources.saved_parts")

# What a file contains, by its ending. To add a kind of file, add a row.
#
# Files with other endings are not inputs: a folder of old posts is full of pictures and scripts.

ENDINGS: dict[str, OriginKind] = {
    ".md": OriginKind.POST,
    ".markdown": OriginKind.POST,
    ".txt": OriginKind.POST,  # plain text, or a post with front matter
    ".text": OriginKind.POST,
    ".html": OriginKind.PAGE,
    ".htm": OriginKind.PAGE,
    ".shtml": OriginKind.PAGE,  # the ending of most of Sina's pages
    ".xhtml": OriginKind.PAGE,
    ".mhtml": OriginKind.PAGE,  # a page with its pictures, as browsers save it
    ".mht": OriginKind.PAGE,
    ".xml": OriginKind.FEED,
    ".rss": OriginKind.FEED,
    ".atom": OriginKind.FEED,
    ".rdf": OriginKind.FEED,
    ".json": OriginKind.FEED,  # JSON Feed
    ".jsonl": OriginKind.ARCHIVE,
    ".jsonlines": OriginKind.ARCHIVE,
    ".jl": OriginKind.ARCHIVE,
    ".warc": OriginKind.WARC,
    ".warc.gz": OriginKind.WARC,
    ".warc.zst": OriginKind.WARC,
    ".wacz": OriginKind.WARC,
    ".enex": OriginKind.NOTES,  # an export of Evernote
}
# What a file holds that is one document as a whole.
SINGLE = frozenset((OriginKind.POST, OriginKind.PAGE))


def kind(name: str) -> OriginKind | None:
    """Return what a file of this *name* contains; None if it is not an input."""
    lower = name.lower()
    return next((held for ending, held in ENDINGS.items() if lower.endswith(ending)), None)


# A pipe without a writer must not block the run, and a terminal must not become its controlling terminal.
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_LEAST_READ = 1 << 16
_NOT_A_FILE = "this is a pipe, a device or a socket"


@dataclass(frozen=True, slots=True)
class SeedFile:
    """A file to read; `locator` is its path relative to the argument, with `/` on every system.

    The locator is spelled for the ledger and for people (see `text.paths`), `path` is the system's.

    `stop` says, while it is read in a thread, that nobody needs it any more. `stamp` is what the file
    was like before it was read, if that is to be remembered. An object in a bucket has its address as its
    path; `as_listed` is what the list said of it, and it is read only if it is still like that.
    """

    locator: str
    path: str
    stop: Callable[[], bool] | None = None
    stamp: Stamp | None = None
    as_listed: Stamp | None = None


class _UntilStopped:
    """An open file that cannot be read any further when *stop* says so: a thread must not outlive its run."""

    def __init__(self, file: BinaryIO, stop: Callable[[], bool]) -> None:
        self._file = file
        self._stop = stop

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def read(self, size: int = -1) -> bytes:
        self._check()
        return self._file.read(size)

    def readline(self, size: int = -1) -> bytes:
        self._check()
        return self._file.readline(size)

    def _check(self) -> None:
        if self._stop():
            raise Rejected(Outcome.FAILED, Reason.CUT_OFF, "the run ended while it was read")


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of one document, where they came from, and what they hold.

    They begin at the byte `start` of the file at `path`; `stamp` is that of a file with nothing else.
    """

    locator: str
    data: bytes
    path: str = ""
    kind: OriginKind = OriginKind.POST
    start: int = 0
    stamp: Stamp | None = None

    def read(self, limits: Limits) -> Draft:
        """Return the draft of the document with its place; raises Rejected if it is not an article.

        A saved page has the parts of its article that lie beside it.
        """
        draft = registry.read(self.kind, self.data, self.locator, limits)
        draft.file, draft.start, draft.size = self.path, self.start, len(self.data)
        draft.stamp = self.stamp
        if self.path and self.kind is OriginKind.PAGE:
            beside = saved_parts.Folder(self._identity, _sibling)
            return saved_parts.joined(draft, self.locator, limits, beside)
        return draft

    def _identity(self, path: str) -> Hashable | None:
        """Return what identifies the file at *path*; None for no file, and for a link.

        Each question about an object takes a request, so only those that may be pages are asked about.
        """
        if not buckets.is_address(path):
            return _identity(path)
        is_there = path == self.path or (kind(path) is OriginKind.PAGE and buckets.is_there(path))
        return path if is_there else None


def _identity(path: str) -> Hashable | None:
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def _sibling(path: str, limit: int) -> bytes | None:
    """Return the bytes of a page beside another, no more than *limit*; None if it cannot be read."""
    name = os.path.basename(path)  # noqa: PTH119 - a name may be anything
    if name.startswith(".") or kind(name) is not OriginKind.PAGE:
        return None
    try:
        return read(SeedFile("", path), limit)
    except Rejected:
        return None


@dataclass(frozen=True, slots=True)
class Unopened:
    """A file that holds one document, which whoever needs it opens: another process, or another machine."""

    locator: str
    path: str
    kind: OriginKind
    stamp: Stamp | None = None
    as_listed: Stamp | None = None

    def read(self, limits: Limits) -> Draft:
        """Return the draft of the document with its place; raises Rejected if it is not an article."""
        data = read(SeedFile(self.locator, self.path, as_listed=self.as_listed), limits.file)
        return Document(self.locator, data, self.path, self.kind, stamp=self.stamp).read(limits)


@contextmanager
def opened(seed: SeedFile) -> Iterator[BinaryIO]:
    """Give the open file of *seed*; never waits for a pipe or a device.

    Raises Rejected if it is not a regular file, and for every error while it is open; BucketFailed if it is
    in a bucket that cannot be read.
    """
    try:
        if buckets.is_address(seed.path):
            with buckets.opened(seed.path, seed.as_listed) as object_:
                yield _watched(object_, seed)
            return
        with os.fdopen(_regular(seed.path)[0], "rb") as file:
            yield _watched(file, seed)
    except OSError as error:
        raise Rejected(Outcome.FAILED, Reason.UNREADABLE, error_text(error)) from error


def _regular(path: str) -> tuple[int, int]:
    """Open the file at *path* and return its descriptor and bytes.

    Raises OSError, and Rejected if it is not a regular file.
    """
    # Opening a device may do something; and the file may be another one by the time that it is open.
    if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - of a hundred thousand files
        raise Rejected(Outcome.REJECTED, Reason.NOT_A_FILE, _NOT_A_FILE)
    descriptor = os.open(path, _OPEN)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise Rejected(Outcome.REJECTED, Reason.NOT_A_FILE, _NOT_A_FILE)
    return descriptor, status.st_size


def _watched(file: BinaryIO, seed: SeedFile) -> BinaryIO:
    return cast("BinaryIO", _UntilStopped(file, seed.stop)) if seed.stop else file


def size(file: BinaryIO) -> int:
    """Return the bytes of an open *file*, and leave it where it stands."""
    at = file.tell()
    end = file.seek(0, os.SEEK_END)
    file.seek(at)
    return end


def read(seed: SeedFile, limit: int) -> bytes:
    """Return the bytes of *seed*; reads at most little more than *limit* bytes.

    Raises Rejected if it is not a regular file, is empty, is larger than *limit* or cannot be read.
    """
    if seed.stop or buckets.is_address(seed.path):
        with opened(seed) as file:
            data = file.read(min(max(size(file), _LEAST_READ), limit) + 1)
    else:
        data = _whole(seed.path, limit)
    if len(data) > limit:
        raise Rejected(Outcome.REJECTED, Reason.TOO_LARGE, f"more than {limit} bytes")
    if not data:
        raise Rejected(Outcome.REJECTED, Reason.EMPTY_FILE, "0 bytes")
    return data


def _whole(path: str, limit: int) -> bytes:
    """Return the bytes of the file at *path*, at most one more than *limit*; raises Rejected.

    A file object of Python takes longer than the file of a post.
    """
    parts = []
    try:
        descriptor, length = _regular(path)
        try:
            wanted = min(length or _LEAST_READ, limit + 1)
            while wanted and (part := os.read(descriptor, wanted)):
                parts.append(part)
                wanted -= len(part)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise Rejected(Outcome.FAILED, Reason.UNREADABLE, error_text(error)) from error
    return b"".join(parts)


def stamp(seed: SeedFile) -> Stamp | None:
    """Return what *seed* is like now; None if that cannot be told, or if it is not a regular file.

    An object is like its list says, so that nothing is asked for each of very many.
    """
    if buckets.is_address(seed.path):
        return seed.as_listed
    try:
        status = os.stat(seed.path)  # noqa: PTH116 - of a hundred thousand files
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def part(seed: SeedFile, start: int, length: int) -> bytes:
    """Return *length* bytes of *seed* from *start* on, or fewer at its end; raises Rejected."""
    with opened(seed) as file:
        file.seek(start)
        return file.read(length)


def error_text(error: OSError | RuntimeError) -> str:
    """Return what the system says of *error*."""
    return getattr(error, "strerror", None) or str(error)
