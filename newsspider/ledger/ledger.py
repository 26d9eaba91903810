"""The ledger as one object: opens the database and provides its parts."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType

from sqlalchemy import Engine

from newsspider.ledger.archive import StoredArticles
from newsspider.ledger.arrival import Near
from newsspider.ledger.batch import Group
from newsspider.ledger.coverage import Coverages
from newsspider.ledger.database import connect, look
from newsspider.ledger.deadly_inputs import DeadlyInputs
from newsspider.ledger.folded import FoldedCopies
from newsspider.ledger.known_files import KnownFiles
from newsspider.ledger.leases import Leases
from newsspider.ledger.migrations import check_version, prepare
from newsspider.ledger.offering import Offering
from newsspider.ledger.outbox import Outbox, Output, PendingRenames
from newsspider.ledger.posts import Posts
from newsspider.ledger.rechecks import Rechecks
from newsspider.ledger.runs import RunRow, Runs
from newsspider.ledger.source_state import Ages, Polls, Replays
from newsspider.ledger.sources import Lists
from newsspider.ledger.upkeep import Upkeep
from newsspider.text.roots import Roots


class Ledger:
    """An open ledger; `with Ledger.open(where) as ledger:` closes it at the end."""

    def __init__(
        self,
        engine: Engine,
        worker: str = "",
        roots: Roots = Roots(),  # noqa: B008
        *,
        only_reads: bool = False,
    ) -> None:
        self._engine = engine
        self.roots = roots
        self._only_reads = only_reads
        self.leases = Leases(engine)
        self.lists = Lists(engine)
        self.rechecks = Rechecks(engine)
        self.ages = Ages(engine)
        self.coverage = Coverages(engine)
        self.polls = Polls(engine)
        self.replays = Replays(engine)
        self.known_files = KnownFiles(engine)
        self.deadly_inputs = DeadlyInputs(engine)
        # A file is on one machine, and moves with it: its outputs are nobody's in particular.
        shared = engine.dialect.name != "sqlite"
        self.outbox = Outbox(engine, self.leases, worker if shared else "")
        self.pending_renames = PendingRenames(engine, self.leases)
        self.posts = Posts(engine)
        self.runs = Runs(engine)
        self.archive = StoredArticles(engine, roots)
        self.folded = FoldedCopies(engine)
        self.offering = Offering(engine)
        self.upkeep = Upkeep(engine)

    @classmethod
    def open(cls, where: str, worker: str = "", roots: Roots = Roots()) -> Ledger:  # noqa: B008
        """Return the ledger at *where*, a path or a URL; creates or migrates it if necessary.

        On a server, its outputs are those of *worker*; files below *roots* are known by these. Raises
        UsageError for an invalid address. Raises LedgerFailed for a ledger that cannot be used: it is newer,
        damaged, locked, read-only or unreachable. Nothing is overwritten then.
        """
        with ExitStack() as undoing:
            engine = connect(where)
            undoing.callback(engine.dispose)
            prepare(engine)
            undoing.pop_all()
        return cls(engine, worker, roots)

    @classmethod
    def look(cls, where: str, roots: Roots = Roots()) -> Ledger:  # noqa: B008
        """Return the ledger at *where*, which is there, to read it; nothing is made, and nothing written.

        Raises UsageError for an address that is none, LedgerFailed for a ledger that cannot be read.
        """
        with ExitStack() as undoing:
            engine = look(where)
            undoing.callback(engine.dispose)
            check_version(engine)
            undoing.pop_all()
        return cls(engine, roots=roots, only_reads=True)

    def close(self) -> None:
        """Close all connections; what was not committed is lost."""
        self.leases.close()
        self._engine.dispose()

    def __enter__(self) -> Ledger:  # noqa: PYI034 - Self is of Python 3.11
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def group(self, run: RunRow, *, rules: str, feeds: Sequence[Output] = (), near: Near = Near()) -> Group:  # noqa: B008
        """Return a group that stores with *run* and the version *rules*, due to the outputs *feeds*."""
        roots = None if self._only_reads else self.roots
        return Group(self._engine, run.number, rules, feeds, near, roots)
