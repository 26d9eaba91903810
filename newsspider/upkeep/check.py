"""`newsspider ledger check`: whether the ledger is consistent, and whether the posts are as it says.

Prints one line for each difference. What a user did and a run has already noted is not a difference.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newsspider.errors import ExitCode, Rejected
from newsspider.ledger import Ledger, Output, Post, PostState
from newsspider.model.draft import Unread
from newsspider.options import Options
from newsspider.outputs.posts import scan
from newsspider.readers import posts as reader
from newsspider.render.made_post import body_digest
from newsspider.upkeep import console, restore
from newsspider.upkeep.console import opened

# States of posts whose files need not exist.
_GONE = (PostState.DELETED, PostState.RESTORED)
_ANEW = "`newsspider ledger rebuild` makes a new one from the posts"
# Each difference, and what the user can do about it.
_REMEDIES = {
    "missing": "put it back, or let `newsspider ledger restore {id}` write it again; else it stays deleted",
    "edited": "your edit is kept; `newsspider ledger restore {id}` overwrites it",
    "foreign": "kept as it is; move it away, then `newsspider ledger restore {id}` writes the post again",
    "renamed": "the next run uses the new name",
    "returned": "the post counts as deleted; run `newsspider ledger restore {id}` to use it under this name",
    "copy": "the post itself is {name}; delete the one you do not want",
    "unknown": "move it out of the folder and run `newsspider crawl seeds -a path=FILE` to store it",
    "unreadable": "make it readable for the user who runs newsspider, or move it away",
}


@dataclass(slots=True)
class _Checked:
    """How many posts were checked, in how many folders."""

    posts: int = 0
    folders: int = 0


def check(run: Options) -> ExitCode:
    """Print all differences; return DONE if there are none, else FAILED."""
    checked = _Checked()
    faults = 0
    with opened(run) as ledger:
        for line in _faults(run, ledger, checked):
            console.line(line)
            faults += 1
    looked = f"posts {checked.posts}, folders {checked.folders}"
    console.line(f"faults {faults}, {looked}" if faults else f"sound: {looked}")
    return ExitCode.FAILED if faults else ExitCode.DONE


def _faults(run: Options, ledger: Ledger, checked: _Checked) -> Iterator[str]:
    yield from (f"ledger: {fault}; {_ANEW}" for fault in ledger.upkeep.check())
    for feed, folder in restore.known(run, ledger):
        checked.folders += 1
        yield from _of_folder(ledger, feed, folder, checked, run.max_file)


def _of_folder(ledger: Ledger, feed: Output, folder: Path, checked: _Checked, limit: int) -> Iterator[str]:
    if not folder.is_dir():
        gone = ledger.posts.count(feed.number)
        if gone:
            yield f"missing: {folder} with its {gone} posts; the next run that writes there creates it again"
        return
    names: dict[str, str] = {}
    missing: dict[str, Post] = {}
    for known in ledger.posts.iterate(feed.number):
        checked.posts += 1
        names[known.id] = known.name
        fault, detail = _of_post(folder / known.name, known)
        if fault == "missing":
            missing[known.id] = known
        elif fault:
            yield _line(fault, folder / known.name, known.id, detail)
    yield from _of_others(folder, names, missing, limit)
    for known in missing.values():
        if known.state not in _GONE:
            yield _line("missing", folder / known.name, known.id)


def _of_others(folder: Path, names: dict[str, str], missing: dict[str, Post], limit: int) -> Iterator[str]:
    """Yield lines about other files in *folder*, and remove posts found there from *missing*."""
    for found in scan.find(folder, limit, set(names.values())):
        if isinstance(found, Unread):
            yield _line("unreadable", folder / found.locator, found.detail)
        elif (known := missing.pop(found.id, None)) is not None:
            names[known.id] = found.name
            yield _line("returned" if known.state in _GONE else "renamed", folder / found.name, found.id)
        elif found.id in names:
            yield _line("copy", folder / found.name, found.id, name=names[found.id])
        else:
            yield _line("unknown", folder / found.name, found.id)


def _line(fault: str, path: Path, what: str, detail: str = "", *, name: str = "") -> str:
    """Return the line for a *fault*, with what the user can do about it."""
    remedy = _REMEDIES[fault].format(id=what, name=name)
    return f"{fault}{detail}: {path} ({what}); {remedy}"


def _of_post(path: Path, known: Post) -> tuple[str, str]:
    """Return how a post differs from the ledger, as a word and a detail; empty if it does not."""
    try:
        data = path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else b""
        if reader.own_id(data) != known.id:
            return "foreign", ""
    except (FileNotFoundError, NotADirectoryError):
        return "missing", ""
    except OSError as error:
        return "unreadable", f" ({error.strerror})"
    except Rejected:
        return "foreign", ""
    edited = body_digest(data.decode("utf-8", "replace")) != known.digest
    return ("edited" if edited and known.state is PostState.WRITTEN else ""), ""
