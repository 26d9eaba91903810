"""What the ledger knows of an article without opening its stream: enough for every verdict.

A further fact is a column in `tables.articles` and a field here, at the same place.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

from newsspider.ledger.tables import articles
from newsspider.model.article import Article


class Lacks(IntFlag):
    """The fields that a kept record takes from its copies."""

    COVER = 1
    IMAGES = 2
    ORIGINAL_TITLE = 4
    SOURCE = 8
    AUTHORS = 16


_GAINS = {
    Lacks.COVER: "cover",
    Lacks.IMAGES: "images",
    Lacks.ORIGINAL_TITLE: "original_title",
    Lacks.SOURCE: "source",
    Lacks.AUTHORS: "authors",
}


def fields(lacks: Lacks) -> tuple[str, ...]:
    """Return the names of the record's fields that *lacks* stands for."""
    return tuple(name for gain, name in _GAINS.items() if gain & lacks)


def lacking(article: Article) -> Lacks:
    """Return what *article* could take from a copy."""
    absent = Lacks(sum(gain for gain, name in _GAINS.items() if not getattr(article, name)))
    # A medium that is but the name of a category was taken from there for want of a better one.
    return absent | Lacks.SOURCE if article.source in article.categories else absent


@dataclass(slots=True, eq=False)
class State:
    """The row of an article; the fields up to `sketch` are the columns of `tables.articles`, in order.

    `number` is 0 until the article is written. `dated` is precision and source of the date, `names` the
    dates and codes of the text, `figures` two bytes for each figure, in order.
    """

    number: int
    id: str
    site: str
    channel: str | None
    known_by: int
    rank: int
    locator: int
    list: int | None
    run: int
    rules: str
    revision: int
    digest: bytes
    title: int
    published: int | None
    dated: str
    updated: int | None
    as_of: int | None
    lacks: int
    chars: int
    copy_of: int | None
    names: str
    figures: bytes
    sketch: bytes | None

    def take(self, other: State) -> None:
        """Become what *other* says, column by column."""
        for name in COLUMNS:
            setattr(self, name, getattr(other, name))


COLUMNS = tuple(column.name for column in articles.columns)


def row(state: State) -> tuple[object, ...]:
    """Return the row of *state*, its values in the order of `COLUMNS`."""
    return tuple(getattr(state, name) for name in COLUMNS)
