"""What the ledger calls a feed, and where a feed of that name is written.

In an output folder that has its ledger inside, both move together: the name is relative to the folder.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlparse

from w3lib.url import file_uri_to_path

from newsspider.options import LEDGER_NAME, Options
from newsspider.text.paths import native, spelled
from newsspider.text.redact import masked

_LOCAL = ("", "file")

if TYPE_CHECKING:
    from scrapy.extensions.feedexport import FeedSlot


def local_path(uri: str) -> Path | None:
    """Return the path that *uri* names on this machine, however written; None for an address elsewhere.

    What a run fills in stands in it as it stands in *uri*.
    """
    scheme = urlparse(uri).scheme
    if scheme not in _LOCAL:
        return None
    return _plain(Path(native(file_uri_to_path(uri) if scheme else uri)).expanduser())


def _plain(path: Path) -> Path:
    return Path(os.path.normpath(path.absolute()))


def feed_name(run: Options, uri: str) -> str:
    """Return what the ledger calls the feed that is written to *uri*; a password is no part of it."""
    path = local_path(uri)
    if path is None:
        return masked(uri)
    output = _plain(run.output)
    if run.ledger == str(run.output / LEDGER_NAME) and path.is_relative_to(output):
        path = path.relative_to(output)
    return spelled(path.as_posix())


def feed_path(run: Options, name: str) -> Path | None:
    """Return the path of the feed of this name; None for one that is not on this machine."""
    is_local = urlparse(name).scheme in _LOCAL
    return run.output.absolute() / native(name) if is_local else None


# --- addresses ---
# An address is a template, as Scrapy has it: %(run)s and %(time)s are filled in; any other % is one.

_PLACEHOLDER = re.compile(r"%\((\w+)\)[-#0 +]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]")
# Placeholders that are something else in each run; `_job` is the name that scrapyd gives one.
_NEW_EACH_RUN = ("run", "time", "batch_time", "_job")


def is_fixed(uri: str) -> bool:
    """Return whether every run that is given *uri* writes to the same place."""
    return not any(found[1] in _NEW_EACH_RUN for found in _PLACEHOLDER.finditer(uri))


@dataclass(frozen=True)
class OutputFile:
    """A file of an output that is there: the only one, or that of the run that its name says it is of.

    `name` is what tells it from the others of the output, wherever all of them lie.
    """

    path: Path
    name: str
    is_only: bool = False
    run: str | None = None


def files_of(path: Path) -> Iterator[OutputFile]:
    """Yield the files that are there of the output at *path*, a template of this machine, in order."""
    if not _PLACEHOLDER.search(str(path)):
        if path.is_file() and path.stat().st_size:
            yield OutputFile(path, path.name, is_only=True)
        return
    plain = next(parent for parent in path.parents if "%(" not in str(parent))
    pattern = _pattern(str(path.relative_to(plain)))
    for file in sorted(plain.glob(_PLACEHOLDER.sub("*", glob.escape(str(path.relative_to(plain)))))):
        name = str(file.relative_to(plain))
        found = pattern.fullmatch(name)
        if found and file.is_file() and file.stat().st_size:
            yield OutputFile(file, name, run=found.groupdict().get("run"))


def _pattern(template: str) -> re.Pattern[str]:
    """Return what the names of *template* match, with the run as a group; no name of a hidden file."""
    parts, at, seen = [], 0, False
    for found in _PLACEHOLDER.finditer(template):
        is_run = found[1] == "run" and not seen
        seen = seen or is_run
        parts += [re.escape(template[at : found.start()]), "(?P<run>[^/]+)" if is_run else "[^/]+"]
        at = found.end()
    return re.compile("".join([*parts, re.escape(template[at:])]))


# --- output ---
# What a run has written to one output, and how an output is named to a person.


@dataclass(frozen=True)
class OutputResult:
    """What one feed has written; `stored` is False where it could not be completed."""

    uri: str
    format: str
    written: int
    stored: bool


def written_to(slot: FeedSlot) -> int:
    """Return how many articles *slot* has been given."""
    written: int = getattr(slot.exporter, "written", slot.itemcount)
    return written


def shown(uri: str) -> str:
    """Return the address of a feed with `<…>` for what only a run fills in, and without its password."""
    return masked(_PLACEHOLDER.sub(r"<\1>", uri))
