"""What can go wrong with the database, each as one sentence for the user.

A further case is one row of `_SENTENCES`: a piece of the driver's message and what to do about it.
"""

from __future__ import annotations

from newsspider.errors import NewsspiderError


class LedgerFailed(NewsspiderError):
    """The ledger cannot be opened, read or written; nothing in it was changed by the step that failed."""


class LedgerDamaged(LedgerFailed):
    """The file is there and is no sound ledger: nothing helps but a backup or `scrapy ledger rebuild`."""


# What tells of that, in SQLite's words.
_DAMAGED = ("disk image is malformed", "not a database", "file is encrypted")

# The drivers' own words (SQLite's first, then PostgreSQL's), lower case, and what they mean to the user.
_SENTENCES = (
    (
        "malformed",
        "is damaged: put a backup in its place, or run `scrapy ledger rebuild`, which moves it aside",
    ),
    ("not a database", "is not a ledger: move that file away, or name another one"),
    ("file is encrypted", "is not a ledger: move that file away, or name another one"),
    ("is full", "cannot grow: the disk is full; make room and run the same command again"),
    ("no space left", "cannot grow: the disk is full; make room and run the same command again"),
    ("disk i/o error", "cannot be read or written: check the disk, its free space and its quota"),
    ("readonly", "cannot be written: give this user the right to write the file and its folder"),
    ("read-only", "cannot be written: give this user the right to write it"),
    ("unable to open", "cannot be opened: its folder must exist and be writable for this user"),
    ("is locked", "is being written by another process: wait for it to end, then run the same command again"),
    (
        "lock timeout",
        "is being written by another process: wait for it to end, then run the same command again",
    ),
    ("permission denied", "cannot be used: the database refuses this user"),
    ("authentication failed", "cannot be opened: the database refuses this user or password"),
    ("does not exist", "cannot be used: there is no such database, user or table"),
    ("connection", "cannot be reached: check that the database server runs and that its address is right"),
)
_UNKNOWN = "cannot be used"


def failure(where: str, error: BaseException) -> LedgerFailed:
    """Return what to raise for *error* of the driver; *where* names the ledger, without a password."""
    said = str(error).lower()
    kind = LedgerDamaged if any(words in said for words in _DAMAGED) else LedgerFailed
    return kind(sentence(where, error))


def sentence(where: str, error: BaseException) -> str:
    """Return what to tell the user about *error*; *where* names the ledger, without a password."""
    said = str(error).lower()
    advice = next((advice for words, advice in _SENTENCES if words in said), None)
    if advice:
        return f"the ledger {where} {advice}"
    return f"the ledger {where} {_UNKNOWN}: {' '.join(str(error).split())[:200]}"
