"""Which files of a folder belong to a software project, so that none of them is taken for an article.

It is decided by place (a folder of code, the root of a project) and by form (whether a text has a date like a
post). What the user names as `path=` itself is always read: only what is below it is judged.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from enum import Enum
from pathlib import Path

from newsspider.model.article import OriginKind
from newsspider.sources import buckets


class Place(Enum):
    """The role of a folder in a project."""

    PLAIN = "a folder like any other: a blog may lie in a project"
    ROOT = "where a project begins: texts that are not dated are its documents"
    DOCUMENTS = "its manual, its templates: only what is dated is a post"
    CODE = "its code, what it is built into, what it depends on: nothing is an article"


# One of these makes a folder the root of a project.
_MARKERS = frozenset(
    (
        *("pyproject.toml", "setup.py", "setup.cfg"),  # Python
        *("package.json", "composer.json", "Gemfile"),  # JavaScript, PHP, Ruby: many blogs are such a project
        *("Cargo.toml", "go.mod", "pom.xml", "build.gradle", "CMakeLists.txt"),
    )
)
# One of these makes a folder a folder of code, wherever it is.
_CODE_MARKERS = frozenset(("__init__.py", "pyvenv.cfg"))
# Folders of code wherever they are: a package manager or an interpreter makes them.
_CODE = re.compile(r"node_modules|bower_components|site-packages|__pycache__|.+\.(?:egg|dist)-info")
# Folders of code only in the root of a project; elsewhere a user may use such a name.
_CODE_OF_ROOT = frozenset(
    (
        *("test", "tests", "testing"),  # their fixtures are invented pages and posts
        *("build", "dist", "_build", "_site", "site", "public", "target", "htmlcov", "coverage"),  # made
        *("vendor", "venv", "env", "lib", "bin"),
    )
)
_DOCUMENTS_OF_ROOT = frozenset(
    (
        *("doc", "docs", "documentation", "examples", "notebooks"),
        *("src", "templates", "layouts", "scaffolds", "static", "scripts", "tools", "benchmarks"),
    )
)
# Texts that a project has in any folder; other such texts are only in its root.
_DOCUMENT = re.compile(
    r"(?:readme|licen[cs]e|copying|changelog|contributing|code[_-]of[_-]conduct|requirements|robots|llms)"
    r"(?:[._ -].*)?",
    re.IGNORECASE,
)
_HEAD = 4096  # bytes; front matter without a date in these belongs to a manual
_FRONT_MATTER = re.compile(rb"\s*(?:---|\+\+\+|;;;|\{)\s")
# A key for the date in front matter, TOML and JSON too, or in Pelican's header; or the id of our posts.
_DATED = re.compile(
    rb"^[\s\"']*(?:date|published|publishdate|pubdate|created|time|guid)[\"']?\s*[:=]",
    re.IGNORECASE | re.MULTILINE,
)
_PELICAN = re.compile(rb"\s*(?:title|date)\s*:", re.IGNORECASE)
_DAY_IN_NAME = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?!\d)")
_FEED = re.compile(rb"<(?:rss|feed|rdf:rdf|opml)[\s>]|jsonfeed\.org/version", re.IGNORECASE)


def place(folder: Place, name: str, names: Collection[str]) -> Place:
    """Return the role of the folder *name*, which holds *names* and is in *folder*."""
    if _CODE.fullmatch(name) or not _CODE_MARKERS.isdisjoint(names):
        return Place.CODE
    if not _MARKERS.isdisjoint(names):
        return Place.ROOT
    if folder is Place.ROOT:
        if name.lower() in _CODE_OF_ROOT:
            return Place.CODE
        return Place.DOCUMENTS if name.lower() in _DOCUMENTS_OF_ROOT else Place.PLAIN
    return folder


def outermost(names: Collection[str]) -> Place:
    """Return the role of the folder that the user named, which holds *names*."""
    return Place.PLAIN if _MARKERS.isdisjoint(names) else Place.ROOT


def is_document(folder: Place, name: str, kind: OriginKind, path: str) -> bool:
    """Return whether the file *name* in *folder*, of *kind* by its ending, belongs to a project."""
    in_project = folder in (Place.ROOT, Place.DOCUMENTS)
    if kind is OriginKind.POST:
        return (in_project or _DOCUMENT.fullmatch(name) is not None) and not _is_dated(name, path)
    if kind is OriginKind.FEED:
        return in_project and not _FEED.search(_head(path))
    return kind is OriginKind.PAGE and folder is Place.DOCUMENTS


def _is_dated(name: str, path: str) -> bool:
    if _DAY_IN_NAME.match(name):
        return True
    head = _head(path).removeprefix(b"\xef\xbb\xbf")
    return bool(_FRONT_MATTER.match(head) or _PELICAN.match(head)) and _DATED.search(head) is not None


def _head(path: str) -> bytes:
    """Return the first bytes of a file, b"" if it cannot be read: reading it later says why."""
    try:
        if buckets.is_address(path):
            with buckets.opened(path) as file:
                return file.read(_HEAD)
        if not Path(path).is_file():
            return b""
        with open(path, "rb", opener=_at_once) as file:
            return file.read(_HEAD)
    except OSError:
        return b""


def _at_once(path: str, flags: int) -> int:
    """Open a file without waiting, even if it is a pipe now."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
