"""A group: what is met together and committed together.

The only memory that the ledger has of articles is a group's, and it ends with the commit or the rollback.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine

from newsspider.ledger import lookup
from newsspider.ledger.arrival import Arrival, Near, Verdict
from newsspider.ledger.candidate import Prepared
from newsspider.ledger.database import reading, writing
from newsspider.ledger.decide import Plan
from newsspider.ledger.failures import LedgerFailed
from newsspider.ledger.placing import Feed
from newsspider.ledger.writer import take_turns, write


class Group:
    """A unit of work: `meet` any number of times, then `commit`; made by `Ledger.group`."""

    def __init__(self, engine: Engine, run: int, rules: str, feeds: Sequence[Feed], near: Near) -> None:
        self._engine = engine
        self._run = run
        self._rules = rules
        self._feeds = tuple(feeds)
        self._near = near
        self.rollback()

    def rollback(self) -> None:
        """Forget everything met since the last commit."""
        self._plan = Plan(self._run, self._rules, self._near)
        self._batches: list[list[Prepared]] = []
        self._turn = 0

    def __len__(self) -> int:
        """Return how many arrivals wait for the commit."""
        return sum(map(len, self._batches))

    def meet(self, arrivals: Sequence[Arrival]) -> list[Verdict]:
        """Return the provisional verdicts on *arrivals*, in their order, written only by `commit`.

        Their articles get `id`, `revision` and `duplicate_of`. Raises ValueError for an article without a
        digest (then the group is as it was) and LedgerFailed where the ledger cannot be read: then it is
        empty, as after a rollback.
        """
        batch = [Prepared(arrival) for arrival in arrivals]
        try:
            with reading(self._engine) as connection:
                if not self._batches:
                    self._turn = lookup.turn(connection)
                verdicts = self._plan.decide(connection, batch)
        except LedgerFailed:
            self.rollback()
            raise
        self._batches.append(batch)
        return verdicts

    def commit(self, now: datetime) -> list[Verdict]:
        """Write everything met and return the final verdicts, in the order of meeting.

        They differ from what `meet` said only where another worker wrote in between. Raises LedgerFailed
        where the ledger cannot be written: nothing was, and the group is empty.
        """
        try:
            return self._commit(now) if self._batches else []
        finally:
            self.rollback()

    def _commit(self, now: datetime) -> list[Verdict]:
        with writing(self._engine) as connection:
            turn = take_turns(connection, len(self))
            if turn != self._turn:
                self._decide_again(connection)
            write(connection, self._plan, self._feeds, turn, now)
        return self._plan.verdicts

    def _decide_again(self, connection: Connection) -> None:
        """Decide from the start, nobody else writing now."""
        self._plan = Plan(self._run, self._rules, self._near)
        for batch in self._batches:
            self._plan.decide(connection, batch)
