"""The posts of a folder: the name of each file, what was written to it, and what a user did with it.

These facts outlast the generations of an output: a post keeps its name, a deleted one stays deleted until
`restore`, an edited one is left alone. What is due to such a post is held back, not published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, bindparam, delete, func, select, update

from newsspider.ledger import bulk, keys
from newsspider.ledger.bulk import among
from newsspider.ledger.database import reading, writing
from newsspider.ledger.snapshot import owners
from newsspider.ledger.tables import articles, outbox, posts
from newsspider.text.paths import native, spelled

_PAGE = 500
# Rows of three small values.
_QUICK_PAGE = 10_000
_DUE, HELD = 0, 2
_COLUMNS = ("feed", "article", "name", "digest", "revision", "state")


class PostState(IntEnum):
    """The state of a post: written, its body edited by a user, its file deleted by a user, or restored.

    A restored post is written again whatever happened to it, and is then in the state `WRITTEN`.
    """

    WRITTEN = 0
    EDITED = 1
    DELETED = 2
    RESTORED = 3


# A table of them is quicker than the class.
_STATES = {state.value: state for state in PostState}


@dataclass(frozen=True, slots=True)
class Post:
    """A post as the ledger knows it; `digest` and `revision` are the last written ones.

    `name` is the system's; the table holds its spelling.
    """

    id: str
    name: str
    digest: bytes
    revision: int
    state: PostState = PostState.WRITTEN


def numbers_of(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Return the numbers of the articles with these ids, without unknown ones."""
    by_key = {keys.of_id(id_): id_ for id_ in ids}
    return {by_key[key]: number for key, number in owners(connection, by_key).items()}


def note(connection: Connection, feed: int, numbers: Mapping[str, int], written: Sequence[Post]) -> None:
    """Replace what is known about posts; *numbers* are the numbers of their articles."""
    rows = {
        numbers[post.id]: (
            feed,
            numbers[post.id],
            spelled(post.name),
            post.digest,
            post.revision,
            int(post.state),
        )
        for post in written
        if post.id in numbers
    }
    if rows:
        connection.execute(
            delete(posts).where(posts.c.feed == feed, among(connection, posts.c.article, rows))
        )
        bulk.insert(connection, posts, _COLUMNS, [rows[number] for number in sorted(rows)])


def _post(row: Row[Any]) -> Post:
    return Post(row.id, native(row.name), row.digest, row.revision, PostState(row.state))


class Posts:
    """The facts about posts; part of a `Ledger`. Outputs are given by number."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def facts(self, feed: int, ids: Iterable[str]) -> dict[str, Post]:
        """Return what is known about the posts of these articles, by id, without those never written."""
        with reading(self._engine) as connection:
            numbers = numbers_of(connection, ids)
            if not numbers:
                return {}
            which = among(connection, posts.c.article, numbers.values())
            rows = connection.execute(select(posts).where(posts.c.feed == feed, which)).all()
        ids_of = {number: id_ for id_, number in numbers.items()}
        return {
            ids_of[row.article]: Post(
                ids_of[row.article], native(row.name), row.digest, row.revision, PostState(row.state)
            )
            for row in rows
        }

    def count(self, feed: int) -> int:
        """Return how many posts should exist: all but the deleted ones."""
        there = and_(posts.c.feed == feed, posts.c.state != PostState.DELETED)
        with reading(self._engine) as connection:
            return connection.scalar(select(func.count()).where(there)) or 0

    def iterate(self, feed: int) -> Iterator[Post]:
        """Yield all posts of the output *feed*, in the order of the articles."""
        after = 0
        while True:
            page = (
                select(posts, articles.c.id)
                .join(articles, articles.c.number == posts.c.article)
                .where(posts.c.feed == feed, posts.c.article > after)
                .order_by(posts.c.article)
                .limit(_PAGE)
            )
            with reading(self._engine) as connection:
                rows = connection.execute(page).all()
            yield from map(_post, rows)
            if len(rows) < _PAGE:
                return
            after = rows[-1].article

    def beyond(self, feed: int, newest: int) -> Iterator[Post]:
        """Yield the unedited posts of the output *feed* that are older than its *newest*, in their order.

        One without a time is older than all others.
        """
        # Not `nulls_last`: SQLite has it from 3.30 on.
        undated = articles.c.published.is_(None)
        page = (
            select(posts, articles.c.id)
            .join(articles, articles.c.number == posts.c.article)
            .where(posts.c.feed == feed, posts.c.state.in_((int(PostState.WRITTEN), int(PostState.EDITED))))
            .order_by(undated, articles.c.published.desc(), articles.c.number)
        )
        with reading(self._engine) as connection:
            for row in connection.execute(page.offset(newest)):
                if row.state == PostState.WRITTEN:
                    yield Post(row.id, native(row.name), row.digest, row.revision)

    def names(self, feed: int) -> Iterator[tuple[int, str, PostState]]:
        """Yield article number, name and state of all posts of the output *feed*: a quick look at many."""
        columns = select(posts.c.article, posts.c.name, posts.c.state).where(posts.c.feed == feed)
        after = 0
        while True:
            page = columns.where(posts.c.article > after).order_by(posts.c.article).limit(_QUICK_PAGE)
            with reading(self._engine) as connection:
                rows = connection.execute(page).all()
            for article, name, state in rows:
                yield article, native(name), _STATES[state]
            if len(rows) < _QUICK_PAGE:
                return
            after = rows[-1].article

    def of(self, feed: int, numbers: Sequence[int]) -> list[Post]:
        """Return the posts of the articles with these *numbers*, in the order of the articles."""
        columns = select(posts, articles.c.id).join(articles, articles.c.number == posts.c.article)
        with reading(self._engine) as connection:
            which = columns.where(posts.c.feed == feed, among(connection, posts.c.article, numbers))
            rows = connection.execute(which.order_by(posts.c.article)).all()
        return list(map(_post, rows))

    def adopt(self, feed: int, found: Iterable[Post]) -> None:
        """Note posts that are there though the ledger did not know; of unknown articles nothing is noted."""
        every = list(found)
        with writing(self._engine) as connection:
            note(connection, feed, numbers_of(connection, [post.id for post in every]), every)

    def hold(self, feed: int, ids: Iterable[str], state: PostState) -> None:
        """Note that a user edited or deleted these posts; what is due to them is held back."""
        with writing(self._engine) as connection:
            found = [{"of": number} for number in sorted(numbers_of(connection, ids).values())]
            if found:
                known = and_(posts.c.feed == feed, posts.c.article == bindparam("of"))
                connection.execute(update(posts).where(known).values(state=int(state)), found)
                waiting = and_(
                    outbox.c.feed == feed, outbox.c.article == bindparam("of"), outbox.c.state == _DUE
                )
                connection.execute(update(outbox).where(waiting).values(state=HELD), found)

    def release(self, feed: int, ids: Iterable[str]) -> None:
        """Note that these posts are unedited again; what was held back is due to them."""
        with writing(self._engine) as connection:
            found = [{"of": number} for number in sorted(numbers_of(connection, ids).values())]
            if found:
                known = and_(posts.c.feed == feed, posts.c.article == bindparam("of"))
                connection.execute(update(posts).where(known).values(state=int(PostState.WRITTEN)), found)
                current = select(articles.c.revision).where(articles.c.number == outbox.c.article)
                held = and_(
                    outbox.c.feed == feed,
                    outbox.c.article == bindparam("of"),
                    outbox.c.revision == current.scalar_subquery(),
                    outbox.c.state == HELD,
                )
                connection.execute(update(outbox).where(held).values(state=_DUE), found)

    def again(self, ids: Iterable[str]) -> None:
        """Make the current revision of these articles due again to the posts that no user has touched."""
        with writing(self._engine) as connection:
            found = [{"of": number} for number in sorted(numbers_of(connection, ids).values())]
            if found:
                current = select(articles.c.revision).where(articles.c.number == outbox.c.article)
                written = select(posts.c.feed).where(
                    posts.c.article == outbox.c.article, posts.c.state == int(PostState.WRITTEN)
                )
                which = and_(
                    outbox.c.article == bindparam("of"),
                    outbox.c.revision == current.scalar_subquery(),
                    outbox.c.feed.in_(written),
                )
                connection.execute(update(outbox).where(which).values(state=_DUE), found)

    def lost(self, feed: int) -> None:
        """Note that the folder of *feed* is gone; every post but the deleted ones may be written again."""
        with writing(self._engine) as connection:
            there = and_(posts.c.feed == feed, posts.c.state != int(PostState.DELETED))
            connection.execute(update(posts).where(there).values(state=int(PostState.RESTORED)))

    def restore(self, ids: Iterable[str], feed: int | None = None) -> list[str]:
        """Make the current revision of these articles due to their posts again; return the known ids.

        If *feed* is given, only that output is concerned.
        """
        with writing(self._engine) as connection:
            numbers = numbers_of(connection, ids)
            for number in sorted(numbers.values()):
                _restore(connection, number, feed)
        return list(numbers)


def _restore(connection: Connection, number: int, feed: int | None) -> None:
    its = posts.c.article == number if feed is None else and_(posts.c.article == number, posts.c.feed == feed)
    current = select(articles.c.revision).where(articles.c.number == number).scalar_subquery()
    folders = outbox.c.feed.in_(select(posts.c.feed).where(its))
    which = and_(outbox.c.article == number, outbox.c.revision == current, folders)
    connection.execute(update(outbox).where(which).values(state=_DUE))
    connection.execute(update(posts).where(its).values(state=int(PostState.RESTORED)))
