"""Inputs that ended the process that read them: a run gives them to a worker and never reads them itself.

They are known by their locators alone: if another input has the same one, it only starts a worker.
"""

from __future__ import annotations

from sqlalchemy import Engine, delete, select

from newsspider.ledger import bulk
from newsspider.ledger.database import reading, writing
from newsspider.ledger.tables import deadly_inputs


class DeadlyInputs:
    """The deadly inputs; part of a `Ledger`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> set[int]:
        """Return their keys, as `keys.of_input` makes them; raises LedgerFailed."""
        with reading(self._engine) as connection:
            return set(connection.scalars(select(deadly_inputs.c.input)))

    def note(self, key: int) -> None:
        """Note that an input with this *key* ended a process; raises LedgerFailed."""
        with writing(self._engine) as connection:
            bulk.insert(connection, deadly_inputs, ("input",), [(key,)], ignore=True)

    def forget(self, key: int) -> None:
        """Note that an input with this *key* ends no process any more; raises LedgerFailed."""
        with writing(self._engine) as connection:
            connection.execute(delete(deadly_inputs).where(deadly_inputs.c.input == key))
