"""A file that is written beside its name, as `.part`, and takes the name when it is complete and on disk."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from newsspider.errors import OutputFailed

if TYPE_CHECKING:
    from typing_extensions import Buffer

# Whether a file that was to be given its name has got it: told by what stays the same when it is renamed.
#
# The ledger notes this before the renaming. A run that was killed in between leaves the next one to look: so
# what the file holds is counted as published exactly if it is there.


def mark(part: Path, target: Path) -> str:
    """Return the mark of *part*, complete and on disk, that is about to be named *target*; raises OSError."""
    found = part.stat()
    return json.dumps([os.fspath(target.absolute()), *_same(found)])


def named(marked: str) -> bool:
    """Say whether the file of a mark has its name."""
    path: str
    same: list[int]
    path, *same = json.loads(marked)
    try:
        found = Path(path).stat()
    except OSError:
        return False
    return list(_same(found)) == same


def _same(found: os.stat_result) -> tuple[int, ...]:
    """Return what a renaming leaves as it is."""
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


# --- atomic ---

SUFFIX = ".part"
_BUFFER = 1 << 18
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class PartFile(io.RawIOBase):
    """A binary file to write to; `settle` makes it safe beside its name, `commit` gives it the name.

    With *keep* it begins with what the named file holds, the last of its *lines* ended. What is no regular
    file (a pipe, /dev/null) is written straight to. Every method raises OutputFailed for an error of the
    system, and goes on raising it: a file that has lost a piece is never completed.
    """

    def __init__(self, path: Path, *, keep: bool = False, lines: bool = False) -> None:
        super().__init__()
        self.path = path
        # What /dev/stdout leads to has no name of its own.
        is_special = path.exists() and not path.is_file()
        self._target = path if is_special else Path(os.path.realpath(path))
        self._part = self._target.with_name(self._target.name + SUFFIX)
        self._descriptor = -1
        self._buffer = bytearray()
        self._size = 0
        self._error: OutputFailed | None = None
        try:
            self._open(keep=keep, lines=lines)
        except OSError as error:
            self.discard()
            raise cannot_write(path, error) from error

    def _open(self, *, keep: bool, lines: bool) -> None:
        self._target.parent.mkdir(parents=True, exist_ok=True)
        mode = self._target.stat().st_mode if self._target.exists() else None
        if mode is not None and not stat.S_ISREG(mode):
            self._part = self._target
            self._descriptor = os.open(self._target, os.O_WRONLY)
            return
        self._descriptor = os.open(self._part, _NEW, 0o666)
        if mode is not None:
            self._part.chmod(stat.S_IMODE(mode))
        if mode is not None and keep:
            with self._target.open("rb") as old, os.fdopen(os.dup(self._descriptor), "wb") as new:
                shutil.copyfileobj(old, new)
                if lines:
                    _end_line(old, new)
            self._size = os.lseek(self._descriptor, 0, os.SEEK_CUR)

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    def tell(self) -> int:
        """Return the number of bytes in it, kept ones included."""
        return self._size

    def write(self, data: Buffer, /) -> int:
        """Take *data*; it reaches the file in large pieces."""
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
        """Give everything taken to the system."""
        try:
            while self._buffer:
                del self._buffer[: os.write(self._descriptor, self._buffer)]
        except OSError as error:
            self._buffer.clear()
            self._error = cannot_write(self.path, error)
            raise self._error from error

    def settle(self) -> None:
        """Make everything taken safe on disk, beside the name; where that fails, nothing is left there."""
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
        """Return what knows the settled file again once it has its name; None where it always had it."""
        if self._part == self._target:
            return None
        try:
            return mark(self._part, self._target)
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def commit(self) -> None:
        """Give the settled file its name, in place of what had it."""
        if self._part == self._target:
            return
        try:
            self._part.replace(self._target)
            sync_folder(self._target.parent)
        except OSError as error:
            self.discard()
            raise cannot_write(self.path, error) from error

    def discard(self) -> None:
        """Drop what was written; what has the name keeps it."""
        self.close()
        if self._part != self._target:
            with suppress(OSError):  # a leftover does no harm, and why it is one is told already
                self._part.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file as it is; what is still in memory is dropped."""
        self._buffer.clear()
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        super().close()


def _end_line(old: BinaryIO, new: BinaryIO) -> None:
    """End the last line in *new*, where the one in *old* is not ended, so that nothing is glued to it."""
    if old.tell():
        old.seek(-1, os.SEEK_END)
        if old.read(1) != b"\n":
            new.write(b"\n")


def sweep(folder: Path) -> None:
    """Remove what killed runs have left in *folder* without its name: the ledger has all of it.

    To be called while no other run writes there.
    """
    for leftover in folder.glob(f"*.jsonl{SUFFIX}"):
        with suppress(OSError):  # it does no harm there
            leftover.unlink()


def cannot_write(path: Path | str, error: OSError) -> OutputFailed:
    """Return the sentence for an *error* met in writing *path*."""
    return OutputFailed(f"{path} cannot be written: {error.strerror or error}")


def sync_folder(folder: Path) -> None:
    """Make the names in *folder* safe on disk, where the system can; raises OSError."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
