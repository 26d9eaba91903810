"""Who writes an output: a lock of the database, which a run holds on each of its outputs until it ends.

PostgreSQL frees such a lock when the connection that took it is gone: the run has ended or was killed, its
machine has disappeared, or the server was restarted. So an output whose lock is free has no living owner, and
no clocks are compared. One connection that does nothing else holds the locks of a run. Before a file gets its
name, the run checks that the connection is still the same. In SQLite this does nothing: there the locks of
files are enough (`run.lock`).
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text

from newsspider.errors import ExitCode
from newsspider.ledger.database import LedgerFailed

# The locks of outputs have this number and the output's number. They cannot collide with the lock of
# `database.exclusively`, which has a single, longer number.
_OUTPUTS = 20211009
# The least seconds to wait for a lock: the server needs a moment to see that a run was killed.
_MOMENT = 5.0
# PostgreSQL's codes for a lock that did not become free in time, and for two that wait for each other.
_BUSY = ("55P03", "40P01")


class LedgerBusy(LedgerFailed):
    """Another run writes the same output of the same worker."""

    exit_code = ExitCode.LOCKED


class Leases:
    """The locks on the outputs of one run; part of a `Ledger`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._session = 0

    def take(self, number: int, name: str, wait: float = 0) -> None:
        """Hold the lock on the output of this number and *name* until `close`; it may be held already.

        Raises LedgerBusy if another run holds it for *wait* seconds more, at least for some seconds. Raises
        LedgerFailed if a lock that was taken before is lost.
        """
        if self._engine.dialect.name != "postgresql":
            return
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._session = self._asked(self._connection)
        else:
            self.check()
        patience = int(max(wait, _MOMENT) * 1000)
        try:
            self._connection.execute(text(f"SET lock_timeout = {patience}"))
            lock = text("SELECT pg_advisory_lock(:kind, :number)")
            self._connection.execute(lock, {"kind": _OUTPUTS, "number": number})
        except LedgerFailed as error:
            if getattr(error.__cause__, "sqlstate", None) not in _BUSY:
                raise
            message = (
                f"another run writes {name} for the same worker; wait for it, or set NEWSSPIDER_LOCK_WAIT; "
                "machines that share a ledger each need a NEWSSPIDER_WORKER of their own"
            )
            raise LedgerBusy(message) from error

    def check(self) -> None:
        """Raise LedgerFailed if the locks are lost because the server ended the connection that held them."""
        if self._connection is None:
            return
        if self._connection.invalidated or self._asked(self._connection) != self._session:
            message = "the ledger's server has freed the outputs of this run; run the same command again"
            raise LedgerFailed(message)

    @staticmethod
    def _asked(connection: Connection) -> int:
        """Return the server's number of the connection; if it has changed, the locks are gone."""
        return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())

    def close(self) -> None:
        """Free all locks."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.invalidate()  # a lock lasts as long as its connection, which a pool would keep
            connection.close()
