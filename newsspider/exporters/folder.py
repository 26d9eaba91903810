"""A folder of posts as a feed: each file is written beside its name and renamed, and only over its own."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from newsspider.errors import OutputFailed, Refused
from newsspider.exporters.part import SUFFIX, cannot_write
from newsspider.reasons import Outcome, Reason

_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class PostFolder:
    """The sink that a feed of posts writes to; *path* is made with the first post."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._folders: dict[str, Path] = {}

    def put(self, name: str, data: bytes, ours: Callable[[bytes], bool]) -> None:
        """Write the file *name*, which may hold `/`, unless it holds *data* already.

        *ours* says of an existing file's bytes whether it may be overwritten. Raises Refused where it may
        not or where the name leads out of the folder, OutputFailed where the system does not let us.
        """
        parent, _, base = name.rpartition("/")
        try:
            target = (self._folders.get(parent) or self._enter(parent)) / base
            if os.path.lexists(target) and _holds(target, data, ours):
                return
            _replace(target, data)
        except OSError as error:
            raise cannot_write(self.path / name, error) from error

    def _enter(self, parent: str) -> Path:
        """Return the real folder *parent* inside ours, made if need be."""
        root = Path(os.path.realpath(self.path))
        folder = Path(os.path.realpath(root / parent))
        if not folder.is_relative_to(root):
            raise Refused(Outcome.FAILED, Reason.OUTSIDE_FOLDER, f"{parent} leads out of {self.path}")
        folder.mkdir(parents=True, exist_ok=True)
        self._folders[parent] = folder
        return folder

    def sync(self) -> None:
        """Make everything written safe on disk; raises OutputFailed where the system does not let us."""
        for folder in self._folders.values():
            try:
                sync_file_system(folder)
            except OSError as error:
                raise cannot_write(folder, error) from error
            return  # one call is for all of the file system


def _holds(target: Path, data: bytes, ours: Callable[[bytes], bool]) -> bool:
    """Return whether *target* has those bytes; raises Refused where it is not ours to change."""
    if target.is_dir():
        message = f"{target} cannot be written: a folder has this name"
        raise OutputFailed(message)
    if target.is_symlink() or not target.is_file():
        raise Refused(Outcome.FAILED, Reason.FOREIGN_FILE, f"{target} is no ordinary file")
    there = target.read_bytes()
    if there == data:
        return True
    if not ours(there):
        raise Refused(Outcome.FAILED, Reason.FOREIGN_FILE, f"{target} is another article's, or not ours")
    return False


def _replace(target: Path, data: bytes) -> None:
    # Hidden, so that no site generator that watches the folder takes it for a post.
    part = f"{target.parent}{os.sep}.{target.name}{SUFFIX}"
    descriptor = os.open(part, _NEW, 0o666)
    try:
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(descriptor, left) :]
        finally:
            os.close(descriptor)
        os.replace(part, target)  # noqa: PTH105 - a Path for each part is a tenth of the time
    except OSError:
        with suppress(OSError):  # the first error is the one to tell
            os.unlink(part)  # noqa: PTH108
        raise


def sync_file_system(folder: Path) -> None:
    """Write out everything pending on the file system of *folder*; raises OSError.

    One such call a run costs far less than one fsync a post. Where there is no syncfs, all file systems
    are synced; where there is no sync at all, nothing is done.
    """
    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if os.name == "posix" else None
    if syncfs is None:
        getattr(os, "sync", bool)()
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if syncfs(descriptor) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    finally:
        os.close(descriptor)
