"""Look-ups for a whole group at once: keys, texts, bands and the states of articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, Connection, select

from newsspider.ledger.bulk import among, column
from newsspider.ledger.state import State
from newsspider.ledger.tables import articles, bands, keys, meta, revisions, texts


def turn(connection: Connection) -> int:
    """Return how many articles have been met: it moves with every commit of a group."""
    return connection.scalar(select(meta.c.value).where(meta.c.name == "turn")) or 0


def owners(connection: Connection, wanted: Iterable[int]) -> dict[int, int]:
    """Return the article's number of each strong key that is known; 0 for a bad one."""
    rows = _found(connection, keys.c.key, wanted)
    return {key: article for key, article in rows}  # noqa: C416 - rows are no tuples


def _found(connection: Connection, key: Column[int], wanted: Iterable[int]) -> Sequence[Any]:
    """Return each number of *wanted* that is in the column *key*, with the article's number beside it."""
    values = column(connection, wanted)
    statement = select(key, key.table.c.article).select_from(values).join(key.table, key == values.c.value)
    return connection.execute(statement).all()


def _many(connection: Connection, key: Column[int], wanted: Iterable[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for value, article in _found(connection, key, wanted):
        found.setdefault(value, []).append(article)
    return found


def same_texts(connection: Connection, wanted: Iterable[int]) -> dict[int, list[int]]:
    """Return the numbers of the articles that have each text key."""
    return _many(connection, texts.c.key, wanted)


def neighbours(connection: Connection, places: Iterable[int]) -> dict[int, list[int]]:
    """Return the numbers of the articles at each place of the bands."""
    return _many(connection, bands.c.place, places)


def states(connection: Connection, numbers: Iterable[int]) -> dict[int, State]:
    """Return the states of the articles of these numbers."""
    wanted = list(numbers)
    if not wanted:
        return {}
    rows = connection.execute(select(articles).where(among(connection, articles.c.number, wanted)))
    return {row[0]: State(*row) for row in rows}


def earlier_digests(connection: Connection, number: int) -> set[bytes]:
    """Return the digests of all texts that an article has had."""
    rows = connection.scalars(select(revisions.c.digest).where(revisions.c.article == number))
    return set(rows)


def stream(connection: Connection, number: int, revision: int) -> bytes:
    """Return the compressed stream of one revision, empty bytes if there is none."""
    wanted = (revisions.c.article == number) & (revisions.c.revision == revision)
    return connection.scalar(select(revisions.c.stream).where(wanted)) or b""
