"""How many pages had what a page should have, added up over runs: an article, a known layout, a field.

A row is of a *subject* (a host, a layout) and a *measure* (`text`, `field source`, `rule x`). What is usual
and what is not is for the caller to say; this only keeps it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, and_, delete, insert, or_, select, update

from newsspider.ledger.bulk import lock
from newsspider.ledger.candidate import seconds
from newsspider.ledger.database import exclusively, reading, writing
from newsspider.ledger.runs import moment
from newsspider.ledger.tables import coverage, listed

# A subject that no page was of for so long is forgotten: feeds lead to any number of hosts.
_KEPT = timedelta(days=90)
# How long before a problem was noticed the first page may have been listed that it concerns.
_BEFORE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the `pages` of `subject` had (`have`) what `measure` names.

    `recent` are the last pages, a digit each, the latest last: `1` had it, `0` lacked it. `lacking` are the
    addresses of those without it that came since the last one with it, the first of them at `began`. A
    problem was seen at `since` and last reported at `said`; both are None while there is none.
    """

    subject: str
    measure: str
    pages: int = 0
    have: int = 0
    recent: str = ""
    lacking: tuple[str, ...] = ()
    began: datetime | None = None
    since: datetime | None = None
    said: datetime | None = None


class Coverages:
    """The coverage of all subjects; part of a `Ledger`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, subjects: Collection[str]) -> list[Coverage]:
        """Return what is known of *subjects*; times are in UTC."""
        with reading(self._engine) as connection:
            wanted = select(coverage).where(coverage.c.subject.in_(sorted(subjects)))
            found = connection.execute(wanted.order_by(coverage.c.subject, coverage.c.measure)).all()
        return [
            Coverage(
                row.subject,
                row.measure,
                row.pages,
                row.have,
                row.recent,
                tuple(json.loads(row.lacking)),
                moment(row.began),
                moment(row.since),
                moment(row.said),
            )
            for row in found
        ]

    def note(self, rows: Iterable[Coverage], now: datetime) -> None:
        """Replace what is known by *rows*; forget subjects that had no page for months."""
        at = seconds(now) or 0
        values = [
            {
                "subject": row.subject,
                "measure": row.measure,
                "pages": row.pages,
                "have": row.have,
                "recent": row.recent,
                "lacking": json.dumps(row.lacking, ensure_ascii=False),
                "began": seconds(row.began),
                "since": seconds(row.since),
                "said": seconds(row.said),
                "seen": at,
            }
            for row in rows
        ]
        if not values:
            return
        with writing(self._engine) as connection:
            exclusively(connection)
            for one in values:
                same = and_(coverage.c.subject == one["subject"], coverage.c.measure == one["measure"])
                connection.execute(delete(coverage).where(same))
            connection.execute(insert(coverage), values)
            oldest = at - int(_KEPT.total_seconds())
            connection.execute(delete(coverage).where(coverage.c.seen < oldest))

    def reopen(self, host: str, reasons: Collection[str], since: datetime, now: datetime) -> int:
        """Have the pages of *host* asked for again that were rejected for *reasons*; return how many.

        They are those that a list named since the day before *since*: the fault was the host's, not theirs.
        """
        at, first = seconds(now) or 0, seconds(since - _BEFORE) or 0
        ours = or_(*(listed.c.locator.startswith(f"{way}://{host}/", autoescape=True) for way in _SCHEMES))
        is_theirs = and_(
            listed.c.ending.is_not(None), listed.c.reason.in_(sorted(reasons)), listed.c.last >= first, ours
        )
        again = update(listed).where(is_theirs).values(ending=None, tries=0, next_try=at)
        with writing(self._engine) as connection:
            lock(connection, listed.c.item, is_theirs)
            return connection.execute(again).rowcount


_SCHEMES = ("https", "http")
