"""The ledger's names of outputs, and the places of outputs with these names.

If the ledger is inside the output folder, both move together: names are then relative to the folder.
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
    """Return the local path in *uri*, in any spelling; None for an address elsewhere.

    Placeholders that a run fills in stay as they are.
    """
    scheme = urlparse(uri).scheme
    if scheme not in _LOCAL:
        return None
    return _plain(Path(native(file_uri_to_path(uri) if scheme else uri)).expanduser())


def _plain(path: Path) -> Path:
    return Path(os.path.normpath(path.absolute()))


def feed_name(run: Options, uri: str) -> str:
    """Return the ledger's name of the output at *uri*, without a password."""
    path = local_path(uri)
    if path is None:
        return masked(uri)
    output = _plain(run.output)
    if run.ledger == str(run.output / LEDGER_NAME) and path.is_relative_to(output):
        path = path.relative_to(output)
    return spelled(path.as_posix())


def feed_path(run: Options, name: str) -> Path | None:
    """Return the path of the output with this name; None if it is not local."""
    is_local = urlparse(name).scheme in _LOCAL
    return run.output.absolute() / native(name) if is_local else None


# --- addresses ---
# An address is a template, as in Scrapy: %(run)s and %(time)s are filled in; any other % is a plain
# character.

_PLACEHOLDER = re.compile(r"%\((\w+)\)[-#0 +]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]")
# Placeholders with another value in each run; `_job` is scrapyd's id of a run.
_NEW_EACH_RUN = ("run", "time", "batch_time", "_job")


def is_fixed(uri: str) -> bool:
    """Return whether all runs with *uri* write to the same place."""
    return not any(found[1] in _NEW_EACH_RUN for found in _PLACEHOLDER.finditer(uri))


@dataclass(frozen=True)
class OutputFile:
    """An existing file of an output: its only one, or the one of a run.

    `name` distinguishes it from the other files of the output, wherever they are.
    """

    path: Path
    name: str
    is_only: bool = False
    run: str | None = None


def files_of(path: Path) -> Iterator[OutputFile]:
    """Yield the existing files of the output at *path*, a local template, in order."""
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
    """Return the pattern of file names of *template*, with the run as a group, without hidden files."""
    parts, at, seen = [], 0, False
    for found in _PLACEHOLDER.finditer(template):
        is_run = found[1] == "run" and not seen
        seen = seen or is_run
        parts += [re.escape(template[at : found.start()]), "(?P<run>[^/]+)" if is_run else "[^/]+"]
        at = found.end()
    return re.compile("".join([*parts, re.escape(template[at:])]))


# --- output ---
# What a run has written to one output, and how messages name an output.


@dataclass(frozen=True)
class OutputResult:
    """What a run wrote to one output; `stored` is False if it could not be completed."""

    uri: str
    format: str
    written: int
    stored: bool


def written_to(slot: FeedSlot) -> int:
    """Return how many articles *slot* got."""
    written: int = getattr(slot.exporter, "written", slot.itemcount)
    return written


def redacted(uri: str) -> str:
    """Return the address of an output, with `<…>` for placeholders and without its password."""
    return masked(_PLACEHOLDER.sub(r"<\1>", uri))
