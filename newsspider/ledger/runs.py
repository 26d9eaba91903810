"""The runs: when each began and ended, with which exit code and which counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import Engine, Row, func, insert, select, update

from newsspider.ledger.candidate import seconds
from newsspider.ledger.database import exclusively, reading, writing
from newsspider.ledger.tables import runs


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run; `ended` and `exit_code` are None while it runs, and for ever if it was killed.

    `fill` has the share of articles with each field, by name. Times are in UTC.
    """

    number: int
    name: str
    started: datetime
    ended: datetime | None = None
    exit_code: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    fill: Mapping[str, float] = field(default_factory=dict)


def moment(stored: int | None) -> datetime | None:
    """Return seconds since 1970 as a time in UTC."""
    return None if stored is None else datetime.fromtimestamp(stored, timezone.utc)


def _run(row: Row[Any]) -> RunRow:
    started = datetime.fromtimestamp(row.started, timezone.utc)
    counts, fill = (json.loads(text) if text else {} for text in (row.counts, row.fill))
    return RunRow(row.number, row.name, started, moment(row.ended), row.exit_code, counts, fill)


class Runs:
    """The runs of a ledger; part of a `Ledger`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def start(self, name: str, now: datetime) -> RunRow:
        """Note the beginning of a run and return it; a name that is taken gets a number: `name-2`."""
        with writing(self._engine) as connection:
            exclusively(connection)
            taken = set(
                connection.scalars(select(runs.c.name).where(runs.c.name.startswith(name, autoescape=True)))
            )
            tries = (f"{name}-{number}" if number > 1 else name for number in range(1, len(taken) + 2))
            free = next(each for each in tries if each not in taken)
            number = (connection.scalar(select(func.max(runs.c.number))) or 0) + 1
            connection.execute(insert(runs).values(number=number, name=free, started=seconds(now)))
        return RunRow(number, free, now)

    def names(self) -> set[str]:
        """Return the names of all runs."""
        with reading(self._engine) as connection:
            return set(connection.scalars(select(runs.c.name)))

    def finish(
        self, run: RunRow, now: datetime, exit_code: int, counts: Mapping[str, int], fill: Mapping[str, float]
    ) -> None:
        """Note the end of *run* and its counts."""
        values = {
            "ended": seconds(now),
            "exit_code": exit_code,
            "counts": json.dumps(dict(counts)),
            "fill": json.dumps(dict(fill)),
        }
        with writing(self._engine) as connection:
            connection.execute(update(runs).where(runs.c.number == run.number).values(values))

    def last(self, number: int = 1, *, filled: bool = False) -> list[RunRow]:
        """Return the last *number* runs, the latest first; with *filled*, only those with a `fill`."""
        wanted = select(runs).order_by(runs.c.number.desc()).limit(number)
        if filled:
            wanted = wanted.where(runs.c.fill != json.dumps({}))  # a run that is still going has none
        with reading(self._engine) as connection:
            return [_run(row) for row in connection.execute(wanted)]
