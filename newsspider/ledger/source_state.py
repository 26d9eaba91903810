"""How each feed asked to be asked: where it has moved to, whether it is gone, not before which time.

Validators are in `lists`, with the rows that they came with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from sqlalchemy import Engine, delete, insert, select

from newsspider.ledger import bulk, keys
from newsspider.ledger.candidate import seconds
from newsspider.ledger.database import reading, writing
from newsspider.ledger.runs import moment
from newsspider.ledger.tables import ages, lists, polls, replays


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


# --- ages ---
# How old the newest row of a list was at each time it was asked for: what tells a list that stands still.

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


# --- replays ---
# How far each archive has been read: what a killed replay goes on from, and what is not read again.


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
