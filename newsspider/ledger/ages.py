"""How old the newest row of a list was at each time it was asked for: what tells a list that stands still."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from sqlalchemy import Engine, delete, select

from newsspider.ledger import bulk
from newsspider.ledger.candidate import seconds
from newsspider.ledger.database import reading, writing
from newsspider.ledger.tables import ages, lists

# A little more than the four weeks that are looked back on.
_KEPT = timedelta(days=35)


class Ages:
    """The ages of the lists; part of a `Ledger`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(self, name: str, at: datetime, age: timedelta) -> None:
        """Note the *age* of the newest row of the list *name* at this time; very old notes are dropped."""
        moment = seconds(at) or 0
        with writing(self._engine) as connection:
            number = connection.scalar(select(lists.c.number).where(lists.c.name == name))
            if number is None:
                return
            oldest = moment - int(_KEPT.total_seconds())
            connection.execute(delete(ages).where(ages.c.list == number, ages.c.at < oldest))
            row = (number, moment, int(age.total_seconds()))
            bulk.insert(connection, ages, ("list", "at", "age"), [row], ignore=True)

    def of(self, name: str) -> list[tuple[datetime, timedelta]]:
        """Return what was noted of the list *name*, oldest first; times are in UTC."""
        noted = select(ages.c.at, ages.c.age).join(lists, lists.c.number == ages.c.list)
        with reading(self._engine) as connection:
            rows = connection.execute(noted.where(lists.c.name == name).order_by(ages.c.at)).all()
        return [(datetime.fromtimestamp(row.at, timezone.utc), timedelta(seconds=row.age)) for row in rows]
