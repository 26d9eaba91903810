"""The duplicates that were merged into an article, with the evidence of each verdict."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, inspect, select

from newsspider.ledger import keys
from newsspider.ledger.arrival import Arrival
from newsspider.ledger.bulk import among
from newsspider.ledger.comparison import Comparison, bounded
from newsspider.ledger.database import reading
from newsspider.ledger.posts import numbers_of
from newsspider.ledger.runs import moment
from newsspider.ledger.tables import articles, copies


@dataclass(frozen=True, slots=True)
class Folded:
    """A duplicate that was merged into the article with the id `article`.

    `names` are its docid and address, if it had them. `compared` is the comparison with the article
    of that time, as JSON; None for the same text. `estimate` is None for the same text, and for a text too
    short for one. `is_bare` says that an older version merged it, which kept neither names nor comparison.
    """

    article: str
    locator: str
    title: str
    published: datetime | None
    estimate: float | None
    names: tuple[str, ...]
    compared: dict[str, Any] | None
    is_bare: bool


def evidence(arrival: Arrival, compared: Comparison | None) -> str:
    """Return what the ledger stores for a duplicate: its names, and how it was *compared*."""
    names = [name for name in (keys.docid(arrival), arrival.article.url) if name]
    return json.dumps(
        {"names": names, "compared": compared and asdict(bounded(compared))},
        ensure_ascii=False,
        separators=(",", ":"),
    )


class FoldedCopies:
    """The merged duplicates, to read; part of a `Ledger`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, id_: str) -> list[Folded]:
        """Return the duplicates that were merged into the article with this id."""
        with reading(self._engine) as connection:
            numbers = numbers_of(connection, [id_]).values()
            return list(_read(connection, among(connection, copies.c.article, numbers)))

    def find(self, names: Iterable[str]) -> Folded | None:
        """Return the duplicate with one of these *names*: a locator, a docid, a canonical address.

        It reads all duplicates if none has such a locator: nothing else finds them by their names.
        """
        wanted = set(names)
        with reading(self._engine) as connection:
            places = among(connection, copies.c.copy, map(keys.of_locator, wanted))
            found = next(_read(connection, places), None)
            if found is not None or not _has_evidence(connection):
                return found
            every = connection.execute(
                select(copies.c.copy, copies.c.evidence).where(copies.c.evidence.is_not(None))
            )
            place = next(
                (row.copy for row in every if wanted.intersection(_decoded(row.evidence)["names"])), None
            )
            return (
                None if place is None else next(_read(connection, among(connection, copies.c.copy, [place])))
            )


def _has_evidence(connection: Connection) -> bool:
    """Return whether the ledger has the column; the ledger of an older version has not."""
    return any(column["name"] == "evidence" for column in inspect(connection).get_columns(copies.name))


def _read(connection: Connection, condition: Any) -> Iterator[Folded]:
    columns = [column for column in copies.c if column.name != "evidence" or _has_evidence(connection)]
    statement = select(*columns, articles.c.id).join(articles, articles.c.number == copies.c.article)
    for row in connection.execute(statement.where(condition).order_by(copies.c.article, copies.c.copy)):
        kept = _decoded(getattr(row, "evidence", None))
        yield Folded(
            row.id,
            row.locator,
            row.title,
            moment(row.published),
            row.estimate,
            tuple(kept.get("names", ())),
            kept.get("compared"),
            is_bare=not kept,
        )


def _decoded(text: str | None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text) if text else {}
    return found
