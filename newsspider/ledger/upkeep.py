"""Maintenance of the ledger: consistency checks, dropping old fragments, giving space back.

To add a check, add a row to `_OF_ARTICLES` or a query to `_orphans`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    select,
    tuple_,
    update,
)

from newsspider.ledger import blobs
from newsspider.ledger.candidate import seconds
from newsspider.ledger.database import reading, writing
from newsspider.ledger.tables import (
    articles,
    bands,
    copies,
    keys,
    known_files,
    outbox,
    posts,
    revisions,
    texts,
)

_PAGE = 200
_SOUND = "ok"
_ORDER = (revisions.c.article, revisions.c.revision)
_OF_ARTICLES = (
    (revisions, "revisions without their article"),
    (keys, "keys without their article"),
    (texts, "text keys without their article"),
    (bands, "bands without their article"),
    (copies, "copies without their article"),
    (outbox, "outbox rows without their article"),
    (posts, "posts without their article"),
    (known_files, "seed files without their article"),
)


def _orphans() -> Iterator[tuple[str, Select[Any]]]:
    for table, words in _OF_ARTICLES:
        owner = exists().where(articles.c.number == table.c.article)
        yield words, select(func.count()).select_from(table).where(table.c.article != 0, ~owner)
    current = exists().where(
        revisions.c.article == articles.c.number, revisions.c.revision == articles.c.revision
    )
    yield (
        "articles without their current revision",
        select(func.count()).select_from(articles).where(~current),
    )
    stored = exists().where(
        revisions.c.article == outbox.c.article, revisions.c.revision == outbox.c.revision
    )
    yield "outbox rows without their revision", select(func.count()).select_from(outbox).where(~stored)


def _integrity(connection: Connection) -> list[str]:
    """Return what SQLite finds wrong with its file; PostgreSQL has no such check."""
    if connection.dialect.name != "sqlite":
        return []
    said = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    return [f"the file is damaged: {line}" for line in said if line != _SOUND]


def _fault(row: Row[Any]) -> str | None:
    name = f"revision {row.revision} of {row.id}"
    try:
        article = blobs.unpack(row.stream).article
    except (ValueError, TypeError) as error:
        return f"{name} cannot be read: {error}"
    if article.id != row.id or article.digest != row.digest.hex():
        return f"{name} contains another article: {article.id}"
    return None


class Upkeep:
    """Checks, prunes and compacts a `Ledger`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def check(self) -> list[str]:
        """Return one line for each fault; an empty list if the ledger is consistent."""
        with reading(self._engine) as connection:
            found = _integrity(connection)
            found += [
                f"{count} {words}" for words, query in _orphans() if (count := connection.scalar(query))
            ]
        faults = (_fault(row) for page in self._pages() for row in page)
        return [*found, *(fault for fault in faults if fault)]

    def _pages(self, *conditions: ColumnElement[bool]) -> Iterator[Sequence[Any]]:
        """Yield the revisions that meet *conditions* in pages, each read on its own."""
        columns = (*_ORDER, revisions.c.digest, revisions.c.stream, articles.c.id)
        statement = (
            select(*columns).join(articles, articles.c.number == revisions.c.article).order_by(*_ORDER)
        )
        after = (0, 0)
        while True:
            with reading(self._engine) as connection:
                page = connection.execute(
                    statement.where(tuple_(*_ORDER) > after, *conditions).limit(_PAGE)
                ).all()
            if not page:
                return
            yield page
            after = (page[-1].article, page[-1].revision)

    def prune(self, before: datetime) -> int:
        """Drop the fragments stored before *before*, but keep the records; return how many were dropped.

        Without its fragment, an article cannot be cleaned again by other rules.
        """
        pruned = 0
        for page in self._pages(revisions.c.has_fragment, revisions.c.stored < seconds(before)):
            with writing(self._engine) as connection:
                connection.execute(_STRIPPED, _strip(page))
            pruned += len(page)
        return pruned

    def size(self) -> int:
        """Return the size of the database in bytes, including what SQLite still holds beside its file."""
        with reading(self._engine) as connection:
            if connection.dialect.name == "sqlite":
                ask = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
            else:
                ask = "SELECT pg_database_size(current_database())"
            return int(connection.exec_driver_sql(ask).scalar_one())

    def vacuum(self) -> None:
        """Give unused space back to the disk; this needs as much space again while it works."""
        autocommit = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        with autocommit.connect() as connection:
            connection.exec_driver_sql("VACUUM")


_STRIPPED = (
    update(revisions)
    .where(and_(revisions.c.article == bindparam("of"), revisions.c.revision == bindparam("which")))
    .values(stream=bindparam("packed"), has_fragment=False)
)


def _strip(page: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the streams of *page* without their fragments."""
    packed = blobs.pack(blobs.unpack(row.stream)._replace(fragment="") for row in page)
    return [
        {"of": row.article, "which": row.revision, "packed": stream}
        for row, stream in zip(page, packed, strict=True)
    ]
