"""A group: arrivals that are decided and committed together.

Only a group keeps articles in memory, and only until its commit or rollback.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter

from sqlalchemy import BindParameter, Connection, Engine, bindparam, delete, func, select, update

from newsspider.ledger import blobs, folded, turns
from newsspider.ledger.arrival import Arrival, Near, Verdict
from newsspider.ledger.bulk import among, insert, lock
from newsspider.ledger.candidate import COLUMNS, ArticleState, Candidate, row, seconds
from newsspider.ledger.database import LedgerFailed, reading, writing
from newsspider.ledger.decide import ChangeSet, Decider, Text, Written
from newsspider.ledger.entering import enter
from newsspider.ledger.keys import of_item
from newsspider.ledger.outbox import Output
from newsspider.ledger.tables import (
    article_numbers,
    articles,
    bands,
    copies,
    keys,
    listed,
    revisions,
    texts,
)
from newsspider.text.roots import Roots

# Writes a change set: one transaction, one statement for each table.

_REVISION = (
    "article",
    "revision",
    "digest",
    "stored",
    "run",
    "change",
    "has_fragment",
    "file",
    "start",
    "length",
    "stream",
)
_COPY = ("article", "copy", "locator", "title", "published", "estimate", "run", "evidence")


def _number(connection: Connection, new: Sequence[ArticleState]) -> None:
    for number, state in zip(_numbers(connection, len(new)), new, strict=True):
        state.number = number


def _numbers(connection: Connection, many: int) -> Sequence[int]:
    if connection.dialect.name == "postgresql":
        each = select(article_numbers.next_value()).select_from(func.generate_series(1, many))
        return sorted(connection.scalars(each))
    last = connection.scalar(select(func.max(articles.c.number))) or 0
    return range(last + 1, last + 1 + many)


def _revision(text: Text, stream: bytes, run: int, stored: int, roots: Roots) -> tuple[object, ...]:
    place = text.place
    return (
        text.state.number,
        text.revision,
        bytes.fromhex(text.article.digest),
        stored,
        run,
        text.change,
        bool(text.fragment),
        roots.named(place.file) if place else None,
        place.start if place else None,
        place.length if place else None,
        stream,
    )


def _texts(connection: Connection, writes: ChangeSet, run: int, stored: int, roots: Roots) -> None:
    streamed = [(text, _stream(text)) for text in writes.texts.values()]
    new = [_revision(text, stream, run, stored, roots) for text, stream in streamed if not text.is_stored]
    insert(connection, revisions, _REVISION, new)
    again = [
        {"of": text.state.number, "which": text.revision, "packed": stream}
        for text, stream in streamed
        if text.is_stored
    ]
    if again:
        wanted = (revisions.c.article == bindparam("of")) & (revisions.c.revision == bindparam("which"))
        connection.execute(update(revisions).where(wanted).values(stream=bindparam("packed")), again)


def _stream(text: Text) -> bytes:
    if text.prepared is not None:
        return text.prepared.stream
    return blobs.pack([blobs.Contents(text.article, text.fragment, text.given_by)])[0]


def _states(connection: Connection, writes: ChangeSet) -> None:
    insert(connection, articles, COLUMNS, [row(state) for state in writes.new])
    fresh = set(writes.new)
    changed = [state for state in writes.changed if state not in fresh]
    if changed:
        values: dict[str, BindParameter[object]] = {
            name: bindparam(f"new_{name}") for name in COLUMNS if name != "number"
        }
        statement = update(articles).where(articles.c.number == bindparam("new_number")).values(values)
        connection.execute(
            statement, [{f"new_{name}": getattr(state, name) for name in COLUMNS} for state in changed]
        )


def _keys(connection: Connection, plan: Decider) -> None:
    touched = plan.keys()
    spoilt = [key for key, state in touched.items() if state is None]
    if spoilt:
        connection.execute(delete(keys).where(among(connection, keys.c.key, spoilt)))
    insert(
        connection,
        keys,
        ("key", "article"),
        [(key, state.number if state else 0) for key, state in touched.items()],
    )


def _found_by(connection: Connection, writes: ChangeSet) -> None:
    insert(
        connection,
        texts,
        ("key", "article"),
        [(key, state.number) for key, state in writes.text_keys],
        ignore=True,
    )
    places = [(place, state.number) for state, settled in writes.band_slots for place in settled]
    places.sort(key=itemgetter(0))  # tuples would take twice as long to compare
    insert(connection, bands, ("place", "article"), places, ignore=True)


def _copies(connection: Connection, writes: ChangeSet, run: int) -> None:
    rows = [
        (
            copy.state.number,
            copy.one.locator,
            copy.one.article.origin.locator,
            copy.one.article.title,
            copy.one.published,
            copy.estimate,
            run,
            folded.evidence(copy.one.arrival, copy.compared),
        )
        for copy in writes.copies
    ]
    insert(connection, copies, _COPY, rows, ignore=True)


def _ends(connection: Connection, writes: ChangeSet, rules: str) -> None:
    items = [of_item(met.ends) for met in writes.met if met.ends is not None]
    if items:
        these = among(connection, listed.c.item, items)
        lock(connection, listed.c.item, these)
        ended = update(listed).where(these)
        connection.execute(ended.values(ending="stored", reason=None, rules=rules, note=""))


def write(
    connection: Connection,
    plan: Decider,
    feeds: Sequence[Output],
    turn: int,
    now: datetime,
    roots: Roots,
) -> None:
    """Write all changes of *plan*; *turn* is the turn before its first arrival."""
    writes = plan.writes
    _number(connection, writes.new)
    _states(connection, writes)
    _texts(connection, writes, plan.run, seconds(now) or 0, roots)
    _keys(connection, plan)
    _found_by(connection, writes)
    _copies(connection, writes, plan.run)
    _ends(connection, writes, plan.rules)
    _due(connection, writes, feeds, turn)


def _due(connection: Connection, writes: ChangeSet, feeds: Sequence[Output], turn: int) -> None:
    met = [(met.state.number, met.revision) for met in writes.met]
    revised = [
        text.state.number for text in writes.texts.values() if text.revision > 1 and not text.is_stored
    ]
    enriched = [(state.number, state.revision) for state in writes.enriched]
    enter(connection, feeds, met, turn, revised=revised, enriched=enriched)


# --- batch ---


class Group:
    """A unit of work: call `meet` any number of times, then `commit`; `Ledger.group` makes it.

    `written` are the texts of the last commit, until the next one: nobody need read back what was just made.
    One without *roots* is never committed, and can be of a ledger of an older version.
    """

    def __init__(
        self,
        engine: Engine,
        run: int,
        rules: str,
        feeds: Sequence[Output],
        near: Near,
        roots: Roots | None,
    ) -> None:
        self._engine = engine
        self._roots = roots
        self._run = run
        self._rules = rules
        self._feeds = tuple(feeds)
        self._near = near
        self.written = Written()
        self.rollback()

    def rollback(self) -> None:
        """Forget all arrivals since the last commit."""
        self._plan = Decider(self._run, self._rules, self._near)
        self._batches: list[list[Candidate]] = []
        self._seen = turns.Seen(0)

    def __len__(self) -> int:
        """Return the number of arrivals that wait for the commit."""
        return sum(map(len, self._batches))

    def meet(self, arrivals: Sequence[Arrival | Candidate]) -> list[Verdict]:
        """Return the provisional verdicts on *arrivals*, in their order; only `commit` writes them.

        Sets `id`, `revision` and `duplicate_of` of their articles. Raises ValueError for an article without a
        digest; the group is then as it was. Raises LedgerFailed if the ledger cannot be read; the group is
        then empty, as after a rollback.
        """
        batch = [one if isinstance(one, Candidate) else Candidate.of(one) for one in arrivals]
        try:
            with reading(self._engine) as connection:
                if not self._batches and self._roots is not None:
                    self._seen = turns.seen(connection)
                verdicts = self._plan.decide(connection, batch)
        except LedgerFailed:
            self.rollback()
            raise
        self._batches.append(batch)
        return verdicts

    def commit(self, now: datetime) -> list[Verdict]:
        """Write all arrivals and return the final verdicts, in the order of `meet`.

        They differ from the provisional ones only if another worker wrote in between. Raises LedgerFailed if
        the ledger cannot be written; then nothing was written, and the group is empty.
        """
        self.written = Written()
        try:
            return self._commit(now) if self._batches else []
        finally:
            self.rollback()

    def _commit(self, now: datetime) -> list[Verdict]:
        try:
            with writing(self._engine) as connection:
                if turns.may_write(self._engine, connection, self._seen, self._plan):
                    self._write(connection, now)
                    return self._plan.verdicts
        except LedgerFailed as error:
            if not turns.is_clash(error):
                raise
        with writing(self._engine) as connection:
            turns.alone(connection)
            self._plan = Decider(self._run, self._rules, self._near)
            for batch in self._batches:
                self._plan.decide(connection, batch)
            turns.announce(connection, self._plan)
            self._write(connection, now)
        return self._plan.verdicts

    def _write(self, connection: Connection, now: datetime) -> None:
        assert self._roots is not None
        turn = turns.take(connection, len(self))
        write(connection, self._plan, self._feeds, turn, now, self._roots)
        texts = {(text.state.number, text.revision): text for text in self._plan.writes.texts.values()}
        self.written = Written(turns.last(connection), texts, turns.before(connection, turn))
