"""What each feed asked for: its new address, that it is gone, the earliest time of the next request.

Validators are in `lists`, with the rows that came with them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from sqlalchemy import Engine, delete, insert, select, update

from newsspider.ledger import bulk, keys
from newsspider.ledger.candidate import seconds
from newsspider.ledger.database import reading, writing
from newsspider.ledger.outbox import Output
from newsspider.ledger.runs import moment
from newsspider.ledger.tables import ages, lists, polls, replays

_POLL = ("list", "moved", "gone", "due", "pause", "hours", "days")


@dataclass(frozen=True, slots=True)
class Poll:
    """What is known about a feed.

    `moved` is its new permanent address. `gone` is the version of the rules when it was found to be gone.
    `due` is the time of the next request that it asked for, `pause` the end of its `Retry-After`. In the
    `hours` of the day (GMT) and on the `days` (0 is Monday) it must not be asked.
    """

    moved: str | None = None
    gone: str | None = None
    due: datetime | None = None
    pause: datetime | None = None
    hours: tuple[int, ...] = ()
    days: tuple[int, ...] = ()


class Polls:
    """What feeds asked for; part of a `Ledger`. A feed is given by the name of its list."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, name: str) -> Poll:
        """Return what is known about the feed; times are in UTC."""
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
        """Replace what is known about the feed."""
        hours, days = (" ".join(map(str, numbers)) for numbers in (poll.hours, poll.days))
        row = (_key(name), poll.moved, poll.gone, seconds(poll.due), seconds(poll.pause), hours, days)
        with writing(self._engine) as connection:
            bulk.replace(connection, polls, _POLL, [row])


def _key(name: str) -> int:
    return keys.number("list", name)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split()))


# --- ages ---
# How old the newest row of a list was at each request: this shows a list that no longer changes.

# A little more than the four weeks that a judgement looks back.
_KEPT = timedelta(days=35)


class Look(NamedTuple):
    """How old the newest row of a list was at a time (UTC).

    `rows` is how many came since the look before, None if an earlier version noted it. `gap` is the
    longest pause between them; None if none ended.
    """

    at: datetime
    age: timedelta
    gap: timedelta | None = None
    rows: int | None = None


class Ages:
    """The ages of the lists; part of a `Ledger`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(self, name: str, look: Look) -> None:
        """Note a *look* at the list *name*; drop very old ones."""
        moment = seconds(look.at) or 0
        with writing(self._engine) as connection:
            number = connection.scalar(select(lists.c.number).where(lists.c.name == name))
            if number is None:
                return
            oldest = moment - int(_KEPT.total_seconds())
            connection.execute(delete(ages).where(ages.c.list == number, ages.c.at < oldest))
            gap = None if look.gap is None else int(look.gap.total_seconds())
            row = (number, moment, int(look.age.total_seconds()), gap, look.rows)
            bulk.insert(connection, ages, ("list", "at", "age", "gap", "rows"), [row], ignore=True)

    def of(self, name: str) -> list[Look]:
        """Return the looks at the list *name*, oldest first."""
        noted = select(ages).join(lists, lists.c.number == ages.c.list)
        with reading(self._engine) as connection:
            rows = connection.execute(noted.where(lists.c.name == name).order_by(ages.c.at)).all()
        return [
            Look(
                datetime.fromtimestamp(row.at, timezone.utc),
                timedelta(seconds=row.age),
                None if row.gap is None else timedelta(seconds=row.gap),
                row.rows,
            )
            for row in rows
        ]

    def stale(self, name: str) -> timedelta | None:
        """Return the age at which the list *name* was last said to be stale; None if it is not."""
        with reading(self._engine) as connection:
            age = connection.scalar(select(lists.c.stale).where(lists.c.name == name))
        return None if age is None else timedelta(seconds=age)

    def note_stale(self, name: str, age: timedelta | None) -> None:
        """Note that the list *name* was said to be stale at this *age*; None when that has ended."""
        said = None if age is None else int(age.total_seconds())
        with writing(self._engine) as connection:
            connection.execute(update(lists).where(lists.c.name == name).values(stale=said))


# --- replays ---
# How far each web archive has been read: where a killed replay continues, and what is not read again.


@dataclass(frozen=True, slots=True)
class Reached:
    """A web archive read up to the byte `at`, with digests of its head and of what comes before `at`."""

    at: int
    head: bytes
    tail: bytes


class Replays:
    """What is known about web archives; part of a `Ledger`. An archive can have any stable name.

    It is known for each output: what a run read, perhaps on another machine, is due to its own outputs only.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, name: str, outputs: Iterable[Output]) -> Reached | None:
        """Return how far the archive has been read for each of *outputs*; None if not for one of them."""
        wanted = _keys_of(name, outputs)
        with reading(self._engine) as connection:
            query = select(replays).where(replays.c.archive.in_(wanted))
            found = connection.execute(query).all()
        if len(found) < len(wanted):
            return None
        least = min(found, key=lambda row: row.at)
        return Reached(least.at, bytes(least.head), bytes(least.tail))

    def note(self, name: str, outputs: Iterable[Output], reached: Reached) -> None:
        """Note how far the archive has been read for *outputs*; everything before must be stored already."""
        mark = {"at": reached.at, "head": reached.head, "tail": reached.tail}
        rows = [{"archive": number, **mark} for number in _keys_of(name, outputs)]
        with writing(self._engine) as connection:
            known = replays.c.archive.in_([row["archive"] for row in rows])
            connection.execute(delete(replays).where(known))
            connection.execute(insert(replays).values(rows))


def _keys_of(name: str, outputs: Iterable[Output]) -> list[int]:
    names = {f"{name}\n{output.number}" for output in outputs} or {name}
    return sorted(keys.number("archive", each) for each in names)
