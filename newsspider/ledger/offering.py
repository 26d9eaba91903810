"""The archive as a source: stored articles become due to outputs without being read again.

An output that is new or overwritten gets everything that is wanted, another one only what it lacks. Posts
that a user edited or deleted stay held back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Engine,
    Insert,
    Select,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    true,
)

from newsspider.ledger import turns
from newsspider.ledger.archive import Wanted, conditions
from newsspider.ledger.database import writing
from newsspider.ledger.outbox import DUE, Output
from newsspider.ledger.posts import HELD, PostState
from newsspider.ledger.tables import articles, outbox, posts, revisions

_COLUMNS = ("feed", "generation", "article", "revision", "turn", "state")
_STORED = (revisions.c.article, revisions.c.revision)
_LEFT_ALONE = (int(PostState.EDITED), int(PostState.DELETED))


@dataclass(frozen=True, slots=True)
class Offered:
    """How many revisions were wanted, and how many of them are due to at least one output."""

    wanted: int
    due: int


class Offering:
    """Offers stored articles to outputs; part of a `Ledger`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def offer(self, feeds: Sequence[Output], wanted: Wanted) -> Offered:
        """Make what is *wanted* due to each of *feeds* that lacks it, in the order of storing.

        A rewritable output holds one revision of an article, so it is offered only the current one.
        """
        with writing(self._engine) as connection:
            chosen = and_(true(), *conditions(connection, wanted))
            number = connection.scalar(_of_articles(func.count()).where(chosen)) or 0
            turn = turns.take(connection, number)
            for feed in feeds:
                connection.execute(_enter(feed, chosen, turn))
            due = connection.scalar(_due(feeds, chosen)) or 0
        return Offered(number, due)


def _of_articles(*columns: ColumnElement[Any]) -> Select[Any]:
    return select(*columns).select_from(revisions).join(articles, articles.c.number == revisions.c.article)


def _enter(feed: Output, chosen: ColumnElement[bool], turn: int) -> Insert:
    """Return the statement that adds a row for everything *chosen* that the output *feed* lacks."""
    place = func.row_number().over(order_by=_STORED)
    left_alone = exists().where(
        posts.c.feed == feed.number, posts.c.article == revisions.c.article, posts.c.state.in_(_LEFT_ALONE)
    )
    has = exists().where(
        outbox.c.feed == feed.number,
        outbox.c.generation == feed.generation,
        outbox.c.article == revisions.c.article,
        outbox.c.revision == revisions.c.revision,
    )
    state = case((left_alone, HELD), else_=DUE)
    columns = (literal(feed.number), literal(feed.generation), *_STORED, literal(turn) + place, state)
    rows = _of_articles(*columns).where(chosen, ~has)
    if feed.rewritable:
        rows = rows.where(articles.c.revision == revisions.c.revision)
    return insert(outbox).from_select(_COLUMNS, rows)


def _due(feeds: Sequence[Output], chosen: ColumnElement[bool]) -> Select[Any]:
    """Return the query for how many of *chosen* are due to one of *feeds*."""
    of_feeds = or_(
        *(and_(outbox.c.feed == feed.number, outbox.c.generation == feed.generation) for feed in feeds)
    )
    lacking = exists().where(
        outbox.c.article == revisions.c.article,
        outbox.c.revision == revisions.c.revision,
        outbox.c.state == DUE,
        of_feeds,
    )
    return _of_articles(func.count()).where(chosen, lacking)
