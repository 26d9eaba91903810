"""`scrapy ledger rebuild`: a new ledger from the posts, when the ledger is lost or damaged.

It is built beside and takes the place when it is whole. What only the old one knew is gone: how far the
lists were read, earlier texts and uncleaned sources, which posts a person deleted or edited.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from pathlib import Path

from newsspider.commands.upkeep import aside, telling
from newsspider.commands.upkeep.filling import Filled, fill
from newsspider.commands.upkeep.opening import shown
from newsspider.errors import ExitCode, NewsspiderError, WrongUse
from newsspider.ledger import Ledger, LedgerDamaged
from newsspider.ledger.presence import exists, file_of
from newsspider.options import Options


class _Old(Enum):
    """What is there before: each with the word that stands in its new name."""

    ABSENT = ""
    DAMAGED = "damaged"
    SOUND = "replaced"


def folder(run: Options, given: Sequence[str]) -> Path:
    """Return the folder of posts that is *given*, else that of the settings; raises WrongUse for none."""
    posts = Path(given[0]).expanduser() if given else run.posts
    if not posts.is_dir():
        message = f"there is no folder {posts} to rebuild the ledger from"
        raise WrongUse(message)
    return posts


def rebuild(run: Options, posts: Path, *, force: bool) -> ExitCode:
    """Build a ledger from the posts in the folder *posts* and from our own JSONL.

    Returns SOME_FAILED where a file could not be read. Raises WrongUse where the ledger is sound, unless
    *force*, LedgerFailed where it is of a newer version or in use.
    """
    file = file_of(run.ledger)
    filled = _on_server(run, posts) if file is None else _in_file(run, posts, file, force=force)
    for line in filled.faults:
        telling.line(line)
    telling.line(f"rebuilt {shown(run)}: articles {filled.articles}, posts {filled.posts} of {posts}")
    return ExitCode.SOME_FAILED if filled.faults else ExitCode.DONE


def _on_server(run: Options, posts: Path) -> Filled:
    if exists(run.ledger):
        message = (
            f"the ledger {shown(run)} is there, and a server's is not moved aside: "
            "restore its backup, or name a new database in NEWSSPIDER_LEDGER"
        )
        raise NewsspiderError(message)
    with Ledger.open(run.ledger) as ledger:
        return fill(run, ledger, posts)


def _in_file(run: Options, posts: Path, file: Path, *, force: bool) -> Filled:
    old = _old(run)
    if old is _Old.SOUND and not force:
        message = (
            f"the ledger {shown(run)} is sound, and rebuilt it would know less: "
            "--force does so all the same and moves it aside"
        )
        raise WrongUse(message)
    new = aside.fresh(file)
    with Ledger.open(str(new)) as ledger:
        filled = fill(run, ledger, posts)
    kept = aside.exchange(file, new, run, old.value)
    if kept is not None:
        telling.line(f"the {'damaged' if old is _Old.DAMAGED else 'former'} ledger is {kept} now")
    return filled


def _old(run: Options) -> _Old:
    if not exists(run.ledger):
        return _Old.ABSENT
    try:
        with Ledger.open(run.ledger) as ledger:
            return _Old.DAMAGED if ledger.upkeep.check() else _Old.SOUND
    except LedgerDamaged:
        return _Old.DAMAGED
