"""The storages: a file that is complete or not there, a folder of posts, and what those of Scrapy can do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from w3lib.url import file_uri_to_path

from newsspider.outputs.atomic import PartFile
from newsspider.outputs.posts.folder import PostFolder
from newsspider.text.paths import native

if TYPE_CHECKING:
    from scrapy import Spider


# Formats to which a run adds lines, and to whose last one it must not.
_OF_LINES = ("jsonl", "jsonlines", "jl", "csv")
# What a line feed is in an encoding in which a line can be ended without knowing more; with a mark or not.
_LINE_FEEDS = (b"\n", b"\xef\xbb\xbf\n")


@dataclass(frozen=True)
class Abilities:
    """What a storage can do with what is there: add to it, keep other runs off, replace it in one step."""

    append: bool
    lock: bool
    rename: bool


OF_FILES = Abilities(append=True, lock=True, rename=True)
_NOTHING = Abilities(append=False, lock=False, rename=False)
# Those of Scrapy, by scheme. A storage of a user's own says so by its attribute `abilities`.
_OF_SCRAPY = {
    "stdout": Abilities(append=True, lock=False, rename=False),
    "s3": Abilities(append=False, lock=False, rename=True),
    "gs": Abilities(append=False, lock=False, rename=True),
    # The protocol can append, but a transfer that breaks off leaves half of what was to be added.
    "ftp": _NOTHING,
    "ftps": _NOTHING,
}


def abilities(scheme: str, storage: object) -> Abilities:
    """Return what *storage*, which the settings name for addresses of *scheme*, can do."""
    own = getattr(storage, "abilities", None)
    return own if isinstance(own, Abilities) else _OF_SCRAPY.get(scheme, _NOTHING)


class FileStorage:
    """A file, written beside its name; `place` gives it the name, which the run decides on at its end.

    `settled` tells whether it is complete and safe beside its name, `stored` whether it has the name.
    """

    def __init__(self, path: Path, *, overwrite: bool, lines: bool = False, own: Path | None = None) -> None:
        self.path = path
        self._lines = lines
        self._own = own
        self.overwrite = overwrite
        self.settled = False
        self.stored = False
        self._gave_up = False
        self._part: PartFile | None = None

    def open(self, spider: Spider) -> IO[bytes]:
        """Return the file to write to; raises OutputFailed."""
        del spider  # it is asked for by Scrapy and says nothing about a file
        self._part = PartFile(
            self.path,
            keep=not self.overwrite,
            lines=self._lines,
            own=self._own,
            gave_up=lambda: self._gave_up,
        )
        return cast("IO[bytes]", self._part)

    def give_up(self) -> None:
        """Wait no longer for who reads a pipe: the process was told to end."""
        self._gave_up = True

    def store(self, file: IO[bytes]) -> None:
        """Complete *file* beside its name; raises OutputFailed."""
        cast("PartFile", file).settle()
        self.settled = True

    def mark(self) -> str | None:
        """Return what knows the file again once it has its name; raises OutputFailed."""
        return self._part.mark() if self._part is not None else None

    def place(self) -> None:
        """Give the settled file its name; raises OutputFailed."""
        if self._part is not None:
            self._part.commit()
            self.stored = True

    def discard(self) -> None:
        """Drop the file; what has the name keeps it."""
        if self._part is not None:
            self._part.discard()


class FolderStorage:
    """A folder of posts; each is in its place as soon as it is written."""

    def __init__(self, path: Path, *, own: Path | None = None) -> None:
        self.path = path
        self._own = own
        self.stored = True

    def open(self, spider: Spider) -> IO[bytes]:
        """Return the folder to put posts in."""
        del spider
        return cast("IO[bytes]", PostFolder(self.path, own=self._own))

    def store(self, file: IO[bytes]) -> None:
        """Make the posts safe on disk; raises OutputFailed."""
        cast("PostFolder", file).sync()


def local_storage(uri: str, *, feed_options: dict[str, Any] | None = None) -> FileStorage | FolderStorage:
    """Return the storage for *uri*, a path or a file: address, by the format of the output.

    The option `own` names the output folder for what newsspider itself has put there: no link leads it out.
    """
    feed = feed_options or {}
    path = Path(native(file_uri_to_path(uri) if uri.startswith("file:") else uri)).expanduser()
    own = Path(feed["own"]) if feed.get("own") else None
    if feed.get("format") == "posts":
        return FolderStorage(path, own=own)
    lines = (
        feed.get("format") in _OF_LINES
        and not feed.get("postprocessing")
        and "\n".encode(feed.get("encoding") or "utf-8") in _LINE_FEEDS
    )
    return FileStorage(path, overwrite=bool(feed.get("overwrite")), lines=lines, own=own)


local_storage.abilities = OF_FILES  # type: ignore[attr-defined]
