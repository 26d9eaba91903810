"""`scrapy ledger check`: whether the ledger holds together, and whether the posts are as it says.

One line for each thing that is not; what a person has done and a run has noted is as it says.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newsspider.commands.upkeep import folders, telling
from newsspider.commands.upkeep.opening import opened
from newsspider.draft import Unread
from newsspider.errors import ExitCode, Refused
from newsspider.ledger import Feed, Ledger, Post, PostState
from newsspider.options import Options
from newsspider.render.merge import body_digest
from newsspider.sites import post as reader


@dataclass(slots=True)
class _Checked:
    """How many posts were looked at, and in how many folders."""

    posts: int = 0
    folders: int = 0


def check(run: Options) -> ExitCode:
    """Print what is wrong and return DONE where nothing is, else FAILED."""
    checked = _Checked()
    faults = 0
    with opened(run) as ledger:
        for line in _faults(run, ledger, checked):
            telling.line(line)
            faults += 1
    looked = f"posts {checked.posts}, folders {checked.folders}"
    telling.line(f"faults {faults}, {looked}" if faults else f"sound: {looked}")
    return ExitCode.FAILED if faults else ExitCode.DONE


def _faults(run: Options, ledger: Ledger, checked: _Checked) -> Iterator[str]:
    yield from (f"ledger: {fault}" for fault in ledger.upkeep.check())
    for feed, folder in folders.known(run, ledger):
        checked.folders += 1
        yield from _of_folder(ledger, feed, folder, checked, run.max_file)


def _of_folder(ledger: Ledger, feed: Feed, folder: Path, checked: _Checked, limit: int) -> Iterator[str]:
    if not folder.is_dir():
        gone = ledger.posts.count(feed.number)
        if gone:
            yield f"missing: {folder} with its {gone} posts; the next run that writes there makes it anew"
        return
    names: set[str] = set()
    ids: set[str] = set()
    for known in ledger.posts.iterate(feed.number):
        checked.posts += 1
        names.add(known.name)
        ids.add(known.id)
        fault = _of_post(folder / known.name, known)
        if fault is not None:
            yield f"{fault}: {folder / known.name} ({known.id})"
    for found in folders.own_posts(folder, limit):
        if isinstance(found, Unread):
            yield f"unreadable: {folder / found.locator} ({found.detail})"
        elif found.name not in names:
            yield f"{'copy' if found.id in ids else 'unknown'}: {folder / found.name} ({found.id})"


def _of_post(path: Path, known: Post) -> str | None:
    """Return in a word or two what a post is that is not as the ledger says, None where it is."""
    try:
        data = path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else b""
        if reader.own_id(data) != known.id:
            return "foreign"
    except (FileNotFoundError, NotADirectoryError):
        return None if known.state in (PostState.DELETED, PostState.RESTORED) else "missing"
    except OSError as error:
        return f"unreadable ({error.strerror})"
    except Refused:
        return "foreign"
    edited = body_digest(data.decode("utf-8", "replace")) != known.digest
    return "edited" if edited and known.state is PostState.WRITTEN else None
