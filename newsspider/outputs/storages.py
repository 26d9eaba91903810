"""The storages: files that are complete or absent, folders of posts, and what Scrapy's storages can do."""

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


# Formats whose files get lines appended.
_OF_LINES = ("jsonl", "jsonlines", "jl", "csv")
# Formats that begin anew, and take over by themselves what the file held.
_TAKE_OVER = ("atom",)
# What a line feed is in an encoding in which a line can be ended without knowing more; with a mark or not.
_LINE_FEEDS = (b"\n", b"\xef\xbb\xbf\n")


@dataclass(frozen=True)
class Abilities:
    """What a storage can do with an existing file: append to it, lock it, replace it in one step."""

    append: bool
    lock: bool
    rename: bool


OF_FILES = Abilities(append=True, lock=True, rename=True)
_NOTHING = Abilities(append=False, lock=False, rename=False)
# Those of Scrapy, by scheme. A storage of a user's own says so by its attribute `abilities`.
_OF_SCRAPY = {
    "stdout": Abilities(append=True, lock=False, rename=False),
    "gs": Abilities(append=False, lock=False, rename=True),
}


def abilities(scheme: str, storage: object) -> Abilities:
    """Return the abilities of *storage*, which the settings name for addresses with *scheme*."""
    own = getattr(storage, "abilities", None)
    return own if isinstance(own, Abilities) else _OF_SCRAPY.get(scheme, _NOTHING)


class FileStorage:
    """A file, written under a temporary name; at its end the run decides whether `place` renames it.

    `settled` says whether the file is complete and safe under a temporary name, `stored` whether it has the
    name.
    """

    def __init__(
        self,
        path: Path,
        *,
        overwrite: bool,
        lines: bool = False,
        takes_over: bool = False,
        own: Path | None = None,
    ) -> None:
        self.path = path
        self._takes_over = takes_over
        self._lines = lines
        self._own = own
        self.overwrite = overwrite
        self.settled = False
        self.stored = False
        self._gave_up = False
        self._part: PartFile | None = None

    def open(self, spider: Spider) -> IO[bytes]:
        """Return the file to write to; raises OutputFailed."""
        del spider  # Scrapy passes it; it says nothing about the file
        self._part = PartFile(
            self.path,
            keep=not self.overwrite and not self._takes_over,
            lines=self._lines,
            own=self._own,
            gave_up=lambda: self._gave_up,
        )
        if self._takes_over and not self.overwrite and self.path.is_file() and self.path.stat().st_size:
            self._part.before = self.path
        return cast("IO[bytes]", self._part)

    def give_up(self) -> None:
        """Stop waiting for the reader of a pipe, because the process must end."""
        self._gave_up = True

    def store(self, file: IO[bytes]) -> None:
        """Complete *file* under a temporary name; raises OutputFailed."""
        cast("PartFile", file).settle()
        self.settled = True

    def mark(self) -> str | None:
        """Return the stamp of the file; raises OutputFailed."""
        return self._part.mark() if self._part is not None else None

    def place(self) -> None:
        """Rename the settled file; raises OutputFailed."""
        if self._part is not None:
            self._part.commit()
            self.stored = True

    def discard(self) -> None:
        """Drop the file; the old one stays."""
        if self._part is not None:
            self._part.discard()


class FolderStorage:
    """A folder of posts; each post is in place as soon as it is written."""

    def __init__(self, path: Path, *, own: Path | None = None) -> None:
        self.path = path
        self._own = own
        self.stored = True

    def open(self, spider: Spider) -> IO[bytes]:
        """Return the folder to put posts in."""
        del spider
        return cast("IO[bytes]", PostFolder(self.path, own=self._own))

    def store(self, file: IO[bytes]) -> None:
        """Write the posts to disk; raises OutputFailed."""
        cast("PostFolder", file).sync()


def local_storage(uri: str, *, feed_options: dict[str, Any] | None = None) -> FileStorage | FolderStorage:
    """Return the storage for *uri*, a path or a file: address, according to the format of the output.

    The option `own` names the output folder of newsspider's own outputs; no link may lead out of it.
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
    takes_over = feed.get("format") in _TAKE_OVER
    overwrite = bool(feed.get("overwrite"))
    return FileStorage(path, overwrite=overwrite, lines=lines, takes_over=takes_over, own=own)


local_storage.abilities = OF_FILES  # type: ignore[attr-defined]
