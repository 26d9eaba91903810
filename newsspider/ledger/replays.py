"""How far each archive has been read: what a killed replay goes on from, and what is not read again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, delete, insert, select

from newsspider.ledger import keys
from newsspider.ledger.database import reading, writing
from newsspider.ledger.tables import replays


@dataclass(frozen=True, slots=True)
class Reached:
    """An archive read down to the byte `at`, with digests of its head and of what stands before that."""

    at: int
    head: bytes
    tail: bytes


class Replays:
    """What is known of archives; part of a `Ledger`. An archive goes by any name that stays the same."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, name: str) -> Reached | None:
        """Return how far the archive has been read, None for one that never was."""
        with reading(self._engine) as connection:
            wanted = replays.c.archive == keys.number("archive", name)
            found = connection.execute(select(replays).where(wanted)).one_or_none()
        return Reached(found.at, bytes(found.head), bytes(found.tail)) if found else None

    def note(self, name: str, reached: Reached) -> None:
        """Write how far the archive has been read; everything before that must be stored by then."""
        number = keys.number("archive", name)
        with writing(self._engine) as connection:
            connection.execute(delete(replays).where(replays.c.archive == number))
            values = {"archive": number, "at": reached.at, "head": reached.head, "tail": reached.tail}
            connection.execute(insert(replays).values(values))
