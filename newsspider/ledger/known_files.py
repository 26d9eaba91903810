"""Seed files that were read and have not changed: they need not be read again.

A file is known if its size and times, and everything that decides how it is read, are as noted, and if each
output of the run has a row for its article. A new output, or one that is overwritten, has none: then the
file is read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, exists, select

from newsspider.ledger import bulk, keys
from newsspider.ledger.database import reading, writing
from newsspider.ledger.outbox import Output
from newsspider.ledger.posts import numbers_of
from newsspider.ledger.tables import articles, known_files, outbox
from newsspider.model.draft import Stamp

_COLUMNS = ("file", "size", "modified", "changed", "reading", "article", "rejected_row")


@dataclass(frozen=True, slots=True)
class SeedRead:
    """A seed file that was read: its path and locator, what it was like then, and its article's id.

    `rejected_row` is the line of `rejected/` for a file that was not kept, as JSON.
    """

    path: str
    locator: str
    stamp: Stamp
    id: str
    rejected_row: str | None = None


class KnownFiles:
    """The seed files that were read; part of a `Ledger`.

    *way* is a text for everything that decides how a file is read: with another way, no file is known.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def known(
        self, files: Sequence[tuple[str, str, Stamp]], way: str, outputs: Sequence[Output]
    ) -> dict[tuple[str, str], str | None]:
        """Return the rejected rows of those *files* (path, locator, stamp) that need not be read again.

        The keys are path and locator.
        """
        by_key = {keys.of_seed(path, locator): (path, locator, stamp) for path, locator, stamp in files}
        number = keys.number("way", way)
        with reading(self._engine) as connection:
            query = (
                select(known_files)
                .join(articles, articles.c.number == known_files.c.article)
                .where(bulk.among(connection, known_files.c.file, by_key), known_files.c.reading == number)
                .where(*map(_has_row, outputs))
            )
            found = connection.execute(query).all()
        return {
            by_key[one.file][:2]: one.rejected_row
            for one in found
            if by_key[one.file][2] == Stamp(one.size, one.modified, one.changed)
        }

    def note(self, files: Iterable[SeedRead], way: str, numbers: Mapping[str, int]) -> None:
        """Note that *files* were read and their articles stored; replaces earlier notes of them.

        *numbers* are those of the articles, as far as the caller knows them.
        """
        every = {keys.of_seed(one.path, one.locator): one for one in files}
        if not every:
            return
        number = keys.number("way", way)
        with writing(self._engine) as connection:
            unknown = {one.id for one in every.values()} - numbers.keys()
            articles_of = {**numbers, **(numbers_of(connection, unknown) if unknown else {})}
            rows = [
                (key, *_times(one.stamp), number, articles_of[one.id], one.rejected_row)
                for key, one in every.items()
                if one.id in articles_of
            ]
            bulk.replace(connection, known_files, _COLUMNS, rows)  # another run may note the same file


def _times(stamp: Stamp) -> tuple[int, int, int]:
    return stamp.size, stamp.modified, stamp.changed


def _has_row(output: Output) -> ColumnElement[bool]:
    """Return the condition that *output* has, or is due, the current revision of the article."""
    return exists().where(
        outbox.c.feed == output.number,
        outbox.c.generation == output.generation,
        outbox.c.article == articles.c.number,
        outbox.c.revision == articles.c.revision,
    )
