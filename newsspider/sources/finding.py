"""Finds seed files: turns a file, a folder, a glob or a prefix of a bucket into a stream of files.

The order is the same on every machine: files are sorted by their path relative to the argument, byte by
byte, with `/` as separator. A folder is read with all its subfolders. Names that begin with a dot, files
whose ending is not in `ENDINGS`, and what belongs to a software project (see `projects`) are not inputs; all
of them are counted. A link to a folder is not followed: inside the given folder its files are found anyway,
outside they are rejected.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from newsspider.errors import NewsspiderError, UsageError
from newsspider.model.draft import Unread
from newsspider.model.outcomes import Outcome, Reason
from newsspider.sources import buckets, projects
from newsspider.sources.files import ENDINGS, SeedFile, error_text, kind
from newsspider.sources.patterns import EVERYTHING, Glob, is_glob, literal, split, split_key
from newsspider.sources.projects import Place
from newsspider.text.paths import native, spelled

_ADDRESS = re.compile(r"(?!file:)[A-Za-z][A-Za-z0-9+.-]*://")
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


def check(argument: str) -> str:
    """Return *argument* with `~` expanded; raises UsageError if there is nothing to read.

    A bucket is not asked: see `check_there`.
    """
    if not argument.strip():
        message = "path= is empty; path=. is the working directory"
        raise UsageError(message)
    if buckets.is_address(argument):
        buckets.check(argument)
        return argument
    path = Path(native(argument)).expanduser()
    if _ADDRESS.match(argument) and not os.path.lexists(path):
        message = (
            f"path= takes local files and s3://bucket/prefix, not {argument!r}: "
            "`crawl feed -a url=…` reads a feed, `crawl sina_finance -a url=…` fetches an article"
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


def check_there(path: str) -> None:
    """Raise UsageError if *path*, as `check` returns it, is in a bucket and nothing is there.

    Raises BucketFailed if the bucket cannot be listed.
    """
    if buckets.is_address(path) and next(find(path), None) is None:
        read = ", ".join(ENDINGS)
        message = f"there is no object at {path} with one of the endings {read}"
        raise UsageError(message)


def shared(path: str) -> str:
    """Return the absolute path, or the prefix, that all seed files of *path* are in."""
    if buckets.is_address(path):
        bucket, key = buckets.parts(path)
        return buckets.address_of(bucket, literal(key))
    whole = Path(path).absolute()
    return split(str(whole))[0] if is_glob(path) and not whole.exists() else str(whole)


def unseen(path: str) -> str:
    """Return why this process cannot see *path*, a file or folder; empty if it can."""
    if not buckets.is_address(path):
        return "" if Path(path).exists() else "there is no such file or folder"
    try:
        next(buckets.listed(*buckets.parts(path), at_once=1), None)
    except NewsspiderError as error:
        return str(error)
    return ""


def find(path: str, others: Counter[str] | None = None) -> Iterator[SeedFile | Unread]:
    """Yield the files of *path*, a folder, file or glob as `check` returns it, in their order.

    Locators of a glob are relative to the part before the first wildcard. What cannot be read (a link that
    leads out, a folder that cannot be listed) is yielded as Unread in its place. Files that are not inputs
    are counted in *others* by their ending, as the walk reaches them.
    """
    counted: Counter[str] = Counter() if others is None else others
    if buckets.is_address(path):
        yield from _objects(path, counted)
    elif Path(path).is_dir():
        yield from _walk(path, EVERYTHING, counted)
    elif os.path.lexists(path):
        yield SeedFile(spelled(Path(path).name), path)
    else:
        folder, glob = split(path)
        yield from _walk(folder, glob, counted)


def _objects(address: str, others: Counter[str]) -> Iterator[SeedFile | Unread]:
    """Yield the objects at *address*: one, those below a prefix that ends with a slash, or those of a glob.

    The order of a bucket's list is that of `_walk`.
    """
    bucket, key = buckets.parts(address)
    folder, glob = split_key(key)
    beginning = literal(key)
    if glob is EVERYTHING and key and not key.endswith("/"):
        one = next(buckets.listed(bucket, key, at_once=1), None)
        if one is not None and one.key == key:  # no other key with this beginning comes before it
            if _is_seed(key):
                yield SeedFile(key.rpartition("/")[2], address, as_listed=one.stamp)
            return
        folder = beginning = f"{key}/"
    for found in buckets.listed(bucket, beginning):
        locator = found.key[len(folder) :]
        name = locator.rpartition("/")[2]
        if not name or not (glob.fits(locator) or found.key == key):  # some programs make objects for folders
            continue
        path = buckets.address_of(bucket, found.key)
        if locator.startswith(".") or "/." in locator:
            others[HIDDEN] += 1
        elif _is_input(name, path, Place.PLAIN, others):
            yield SeedFile(locator, path, as_listed=found.stamp)


def _walk(folder: str, glob: Glob, others: Counter[str]) -> Iterator[SeedFile | Unread]:
    """Yield the files below *folder* that match *glob*, in order, at any depth."""
    root = os.path.realpath(folder)
    opened: list[Iterator[_Entry]] = [iter((_Entry("folder", folder, ""),))]
    while opened:
        entry = next(opened[-1], None)
        if entry is None:
            opened.pop()
        elif entry.kind == "file":
            yield SeedFile(spelled(entry.locator), entry.path)
        elif entry.kind == "link":
            yield from _link(root, entry, glob, others)
        else:
            try:
                opened.append(_below(entry, glob, others))
            except OSError as error:
                locator = spelled(entry.locator) or "."
                yield Unread(locator, Outcome.FAILED, Reason.UNREADABLE, error_text(error))


_Kind = Literal["file", "folder", "link"]


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of a folder; the locator of a folder ends with `/`, so that entries sort like full paths.

    `place` is the role of its folder in a software project.
    """

    kind: _Kind
    path: str
    locator: str
    place: Place = Place.PLAIN


def _below(folder: _Entry, glob: Glob, others: Counter[str]) -> Iterator[_Entry]:
    """Return the entries of *folder* that may be or hold inputs, in order; raises OSError.

    Only their names wait in memory: there may be hundreds of thousands.
    """
    names: list[str] = []
    kinds: dict[str, _Kind] = {}  # of those that are no files
    with os.scandir(folder.path) as found:
        for one in found:
            names.append(one.name)
            if one.is_dir(follow_symlinks=False):
                kinds[one.name] = "folder"
            elif one.is_symlink():
                kinds[one.name] = "link"
    place = _place(folder, names)
    if place is Place.CODE:
        others[FOLDER_OF_CODE] += 1
        return iter(())

    def entry(name: str) -> _Entry:
        kind = kinds.get(name, "file")
        locator = folder.locator + name
        path = os.path.join(folder.path, name)  # noqa: PTH118 - a Path would change how the folder is spelled
        return _Entry(kind, path, f"{locator}/" if kind == "folder" else locator, place)

    names = [name for name in names if _is_wanted(entry(name), name, glob, others)]
    names.sort(key=lambda name: os.fsencode(f"{name}/" if kinds.get(name) == "folder" else name))
    return map(entry, names)


def _is_wanted(one: _Entry, name: str, glob: Glob, others: Counter[str]) -> bool:
    """Return whether the entry *name* may be or hold inputs, and count it in *others* if not."""
    if one.kind == "file":
        return glob.fits(one.locator) and _is_input(name, one.path, one.place, others)
    if name.startswith("."):
        others[HIDDEN] += 1
        return False
    return glob.leads(one.locator.removesuffix("/"))


def _place(folder: _Entry, names: Collection[str]) -> Place:
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
            yield Unread(locator, Outcome.FAILED, Reason.UNREADABLE, error_text(error))
        return
    is_outside = not target.is_relative_to(root)
    if is_outside and (folder or may_be_seed):
        yield Unread(locator, Outcome.REJECTED, Reason.OUTSIDE_FOLDER, "this link leads out of the folder")
    elif not folder and is_wanted and _is_input(Path(link.path).name, link.path, link.place, others):
        yield SeedFile(locator, link.path)


def _is_seed(name: str) -> bool:
    return kind(name) is not None
