"""Files of a feed that are being given their names: what was written to which, and whether it got there.

What a run writes to a file is published when the file has its name, not before. The ledger notes the file's
mark, then the file is renamed, then what is in it counts: a run that is killed in between leaves the next
one to look whether the file of the mark is there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, bindparam, delete, select, update

from newsspider.ledger.database import writing
from newsspider.ledger.posts import numbers_of
from newsspider.ledger.tables import feeds, outbox

DUE, PUBLISHED = 0, 1
# A file of a feed (its only one, or a batch) is known by a number that is added to this.
_PLACING = 3


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as a run writes it: its generation, and whether nobody has had anything of it before."""

    number: int
    uri: str
    generation: int
    rewritable: bool
    is_new: bool


class Placing:
    """The files of a run on their way to their names; part of a `Ledger`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def place(self, feed: Feed, file: int, done: Iterable[tuple[str, int]]) -> None:
        """Note which (id, revision) have been written to the file of this number, in one commit."""
        every = list(done)
        if not every:
            return
        with writing(self._engine) as connection:
            numbers = numbers_of(connection, [id_ for id_, _ in every])
            marks = [{"of": numbers[id_], "which": which} for id_, which in every if id_ in numbers]
            connection.execute(update(outbox).where(one_of(feed)).values(state=_PLACING + file), marks)

    def intend(self, feed: Feed, file: int, mark: str) -> None:
        """Note that the file of this number, complete, is about to get its name; *mark* knows it again."""
        with writing(self._engine) as connection:
            _note_placing(connection, feed.number, json.dumps([feed.generation, file, mark]))

    def placed(self, feed: Feed, file: int) -> None:
        """Note that the file of this number has its name: what was written to it is published."""
        with writing(self._engine) as connection:
            _publish(connection, feed.number, feed.generation, file)
            _note_placing(connection, feed.number, None)


def one_of(feed: Feed) -> ColumnElement[bool]:
    """Return the condition for one row of *feed*, its article bound as `of`, its revision as `which`."""
    return and_(
        outbox.c.feed == feed.number,
        outbox.c.generation == feed.generation,
        outbox.c.article == bindparam("of"),
        outbox.c.revision == bindparam("which"),
    )


def _note_placing(connection: Connection, number: int, placing: str | None) -> None:
    connection.execute(update(feeds).where(feeds.c.number == number).values(placing=placing))


def _publish(connection: Connection, number: int, generation: int, file: int) -> None:
    written = and_(
        outbox.c.feed == number, outbox.c.generation == generation, outbox.c.state == _PLACING + file
    )
    connection.execute(update(outbox).where(written).values(state=PUBLISHED))


def recovered(connection: Connection, found: Row[Any], named: Callable[[str], bool]) -> Row[Any]:
    """Return the row of a feed after looking which of the files a killed run had written got their names."""
    number = found.number
    if found.placing is not None:
        generation, file, mark = json.loads(found.placing)
        if named(mark):
            _publish(connection, number, generation, file)
            if generation == found.pending:
                values = {"generation": generation, "pending": None}
                connection.execute(update(feeds).where(feeds.c.number == number).values(values))
                connection.execute(
                    delete(outbox).where(outbox.c.feed == number, outbox.c.generation < generation)
                )
        _note_placing(connection, number, None)
    unnamed = and_(outbox.c.feed == number, outbox.c.state >= _PLACING)
    connection.execute(update(outbox).where(unnamed).values(state=DUE))
    return connection.execute(select(feeds).where(feeds.c.number == number)).one()
