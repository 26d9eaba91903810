"""The turns of writers: who may write what it has decided, and who has to decide again.

A group decides on what it has read, and writes later. What was written in between may change its verdicts.

**SQLite** has one writer at a time. The number of turns shows whether another one came first; then the group
decides again.

**PostgreSQL** lets writers commit at once that have nothing in common. Before it writes, a writer announces
the keys, band slots and articles that it will change. It compares what it has read with the announcements of
writers whose changes it did not see, because they are at work or came in between. If nothing is in common, it
writes at once. Else it waits until nobody writes, decides again, and writes alone. Announcing is a short
transaction of its own, one writer after another, so of two that have something in common the second one sees
the first.

`_GATE` is a lock that writers share, and that one who writes alone has for itself; `_ORDER` is the lock on
announcing. A transaction holds each, so a writer that is killed frees them. Whether a writer was seen is told
by the server's snapshots, so no clock is compared and nothing has to be tidied up after a kill.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Text,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)

from newsspider.ledger import keys
from newsspider.ledger.database import LedgerFailed, writing
from newsspider.ledger.tables import announced, announcements, meta, turns

# Arbitrary numbers, the same in every newsspider.
_GATE, _ORDER = 20211010, 20211011
# Announcements that are kept at least. A group that has missed more cannot compare, and decides again.
_KEPT = 64
# PostgreSQL's codes for a key that another writer gave away, and for two writers that wait for each other.
_CLASHES = ("23505", "40P01", "40001")

# The server's snapshot, and the condition that a transaction that announced something had ended in one.
_NOW = "pg_current_snapshot()"
_ENDED = "pg_visible_in_snapshot(CAST(announced.writer AS xid8), {})"
# A writer that this server has not had yet was one of the server that the ledger was copied from.
_WAS_ELSEWHERE = f"CAST(announced.writer AS xid8) >= pg_snapshot_xmax({_NOW})"
_HAS_ENDED: ColumnElement[bool] = literal_column(f"({_ENDED.format(_NOW)} OR {_WAS_ELSEWHERE})")
_WAS_NOT_SEEN = text("NOT " + _ENDED.format("CAST(:snapshot AS pg_snapshot)"))
_WRITER = text("SELECT CAST(pg_current_xact_id() AS text)")


# What each group asks, made once.
_TURN = select(meta.c.value).where(meta.c.name == "turn")
_TAKE = (
    update(meta)
    .where(meta.c.name == "turn")
    .values(value=meta.c.value + bindparam("taken"))
    .returning(meta.c.value)
)

_Text = TypeVar("_Text")


class Plan(Protocol):
    """What a group has decided."""

    def read(self) -> set[int] | None:
        """Return the keys, band slots and articles (`of_article`) that it depends on; None means all."""

    def written(self) -> set[int]:
        """Return those that it changes."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a group had seen when it began to read.

    In SQLite the turn; in PostgreSQL the server's snapshot and the first announcement that may not be in it.
    """

    number: int
    snapshot: str = ""


def of_article(number: int) -> int:
    """Return what stands for the article of this number among keys."""
    return keys.number("article", str(number))


def _is_server(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def seen(connection: Connection) -> Seen:
    """Return what a group sees that begins to read now."""
    if not _is_server(connection):
        return Seen(_turn(connection))
    number, snapshot = announced.c.number, literal_column(f"CAST({_NOW} AS text)", Text)
    look = select(snapshot, func.max(number), func.min(number).filter(~_HAS_ENDED))
    now, newest, unseen = connection.execute(look).one()
    return Seen((newest or 0) + 1 if unseen is None else unseen, now)


def _turn(connection: Connection) -> int:
    return connection.scalar(_TURN) or 0


def may_write(engine: Engine, connection: Connection, then: Seen, plan: Plan) -> bool:
    """Return whether *plan*, decided after *then*, holds: then *connection* can write it in its transaction.

    If not, the transaction must end, and the group decide again after `alone`.
    """
    if not _is_server(connection):
        return _turn(connection) == then.number
    connection.execute(select(func.pg_advisory_xact_lock_shared(_GATE)))
    writer = connection.execute(_WRITER).scalar_one()
    with writing(engine) as announcing:
        announcing.execute(select(func.pg_advisory_xact_lock(_ORDER)))
        if _is_disturbed(announcing, then, plan):
            return False
        _announce(announcing, writer, plan)
    return True


def alone(connection: Connection) -> None:
    """Wait until nobody writes, and let nobody else write until the transaction of *connection* ends."""
    if _is_server(connection):
        connection.execute(select(func.pg_advisory_xact_lock(_GATE)))


def announce(connection: Connection, plan: Plan) -> None:
    """Announce what is written *alone*, to those who have read before and write later."""
    if _is_server(connection):
        _announce(connection, connection.execute(_WRITER).scalar_one(), plan)


def is_clash(error: LedgerFailed) -> bool:
    """Return whether *error* says that two writers met after all: the group can decide again."""
    return getattr(error.__cause__, "sqlstate", None) in _CLASHES


def _is_disturbed(connection: Connection, then: Seen, plan: Plan) -> bool:
    newest = connection.scalar(select(func.max(announced.c.number))) or 0
    if newest - _KEPT >= then.number:
        return True
    rows = select(announced.c["keys"]).where(_WAS_NOT_SEEN)
    others = connection.scalars(rows, {"snapshot": then.snapshot}).all()
    if not others:
        return False
    read = plan.read()
    return read is None or any(not read.isdisjoint(_numbers(data)) for data in others)


def _numbers(data: bytes) -> Iterable[int]:
    found = array("q")
    found.frombytes(data)
    return found


def _announce(connection: Connection, writer: str, plan: Plan) -> None:
    number = connection.execute(announcements.next_value()).scalar_one()
    values = {"number": number, "writer": writer, "keys": array("q", plan.written()).tobytes()}
    connection.execute(insert(announced).values(values))
    connection.execute(delete(announced).where(announced.c.number <= number - _KEPT, _HAS_ENDED))


def last(connection: Connection) -> int:
    """Return a number for `unchanged`, in the transaction that has just written."""
    if _is_server(connection):
        return connection.scalar(select(func.max(announced.c.number))) or 0
    return _turn(connection)


def before(connection: Connection, turn: int) -> int:
    """Return what `last` was before *turn*, the turn before a group's first; -1 on a server.

    If it is the `last` of the group before, nobody else has written in between.
    """
    return -1 if _is_server(connection) else turn


def unchanged(
    connection: Connection, since: int, texts: Mapping[tuple[int, int], _Text]
) -> Mapping[tuple[int, int], _Text]:
    """Return those of *texts*, by number and revision of their articles, that nobody has changed since.

    *since* is the `last` number when they were written.
    """
    newest = last(connection)
    if newest == since or not texts:
        return texts
    if not _is_server(connection) or newest - _KEPT >= since:
        return {}
    others = connection.scalars(select(announced.c["keys"]).where(announced.c.number > since)).all()
    changed = {number for data in others for number in _numbers(data)}
    return {which: text for which, text in texts.items() if of_article(which[0]) not in changed}


def take(connection: Connection, number: int) -> int:
    """Take *number* turns, which order what is due; return the turn before the first of them."""
    if _is_server(connection):
        taken = (
            select(turns.next_value().label("turn")).select_from(func.generate_series(1, number)).subquery()
        )
        return (connection.scalar(select(func.min(taken.c.turn))) or 1) - 1
    turn: int = connection.execute(_TAKE, {"taken": number}).scalar_one()
    return turn - number
