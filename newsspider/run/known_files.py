"""Seed files that have not changed since they were read: they count as unchanged, and are not read again.

Only a file that holds one document and became an article, or a copy of one, is remembered. A rejected file is
read again, so that every run says why.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from newsspider.ledger import Candidate, SeedRead, Verdict
from newsspider.model.draft import Stamp, Unread
from newsspider.run import outcomes
from newsspider.sources import files
from newsspider.text.paths import absolute
from newsspider.version import __version__

if TYPE_CHECKING:
    from newsspider.options import Options
    from newsspider.run.ledger_session import LedgerSession

# Files in one question to the ledger.
_PAGE = 512
# Nanoseconds after which the times of a file show its next change. File systems count time in steps: most of
# up to ten milliseconds, some of up to two seconds.
_STEP, _LONG_STEP = 20_000_000, 2_000_000_000
_SECOND = 1_000_000_000


class KnownFiles:
    """The seed files that the ledger of *session* knows, for the options of a run."""

    def __init__(self, session: LedgerSession, options: Options) -> None:
        self._session = session
        self._way = _way(session.rules, options)

    def sift(
        self, found: Iterator[files.SeedFile | Unread], known: Callable[[tuple[str, str | None]], None]
    ) -> Iterator[files.SeedFile | Unread]:
        """Yield the files of *found* to read, stamped; *known* gets the others, with their rejected rows."""
        while page := list(islice(found, _PAGE)):
            stamped = list(map(_stamped, page))
            rows = self._unchanged(stamped)
            for one in stamped:
                if isinstance(one, files.SeedFile) and one in rows:
                    known((one.locator, rows[one]))
                else:
                    yield _remembered(one)

    def _unchanged(self, page: Iterable[files.SeedFile | Unread]) -> dict[files.SeedFile, str | None]:
        """Return the files of *page* that need no second reading, with their rows in `rejected/`, if any."""
        if self._session.has_fresh_feeds:  # such outputs get every article that the run reads
            return {}
        stamped = {
            (self._name(one.path), one.locator): one
            for one in page
            if isinstance(one, files.SeedFile) and one.stamp is not None
        }
        asked = [(*name, one.stamp) for name, one in stamped.items() if one.stamp is not None]
        known = self._session.ledger.known_files.known(asked, self._way, self._session.feeds)
        return {stamped[name]: row for name, row in known.items()}

    def _name(self, path: str) -> str:
        return self._session.ledger.roots.named(absolute(path))

    def note(self, stored: Iterable[tuple[Candidate, Verdict]]) -> None:
        """Note the files whose articles are *stored* and were not kept from any output."""
        now, named = self._session.now(), self._session.ledger.roots.named
        texts = self._session.written.texts
        numbers = {text.article.id: number for (number, _), text in texts.items()}
        read = [
            SeedRead(
                named(source.file),
                one.article.origin.locator,
                source.stamp,
                verdict.id,
                outcomes.line(row) if (row := outcomes.of_verdict(one.article, verdict, now)) else None,
            )
            for one, verdict in stored
            if (source := one.arrival.source) is not None and source.stamp is not None
        ]
        self._session.ledger.known_files.note(read, self._way, numbers)


def _way(rules: str, options: Options) -> str:
    """Return a text for everything that decides what a file becomes: rules, version, settings."""
    deciding = (
        options.near_duplicates.value,
        options.near_window,
        options.fragments,
        options.sites,
        options.limits,
    )
    return f"{__version__}\n{rules}\n{deciding!r}"


def _stamped(one: files.SeedFile | Unread) -> files.SeedFile | Unread:
    """Return *one* with its stamp, if it is a file that holds one document."""
    if isinstance(one, Unread) or files.kind(one.path) not in files.SINGLE:
        return one
    return replace(one, stamp=files.stamp(one))


def _remembered(one: files.SeedFile | Unread) -> files.SeedFile | Unread:
    """Return *one* without its stamp if a change right after this could leave the same stamp."""
    if isinstance(one, Unread) or one.stamp is None or _shows_changes(one.stamp):
        return one
    return replace(one, stamp=None)


def _shows_changes(stamp: Stamp) -> bool:
    is_coarse = stamp.modified % _SECOND == 0 and stamp.changed % _SECOND == 0
    last = max(stamp.modified, stamp.changed)
    return time.time_ns() - last > (_LONG_STEP if is_coarse else _STEP)
