"""Finds newsspider's posts in a folder by their `guid`, whatever the user called the files."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from newsspider.errors import Rejected
from newsspider.model.article import OriginKind
from newsspider.model.draft import Unread
from newsspider.model.outcomes import Outcome
from newsspider.readers import posts
from newsspider.sources import files, finding
from newsspider.text.paths import native


@dataclass(frozen=True, slots=True)
class OwnPost:
    """A file that says it is newsspider's post; `name` is its path in the folder, with `/`.

    The name is the system's; the ledger spells it for itself.
    """

    name: str
    id: str
    file: files.SeedFile


class Names:
    """The names of the files below *folder*, for the question whether many of them are there.

    Lists each folder once, when its first name is asked for, and looks again for a name that is not listed:
    a file system may write it in another form.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listed: dict[str, frozenset[str]] = {}

    def __contains__(self, name: str) -> bool:
        """Return whether there is a file *name*, which may contain `/`; raises OSError."""
        parent, _, base = name.rpartition("/")
        listed = self._listed.get(parent)
        if listed is None:
            listed = self._listed[parent] = _names(self._folder / parent)
        return base in listed or (self._folder / name).exists()


def _names(folder: Path) -> frozenset[str]:
    """Return the names in *folder*, but for links, which may lead nowhere; none if it cannot be listed."""
    try:
        with os.scandir(folder) as entries:
            return frozenset(entry.name for entry in entries if not entry.is_symlink())
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return frozenset()


def find(folder: Path, limit: int, known: Collection[str] = ()) -> Iterator[OwnPost | Unread]:
    """Yield newsspider's posts below *folder*, in the order of their names; unreadable files as Unread.

    Skips files with *known* names, links that lead out, files that are not text, and files of more than
    *limit* bytes.
    """
    if not folder.is_dir():
        return
    for found in finding.find(str(folder)):
        name = native(found.locator)
        if name in known:
            continue
        if isinstance(found, files.SeedFile) and files.kind(found.path) is not OriginKind.POST:
            continue
        one = found if isinstance(found, Unread) else _own_post(name, found, limit)
        if one is not None and (isinstance(one, OwnPost) or one.outcome is Outcome.FAILED):
            yield one


def has_own(folder: Path, limit: int) -> bool:
    """Return whether *folder* contains a post of newsspider; reads files only up to the first one."""
    return any(isinstance(found, OwnPost) for found in find(folder, limit))


def renamed(folder: Path, limit: int, known: Collection[str], missing: Collection[str]) -> dict[str, str]:
    """Return the current names of the posts with the ids *missing*, for those still in *folder*.

    *known* are the names of expected posts. Of several files with one id, the one with the shortest name is
    the post; a copy has a longer name.
    """
    names: dict[str, str] = {}
    for found in find(folder, limit, known):
        # A link is not a post.
        if not isinstance(found, OwnPost) or found.id not in missing or not _is_plain(folder / found.name):
            continue
        names[found.id] = min(names.get(found.id, found.name), found.name, key=len)
    return names


def _own_post(name: str, found: files.SeedFile, limit: int) -> OwnPost | Unread | None:
    try:
        own = posts.own_id(files.read(found, limit))
    except Rejected as refusal:
        return Unread(found.locator, refusal.outcome, refusal.reason, refusal.detail)
    return OwnPost(name, own, found) if own is not None else None


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
