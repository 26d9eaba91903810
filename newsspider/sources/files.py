"""Seed files: a file, a folder or a glob becomes a stream of files in one order on every machine.

The order is the path relative to the argument, by bytes, with `/` between its parts. A folder is walked
through all its subfolders; what begins with a dot is left out there, and so is every file whose ending
is not in `endings`: neither is an input. A link to a folder is not followed: inside the folder given its
files are met anyway, outside they are refused.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from newsspider.errors import Rejected, UsageError
from newsspider.model.article import OriginKind
from newsspider.model.draft import Unread
from newsspider.model.outcomes import Outcome, Reason

# What a file holds, told by the ending of its name. A further kind of file is one more row.
#
# What has none of these endings is no input: a folder of old posts is full of pictures and scripts.

ENDINGS: dict[str, OriginKind] = {
    ".md": OriginKind.POST,
    ".markdown": OriginKind.POST,
    ".txt": OriginKind.POST,  # plain text, or a post with front matter
    ".text": OriginKind.POST,
    ".html": OriginKind.PAGE,
    ".htm": OriginKind.PAGE,
    ".shtml": OriginKind.PAGE,  # as most of Sina's pages are called, and so saved
    ".xhtml": OriginKind.PAGE,
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
}


def kind(name: str) -> OriginKind | None:
    """Return what a file of this *name* holds, None for one that is no input."""
    lower = name.lower()
    return next((held for ending, held in ENDINGS.items() if lower.endswith(ending)), None)


# --- files ---

# Patterns of paths: `*`, `?`, `[…]` within a part, `**` for any number of folders.
#
# The library's own walks into links and, where two of them lead in a circle, never ends. Here a pattern only
# judges paths; the walk is that of `files`.

_WILD = frozenset("*?[")
_ANY = "**"


@dataclass(frozen=True, slots=True)
class Glob:
    """The parts of a pattern; without any, everything fits."""

    parts: tuple[str, ...]

    def fits(self, locator: str) -> bool:
        """Return whether *locator*, or a folder that it lies in, matches the pattern."""
        names = locator.split("/")
        return any(_matches(names[:count], self.parts) for count in range(len(names) + 1))

    def leads(self, locator: str) -> bool:
        """Return whether *locator* or something below it could fit."""
        for name, part in zip(locator.split("/"), self.parts, strict=False):
            if part == _ANY:
                return True
            if not fnmatchcase(name, part):
                return False
        return True


def is_glob(path: str) -> bool:
    """Return whether *path* has a wildcard."""
    return not _WILD.isdisjoint(path)


def split(path: str) -> tuple[str, Glob]:
    """Return the longest folder of *path* that has no wildcard, `.` for none, and the rest as a pattern."""
    parts = Path(path).parts
    wild = next(at for at, part in enumerate(parts) if is_glob(part))
    return str(Path(*parts[:wild])), Glob(parts[wild:])


def _matches(names: Sequence[str], parts: Sequence[str]) -> bool:
    if not parts:
        return not names
    if parts[0] == _ANY:
        return any(_matches(names[count:], parts[1:]) for count in range(len(names) + 1))
    return bool(names) and fnmatchcase(names[0], parts[0]) and _matches(names[1:], parts[1:])


# --- files ---

# A pipe without a writer must not keep the run waiting, nor a terminal become its own.
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_LEAST_READ = 1 << 16
_NOT_A_FILE = "a pipe, device or socket"


@dataclass(frozen=True, slots=True)
class SeedFile:
    """A file to be read; `locator` is its path relative to the argument, with `/` on every system.

    `stop` says, while it is read in a thread, that nobody waits for it any more.
    """

    locator: str
    path: str
    stop: Callable[[], bool] | None = None


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
    """The bytes of one document, where they came from, and what they hold; `sites` makes a draft of them.

    They are the file at `path` from the byte `start` on.
    """

    locator: str
    data: bytes
    path: str = ""
    kind: OriginKind = OriginKind.POST
    start: int = 0


def check(argument: str) -> str:
    """Return *argument* with `~` expanded; raises UsageError where there is nothing that could be read."""
    if not argument.strip():
        message = "path= names nothing; `path=.` is the working directory"
        raise UsageError(message)
    path = Path(argument).expanduser()
    if path.is_dir():
        return str(path)
    read = ", ".join(ENDINGS)
    if os.path.lexists(path):
        if _is_seed(path.name):
            return str(path)
        message = f"{argument!r} is no kind of file that seeds are read from ({read})"
        raise UsageError(message)
    if not is_glob(str(path)):
        message = f"the path {argument!r} does not exist"
        raise UsageError(message)
    if next(find(str(path)), None) is None:
        message = f"the path {argument!r} matches no file that seeds are read from ({read})"
        raise UsageError(message)
    return str(path)


def find(path: str) -> Iterator[SeedFile | Unread]:
    """Yield the files of *path*, a folder, file or glob as `check` returns it, in their order.

    Those of a glob are relative to its longest part without wildcards. What is met and cannot be a file
    to read (a link that leads out, a folder that cannot be listed) is yielded as Unread in its place.
    """
    if Path(path).is_dir():
        yield from _walk(path, Glob(()))
    elif os.path.lexists(path):
        yield SeedFile(_shown(Path(path).name), path)
    else:
        folder, glob = split(path)
        yield from _walk(folder, glob)


@contextmanager
def opened(seed: SeedFile) -> Iterator[BinaryIO]:
    """Give the open file of *seed*; never waits on a pipe or device.

    Raises Rejected where it is no file, and for whatever goes wrong with it while it is open.
    """
    try:
        if not stat.S_ISREG(os.stat(seed.path).st_mode):  # noqa: PTH116 - opening a device may do something
            raise Rejected(Outcome.REJECTED, Reason.NOT_A_FILE, _NOT_A_FILE)
        with os.fdopen(os.open(seed.path, _OPEN), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Rejected(Outcome.REJECTED, Reason.NOT_A_FILE, _NOT_A_FILE)
            yield cast("BinaryIO", _UntilStopped(file, seed.stop)) if seed.stop else file
    except OSError as error:
        raise Rejected(Outcome.FAILED, Reason.UNREADABLE, _told(error)) from error


def read(seed: SeedFile, limit: int) -> bytes:
    """Return the bytes of *seed*; never reads much beyond *limit* bytes.

    Raises Rejected where it is no file, empty, larger than that, or cannot be read.
    """
    with opened(seed) as file:
        size = os.fstat(file.fileno()).st_size
        data = file.read(min(max(size, _LEAST_READ), limit) + 1)
    if len(data) > limit:
        raise Rejected(Outcome.REJECTED, Reason.TOO_LARGE, f"more than {limit} bytes")
    if not data:
        raise Rejected(Outcome.REJECTED, Reason.EMPTY_FILE, "0 bytes")
    return data


def part(seed: SeedFile, start: int, length: int) -> bytes:
    """Return *length* bytes of *seed* from *start* on, fewer where it ends before; raises Rejected."""
    with opened(seed) as file:
        file.seek(start)
        return file.read(length)


def _walk(folder: str, glob: Glob) -> Iterator[SeedFile | Unread]:
    """Yield what is below *folder* and fits *glob*, in order, however deep it lies."""
    root = os.path.realpath(folder)
    waiting = [_Entry("folder", folder, "")]
    while waiting:
        entry = waiting.pop()
        if entry.kind == "file":
            yield SeedFile(_shown(entry.locator), entry.path)
        elif entry.kind == "link":
            yield from _link(root, entry, may_be_seed=_is_seed(entry.path) and glob.fits(entry.locator))
        else:
            try:
                waiting.extend(reversed(_below(entry, glob)))
            except OSError as error:
                yield Unread(_shown(entry.locator) or ".", Outcome.FAILED, Reason.UNREADABLE, _told(error))


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a folder holds; the locator of a folder ends with `/`, so that all stand as full paths would."""

    kind: Literal["file", "folder", "link"]
    path: str
    locator: str


def _below(folder: _Entry, glob: Glob) -> list[_Entry]:
    """Return the entries of *folder* that may be or hold inputs, in order; raises OSError."""
    entries = []
    with os.scandir(folder.path) as found:
        for one in found:
            locator = folder.locator + one.name
            if one.name.startswith("."):
                continue
            if one.is_dir(follow_symlinks=False):
                if glob.leads(locator):
                    entries.append(_Entry("folder", one.path, f"{locator}/"))
            elif one.is_symlink():
                if glob.leads(locator):
                    entries.append(_Entry("link", one.path, locator))
            elif _is_seed(locator) and glob.fits(locator):
                entries.append(_Entry("file", one.path, locator))
    return sorted(entries, key=lambda entry: os.fsencode(entry.locator))


def _link(root: str, link: _Entry, *, may_be_seed: bool) -> Iterator[SeedFile | Unread]:
    """Yield the file that *link* leads to, or why it is none; nothing where it could be no input."""
    locator = _shown(link.locator)
    try:
        target = Path(link.path).resolve(strict=True)
    except (OSError, RuntimeError) as error:  # a circle of links is a RuntimeError before Python 3.13
        if may_be_seed:
            yield Unread(locator, Outcome.FAILED, Reason.UNREADABLE, _told(error))
        return
    folder = target.is_dir()
    if not folder and not may_be_seed:
        return
    if not target.is_relative_to(root):
        yield Unread(locator, Outcome.REJECTED, Reason.OUTSIDE_FOLDER, "a link that leads out of the folder")
    elif not folder:
        yield SeedFile(locator, link.path)


def _is_seed(name: str) -> bool:
    return kind(name) is not None


def _shown(name: str) -> str:
    """Return *name* as text that can be written: bytes that are no UTF-8 are shown as escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _told(error: OSError | RuntimeError) -> str:
    return getattr(error, "strerror", None) or str(error)
