"""How each feed asked to be asked: where it has moved to, whether it is gone, not before which time.

Validators are in `lists`, with the rows that they came with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, insert, select

from newsspider.ledger import keys
from newsspider.ledger.candidate import seconds
from newsspider.ledger.database import reading, writing
from newsspider.ledger.runs import moment
from newsspider.ledger.tables import polls


@dataclass(frozen=True, slots=True)
class Poll:
    """What is known of a feed from asking for it.

    `moved` is the address it said it has moved to for good, `gone` the version of the rules by which it was
    found gone. `due` is when it wants to be asked next, `pause` until when its server wants peace; `hours` of
    the day in GMT and `days`, 0 for Monday, are those at which it is not to be asked.
    """

    moved: str | None = None
    gone: str | None = None
    due: datetime | None = None
    pause: datetime | None = None
    hours: tuple[int, ...] = ()
    days: tuple[int, ...] = ()


class Polls:
    """What feeds have asked for; part of a `Ledger`. A feed is given by the name of its list."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, name: str) -> Poll:
        """Return what is known of the feed; times are in UTC."""
        with reading(self._engine) as connection:
            found = connection.execute(select(polls).where(polls.c.list == _key(name))).one_or_none()
        if found is None:
            return Poll()
        return Poll(
            found.moved,
            found.gone,
            moment(found.due),
            moment(found.pause),
            _numbers(found.hours),
            _numbers(found.days),
        )

    def note(self, name: str, poll: Poll) -> None:
        """Write what is known of the feed from now on."""
        values = {
            "list": _key(name),
            "moved": poll.moved,
            "gone": poll.gone,
            "due": seconds(poll.due),
            "pause": seconds(poll.pause),
            "hours": " ".join(map(str, poll.hours)),
            "days": " ".join(map(str, poll.days)),
        }
        with writing(self._engine) as connection:
            connection.execute(delete(polls).where(polls.c.list == values["list"]))
            connection.execute(insert(polls).values(values))


def _key(name: str) -> int:
    return keys.number("list", name)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split()))
