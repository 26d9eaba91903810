"""Inputs that killed the worker that read them: a run gives them to workers and never reads them itself.

Else the next run, which knows all other files and so meets such an input among its first ones, would be
killed by it, and each one after that. They are known by their locators alone: if another input has the same
one, it only starts workers.
"""

from __future__ import annotations

from sqlalchemy import Engine, select

from newsspider.ledger import bulk, keys
from newsspider.ledger.database import reading, writing
from newsspider.ledger.tables import deadly_inputs


class DeadlyInputs:
    """The deadly inputs; part of a `Ledger`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: set[int] | None = None

    def __contains__(self, locator: str) -> bool:
        """Return whether an input with this *locator* killed a worker; raises LedgerFailed.

        The ledger is read once.
        """
        if self._known is None:
            with reading(self._engine) as connection:
                self._known = set(connection.scalars(select(deadly_inputs.c.input)))
        return keys.of_input(locator) in self._known

    def note(self, locator: str) -> None:
        """Note that the input with this *locator* killed a worker; raises LedgerFailed."""
        with writing(self._engine) as connection:
            bulk.insert(connection, deadly_inputs, ("input",), [(keys.of_input(locator),)], ignore=True)
