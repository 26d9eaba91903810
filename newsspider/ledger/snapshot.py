"""The ledger as a group sees it: what was looked up, and over it what the group itself will write.

It lives as long as the group: after a commit or a rollback a new one begins, so nothing stale is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, func, select

from newsspider.ledger import lookup
from newsspider.ledger import near_duplicates as near
from newsspider.ledger.arrival import Near, NearMode
from newsspider.ledger.candidate import Prepared
from newsspider.ledger.state import State
from newsspider.ledger.tables import articles


class View:
    """States by key, by text and by place; `load` adds what a batch of arrivals needs."""

    def __init__(self, settings: Near) -> None:
        self._near = settings
        self._loaded: set[int] = set()
        self._states: dict[int, State] = {}
        self._owners: dict[int, State | None] = {}
        self._texts: dict[int, list[State]] = {}
        self._hits: dict[int, list[int]] = {}
        self._fresh: dict[int, tuple[State, ...]] = {}
        self._searched: set[int] = set()
        self._span = (0, 0)
        self.touched: dict[int, State | None] = {}
        self._reach: dict[Prepared, list[int]] = {}
        self._candidates: dict[Prepared, list[int]] = {}

    def load(self, connection: Connection, batch: Sequence[Prepared]) -> None:
        """Look up everything that the verdicts on *batch* depend on, in a few statements."""
        owners = lookup.owners(connection, self._wanted(key for one in batch for _, key in one.strong))
        texts = lookup.same_texts(
            connection, self._wanted(key for one in batch for key in (*one.text_keys, one.copy))
        )
        self._load_states(
            connection, [*owners.values(), *(each for found in texts.values() for each in found)]
        )
        for key, number in owners.items():
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
        self._states.update(lookup.states(connection, wanted))

    def _is_known(self, one: Prepared) -> bool:
        """Return whether *one* will be joined or is the same text, so that no sketch is needed."""
        if any(self._owners.get(key) for _, key in one.strong):
            return True
        return any(
            near.within(one.published, state.published, near.FLASH_DAYS) for state in self.same_text(one.text)
        )

    def _search(self, connection: Connection, batch: Sequence[Prepared]) -> None:
        if self._near.window == 0:
            self._span = _span(connection, batch)
        for one in batch:
            self._reach[one] = self._places(one)
        wanted = set().union(*(self._reach[one] for one in batch)) - self._searched
        self._searched |= wanted
        self._hits.update(lookup.neighbours(connection, wanted))
        for one in batch:
            self._candidates[one] = self._most_shared(self._reach[one])
        self._load_states(connection, (number for one in batch for number in self._candidates[one]))

    def _most_shared(self, places: Sequence[int]) -> list[int]:
        hits = self._hits
        if hits.keys().isdisjoint(places):
            return []
        return near.most_shared(Counter(number for place in places for number in hits.get(place, ())))

    def _places(self, one: Prepared) -> list[int]:
        sketch = one.marks.sketch
        if sketch is None:
            return []
        return near.reach(sketch, near.buckets(one.published, self._near.window, self._span))

    def owner(self, key: int) -> State | None:
        """Return the article of a strong key, None for a key that is unknown or bad."""
        return self._owners.get(key)

    def is_bad(self, key: int) -> bool:
        """Return whether *key* is known to have covered two texts."""
        return key in self._owners and self._owners[key] is None

    def same_text(self, key: int) -> Sequence[State]:
        """Return the articles that have a text key, the first stored first."""
        return self._texts.get(key, ())

    def neighbours(self, connection: Connection, one: Prepared) -> list[State]:
        """Return the articles that share a band with *one*, the first stored first."""
        if one not in self._candidates:
            self._search(connection, [one])
        stored = [self._states[number] for number in self._candidates[one]]
        return sorted(stored, key=_by_number) + self._fresh_at(self._reach[one])

    def _fresh_at(self, places: Sequence[int]) -> list[State]:
        fresh = self._fresh
        if fresh.keys().isdisjoint(places):
            return []
        return list(dict.fromkeys(state for place in places for state in fresh.get(place, ())))

    def is_free(self, key: int) -> bool:
        """Return whether *key* is nobody's and not bad."""
        return key not in self._owners

    def own(self, key: int, state: State) -> None:
        """Let *state* have a strong key."""
        self._owners[key] = self.touched[key] = state

    def spoil(self, key: int) -> None:
        """Make *key* a bad one."""
        self._owners[key] = self.touched[key] = None

    def say(self, key: int, state: State) -> None:
        """Let *state* have a text key."""
        self._texts.setdefault(key, []).append(state)

    def settle(self, state: State) -> list[int]:
        """Put *state* at its places and return them, but for those that a crowd has taken already."""
        if state.sketch is None:
            return []
        places = near.home(state.sketch, state.published)
        alone = (state,)
        if self._fresh.keys().isdisjoint(places) and self._hits.keys().isdisjoint(places):
            self._fresh.update(dict.fromkeys(places, alone))
            return places
        free = [place for place in places if self._crowd(place) < near.CROWD]
        self._fresh.update((place, self._fresh.get(place, ()) + alone) for place in free)
        return free

    def _crowd(self, place: int) -> int:
        return len(self._fresh.get(place, ())) + len(self._hits.get(place, ()))


def _by_number(state: State) -> int:
    return state.number


def _span(connection: Connection, batch: Sequence[Prepared]) -> tuple[int, int]:
    """Return the earliest and the latest publication time of the ledger and of *batch*."""
    stored = connection.execute(select(func.min(articles.c.published), func.max(articles.c.published))).one()
    times = [time for time in (*stored, *(one.published for one in batch)) if time is not None]
    return (min(times), max(times)) if times else (0, 0)
