"""The storages of this machine: a file that is complete or not there, a folder of posts."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from w3lib.url import file_uri_to_path

from newsspider.exporters.folder import PostFolder
from newsspider.exporters.part import PartFile

if TYPE_CHECKING:
    from scrapy import Spider


class FileStorage:
    """A file, written beside its name; what it replaces stays until the run has ended well.

    `stored` tells whether the file has its name.
    """

    def __init__(self, path: Path, *, overwrite: bool) -> None:
        self.path = path
        self.overwrite = overwrite
        self.stored = False
        self._settled = False
        self._part: PartFile | None = None

    def open(self, spider: Spider) -> IO[bytes]:
        """Return the file to write to; raises OutputFailed."""
        del spider  # it is asked for by Scrapy and says nothing about a file
        self._part = PartFile(self.path, keep=not self.overwrite)
        return cast("IO[bytes]", self._part)

    def store(self, file: IO[bytes]) -> None:
        """Complete *file*; one that overwrites waits for `conclude`. Raises OutputFailed."""
        part = cast("PartFile", file)
        part.settle()
        self._settled = True
        if not self.overwrite:
            self._commit(part)

    def conclude(self, *, ended_well: bool) -> None:
        """Put a waiting file under its name, or drop it and leave the old one. Raises OutputFailed."""
        part = self._part
        if part is None or self.stored:
            return
        if self._settled and ended_well:
            self._commit(part)
        else:
            part.discard()

    def _commit(self, part: PartFile) -> None:
        part.commit()
        self.stored = True


class FolderStorage:
    """A folder of posts; each is in its place as soon as it is written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stored = True

    def open(self, spider: Spider) -> IO[bytes]:
        """Return the folder to put posts in."""
        del spider
        return cast("IO[bytes]", PostFolder(self.path))

    def store(self, file: IO[bytes]) -> None:
        """Make the posts safe on disk; raises OutputFailed."""
        cast("PostFolder", file).sync()


def local_storage(uri: str, *, feed_options: dict[str, Any] | None = None) -> FileStorage | FolderStorage:
    """Return the storage for *uri*, a path or a file: address, by the format of the feed."""
    feed = feed_options or {}
    path = Path(file_uri_to_path(uri) if uri.startswith("file:") else uri)
    if feed.get("format") == "posts":
        return FolderStorage(path)
    return FileStorage(path, overwrite=bool(feed.get("overwrite")))
