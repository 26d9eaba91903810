"""Reads stored articles back: one by its id, address or docid, or all of them as a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, and_, or_, select, tuple_

from newsspider.ledger import blobs, keys
from newsspider.ledger.arrival import Place
from newsspider.ledger.bulk import among
from newsspider.ledger.candidate import seconds
from newsspider.ledger.database import reading
from newsspider.ledger.posts import numbers_of
from newsspider.ledger.runs import moment
from newsspider.ledger.snapshot import owners
from newsspider.ledger.tables import articles, revisions
from newsspider.model.article import Article
from newsspider.text.roots import Roots

_PAGE = 50


@dataclass(frozen=True, slots=True)
class Stored:
    """One stored revision: the record, its uncleaned source or the place of that, and what it changed.

    `fragment` is empty if none was kept, or if it was pruned. `rules` is the version of the rules that
    cleaned the article last. `stored` is in UTC. `given_by` says what gave each field; it is kept
    with a fragment, since version 11 of the ledger.
    """

    article: Article
    fragment: str
    place: Place | None
    change: str
    rules: str
    stored: datetime
    given_by: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles to read: published from `since` and before `until`, of these channels, with these ids.

    A channel includes those below it: `china` includes `china/1686`.
    """

    since: datetime | None = None
    until: datetime | None = None
    channels: Sequence[str] = ()
    ids: Sequence[str] = ()
    revisions: bool = False


def _stored(row: Row[Any], roots: Roots) -> Stored:
    article, fragment, given_by = blobs.unpack(row.stream)
    place = None if row.file is None else Place(roots.native(row.file), row.start, row.length)
    stored = moment(row.stored)
    assert stored
    return Stored(article, fragment, place, row.change, row.rules, stored, given_by)


_COLUMNS = (
    revisions.c.article,
    revisions.c.revision,
    revisions.c.stream,
    revisions.c.file,
    revisions.c.start,
    revisions.c.length,
    revisions.c.change,
    revisions.c.stored,
    articles.c.rules,
)
_ORDER = (revisions.c.article, revisions.c.revision)


def _statement() -> Select[Any]:
    return select(*_COLUMNS).join(articles, articles.c.number == revisions.c.article)


_CURRENT = articles.c.revision == revisions.c.revision


def conditions(connection: Connection, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions on the join of `articles` and `revisions` for what is *wanted*."""
    if wanted.since:
        yield articles.c.published >= seconds(wanted.since)
    if wanted.until:
        yield articles.c.published < seconds(wanted.until)
    if wanted.channels:
        below = (articles.c.channel.startswith(f"{channel}/", autoescape=True) for channel in wanted.channels)
        yield or_(articles.c.channel.in_(wanted.channels), *below)
    if wanted.ids:
        yield among(connection, articles.c.number, numbers_of(connection, wanted.ids).values())
    if not wanted.revisions:
        yield _CURRENT


class StoredArticles:
    """The stored articles as a source; part of a `Ledger`."""

    def __init__(self, engine: Engine, roots: Roots) -> None:
        self._engine = engine
        self._roots = roots

    def iterate(self, wanted: Wanted = Wanted()) -> Iterator[Stored]:
        """Yield what is *wanted* in the order of storing, revisions oldest first; memory stays constant.

        Raises ValueError or TypeError for a damaged stream, which `upkeep.check` names.
        """
        after = (0, 0)
        while True:
            with reading(self._engine) as connection:
                chosen = and_(tuple_(*_ORDER) > after, *conditions(connection, wanted))
                rows = connection.execute(_statement().where(chosen).order_by(*_ORDER).limit(_PAGE)).all()
            yield from (_stored(row, self._roots) for row in rows)
            if len(rows) < _PAGE:
                return
            after = (rows[-1].article, rows[-1].revision)

    def find(self, name: str) -> Stored | None:
        """Return the current revision of the article with this *name*: an id, a docid or a canonical URL."""
        with reading(self._engine) as connection:
            asked = (keys.of_id(name), keys.of_docid(name), keys.of_url(name))
            found = owners(connection, asked)
            number = next((found[key] for key in asked if found.get(key)), None)
            row = connection.execute(_statement().where(articles.c.number == number, _CURRENT)).one_or_none()
        return _stored(row, self._roots) if row else None

    def at(self, locator: str) -> Stored | None:
        """Return the article that was read at *locator*; None if none was, or several, as of a feed."""
        asked = articles.c.locator == keys.of_locator(locator)
        with reading(self._engine) as connection:
            rows = connection.execute(_statement().where(asked, _CURRENT).limit(2)).all()
        return _stored(rows[0], self._roots) if len(rows) == 1 else None

    def newest(self, channel: str) -> Stored | None:
        """Return the last published article of *channel*; None if it has none."""
        of_channel = and_(articles.c.channel == channel, articles.c.published.is_not(None), _CURRENT)
        last = _statement().where(of_channel).order_by(articles.c.published.desc()).limit(1)
        with reading(self._engine) as connection:
            row = connection.execute(last).one_or_none()
        return _stored(row, self._roots) if row else None

    def unknown(self, names: Sequence[str]) -> list[str]:
        """Return the *names* that are not the id of an article, in their order."""
        with reading(self._engine) as connection:
            known = numbers_of(connection, names)
        return [name for name in names if name not in known]
