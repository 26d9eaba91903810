"""Files that are written beside their name, as `.part`, and renamed when they are complete and on disk.

Files of others are never touched: a part file is new, has an unpredictable name and is never made through a
link. Only part files with the token of a run of newsspider are removed.
"""

from __future__ import annotations

import errno
import io
import json
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from newsspider.errors import OutputFailed
from newsspider.text.paths import native, spelled

if TYPE_CHECKING:
    from typing_extensions import Buffer

# Whether a file that was to be renamed was renamed: recognised by what stays the same.
#
# The ledger notes this stamp before the renaming. If a run is killed in between, the next one looks: the
# content of the file counts as published exactly if the renamed file exists.


def mark(part: Path, target: Path) -> str:
    """Return the stamp of *part*, complete and on disk, which is about to become *target*; raises OSError."""
    found = part.stat()
    return json.dumps([spelled(os.fspath(target.absolute())), *_same(found)])


def named(marked: str) -> bool:
    """Return whether the file with this stamp has its name."""
    path: str
    same: list[int]
    path, *same = json.loads(marked)
    try:
        found = Path(native(path)).stat()
    except OSError:
        return False
    return list(_same(found)) == same


def is_as_long(marked: str) -> bool:
    """Return whether the file with this stamp still has the same size; it may have moved."""
    size: int
    path, _, _, size, _ = json.loads(marked)
    try:
        return Path(native(path)).stat().st_size == size
    except OSError:
        return False


def _same(found: os.stat_result) -> tuple[int, ...]:
    """Return what a renaming does not change."""
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


# --- part files ---

_TOKEN_BYTES = 6


class _Own:
    """What distinguishes the part files of this process from those of others, and from foreign files."""

    token = secrets.token_hex(_TOKEN_BYTES)


def _renew() -> None:
    _Own.token = secrets.token_hex(_TOKEN_BYTES)


if hasattr(os, "register_at_fork"):  # else a killed fork's part files would look like its sibling's
    os.register_at_fork(after_in_child=_renew)


def own_token() -> str:
    """Return the token in the names of this process's part files: 12 hexadecimal digits."""
    return _Own.token


_NUMBERS = count(1)
_PART = re.compile(r"\..+\.([0-9a-f]{12})-[0-9a-f]+\.part", re.DOTALL)
# The whole name must not be longer than any system allows.
_NAME_BYTES = 255 - len(f"..{_Own.token}-ffffffff.part")
_TRIES = 3
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BINARY


def beside(target: str) -> tuple[int, str]:
    """Return a new file beside *target*, open for writing, and its path; raises OSError.

    Its name is hidden, so that site generators that watch the folder ignore it.
    """
    folder, name = os.path.split(target)
    stem = os.fsdecode(os.fsencode(name)[:_NAME_BYTES])
    for _ in range(_TRIES):
        part = os.path.join(folder, f".{stem}.{_Own.token}-{next(_NUMBERS):x}.part")  # noqa: PTH118 - one for each post
        try:
            descriptor = os.open(part, _NEW, 0o666)
        except FileExistsError:
            continue
        found = os.fstat(descriptor)
        if stat.S_ISREG(found.st_mode) and found.st_nlink == 1:
            return descriptor, part
        os.close(descriptor)
    raise FileExistsError(errno.EEXIST, "a file beside it was not made by newsspider")


def is_part(name: str, tokens: Collection[str]) -> bool:
    """Return whether a file of this *name* is a part file of a process that had one of *tokens*."""
    found = _PART.fullmatch(name)
    return found is not None and found[1] in tokens


def sweep(folder: Path, tokens: Collection[str], depth: int | None = None) -> None:
    """Remove the part files that processes with one of *tokens* left in *folder*.

    Also searches *depth* levels of folders below, or all if None. Call this when these processes have ended;
    the ledger has everything in these files. A file that cannot be removed does no harm.
    """
    base = len(folder.parts)
    for path, below, names in os.walk(folder):
        if depth is not None and len(Path(path).parts) - base >= depth:
            below.clear()
        for name in names:
            if is_part(name, tokens):
                with suppress(OSError):
                    Path(path, name).unlink()


def read_ordinary(path: Path) -> bytes | None:
    """Return the bytes of *path*; None if it is not a regular file (a link, a pipe); raises OSError."""
    descriptor = _open_ordinary(path)
    if descriptor is None:
        return None
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


def _open_ordinary(path: Path) -> int | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | _NO_LINK | _AT_ONCE | _BINARY)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):  # a link, a socket
            return None
        raise
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    return None


def check_inside(path: Path, root: Path) -> None:
    """Raise OutputFailed if a link leads *path*, which newsspider itself names, out of *root*.

    *root* itself may be a link, because the user chose it.
    """
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(os.path.realpath(root)):
        message = f"{path} cannot be written: a link leads out of {root}, to {real}; remove the link"
        raise OutputFailed(message)


# --- atomic ---

_BUFFER = 1 << 18
_BETWEEN_TRIES = 0.05  # seconds


class PartFile(io.RawIOBase):
    """A binary file to write; `settle` makes it safe under a temporary name, `commit` renames it.

    With *keep* it begins with the content of the named file, whose last of *lines* is ended. A path that the
    user chose may be a link to the file, or not a regular file (a pipe, /dev/null), which is written
    directly; it waits for the reader of a pipe until *gave_up* returns true. A path that newsspider names
    itself, in the folder *own*, is a regular file or does not exist. Every method raises OutputFailed for a
    system error, and keeps raising it: a file that lost data is never completed.
    """

    def __init__(
        self,
        path: Path,
        *,
        keep: bool = False,
        lines: bool = False,
        own: Path | None = None,
        gave_up: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__()
        self._gave_up = gave_up
        # The file that this one takes the place of, where what it holds goes on in the new one.
        self.before: Path | None = None
        self.path = path = Path(native(os.fspath(path)))
        self._target = self._part = path
        self._descriptor = -1
        self._buffer = bytearray()
        self._size = 0
        self._error: OutputFailed | None = None
        try:
            if own is not None:
                check_inside(path.parent, own)
                self._open(keep=keep, lines=lines)
            # What /dev/stdout leads to has no name of its own.
            elif path.exists() and not path.is_file():
                self._open_special()
            else:
                self._target = Path(os.path.realpath(path))
                self._open(keep=keep, lines=lines)
        except OutputFailed:
            self.discard()
            raise
        except OSError as error:
            self.discard()
            raise cannot_write(path, error) from error

    def _open_special(self) -> None:
        while self._descriptor < 0:
            try:
                self._descriptor = os.open(self.path, os.O_WRONLY | _AT_ONCE | _BINARY)
            except OSError as error:  # noqa: PERF203 - it is a wait
                if error.errno != errno.ENXIO:
                    raise
                self._wait("no program reads the pipe")

    def _wait(self, why: str) -> None:
        """Wait a moment for the reader; raises OutputFailed if the run gave up."""
        if self._gave_up():
            message = f"{self.path} cannot be written: {why}"
            raise OutputFailed(message)
        time.sleep(_BETWEEN_TRIES)

    def _open(self, *, keep: bool, lines: bool) -> None:
        self._target.parent.mkdir(parents=True, exist_ok=True)
        mode = self._target.lstat().st_mode if os.path.lexists(self._target) else None
        if mode is not None and not stat.S_ISREG(mode):
            kind = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
            message = f"{self.path} cannot be written: it is {kind}"
            raise OutputFailed(message)
        self._descriptor, part = beside(os.fspath(self._target))
        self._part = Path(part)
        if mode is not None:
            self._part.chmod(stat.S_IMODE(mode))
        if mode is not None and keep:
            self._take_over(lines=lines)

    def _take_over(self, *, lines: bool) -> None:
        old = _open_ordinary(self._target)
        if old is None:
            message = f"{self.path} cannot be written: it is not a regular file"
            raise OutputFailed(message)
        with os.fdopen(old, "rb") as there, os.fdopen(os.dup(self._descriptor), "wb") as new:
            shutil.copyfileobj(there, new)
            if lines:
                _end_line(there, new)
        self._size = os.lseek(self._descriptor, 0, os.SEEK_CUR)

    @property
    def part(self) -> Path:
        """The file beside the name, for a library that writes to a path."""
        return self._part

    def writable(self) -> bool:
        """Return True: the file can be written."""
        return True

    def tell(self) -> int:
        """Return the number of bytes in the file, including kept ones."""
        return self._size

    def write(self, data: Buffer, /) -> int:
        """Add *data*; it is written to the file in large pieces."""
        if self._error is not None:
            raise self._error
        before = len(self._buffer)
        self._buffer += data
        taken = len(self._buffer) - before
        self._size += taken
        if len(self._buffer) >= _BUFFER:
            self.flush()
        return taken

    def flush(self) -> None:
        """Write everything to the operating system."""
        try:
            while self._buffer:
                del self._buffer[: self._write_some()]
        except OSError as error:
            self._buffer.clear()
            self._error = cannot_write(self.path, error)
            raise self._error from error
        except OutputFailed as error:
            self._buffer.clear()
            self._error = error
            raise

    def _write_some(self) -> int:
        try:
            return os.write(self._descriptor, self._buffer)
        except BlockingIOError:
            self._wait("the reader of the pipe has closed it")
            return 0

    def settle(self) -> None:
        """Write everything to disk, beside the name; if that fails, no part file is left."""
        try:
            if self._error is not None:
                raise self._error
            self.flush()
            if self._part != self._target:
                os.fsync(self._descriptor)
        except OSError as error:
            self.discard()
            raise cannot_write(self.path, error) from error
        except OutputFailed:
            self.discard()
            raise
        self.close()

    def mark(self) -> str | None:
        """Return the stamp of the settled file; None if it is written directly."""
        if self._part == self._target:
            return None
        try:
            return mark(self._part, self._target)
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def commit(self) -> None:
        """Rename the settled file, replacing the old one."""
        if self._part == self._target:
            return
        try:
            self._part.replace(self._target)
            sync_folder(self._target.parent)
        except OSError as error:
            self.discard()
            raise cannot_write(self.path, error) from error

    def discard(self) -> None:
        """Drop what was written; the old file stays."""
        self.close()
        if self._part != self._target:
            with suppress(OSError):  # a leftover does no harm, and its cause is already reported
                self._part.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file; data that is still in memory is dropped."""
        self._buffer.clear()
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        super().close()


def _end_line(old: BinaryIO, new: BinaryIO) -> None:
    """End the last line in *new* if it is not ended in *old*, so that the next line begins on its own."""
    if old.tell():
        old.seek(-1, os.SEEK_END)
        if old.read(1) != b"\n":
            new.write(b"\n")


def cannot_write(path: Path | str, error: OSError) -> OutputFailed:
    """Return the exception for a system *error* while writing *path*."""
    return OutputFailed(f"{path} cannot be written: {error.strerror or error}")


def cannot_read(path: Path | str, error: OSError) -> OutputFailed:
    """Return the exception for a system *error* while reading the output *path*."""
    return OutputFailed(f"{path} cannot be read, so its articles are unknown: {error.strerror or error}")


def sync_folder(folder: Path) -> None:
    """Write the names in *folder* to disk, if the system can; raises OSError."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
