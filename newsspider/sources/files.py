"""Seed files: turns a file, a folder or a glob into a stream of files, in the same order on every machine.

Files are sorted by their path relative to the argument, byte by byte, with `/` as separator. A folder is read
with all its subfolders. Names that begin with a dot, files whose ending is not in `ENDINGS`, and what belongs
to a software project (see `projects`) are not inputs; all of them are counted. A link to a folder is not
followed: inside the given folder its files are found anyway, outside they are rejected.
"""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from newsspider.errors import Rejected, UsageError
from newsspider.limits import Limits
from newsspider.model.article import OriginKind
from newsspider.model.draft import Draft, Stamp, Unread
from newsspider.model.outcomes import Outcome, Reason
from newsspider.readers import registry
from newsspider.sources import projects, saved_parts
from newsspider.sources.projects import Place
from newsspider.text.paths import native, spelled

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


# Files that are not inputs are counted by their ending, or under one of these names.
HIDDEN = "hidden"
NO_ENDING = "without an ending"
OTHER_ENDINGS = "of other endings"
OF_PROJECT = "of a software project"
FOLDER_OF_CODE = "folders of code"
_ENDING = re.compile(r"\.[A-Za-z0-9_+-]{1,10}")
_MANY = 100  # endings; numbered files would otherwise have one ending each


def _no_input(name: str, others: Counter[str]) -> None:
    """Count the file *name*, whose ending is not in `ENDINGS`, in *others*."""
    ending = os.path.splitext(name)[1].lower()  # noqa: PTH122 - the name alone, of hundred thousands
    if not ending:
        others[NO_ENDING] += 1
    elif _ENDING.fullmatch(ending) and (ending in others or len(others) < _MANY):
        others[ending] += 1
    else:
        others[OTHER_ENDINGS] += 1


# --- patterns ---

# Patterns of paths: `*`, `?`, `[…]` within a part, `**` for any number of folders.
#
# The standard library's glob follows links, and never ends if they form a circle. Here a pattern only matches
# paths; `_walk` finds them.

_WILD = frozenset("*?[")
_ANY = "**"


@dataclass(frozen=True, slots=True)
class Glob:
    """The parts of a pattern; a pattern without parts matches everything."""

    parts: tuple[str, ...]

    def fits(self, locator: str) -> bool:
        """Return whether *locator*, or a folder that contains it, matches the pattern."""
        names = locator.split("/")
        return any(_matches(names[:count], self.parts) for count in range(len(names) + 1))

    def leads(self, locator: str) -> bool:
        """Return whether *locator* or something below it could match."""
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
    """Return the part of *path* before the first wildcard, or `.`, and the rest as a pattern.

    If a folder with that name exists (`a[1]`), it is that folder and not a pattern.
    """
    parts = Path(path).parts
    wild = next(
        at
        for at, part in enumerate(parts)
        if is_glob(part) and (at == len(parts) - 1 or not Path(*parts[: at + 1]).is_dir())
    )
    return str(Path(*parts[:wild])), Glob(parts[wild:])


def _matches(names: Sequence[str], parts: Sequence[str]) -> bool:
    if not parts:
        return not names
    if parts[0] == _ANY:
        return any(_matches(names[count:], parts[1:]) for count in range(len(names) + 1))
    return bool(names) and fnmatchcase(names[0], parts[0]) and _matches(names[1:], parts[1:])


# --- files ---

# A pipe without a writer must not block the run, and a terminal must not become its controlling terminal.
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_LEAST_READ = 1 << 16
_ADDRESS = re.compile(r"(?!file:)[A-Za-z][A-Za-z0-9+.-]*://")
_NOT_A_FILE = "this is a pipe, a device or a socket"


@dataclass(frozen=True, slots=True)
class SeedFile:
    """A file to read; `locator` is its path relative to the argument, with `/` on every system.

    The locator is spelled for the ledger and for people (see `text.paths`), `path` is the system's.

    `stop` says, while it is read in a thread, that nobody needs it any more. `stamp` is what the file
    was like before it was read, if that is to be remembered.
    """

    locator: str
    path: str
    stop: Callable[[], bool] | None = None
    stamp: Stamp | None = None


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
            return saved_parts.joined(draft, self.locator, limits, _sibling)
        return draft


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

    def read(self, limits: Limits) -> Draft:
        """Return the draft of the document with its place; raises Rejected if it is not an article."""
        data = read(SeedFile(self.locator, self.path), limits.file)
        return Document(self.locator, data, self.path, self.kind, stamp=self.stamp).read(limits)


def check(argument: str) -> str:
    """Return *argument* with `~` expanded; raises UsageError if there is nothing to read."""
    if not argument.strip():
        message = "path= is empty; path=. is the working directory"
        raise UsageError(message)
    path = Path(native(argument)).expanduser()
    if _ADDRESS.match(argument) and not os.path.lexists(path):
        message = (
            f"path= takes local files, not {argument!r}: `crawl feed -a url=…` reads a feed, "
            "`crawl sina_finance -a url=…` fetches an article"
        )
        raise UsageError(message)
    if path.is_dir():
        return str(path)
    read = ", ".join(ENDINGS)
    if os.path.lexists(path):
        if _is_seed(path.name):
            return str(path)
        message = f"cannot read {spelled(argument)!r}: use a file with one of the endings {read}"
        raise UsageError(message)
    if not is_glob(str(path)):
        message = f"the path {spelled(argument)!r} does not exist"
        raise UsageError(message)
    if next(find(str(path)), None) is None:
        message = f"the path {spelled(argument)!r} matches no file with one of the endings {read}"
        raise UsageError(message)
    return str(path)


def find(path: str, others: Counter[str] | None = None) -> Iterator[SeedFile | Unread]:
    """Yield the files of *path*, a folder, file or glob as `check` returns it, in their order.

    Locators of a glob are relative to the part before the first wildcard. What cannot be read (a link that
    leads out, a folder that cannot be listed) is yielded as Unread in its place. Files that are not inputs
    are counted in *others* by their ending, as the walk reaches them.
    """
    counted: Counter[str] = Counter() if others is None else others
    if Path(path).is_dir():
        yield from _walk(path, Glob(()), counted)
    elif os.path.lexists(path):
        yield SeedFile(spelled(Path(path).name), path)
    else:
        folder, glob = split(path)
        yield from _walk(folder, glob, counted)


@contextmanager
def opened(seed: SeedFile) -> Iterator[BinaryIO]:
    """Give the open file of *seed*; never waits for a pipe or a device.

    Raises Rejected if it is not a regular file, and for every error while it is open.
    """
    try:
        if not stat.S_ISREG(os.stat(seed.path).st_mode):  # noqa: PTH116 - opening a device may do something
            raise Rejected(Outcome.REJECTED, Reason.NOT_A_FILE, _NOT_A_FILE)
        with os.fdopen(os.open(seed.path, _OPEN), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Rejected(Outcome.REJECTED, Reason.NOT_A_FILE, _NOT_A_FILE)
            yield cast("BinaryIO", _UntilStopped(file, seed.stop)) if seed.stop else file
    except OSError as error:
        raise Rejected(Outcome.FAILED, Reason.UNREADABLE, _error_text(error)) from error


def read(seed: SeedFile, limit: int) -> bytes:
    """Return the bytes of *seed*; reads at most little more than *limit* bytes.

    Raises Rejected if it is not a regular file, is empty, is larger than *limit* or cannot be read.
    """
    with opened(seed) as file:
        size = os.fstat(file.fileno()).st_size
        data = file.read(min(max(size, _LEAST_READ), limit) + 1)
    if len(data) > limit:
        raise Rejected(Outcome.REJECTED, Reason.TOO_LARGE, f"more than {limit} bytes")
    if not data:
        raise Rejected(Outcome.REJECTED, Reason.EMPTY_FILE, "0 bytes")
    return data


def stamp(seed: SeedFile) -> Stamp | None:
    """Return what *seed* is like now; None if that cannot be told, or if it is not a regular file."""
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


def _walk(folder: str, glob: Glob, others: Counter[str]) -> Iterator[SeedFile | Unread]:
    """Yield the files below *folder* that match *glob*, in order, at any depth."""
    root = os.path.realpath(folder)
    waiting = [_Entry("folder", folder, "")]
    while waiting:
        entry = waiting.pop()
        if entry.kind == "file":
            yield SeedFile(spelled(entry.locator), entry.path)
        elif entry.kind == "link":
            yield from _link(root, entry, glob, others)
        else:
            try:
                waiting.extend(reversed(_below(entry, glob, others)))
            except OSError as error:
                locator = spelled(entry.locator) or "."
                yield Unread(locator, Outcome.FAILED, Reason.UNREADABLE, _error_text(error))


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of a folder; the locator of a folder ends with `/`, so that entries sort like full paths.

    `place` is the role of its folder in a software project.
    """

    kind: Literal["file", "folder", "link"]
    path: str
    locator: str
    place: Place = Place.PLAIN


def _below(folder: _Entry, glob: Glob, others: Counter[str]) -> list[_Entry]:
    """Return the entries of *folder* that may be or hold inputs, in order; raises OSError."""
    with os.scandir(folder.path) as found:
        names = list(found)
    place = _place(folder, {one.name for one in names})
    if place is Place.CODE:
        others[FOLDER_OF_CODE] += 1
        return []
    entries = []
    for one in names:
        locator = folder.locator + one.name
        if one.is_dir(follow_symlinks=False):
            if one.name.startswith("."):
                others[HIDDEN] += 1
            elif glob.leads(locator):
                entries.append(_Entry("folder", one.path, f"{locator}/", place))
        elif one.is_symlink():
            if one.name.startswith("."):
                others[HIDDEN] += 1
            elif glob.leads(locator):
                entries.append(_Entry("link", one.path, locator, place))
        elif glob.fits(locator) and _is_input(one.name, one.path, place, others):
            entries.append(_Entry("file", one.path, locator, place))
    return sorted(entries, key=lambda entry: os.fsencode(entry.locator))


def _place(folder: _Entry, names: set[str]) -> Place:
    if not folder.locator:
        return projects.outermost(names)
    return projects.place(folder.place, folder.locator[:-1].rpartition("/")[2], names)


def _is_input(name: str, path: str, place: Place, others: Counter[str]) -> bool:
    """Return whether the file *name* is an input, and count it in *others* if not."""
    held = kind(name)
    if name.startswith("."):
        others[HIDDEN] += 1
    elif held is None:
        _no_input(name, others)
    elif projects.is_document(place, name, held, path):
        others[OF_PROJECT] += 1
    else:
        return True
    return False


def _link(root: str, link: _Entry, glob: Glob, others: Counter[str]) -> Iterator[SeedFile | Unread]:
    """Yield the file that *link* leads to, or why it is not one; nothing if it cannot be an input."""
    locator = spelled(link.locator)
    is_wanted = glob.fits(link.locator)
    may_be_seed = _is_seed(link.path) and is_wanted
    try:
        target = Path(link.path).resolve(strict=True)
        folder = target.is_dir()
    except (OSError, RuntimeError) as error:  # a circle of links is a RuntimeError before Python 3.13
        if may_be_seed:
            yield Unread(locator, Outcome.FAILED, Reason.UNREADABLE, _error_text(error))
        return
    is_outside = not target.is_relative_to(root)
    if is_outside and (folder or may_be_seed):
        yield Unread(locator, Outcome.REJECTED, Reason.OUTSIDE_FOLDER, "this link leads out of the folder")
    elif not folder and is_wanted and _is_input(Path(link.path).name, link.path, link.place, others):
        yield SeedFile(locator, link.path)


def _is_seed(name: str) -> bool:
    return kind(name) is not None


def _error_text(error: OSError | RuntimeError) -> str:
    return getattr(error, "strerror", None) or str(error)
