"""A folder of posts as an output: each file gets a temporary name, and is then renamed over its post."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from pathlib import Path

from newsspider.errors import OutputFailed, Rejected
from newsspider.model.outcomes import Outcome, Reason
from newsspider.outputs.atomic import beside, cannot_write, check_inside, read_ordinary
from newsspider.text.paths import native


class PostFolder:
    """The sink that an output of posts writes to; *path* is made with the first post.

    A folder that a user has chosen may be a link; one that newsspider names itself, in the folder *own*, may
    not lead out of that: then `look` raises OutputFailed.
    """

    def __init__(self, path: Path, *, own: Path | None = None) -> None:
        self.path = Path(native(os.fspath(path)))
        self._own = own
        self._folders: dict[str, Path] = {}

    def look(self, name: str) -> tuple[Path, bytes | None]:
        """Return the path of the file *name*, which may hold `/`, and the bytes in it, None if there is none.

        Raises Rejected if the name leads out of the folder or to what is not a regular file, OutputFailed
        where the system does not let us.
        """
        parent, _, base = native(name).rpartition("/")
        try:
            target = (self._folders.get(parent) or self._enter(parent)) / base
            return target, _there(target) if os.path.lexists(target) else None
        except OSError as error:
            raise cannot_write(self.path / name, error) from error

    def put(self, target: Path, data: bytes) -> None:
        """Write *data* beside *target* and rename it; raises OutputFailed."""
        try:
            _replace(target, data)
        except OSError as error:
            raise cannot_write(target, error) from error

    def _enter(self, parent: str) -> Path:
        """Return the real folder *parent* inside the folder of posts; creates it if necessary."""
        if self._own is not None:
            check_inside(self.path, self._own)
        root = Path(os.path.realpath(self.path))
        folder = Path(os.path.realpath(root / parent))
        if not folder.is_relative_to(root):
            raise Rejected(Outcome.FAILED, Reason.OUTSIDE_FOLDER, f"{parent} leads out of {self.path}")
        folder.mkdir(parents=True, exist_ok=True)
        self._folders[parent] = folder
        return folder

    def sync(self) -> None:
        """Write everything to disk; raises OutputFailed."""
        for folder in self._folders.values():
            try:
                sync_file_system(folder)
            except OSError as error:
                raise cannot_write(folder, error) from error
            return  # one call covers the whole file system


def _there(target: Path) -> bytes:
    """Return the bytes of *target*; raises Rejected if it cannot be a post."""
    if target.is_dir():
        message = f"{target} cannot be written: a folder has this name"
        raise OutputFailed(message)
    data = read_ordinary(target)
    if data is None:
        raise Rejected(Outcome.FAILED, Reason.FOREIGN_FILE, f"{target} is not a regular file")
    return data


def _replace(target: Path, data: bytes) -> None:
    descriptor, part = beside(os.fspath(target))
    try:
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(descriptor, left) :]
        finally:
            os.close(descriptor)
        os.replace(part, target)  # noqa: PTH105 - a Path for each part is a tenth of the time
    except OSError:
        with suppress(OSError):  # the first error is the one to report
            os.unlink(part)  # noqa: PTH108
        raise


def sync_file_system(folder: Path) -> None:
    """Write everything pending on the file system of *folder* to disk; raises OSError.

    One such call costs far less than an fsync for each post. Without syncfs, all file systems are synced;
    without sync, nothing is done.
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
