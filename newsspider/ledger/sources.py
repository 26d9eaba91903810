"""The lists: which rows they named, which of these are still to be fetched, how far they were read.

A row is open until it is *stored* or ends otherwise. Other ends hold until the version of the rules changes;
then the row is open again, with all its tries.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, func, insert, or_, select, update
from sqlalchemy import Row as Found

from newsspider.ledger import keys
from newsspider.ledger.bulk import among, lock
from newsspider.ledger.bulk import insert as insert_rows
from newsspider.ledger.candidate import seconds
from newsspider.ledger.database import exclusively, reading, writing
from newsspider.ledger.runs import moment
from newsspider.ledger.snapshot import owners
from newsspider.ledger.tables import articles, copies, listed, lists, named_rows

# How long to wait after each failed try. So hourly runs survive a source that is down for a morning or a day.
# After the fifth try the item is given up.
PAUSES = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
TRIES = len(PAUSES) + 1

STORED = "stored"
GIVEN_UP = "given_up"
_PAGE = 500


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row of a list.

    `key` identifies the item: the docid with its site's name if there is one, else the canonical URL. `urls`
    are canonical addresses of the same article. `note` is what the reader needs of the row in a later run.
    `updated` is the time that the list states; a later one than before opens a stored row again.
    """

    key: str
    locator: str
    urls: tuple[str, ...] = ()
    note: str = ""
    updated: datetime | None = None


class Standing(str, Enum):
    """What to do about a row: fetch it; or it is stored, waiting for its next try, or ended."""

    ASK = "ask"
    STORED = "stored"
    WAIT = "wait"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Validators:
    """The validators that a server sent with a list, for the next request."""

    etag: str | None = None
    modified: str | None = None


def _names(row: ListedRow) -> list[int]:
    """Return the strong keys of an article of this row."""
    return [keys.of_docid(row.key), *map(keys.of_url, (row.key, *row.urls))]


def _open(rules: str, now: int) -> ColumnElement[bool]:
    """Return the condition for rows to fetch now."""
    waiting = and_(listed.c.ending.is_(None), listed.c.next_try <= now)
    outdated = and_(listed.c.ending.is_not(None), listed.c.ending != STORED, listed.c.rules != rules)
    return or_(waiting, outdated)


def _standing(found: Found[Any] | None, row: ListedRow, stored: bool, rules: str, now: int) -> Standing:
    if found is None:
        return Standing.STORED if stored else Standing.ASK
    if found.ending == STORED:
        return Standing.ASK if (seconds(row.updated) or 0) > (found.updated or 0) else Standing.STORED
    if found.ending is not None:
        return Standing.ASK if found.rules != rules else Standing.ENDED
    # One that nobody has tried yet is not waiting, even if a run that began later was the first to name it.
    return Standing.ASK if found.next_try <= max(now, found.first) else Standing.WAIT


@dataclass(frozen=True, slots=True)
class GivenUp:
    """An item that was given up: its row's key and address, the last reason, the tries, when last named."""

    key: str
    locator: str
    reason: str
    tries: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Tries:
    """How often an item was tried without success, and when it is asked for again (UTC)."""

    count: int
    next: datetime


class Lists:
    """The lists and their rows; part of a `Ledger`. A list is given by its name."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(
        self,
        name: str,
        rows: Sequence[ListedRow],
        *,
        rules: str,
        now: datetime,
        validators: Validators | None = None,
    ) -> list[Standing]:
        """Write the rows of one response with its validators, in one commit; return what to do about each.

        This begins the crawl of the list, which ends with `passed`.
        """
        at = seconds(now) or 0
        with writing(self._engine) as connection:
            exclusively(connection)  # another list may name the same rows now
            number = _number(connection, name)
            given = {"etag": validators.etag, "modified": validators.modified} if validators else {}
            begun = {"passing": True, "failing": None, "failures": None, **given}
            connection.execute(update(lists).where(lists.c.number == number).values(begun))
            return _note(connection, number, rows, rules, at)

    def known(self, rows: Sequence[ListedRow]) -> list[bool]:
        """Return for each of *rows* whether a list has named it before."""
        items = [keys.of_item(row.key) for row in rows]
        with reading(self._engine) as connection:
            found = set(
                connection.scalars(select(listed.c.item).where(among(connection, listed.c.item, items)))
            )
        return [item in found for item in items]

    def ids(self, rows: Sequence[ListedRow]) -> list[str]:
        """Return the ids of the stored articles of *rows*; for a copy, the id of its article."""
        with reading(self._engine) as connection:
            owned = owners(connection, {key for row in rows for key in _names(row)}).values()
            places = [keys.of_locator(row.locator) for row in rows]
            folded = select(copies.c.article).where(among(connection, copies.c.copy, places))
            numbers = {*owned, *connection.scalars(folded)} - {0}
            named = select(articles.c.id).where(among(connection, articles.c.number, numbers))
            return list(connection.scalars(named.order_by(articles.c.number)))

    def retry(self, *, rules: str, now: datetime, name: str | None = None) -> Iterator[ListedRow]:
        """Yield the rows of earlier runs to fetch now, longest waiting first; of one list or of all."""
        after = (-1, 0)
        at = seconds(now) or 0
        while True:
            with reading(self._engine) as connection:
                page = connection.execute(_waiting(rules, at, after, name)).all()
            yield from map(_row, page)
            if len(page) < _PAGE:
                return
            after = (page[-1].next_try, page[-1].item)

    def stored_by_others(self, name: str) -> list[ListedRow]:
        """Return the rows that the list named while they were open, and that are stored by now.

        Another list named them too, and its worker may have stored them: see `offered`.
        """
        with reading(self._engine) as connection:
            rows = connection.execute(select(listed).where(listed.c.ending == STORED, _named_by(name))).all()
        return list(map(_row, rows))

    def offered(self, name: str, rows: Sequence[ListedRow]) -> None:
        """Note that the outputs of the run that reads the list know of these stored *rows*."""
        items = [keys.of_item(row.key) for row in rows]
        if items:
            with writing(self._engine) as connection:
                number = _number(connection, name)
                which = among(connection, named_rows.c.item, items)
                connection.execute(delete(named_rows).where(named_rows.c.list == number, which))

    def given_up(self) -> list[GivenUp]:
        """Return the items that were given up, the oldest first."""
        which = select(listed).where(listed.c.ending == GIVEN_UP).order_by(listed.c.first, listed.c.item)
        with reading(self._engine) as connection:
            return [
                GivenUp(json.loads(row.keys)[0], row.locator, row.reason or "", row.tries, moment(row.last))
                for row in connection.execute(which)
            ]

    def retry_given_up(
        self,
        now: datetime,
        items: Sequence[str] | None = None,
        *,
        name: str | None = None,
        window: tuple[datetime | None, datetime | None] = (None, None),
    ) -> int:
        """Open items that were given up again, as if for the first time; return how many.

        They are those of *items* (keys or addresses of rows), else those that the list *name* named first
        within the *window*, else all.
        """
        at = seconds(now) or 0
        which = [listed.c.ending == GIVEN_UP]
        since, until = map(seconds, window)
        if since is not None:
            which.append(listed.c.first >= since)
        if until is not None:
            which.append(listed.c.first < until)
        with writing(self._engine) as connection:
            if items is not None:
                keyed = among(connection, listed.c.item, map(keys.of_item, items))
                which.append(or_(keyed, listed.c.locator.in_(items)))
            if name is not None:
                which.append(listed.c.list.in_(select(lists.c.number).where(lists.c.name == name)))
            lock(connection, listed.c.item, and_(*which))
            again = update(listed).where(*which).values(ending=None, tries=0, next_try=at)
            return connection.execute(again).rowcount

    def postponed(self, items: Iterable[str], reason: str, *, now: datetime) -> None:
        """Let these items wait without counting a try: what failed was their host."""
        at = seconds(now) or 0
        with writing(self._engine) as connection:
            which = _locked(connection, map(keys.of_item, items))
            later = {"reason": reason, "next_try": at + int(PAUSES[0].total_seconds())}
            connection.execute(update(listed).where(which).values(later))

    def unreadable(self, name: str, now: datetime) -> tuple[datetime, int]:
        """Note that the list could not be read; return since when, and in how many crawls."""
        at = seconds(now) or 0
        with writing(self._engine) as connection:
            number = _number(connection, name)
            old = connection.execute(select(lists).where(lists.c.number == number)).one()
            since, count = old.failing if old.failing is not None else at, (old.failures or 0) + 1
            noted = update(lists).where(lists.c.number == number).values(failing=since, failures=count)
            connection.execute(noted)
        return moment(since) or now, count

    def reopen(self, rows: Sequence[ListedRow], now: datetime) -> None:
        """Open these ended rows again, as if for the first time."""
        with writing(self._engine) as connection:
            _locked(connection, (keys.of_item(row.key) for row in rows))
            for row in rows:
                _reopen(connection, row, seconds(now) or 0)

    def tries(self, items: Iterable[str]) -> dict[str, Tries]:
        """Return the tries of these items (keys of rows), those of an item that is given up too."""
        named = {keys.of_item(item): item for item in items}
        wanted = select(listed.c.item, listed.c.tries, listed.c.next_try)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted.where(among(connection, listed.c.item, named))).all()
        return {named[row.item]: Tries(row.tries, _at(row.next_try)) for row in rows}

    def failed(self, items: Iterable[str], reason: str, *, rules: str, now: datetime) -> list[str]:
        """Count a failed try of these items (keys of rows); return those that are now given up."""
        at = seconds(now) or 0
        named = {keys.of_item(item): item for item in items}
        given_up = []
        with writing(self._engine) as connection:
            for found in connection.execute(select(listed).where(_locked(connection, named))).all():
                tries = found.tries + 1
                values: dict[str, Any] = {"tries": tries, "reason": reason, "rules": rules}
                if tries >= TRIES:
                    values["ending"] = GIVEN_UP
                    given_up.append(named[found.item])
                else:
                    values["next_try"] = at + int(PAUSES[tries - 1].total_seconds())
                connection.execute(update(listed).where(listed.c.item == found.item).values(values))
        return given_up

    def ended(self, items: Iterable[str], ending: str, reason: str, *, rules: str) -> None:
        """Record why items do not become articles: rejected, gone, filtered and so on."""
        with writing(self._engine) as connection:
            which = _locked(connection, map(keys.of_item, items))
            connection.execute(update(listed).where(which).values(ending=ending, reason=reason, rules=rules))

    def read_to(self, name: str) -> datetime | None:
        """Return the time (UTC) down to which the next crawl must read; None for a list never completed."""
        with reading(self._engine) as connection:
            return moment(connection.scalar(select(lists.c.read_to).where(lists.c.name == name)))

    def read_from(self, name: str) -> datetime | None:
        """Return the time (UTC) from which on the list was read without a gap; None if unknown."""
        with reading(self._engine) as connection:
            return moment(connection.scalar(select(lists.c.read_from).where(lists.c.name == name)))

    def passed(self, name: str, newest: datetime | None, read_until: datetime | None = None) -> None:
        """Note that a crawl read the list without a gap from *newest* down to `read_to` or its window.

        *read_until* is how far down it had to read. Call this only then: after a crawl that stopped early,
        the next one must read down to the old watermark.
        """
        with writing(self._engine) as connection:
            number = _number(connection, name)
            old = connection.execute(select(lists).where(lists.c.number == number)).one()
            marks = [mark for mark in (old.read_to, seconds(newest)) if mark is not None]
            floors = [mark for mark in (old.read_from, seconds(read_until)) if mark is not None]
            reached = {"read_to": max(marks, default=None), "read_from": min(floors, default=None)}
            ended = update(lists).where(lists.c.number == number)
            connection.execute(ended.values(passing=False, failing=None, failures=None, **reached))

    def validators(self, name: str) -> Validators | None:
        """Return what to send with the next request; nothing if the last crawl did not complete."""
        with reading(self._engine) as connection:
            found = connection.execute(select(lists).where(lists.c.name == name)).one_or_none()
        if found is None or found.passing or not (found.etag or found.modified):
            return None
        return Validators(found.etag, found.modified)


def _at(stored: int) -> datetime:
    return datetime.fromtimestamp(stored, timezone.utc)


def _number(connection: Connection, name: str) -> int:
    known = select(lists.c.number).where(lists.c.name == name)
    number = connection.scalar(known)
    if number is None:
        exclusively(connection)
        number = connection.scalar(known)
    if number is None:
        number = (connection.scalar(select(func.max(lists.c.number))) or 0) + 1
        connection.execute(insert(lists).values(number=number, name=name, passing=False))
    return number


def _note(
    connection: Connection, number: int, rows: Sequence[ListedRow], rules: str, now: int
) -> list[Standing]:
    items = [keys.of_item(row.key) for row in rows]
    these = _locked(connection, items)
    found = {row.item: row for row in connection.execute(select(listed).where(these))}
    known = {
        key
        for key, article in owners(connection, (key for row in rows for key in _names(row))).items()
        if article
    }
    standings = [
        _standing(found.get(item), row, not known.isdisjoint(_names(row)), rules, now)
        for item, row in zip(items, rows, strict=True)
    ]
    fresh = {
        item: _values(item, number, row, standing, now)
        for item, row, standing in _new(items, rows, standings, found)
    }
    insert_rows(connection, listed, _LISTED, list(fresh.values()))
    connection.execute(update(listed).where(among(connection, listed.c.item, found)).values(last=now))
    if connection.dialect.name != "sqlite":
        _share(connection, number, [row for row in found.values() if row.list != number])
    for item, row, standing in zip(items, rows, standings, strict=True):
        if standing is Standing.ASK and item in found and found[item].ending is not None:
            _reopen(connection, row, now)
    return standings


def _locked(connection: Connection, items: Iterable[int]) -> ColumnElement[bool]:
    """Return the condition for the rows of *items*, locked for a change."""
    these = among(connection, listed.c.item, items)
    lock(connection, listed.c.item, these)
    return these


def _share(connection: Connection, number: int, rows: Iterable[Found[Any]]) -> None:
    """Note that the list *number* and another one name these *rows*, those that are not stored."""
    both = {(each, row.item) for row in rows if row.ending != STORED for each in (number, row.list)}
    insert_rows(connection, named_rows, ("list", "item"), sorted(both), ignore=True)


def _named_by(name: str) -> ColumnElement[bool]:
    of_list = (
        select(named_rows.c.item).join(lists, lists.c.number == named_rows.c.list).where(lists.c.name == name)
    )
    return listed.c.item.in_(of_list)


def _reopen(connection: Connection, row: ListedRow, now: int) -> None:
    again = {"ending": None, "tries": 0, "next_try": now, "note": row.note, "updated": seconds(row.updated)}
    connection.execute(update(listed).where(listed.c.item == keys.of_item(row.key)).values(again))


def _new(
    items: Sequence[int],
    rows: Sequence[ListedRow],
    standings: Sequence[Standing],
    found: dict[int, Found[Any]],
) -> Iterator[tuple[int, ListedRow, Standing]]:
    every = zip(items, rows, standings, strict=True)
    return ((item, row, standing) for item, row, standing in every if item not in found)


_LISTED = (
    "item",
    "list",
    "keys",
    "locator",
    "note",
    "updated",
    "first",
    "last",
    "tries",
    "next_try",
    "ending",
)


def _values(item: int, number: int, row: ListedRow, standing: Standing, now: int) -> tuple[object, ...]:
    ending = STORED if standing is Standing.STORED else None
    names = json.dumps([row.key, *row.urls], ensure_ascii=False)
    return (item, number, names, row.locator, row.note, seconds(row.updated), now, now, 0, now, ending)


def _waiting(rules: str, now: int, after: tuple[int, int], name: str | None) -> Any:
    order = (listed.c.next_try, listed.c.item)
    statement = select(listed).where(_open(rules, now)).order_by(*order).limit(_PAGE)
    later = or_(listed.c.next_try > after[0], and_(listed.c.next_try == after[0], listed.c.item > after[1]))
    statement = statement.where(later)
    if name is not None:
        of_list = select(lists.c.number).where(lists.c.name == name).scalar_subquery()
        statement = statement.where(or_(listed.c.list == of_list, _named_by(name)))
    return statement


def _row(found: Found[Any]) -> ListedRow:
    key, *urls = json.loads(found.keys)
    return ListedRow(key, found.locator, tuple(urls), found.note, moment(found.updated))
