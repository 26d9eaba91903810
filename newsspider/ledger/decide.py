"""Decides the verdicts of a group, one arrival after another, and collects the changes to write.

Nothing is written here; `batch.write` writes the change set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from newsspider.ledger import blobs, identity, keys, near_duplicates, revisions, snapshot
from newsspider.ledger.arrival import Kind, Near, Place, Verdict
from newsspider.ledger.candidate import ArticleState, Candidate, Prepared, lacking
from newsspider.ledger.comparison import Comparison, compare
from newsspider.ledger.keys import Known
from newsspider.ledger.snapshot import Snapshot
from newsspider.ledger.turns import of_article
from newsspider.model.article import Article
from newsspider.model.outcomes import NearMode


@dataclass(slots=True, eq=False)
class Text:
    """One revision of an article to write; `is_stored` if only its stream changes.

    `prepared` is there while it is true of the article as it is.
    """

    state: ArticleState
    revision: int
    article: Article
    fragment: str = ""
    place: Place | None = None
    change: str = ""
    is_stored: bool = False
    given_by: Mapping[str, str] = field(default_factory=dict)
    prepared: Prepared | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """The texts of one commit, by number and revision of their articles; *last* is for `turns.unchanged`.

    *before* is the `last` number before the commit; -1 on a server, where others may write meanwhile.
    """

    last: int = -1
    texts: Mapping[tuple[int, int], Text] = field(default_factory=dict)
    before: int = -1


NOTHING = Written()


@dataclass(frozen=True, slots=True)
class Copy:
    """A duplicate that was merged into *state*; `compared` is how, None for the same text."""

    state: ArticleState
    one: Candidate
    estimate: float | None
    compared: Comparison | None


@dataclass(frozen=True, slots=True)
class Event:
    """The article and revision that an arrival led to, in the order of arrival; outputs may need it."""

    state: ArticleState
    revision: int
    ends: str | None = None


@dataclass(slots=True)
class ChangeSet:
    """The changes to write."""

    new: list[ArticleState] = field(default_factory=list)
    changed: dict[ArticleState, None] = field(default_factory=dict)
    texts: dict[tuple[ArticleState, int], Text] = field(default_factory=dict)
    text_keys: dict[tuple[int, ArticleState], None] = field(default_factory=dict)
    band_slots: list[tuple[ArticleState, list[int]]] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    enriched: dict[ArticleState, None] = field(default_factory=dict)
    met: list[Event] = field(default_factory=list)


class Decider:
    """Decides what arrivals are; `run` and `rules` are stored with them."""

    def __init__(self, run: int, rules: str, settings: Near) -> None:
        self.run = run
        self.rules = rules
        self._near = settings
        self._view = Snapshot(settings)
        self._streams: dict[tuple[int, int], bytes] = {}
        self.writes = ChangeSet()
        self.verdicts: list[Verdict] = []

    def decide(self, connection: Connection, batch: Sequence[Candidate]) -> list[Verdict]:
        """Return the verdicts on *batch*, in its order; reads the ledger and writes nothing."""
        self._view.load(connection, batch)
        self._load_reread(connection, batch)
        for key in list(identity.bad_keys(self._view, batch)):
            self._view.spoil(key)
        verdicts = [self._meet(connection, one) for one in batch]
        self.verdicts += verdicts
        return verdicts

    def read(self) -> set[int] | None:
        """Return what the verdicts depend on, see `turns.Plan`."""
        return self._view.read()

    def written(self) -> set[int]:
        """Return the keys, band slots and stored articles that the changes concern."""
        writes = self.writes
        changed = {state.number for state in (*writes.changed, *(state for state, _ in writes.texts))}
        return {
            *self._view.touched,
            *(key for key, _ in writes.text_keys),
            *(place for _, settled in writes.band_slots for place in settled),
            *(of_article(number) for number in changed if number),
        }

    def _load_reread(self, connection: Connection, batch: Sequence[Candidate]) -> None:
        """Read at once what is stored of all articles in *batch* that were read again."""
        reread = (self._view.owner(key) for one in batch if one.arrival.reread for _, key in one.strong)
        stored = {(state.number, state.revision) for state in reread if state is not None}
        self._streams = snapshot.streams(connection, stored)

    def keys(self) -> dict[int, ArticleState | None]:
        """Return the strong keys to write and their owners; None for a bad key."""
        return self._view.touched

    def _meet(self, connection: Connection, one: Candidate) -> Verdict:
        state, verdict = self._judge(connection, one)
        self.writes.met.append(Event(state, verdict.revision, one.arrival.item))
        return verdict

    def _judge(self, connection: Connection, one: Candidate) -> tuple[ArticleState, Verdict]:
        match = identity.find(self._view, one)
        if match:
            return match.state, self._join(connection, one, match)
        state = identity.exact(self._view, one, self._near.window)
        if state:
            return state, self._fold(connection, one, state, Kind.EXACT)
        state = identity.copied(self._view, one, self._near.window)
        if state and self._near.mode is NearMode.FOLD:
            return state, self._fold(connection, one, state, Kind.NEAR)
        like = self._likeness(connection, one)
        if like and self._near.mode is NearMode.FOLD:
            return like.state, self._fold(connection, one, like.state, Kind.NEAR, like.estimate)
        return self._store(one, like)

    def _likeness(self, connection: Connection, one: Candidate) -> near_duplicates.Likeness | None:
        if self._near.mode is NearMode.OFF or one.marks.sketch is None:
            return None
        found = [
            like
            for state in self._view.neighbours(connection, one)
            if near_duplicates.within(one.published, state.published, self._near.window)
            and (like := near_duplicates.likeness(one.marks, state))
        ]
        nearest = sorted(found, key=lambda like: like.estimate, reverse=True)
        return next((like for like in nearest if self._is_same_subject(connection, one, like.state)), None)

    def _is_same_subject(self, connection: Connection, one: Candidate, state: ArticleState) -> bool:
        return not near_duplicates.titles_name_different_subjects(
            one.article, self._current(connection, state).article
        )

    def _store(self, one: Candidate, like: near_duplicates.Likeness | None) -> tuple[ArticleState, Verdict]:
        one.article.id = identity.new_id(self._view, one)
        one.article.revision = one.revision
        one.article.duplicate_of = like.state.id if like else None
        state = one.state(self.run, self.rules)
        state.copy_of = (like.state.copy_of or like.state.number) if like else None
        self.writes.new.append(state)
        self._view.own(keys.of_id(state.id), state)
        text = self._keep(one, state, one.revision, "")
        if one.prepared is not None and one.prepared.id == state.id and like is None:
            text.prepared = one.prepared
        estimate = like.estimate if like else None
        return state, Verdict(Kind.NEW, state.id, one.revision, estimate=estimate)

    def _keep(self, one: Candidate, state: ArticleState, revision: int, change: str) -> Text:
        """Add the text of *one* as a revision of *state*, with all its keys."""
        _, fragment, given_by = one.contents
        text = Text(state, revision, one.article, fragment, one.arrival.place, change, given_by=given_by)
        self.writes.texts[state, revision] = text
        self._name(one, state)
        self._add_text_keys(one, state)
        self.writes.band_slots.append((state, self._view.settle(state)))
        return text

    def _name(self, one: Candidate, state: ArticleState) -> None:
        """Give *state* the strong keys of *one* that have no owner."""
        known = state.known_by
        for kind, key in one.strong:
            if self._view.is_free(key):
                self._view.own(key, state)
            if self._view.owner(key) is state:
                known |= kind
        if known != state.known_by:
            state.known_by = known
            self.writes.changed[state] = None

    def _add_text_keys(self, one: Candidate, state: ArticleState) -> None:
        """Give *state* the text keys of *one*."""
        for key in one.text_keys:
            self._add_text_key(key, state)

    def _add_text_key(self, key: int, state: ArticleState) -> None:
        if state not in self._view.same_text(key):
            self._view.add_text_key(key, state)
            self.writes.text_keys[key, state] = None

    def _join(self, connection: Connection, one: Candidate, match: identity.Match) -> Verdict:
        state = match.state
        if one.digest == state.digest:
            return self._same_text(connection, one, match)
        if revisions.is_older(one, state):
            return self._keep_older(one, state, Kind.OLDER)
        if state in self._view.same_text(one.text) and not one.arrival.reread:
            return self._keep_older(one, state, Kind.UNCHANGED)
        return self._revise(connection, one, state)

    def _keep_older(self, one: Candidate, state: ArticleState, kind: Kind) -> Verdict:
        self._name(one, state)
        return Verdict(kind, state.id, state.revision)

    def _same_text(self, connection: Connection, one: Candidate, match: identity.Match) -> Verdict:
        state = match.state
        addressed = any(kind & (Known.DOCID | Known.URL) for kind, _ in one.strong)
        if not match.sure and not addressed:
            return self._fold(connection, one, state, Kind.EXACT)
        trusted = match.sure or one.rank > state.rank
        if (
            trusted
            and not revisions.is_older(one, state)
            and (one.title != state.title or revisions.has_moved(one, state))
        ):
            return self._revise(connection, one, state)
        self._name(one, state)
        self._add_text_keys(one, state)
        self._promote(one, state)
        taken = (
            self._refresh(connection, one, state)
            if one.arrival.reread
            else self._enrich(connection, one, state)
        )
        return Verdict(Kind.UNCHANGED, state.id, state.revision, enriched=taken)

    def _promote(self, one: Candidate, state: ArticleState) -> None:
        """Raise the rank and time of *state* to those of the best document with the same text."""
        best = max(
            (one.rank, one.as_of or 0, one), (state.rank, state.as_of or 0, state), key=lambda each: each[:2]
        )[2]
        if best is one:
            state.rank, state.as_of, state.updated = one.rank, one.as_of, one.updated or state.updated
            self.writes.changed[state] = None

    def _fold(
        self,
        connection: Connection,
        one: Candidate,
        state: ArticleState,
        kind: Kind,
        estimate: float | None = None,
    ) -> Verdict:
        compared = None
        if kind is Kind.NEAR:
            compared = compare(one.article, self._current(connection, state).article, estimate)
        self.writes.copies.append(Copy(state, one, compared.estimate if compared else None, compared))
        self._add_text_key(one.copy, state)
        one.article.duplicate_of = state.id
        taken = self._enrich(connection, one, state)
        return Verdict(kind, state.id, state.revision, estimate=estimate, enriched=taken)

    def _revise(self, connection: Connection, one: Candidate, state: ArticleState) -> Verdict:
        old = self._current(connection, state).article
        new = one.article
        change = revisions.describe(old, new)
        new.id, new.revision, new.duplicate_of = state.id, state.revision + 1, old.duplicate_of
        if new.published is None:
            new.published, new.published_precision = old.published, old.published_precision
            new.published_from = old.published_from
        new.categories = new.categories or old.categories
        if not one.arrival.reread:
            revisions.fill_gaps(new, old, revisions.INHERITED)
        self._replace(one, state)
        self._keep(one, state, state.revision, change)
        self.writes.changed[state] = None
        return Verdict(Kind.REVISED, state.id, state.revision, change)

    def _replace(self, one: Candidate, state: ArticleState) -> None:
        """Replace *state* by its next revision, which *one* contains."""
        fresh = one.state(self.run, self.rules)
        fresh.number, fresh.revision, fresh.known_by = state.number, state.revision + 1, state.known_by
        fresh.copy_of, fresh.rank, fresh.lacks = (
            state.copy_of,
            max(one.rank, state.rank),
            int(lacking(one.article)),
        )
        if fresh.published is None:
            fresh.published, fresh.dated = state.published, state.dated
        if one.arrival.reread:
            fresh.locator, fresh.list, fresh.as_of = state.locator, state.list, state.as_of
        state.take(fresh)

    def _enrich(self, connection: Connection, one: Candidate, state: ArticleState) -> tuple[str, ...]:
        if not state.lacks & ~one.lacks:
            return ()
        text = self._current(connection, state)
        return self._rewrite(text, revisions.fill_gaps(text.article, one.article))

    def _refresh(self, connection: Connection, one: Candidate, state: ArticleState) -> tuple[str, ...]:
        if state.rules != self.rules:
            state.rules = self.rules
            self.writes.changed[state] = None
        text = self._current(connection, state)
        return self._rewrite(text, revisions.refresh(text.article, one.article))

    def _rewrite(self, text: Text, taken: tuple[str, ...]) -> tuple[str, ...]:
        """Write the stream of *text* again if its record took fields; return these fields."""
        if taken:
            text.prepared = None
            state = text.state
            state.lacks = int(lacking(text.article))
            self.writes.texts[state, text.revision] = text
            self.writes.changed[state] = None
            self.writes.enriched[state] = None
        return taken

    def _current(self, connection: Connection, state: ArticleState) -> Text:
        """Return the current revision of *state*, from these changes or from the ledger."""
        planned = self.writes.texts.get((state, state.revision))
        if planned:
            return planned
        stream = self._streams.get((state.number, state.revision))
        stream = stream or snapshot.stream(connection, state.number, state.revision)
        article, fragment, given_by = blobs.unpack(stream)
        return Text(state, state.revision, article, fragment, is_stored=True, given_by=given_by)
