"""Makes due to outputs what a group has met, revised or enriched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, and_, bindparam, or_, select, update

from newsspider.ledger import bulk
from newsspider.ledger.outbox import DUE, IS_DUE, PUBLISHED, Output
from newsspider.ledger.tables import articles, feeds, outbox

_LOCKED_BY = (outbox.c.article, outbox.c.revision, outbox.c.feed)
_ROW = ("feed", "generation", "article", "revision", "turn", "state")


def enter(
    connection: Connection,
    to: Sequence[Output],
    met: Sequence[tuple[int, int]],
    turn: int,
    *,
    revised: Sequence[int],
    enriched: Sequence[tuple[int, int]],
) -> None:
    """Add a due row for each output and (article, revision) *met* without one; *turn* is before the first.

    *revised* and *enriched* concern rewritable outputs: see the package's docstring.
    """
    rows = [
        (feed.number, feed.generation, article, revision, number, DUE)
        for number, (article, revision) in enumerate(met, turn + 1)
        for feed in to
    ]
    bulk.insert(connection, outbox, _ROW, rows, ignore=True)
    if (revised or enriched) and connection.dialect.name == "postgresql":
        _lock(connection, {*revised, *(number for number, _ in enriched)})
    if revised:
        _pass_over(connection, revised, turn)
    if enriched:
        _renew(connection, enriched, turn)


def _rewritable() -> ColumnElement[bool]:
    return outbox.c.feed.in_(select(feeds.c.number).where(feeds.c.rewritable))


def _lock(connection: Connection, numbers: Iterable[int]) -> None:
    """Lock what is noted of these articles, in the order in which another run's `published` does it.

    So neither blocks the other.
    """
    which = and_(bulk.among(connection, outbox.c.article, numbers), _rewritable())
    connection.execute(select(outbox.c.feed).where(which).order_by(*_LOCKED_BY).with_for_update(of=outbox))


def _pass_over(connection: Connection, numbers: Sequence[int], turn: int) -> None:
    """Count revisions with a successor as published, in outputs that show only the last.

    What was due to an output that is not one of this run, such as another worker's, is due as its successor.
    """
    latest = select(articles.c.revision).where(articles.c.number == outbox.c.article).scalar_subquery()
    among = bulk.among(connection, outbox.c.article, numbers)
    stale = and_(IS_DUE, among, outbox.c.revision < latest, _rewritable())
    waiting = select(outbox.c.feed, outbox.c.generation, outbox.c.article, latest).where(stale).distinct()
    successors = [(*row, turn + 1, DUE) for row in connection.execute(waiting)]
    bulk.insert(connection, outbox, _ROW, successors, ignore=True)
    connection.execute(update(outbox).where(stale).values(state=PUBLISHED))


def _renew(connection: Connection, current: Sequence[tuple[int, int]], turn: int) -> None:
    """Make the current revision of enriched articles due again, in rewritable outputs.

    What is due since an earlier group may just be written by another run as it was before: it is due anew,
    see `Outbox.published`.
    """
    wanted = and_(
        outbox.c.article == bindparam("of"),
        outbox.c.revision == bindparam("which"),
        or_(outbox.c.state == PUBLISHED, and_(outbox.c.state == DUE, outbox.c.turn <= turn)),
        _rewritable(),
    )
    again = update(outbox).where(wanted).values(state=DUE, turn=turn + 1)
    connection.execute(again, [{"of": number, "which": revision} for number, revision in sorted(current)])
