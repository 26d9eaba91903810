"""The ledger as a group sees it: what was looked up, and on top what the group itself will write.

It lives as long as the group. After a commit or a rollback a new one begins, so nothing stale remains.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Column, Connection, func, select

from newsspider.ledger import bulk, near_duplicates
from newsspider.ledger.arrival import Near
from newsspider.ledger.bulk import among
from newsspider.ledger.candidate import ArticleState, Candidate
from newsspider.ledger.tables import articles, bands, keys, revisions, texts
from newsspider.ledger.turns import of_article
from newsspider.model.outcomes import NearMode

# Look-ups for a whole group at once: keys, texts, bands and the states of articles.


def owners(connection: Connection, wanted: Iterable[int]) -> dict[int, int]:
    """Return the article number for each known strong key; 0 for a bad key."""
    rows = bulk.found(connection, keys.c.key, wanted, keys.c.key, keys.c.article)
    return {key: article for key, article in rows}  # noqa: C416 - rows are no tuples


def _many(connection: Connection, key: Column[int], wanted: Iterable[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for value, article in bulk.found(connection, key, wanted, key, key.table.c.article):
        found.setdefault(value, []).append(article)
    return found


def same_texts(connection: Connection, wanted: Iterable[int]) -> dict[int, list[int]]:
    """Return the numbers of the articles that have each text key."""
    return _many(connection, texts.c.key, wanted)


def neighbours(connection: Connection, places: Iterable[int]) -> dict[int, list[int]]:
    """Return the numbers of the articles in each band slot."""
    return _many(connection, bands.c.place, places)


def states(connection: Connection, numbers: Iterable[int]) -> dict[int, ArticleState]:
    """Return the states of the articles with these numbers."""
    wanted = list(numbers)
    rows = bulk.found(connection, articles.c.number, wanted, *articles.c) if wanted else ()
    return {row[0]: ArticleState(*row) for row in rows}


def sketches(connection: Connection, numbers: Iterable[int]) -> dict[int, tuple[int | None, bytes | None]]:
    """Return the publication times and the sketches of the articles with these numbers."""
    wanted = list(numbers)
    columns = articles.c.number, articles.c.published, articles.c.sketch
    rows = bulk.found(connection, articles.c.number, wanted, *columns) if wanted else ()
    return {number: (published, sketch) for number, published, sketch in rows}


def stream(connection: Connection, number: int, revision: int) -> bytes:
    """Return the compressed stream of one revision, empty bytes if there is none."""
    wanted = (revisions.c.article == number) & (revisions.c.revision == revision)
    return connection.scalar(select(revisions.c.stream).where(wanted)) or b""


def streams(connection: Connection, wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Return the streams of these revisions, by number and revision of the article."""
    if not wanted:
        return {}
    numbers, which = ({each[at] for each in wanted} for at in (0, 1))  # and few revisions beside them
    chosen = among(connection, revisions.c.article, numbers), revisions.c.revision.in_(sorted(which))
    columns = (revisions.c.article, revisions.c.revision, revisions.c.stream)
    found = connection.execute(select(*columns).where(*chosen))
    return {(article, revision): stream for article, revision, stream in found}


# --- snapshot ---


class Snapshot:
    """States by key, by text and by band slot; `load` adds what a batch of arrivals needs."""

    def __init__(self, settings: Near) -> None:
        self._near = settings
        self._loaded: set[int] = set()
        self._states: dict[int, ArticleState] = {}
        self._owners: dict[int, ArticleState | None] = {}
        self._texts: dict[int, list[ArticleState]] = {}
        self._hits: dict[int, list[int]] = {}
        self._fresh: dict[int, tuple[ArticleState, ...]] = {}
        self._searched: set[int] = set()
        self._span = (0, 0)
        self.touched: dict[int, ArticleState | None] = {}
        self._reach: dict[Candidate, list[int]] = {}
        self._candidates: dict[Candidate, list[int]] = {}
        self._sketches: dict[int, tuple[int | None, bytes | None]] = {}

    def read(self) -> set[int] | None:
        """Return the keys, band slots and articles that were looked up; None for all that are there."""
        if self._span != (0, 0):
            return None  # which slots are searched depends on the first and the last article
        return self._loaded | self._searched | {of_article(number) for number in self._states}

    def load(self, connection: Connection, batch: Sequence[Candidate]) -> None:
        """Look up everything that the verdicts on *batch* depend on, in a few statements."""
        found_owners = owners(connection, self._wanted(key for one in batch for _, key in one.strong))
        texts = same_texts(
            connection, self._wanted(key for one in batch for key in (*one.text_keys, one.copy))
        )
        self._load_states(
            connection, [*found_owners.values(), *(each for found in texts.values() for each in found)]
        )
        for key, number in found_owners.items():
            self._owners.setdefault(key, self._states.get(number))
        for key, numbers in texts.items():
            stored = [self._states[number] for number in numbers]
            self._texts[key] = sorted(stored, key=_by_number) + self._texts.get(key, [])
        if self._near.mode is not NearMode.OFF:
            self._search(connection, [one for one in batch if not self._is_known(one)])

    def _wanted(self, keys: Iterable[int]) -> list[int]:
        wanted = set(keys) - self._loaded
        self._loaded |= wanted
        return list(wanted)

    def _load_states(self, connection: Connection, numbers: Iterable[int]) -> None:
        wanted = set(numbers) - self._states.keys() - {0}
        self._states.update(states(connection, wanted))

    def _is_known(self, one: Candidate) -> bool:
        """Return whether *one* is known by key or text, so that no sketch is needed."""
        if any(self._owners.get(key) for _, key in one.strong):
            return True
        return any(
            near_duplicates.within(one.published, state.published, near_duplicates.FLASH_DAYS)
            for state in self.same_text(one.text)
        )

    def _search(self, connection: Connection, batch: Sequence[Candidate]) -> None:
        if self._near.window == 0:
            self._span = _span(connection, batch)
        for one in batch:
            self._reach[one] = self._places(one)
        wanted = set().union(*(self._reach[one] for one in batch)) - self._searched
        self._searched |= wanted
        self._hits.update(neighbours(connection, wanted))
        for one in batch:
            self._candidates[one] = self._most_shared(self._reach[one])
        found = {number for one in batch for number in self._candidates[one]}
        self._sketches.update(sketches(connection, found - self._sketches.keys()))
        # Most that share a band by chance have little else in common, so few states are needed.
        self._load_states(
            connection,
            (number for one in batch for number in self._candidates[one] if self._may_be_like(one, number)),
        )

    def _may_be_like(self, one: Candidate, number: int) -> bool:
        published, sketch = self._sketches[number]
        return near_duplicates.within(one.published, published, self._near.window) and (
            near_duplicates.similarity(one.marks.sketch, sketch) >= near_duplicates.ALIKE
        )

    def _most_shared(self, places: Sequence[int]) -> list[int]:
        hits = self._hits
        if hits.keys().isdisjoint(places):
            return []
        return near_duplicates.most_shared(
            Counter(number for place in places for number in hits.get(place, ()))
        )

    def _places(self, one: Candidate) -> list[int]:
        sketch = one.marks.sketch
        if sketch is None:
            return []
        return near_duplicates.reach(
            sketch, near_duplicates.buckets(one.published, self._near.window, self._span)
        )

    def owner(self, key: int) -> ArticleState | None:
        """Return the article with a strong key; None if the key is unknown or bad."""
        return self._owners.get(key)

    def is_bad(self, key: int) -> bool:
        """Return whether *key* is known to be bad: two texts have it."""
        return key in self._owners and self._owners[key] is None

    def same_text(self, key: int) -> Sequence[ArticleState]:
        """Return the articles with a text key, oldest first."""
        return self._texts.get(key, ())

    def neighbours(self, connection: Connection, one: Candidate) -> list[ArticleState]:
        """Return the articles that share a band with *one* and may be like it, oldest first."""
        if one not in self._candidates:
            self._search(connection, [one])
        known = self._states
        stored = [known[number] for number in self._candidates[one] if number in known]
        return sorted(stored, key=_by_number) + self._fresh_at(self._reach[one])

    def _fresh_at(self, places: Sequence[int]) -> list[ArticleState]:
        fresh = self._fresh
        if fresh.keys().isdisjoint(places):
            return []
        return list(dict.fromkeys(state for place in places for state in fresh.get(place, ())))

    def is_free(self, key: int) -> bool:
        """Return whether *key* has no owner and is not bad."""
        return key not in self._owners

    def own(self, key: int, state: ArticleState) -> None:
        """Give *state* a strong key."""
        self._owners[key] = self.touched[key] = state

    def spoil(self, key: int) -> None:
        """Mark *key* as bad."""
        self._owners[key] = self.touched[key] = None

    def add_text_key(self, key: int, state: ArticleState) -> None:
        """Give *state* a text key."""
        self._texts.setdefault(key, []).append(state)

    def settle(self, state: ArticleState) -> list[int]:
        """Put *state* into its band slots and return them, without slots that are crowded."""
        if state.sketch is None:
            return []
        places = near_duplicates.home(state.sketch, state.published)
        alone = (state,)
        if self._fresh.keys().isdisjoint(places) and self._hits.keys().isdisjoint(places):
            self._fresh.update(dict.fromkeys(places, alone))
            return places
        free = [place for place in places if self._crowd(place) < near_duplicates.CROWD]
        self._fresh.update((place, self._fresh.get(place, ()) + alone) for place in free)
        return free

    def _crowd(self, place: int) -> int:
        return len(self._fresh.get(place, ())) + len(self._hits.get(place, ()))


def _by_number(state: ArticleState) -> int:
    return state.number


def _span(connection: Connection, batch: Sequence[Candidate]) -> tuple[int, int]:
    """Return the earliest and the latest publication time of the ledger and of *batch*."""
    stored = connection.execute(select(func.min(articles.c.published), func.max(articles.c.published))).one()
    times = [time for time in (*stored, *(one.published for one in batch)) if time is not None]
    return (min(times), max(times)) if times else (0, 0)
