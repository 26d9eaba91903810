"""The outbox: which output has which revision of which article.

A row is due until the output's file is safely on disk. A generation is one writing of an output: an output
that is overwritten is written as a new generation, which counts from `settle` on and drops the rows of
earlier ones. Nobody has seen a generation that was never settled: the next run begins another.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Engine,
    Row,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    tuple_,
    update,
)

from newsspider.ledger import blobs, bulk, snapshot, turns
from newsspider.ledger.candidate import Prepared
from newsspider.ledger.database import exclusively, reading, writing
from newsspider.ledger.decide import NOTHING, Written
from newsspider.ledger.leases import Leases
from newsspider.ledger.posts import Post, note, numbers_of
from newsspider.ledger.tables import feeds, held, outbox, runs
from newsspider.model.article import Article

# Files of an output on the way to their names: what was written to which, and whether it arrived.
#
# What a run writes to a file is published when the file has its name, not before. The ledger notes the file's
# stamp, then the file is renamed, then its content counts. If a run is killed in between, the next one looks
# whether the file with this stamp exists.

DUE, PUBLISHED = 0, 1
# A file of an output (its only one, or a batch) has a number, which is added to this.
_PLACING = 3


@dataclass(frozen=True, slots=True)
class Output:
    """An output as a run writes it: its generation, and whether it is new.

    `mark` knows its file as it was when it last got its name, where the ledger has noted that.
    """

    number: int
    uri: str
    generation: int
    rewritable: bool
    is_new: bool
    mark: str | None = None


class PendingRenames:
    """The files of a run that wait to be renamed; part of a `Ledger`."""

    def __init__(self, engine: Engine, leases: Leases) -> None:
        self._engine = engine
        self._leases = leases

    def place(self, feed: Output, file: int, done: Sequence[Due]) -> None:
        """Note which revisions were written to the file with this number, in one commit."""
        if done:
            with writing(self._engine) as connection:
                _mark(connection, feed, _PLACING + file, [(due.number, due.revision) for due in done])

    def intend(self, feed: Output, file: int, mark: str) -> None:
        """Note that the complete file with this number is about to be renamed; *mark* identifies it.

        Raises LedgerFailed if another run may write the output by now.
        """
        self._leases.check()
        with writing(self._engine) as connection:
            _note_placing(connection, feed.number, json.dumps([feed.generation, file, mark]))

    def placed(self, feed: Output, file: int) -> None:
        """Note that the file with this number has its name: its content is published."""
        with writing(self._engine) as connection:
            _publish(connection, feed.number, feed.generation, file)
            _note_placed(connection, feed.number)


def _mark(connection: Connection, feed: Output, state: int, done: Iterable[tuple[int, ...]]) -> None:
    """Give the rows of *feed* for these (number, revision), or (number, revision, turn), this *state*.

    In the order in which `entering` locks rows, which may be those of another run's output: so two runs never
    block each other.
    """
    rows = [(state, feed.number, feed.generation, *which) for which in sorted(done)]
    if rows:
        columns = ("feed", "generation", "article", "revision", "turn")[: len(rows[0]) - 1]
        bulk.change(connection, outbox, "state", columns, rows)


def _note_placing(connection: Connection, number: int, placing: str | None) -> None:
    connection.execute(update(feeds).where(feeds.c.number == number).values(placing=placing))


def _note_placed(connection: Connection, number: int) -> None:
    """Note that the file on its way has its name, and how it is known again from now on."""
    which = feeds.c.number == number
    placing = connection.scalar(select(feeds.c.placing).where(which))
    if placing is not None:
        _, _, mark = json.loads(placing)
        connection.execute(update(feeds).where(which).values(placing=None, mark=mark))


def _publish(connection: Connection, number: int, generation: int, file: int) -> None:
    written = and_(
        outbox.c.feed == number, outbox.c.generation == generation, outbox.c.state == _PLACING + file
    )
    connection.execute(update(outbox).where(written).values(state=PUBLISHED))


def recovered(connection: Connection, found: Row[Any], named: Callable[[str], bool]) -> Row[Any]:
    """Return the row of an output, after checking which files of a killed run were renamed."""
    number = found.number
    if found.placing is not None:
        generation, file, mark = json.loads(found.placing)
        if named(mark):
            _publish(connection, number, generation, file)
            if generation == found.pending:
                values = {"generation": generation, "pending": None}
                connection.execute(update(feeds).where(feeds.c.number == number).values(values))
                connection.execute(
                    delete(outbox).where(outbox.c.feed == number, outbox.c.generation < generation)
                )
            _note_placed(connection, number)
        _note_placing(connection, number, None)
    unnamed = and_(outbox.c.feed == number, outbox.c.state >= _PLACING)
    connection.execute(update(outbox).where(unnamed).values(state=DUE))
    return connection.execute(select(feeds).where(feeds.c.number == number)).one()


# --- outbox ---

# Rows read at once: about one group, so that what a commit made due goes out together.
_PAGE = 256
# A literal, so that both databases use the index over due rows: what is published is never walked over.
IS_DUE = outbox.c.state == literal_column("0")


@dataclass(frozen=True, slots=True)
class Due:
    """A revision that outputs still lack, by their numbers; `prepared` is there while it is true.

    `number` is that of the article. What was read from the ledger is a `record`, whose article is made when
    somebody asks for it. What was kept as a `line` has no article.
    """

    number: int
    revision: int
    feeds: tuple[int, ...]
    turn: int
    record: blobs.StoredRecord | None = None
    made: Article | None = None
    prepared: Prepared | None = None
    line: bytes = b""

    @property
    def article(self) -> Article:
        """The article, the same one each time; raises ValueError, TypeError for a damaged record."""
        if self.made is not None:
            return self.made
        assert self.record is not None
        return self.record.article

    @property
    def id(self) -> str:
        """The id of the article."""
        return self.article.id


@dataclass(frozen=True, slots=True)
class Published:
    """What an output has; `name` and `digest` (of what was written) if it is a post."""

    id: str
    revision: int
    name: str | None = None
    digest: bytes = b""


class Lines(Protocol):
    """What was kept of stored articles; it is true while `turns.last` is `last`."""

    last: int

    def find(self, turn: int, which: tuple[int, int]) -> bytes:
        """Return what was kept of *which* (number of the article, revision), met in this *turn*; or b""."""


def _never(_: str) -> bool:
    return False


class Outbox:
    """The outputs of a worker and what is due to them; part of a `Ledger`.

    Machines that share a ledger have workers of different names: the same address is then another output.
    """

    def __init__(self, engine: Engine, leases: Leases, worker: str) -> None:
        self._engine = engine
        self._leases = leases
        self._worker = worker

    def register(
        self,
        uri: str,
        *,
        rewritable: bool = False,
        again: bool = False,
        named: Callable[[str], bool] = _never,
        wait: float = 0,
    ) -> Output:
        """Return the output *uri* as this run writes it; *again* if it is overwritten or its folder is gone.

        Call this before anything is met. A generation that an earlier run did not settle is dropped. What it
        wrote to a file that was not renamed is due again; *named* says whether the file of a stamp was
        renamed. Raises LedgerBusy if a run that has not ended writes it, *wait* seconds from now still.
        """
        with writing(self._engine) as connection:
            exclusively(connection)
            number = _number(connection, uri, self._worker)
            if number is None:
                output = _begin(connection, uri, self._worker, rewritable=rewritable)
                self._leases.take(output.number, uri)
                return output
        self._leases.take(number, uri, wait)
        with writing(self._engine) as connection:
            exclusively(connection)
            found = connection.execute(select(feeds).where(feeds.c.number == number)).one()
            found = recovered(connection, found, named)
            if found.pending is not None:
                connection.execute(_rows_of(found.number, outbox.c.generation == found.pending))
            generation = max(found.generation, found.pending or 0) + 1 if again else found.generation
            values = {"pending": generation if again else None, "rewritable": rewritable}
            connection.execute(update(feeds).where(feeds.c.number == found.number).values(values))
            if again:
                connection.execute(delete(held).where(held.c.feed == found.number))
            return Output(found.number, uri, generation, rewritable, is_new=False, mark=found.mark)

    def use(self, feed: Output, run: int, *, forgettable: bool) -> None:
        """Note that the run of the number *run* writes *feed*.

        What a *forgettable* one has is known without the ledger: it is written whole each time, or its
        lines say what they are.
        """
        with writing(self._engine) as connection:
            values = {"used": run, "forgettable": forgettable}
            connection.execute(update(feeds).where(feeds.c.number == feed.number).values(values))

    def forget(self, before: int) -> list[str]:
        """Drop the feeds whose content is known without the ledger and that lack nothing; return their names.

        Those last used by a run of a number from *before* on stay, and those of a run that has not ended.
        """
        lacks = exists().where(outbox.c.feed == feeds.c.number, outbox.c.state != PUBLISHED)
        has_ended = exists().where(runs.c.number == feeds.c.used, runs.c.ended.is_not(None))
        # The newest stays: with its number, the next one would have its marks of archives.
        newest = select(func.max(feeds.alias().c.number)).scalar_subquery()
        settled = and_(
            feeds.c.forgettable,
            feeds.c.used < before,
            feeds.c.pending.is_(None),
            has_ended,
            ~lacks,
            feeds.c.number < newest,
            feeds.c.worker == self._worker,
        )
        with writing(self._engine) as connection:
            exclusively(connection)
            found = connection.execute(select(feeds.c.number, feeds.c.uri).where(settled)).all()
            for table, column in ((outbox, outbox.c.feed), (held, held.c.feed), (feeds, feeds.c.number)):
                connection.execute(delete(table).where(column.in_([row.number for row in found])))
        return [row.uri for row in found]

    def hold(self, feed: Output, keys: Iterable[int], mark: str | None = None) -> None:
        """Note that files of *feed* hold what *keys* stand for (see `keys`), whoever wrote it there.

        With a *mark*, that is how its only file is known again.
        """
        with writing(self._engine) as connection:
            if mark is not None:
                connection.execute(update(feeds).where(feeds.c.number == feed.number).values(mark=mark))
            rows = [(feed.number, key) for key in sorted(keys)]
            bulk.insert(connection, held, ("feed", "key"), rows, ignore=True)

    def holds_any(self, feed: Output) -> bool:
        """Return whether anything was noted that files of *feed* hold."""
        with reading(self._engine) as connection:
            one = select(held.c.key).where(held.c.feed == feed.number).limit(1)
            return connection.scalar(one) is not None

    def holds(self, feed: Output, keys: Iterable[int]) -> set[int]:
        """Return those of *keys* that were noted of *feed*."""
        with reading(self._engine) as connection:
            which = bulk.among(connection, held.c.key, keys)
            return set(connection.scalars(select(held.c.key).where(held.c.feed == feed.number, which)))

    def settle(self, feed: Output) -> None:
        """Make the generation of *feed* the current one: its file has been renamed."""
        with writing(self._engine) as connection:
            values = {"generation": feed.generation, "pending": None}
            connection.execute(update(feeds).where(feeds.c.number == feed.number).values(values))
            connection.execute(_rows_of(feed.number, outbox.c.generation < feed.generation))

    def due(
        self, to: Sequence[Output], written: Written = NOTHING, lines: Lines | None = None
    ) -> Iterator[Due]:
        """Yield what the outputs *to* still lack, in the order of arrival; mark it `published` when safe.

        Reads a page of rows at a time, so it sees what is met or published meanwhile; memory stays constant.
        What was just *written* is not read again, nor what has *lines*. Raises LedgerFailed if another run
        may write the outputs.
        """
        after = (0, 0, 0)
        while True:
            self._leases.check()
            with reading(self._engine) as connection:
                page = _page(connection, to, after)
                texts = turns.unchanged(connection, written.last, written.texts)
                if lines is not None and turns.last(connection) != lines.last:
                    lines = None
                kept = {row[1:3]: lines.find(row[0], row[1:3]) for row in page} if lines is not None else {}
                read = {row[1:3] for row in page if not kept.get(row[1:3])} - texts.keys()
                streams = snapshot.streams(connection, read)
            for which, rows in groupby(page, key=_WHICH_OF):
                numbers = tuple(row[3] for row in rows)
                turn, number, revision = which
                if line := kept.get((number, revision)):
                    yield Due(number, revision, numbers, turn, line=line)
                elif text := texts.get((number, revision)):
                    yield Due(number, revision, numbers, turn, made=text.article, prepared=text.prepared)
                else:
                    record = blobs.StoredRecord(streams[number, revision])
                    yield Due(number, revision, numbers, turn, record)
            if not page:
                return
            after = page[-1][:3]

    def feeds(self) -> list[Output]:
        """Return the known outputs of the worker in their current generation, oldest first."""
        own = feeds.c.worker.in_(("", self._worker))
        with reading(self._engine) as connection:
            rows = connection.execute(select(feeds).where(own).order_by(feeds.c.number)).all()
        return [Output(row.number, row.uri, row.generation, row.rewritable, is_new=False) for row in rows]

    def count(self, feed: Output) -> int:
        """Return how many revisions are due to the output *feed*."""
        with reading(self._engine) as connection:
            of = outbox.c.feed == feed.number, outbox.c.generation == feed.generation
            return connection.scalar(select(func.count()).where(IS_DUE, *of)) or 0

    def published(self, feed: Output, done: Iterable[Published], were: Sequence[Due] | None = None) -> None:
        """Mark what the output *feed* has, in one commit, with the name and digest of posts.

        *were* is what was due, if the caller knows it. Then what has become due again meanwhile stays so: a
        run that writes other outputs has filled gaps in an article.
        """
        every = list(done)
        if not every:
            return
        with writing(self._engine) as connection:
            has: list[tuple[int, ...]]
            if were is None:
                numbers = numbers_of(connection, [one.id for one in every])
                has = [(numbers[one.id], one.revision) for one in every if one.id in numbers]
            else:
                mine = {(due.id, due.revision): due for due in were if feed.number in due.feeds}
                numbers = {due.id: due.number for due in mine.values()}
                given = (mine.get((one.id, one.revision)) for one in every)
                has = [(due.number, due.revision, due.turn) for due in given if due is not None]
            _mark(connection, feed, PUBLISHED, has)
            written = [
                Post(one.id, one.name, one.digest, one.revision) for one in every if one.name is not None
            ]
            note(connection, feed.number, numbers, written)


def _rows_of(feed: int, which: ColumnElement[bool]) -> Delete:
    return delete(outbox).where(outbox.c.feed == feed, which)


def _number(connection: Connection, uri: str, worker: str) -> int | None:
    """Return the number of the output *uri* of *worker*; one of nobody's becomes its own. None if unknown."""
    columns = select(feeds.c.number, feeds.c.worker).where(feeds.c.uri == uri)
    owned: dict[str, int] = {name: number for number, name in connection.execute(columns)}
    if worker not in owned and "" in owned:
        connection.execute(update(feeds).where(feeds.c.number == owned[""]).values(worker=worker))
        return owned[""]
    return owned.get(worker)


def _begin(connection: Connection, uri: str, worker: str, *, rewritable: bool) -> Output:
    number = (connection.scalar(select(func.max(feeds.c.number))) or 0) + 1
    values = {"number": number, "uri": uri, "generation": 1, "rewritable": rewritable, "worker": worker}
    connection.execute(insert(feeds).values(values))
    return Output(number, uri, 1, rewritable, is_new=True)


# The index over due rows has them in this order.
_WHICH = (outbox.c.turn, outbox.c.article, outbox.c.revision)
_AFTER = ("after_turn", "after_article", "after_revision")
_LATER = tuple_(*_WHICH) > tuple_(
    *(bindparam(name, type_=own.type) for name, own in zip(_AFTER, _WHICH, strict=True))
)
NEXT_DUE = (
    select(*_WHICH)
    .where(IS_DUE, outbox.c.feed == bindparam("feed"), outbox.c.generation == bindparam("generation"), _LATER)
    .order_by(*_WHICH)
    .limit(_PAGE)
)
_Row = tuple[int, int, int, int]
_WHICH_OF: Callable[[_Row], tuple[int, int, int]] = itemgetter(0, 1, 2)


def _page(connection: Connection, to: Sequence[Output], after: tuple[int, int, int]) -> list[_Row]:
    """Return the next due rows *after* these values of `_WHICH`: these values, and the number of the output.

    A revision is there with all outputs that lack it. Each output is asked by itself: only so the database
    reads no more rows than it returns.
    """
    found: list[_Row] = []
    last = None
    for output in to:
        of = {"feed": output.number, "generation": output.generation, **dict(zip(_AFTER, after, strict=True))}
        rows = connection.execute(NEXT_DUE, of).all()
        found += [(turn, article, revision, output.number) for turn, article, revision in rows]
        if len(rows) == _PAGE:  # there are more, which belong to a later page
            last = min(last or found[-1][:3], found[-1][:3])
    return sorted(row for row in found if last is None or row[:3] <= last)
