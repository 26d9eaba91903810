"""Stored articles that are fetched again: when, and with which validators.

Only this finds a correction made after an article has left its list. A row is written before the article is
stored, so that no crash leaves it out; a row without a stored article is not due.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, select, update

from newsspider.ledger import bulk, keys
from newsspider.ledger.bulk import among, lock
from newsspider.ledger.candidate import seconds
from newsspider.ledger.database import reading, writing
from newsspider.ledger.sources import PAUSES, STORED, ListedRow, Validators
from newsspider.ledger.tables import listed, lists, rechecks

_COLUMNS = ("item", "etag", "modified", "due", "tries")


@dataclass(frozen=True, slots=True)
class Recheck:
    """The item of a list to fetch again, not before *due*."""

    item: str
    validators: Validators
    due: datetime


class Rechecks:
    """The articles to fetch again; part of a `Ledger`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def plan(self, planned: Iterable[Recheck]) -> None:
        """Plan to fetch each of these again; earlier plans for them are replaced."""
        rows = {
            keys.of_item(one.item): (one.validators.etag, one.validators.modified, seconds(one.due), 0)
            for one in planned
        }
        if not rows:
            return
        with writing(self._engine) as connection:
            bulk.replace(connection, rechecks, _COLUMNS, [(item, *row) for item, row in rows.items()])

    def due(self, name: str, now: datetime) -> Iterator[tuple[ListedRow, Validators]]:
        """Yield the stored rows of the list *name* that are due, longest waiting first, with validators."""
        wanted = (
            select(listed.c["keys"], listed.c.locator, rechecks.c.etag, rechecks.c.modified)
            .join(rechecks, rechecks.c.item == listed.c.item)
            .join(lists, lists.c.number == listed.c.list)
            .where(lists.c.name == name, listed.c.ending == STORED, rechecks.c.due <= seconds(now))
            .order_by(rechecks.c.due, rechecks.c.item)
        )
        with reading(self._engine) as connection:
            found = connection.execute(wanted).all()
        for names, locator, etag, modified in found:
            key, *urls = json.loads(names)
            yield ListedRow(key, locator, tuple(urls)), Validators(etag, modified)

    def done(self, items: Sequence[str]) -> None:
        """Note that these were fetched; they are not fetched again."""
        if items:
            with writing(self._engine) as connection:
                these = among(connection, rechecks.c.item, map(keys.of_item, items))
                lock(connection, rechecks.c.item, these)
                connection.execute(delete(rechecks).where(these))

    def failed(self, item: str, now: datetime) -> None:
        """Count a failed try; after the last one the item stays as it is stored."""
        which = rechecks.c.item == keys.of_item(item)
        with writing(self._engine) as connection:
            tries = connection.scalar(select(rechecks.c.tries).where(which))
            if tries is None:
                return
            if tries >= len(PAUSES):
                connection.execute(delete(rechecks).where(which))
                return
            due = (seconds(now) or 0) + int(PAUSES[tries].total_seconds())
            connection.execute(update(rechecks).where(which).values(tries=tries + 1, due=due))
