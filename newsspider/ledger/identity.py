"""Finds the stored article that an arrival is, before a new id is made; and makes new ids.

A docid, an address or a guid identifies an article for ever. The same source and the same words do so for two
days, and only if one of the two has no docid and no address of its own. A file that was edited in place is
found by its path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from newsspider.ledger import keys
from newsspider.ledger.candidate import ArticleState, Candidate
from newsspider.ledger.keys import Known
from newsspider.ledger.near_duplicates import FLASH_DAYS, within
from newsspider.ledger.snapshot import Snapshot
from newsspider.model.article import OriginKind
from newsspider.text import minhash

_NUMBERED = Known.ID | Known.DOCID
_ADDRESSED = _NUMBERED | Known.URL


@dataclass(frozen=True, slots=True)
class Match:
    """The article that an arrival is; `sure` if found by a strong key or as the same file."""

    state: ArticleState
    sure: bool


def bad_keys(view: Snapshot, batch: Sequence[Candidate]) -> Iterator[int]:
    """Yield the keys that two different texts of one list in *batch* share.

    A docid that is already stored stays good. Files are checked one by one in `find`.
    """
    for one in batch:
        yield from one.shared
    covered: dict[tuple[int | None, int], set[bytes]] = {}
    for one in batch:
        if one.list is None or _is_file(one):
            continue
        for kind, key in one.strong:
            if kind is not Known.ID and not (kind is Known.DOCID and view.owner(key)):
                covered.setdefault((one.list, key), set()).add(one.digest)
    for (_, key), digests in covered.items():
        if len(digests) > 1:
            yield key


def _is_file(one: Candidate) -> bool:
    return one.article.origin.kind is OriginKind.POST


def has_docid(view: Snapshot, one: Candidate) -> bool:
    """Return whether *one* has a docid that is not a bad key."""
    return any(kind is Known.DOCID and not view.is_bad(key) for kind, key in one.strong)


def _claims_anothers(one: Candidate, kind: Known, state: ArticleState) -> bool:
    """Return whether *one* is a file with the address of another file in its folder, and another text."""
    if kind in _NUMBERED or not _is_file(one) or one.list is None:
        return False
    return state.list == one.list and state.locator != one.locator and state.digest != one.digest


def _by_strong_key(view: Snapshot, one: Candidate) -> ArticleState | None:
    numbered = has_docid(view, one)
    for kind, key in one.strong:
        state = view.owner(key)
        if state is None:
            continue
        if kind not in _NUMBERED and numbered and state.known_by & Known.DOCID:
            continue
        if _claims_anothers(one, kind, state):
            view.spoil(key)
            continue
        return state
    return None


def _same_file(view: Snapshot, one: Candidate) -> ArticleState | None:
    """Return the article of the same file, with the same title or time: the file was edited in place."""
    if one.file is None:
        return None
    for state in reversed(view.same_text(one.file)):
        if within(one.published, state.published, FLASH_DAYS) and (
            state.title == one.title or (state.published == one.published and one.published is not None)
        ):
            return state
    return None


def _nearest(one: Candidate, found: Iterable[ArticleState], days: int) -> ArticleState | None:
    """Return the one of *found* published nearest in time, within *days* (0 means any)."""
    recent = [state for state in found if within(one.published, state.published, days)]
    return min(recent, key=lambda state: abs((state.published or 0) - (one.published or 0)), default=None)


def is_same_document(one: Candidate, state: ArticleState) -> bool:
    """Return whether *one* comes from the same file or address as *state*."""
    return one.locator == state.locator and one.published == state.published


def find(view: Snapshot, one: Candidate) -> Match | None:
    """Return the stored article that *one* is, or None. May mark a key of files as bad."""
    state = _by_strong_key(view, one)
    if state:
        return Match(state, sure=True)
    addressed = any(kind in _ADDRESSED and not view.is_bad(key) for kind, key in one.strong)
    for key in (one.source, one.text):
        state = None if key is None else _nearest(one, view.same_text(key), FLASH_DAYS)
        if state and not (addressed and state.known_by & _ADDRESSED):
            return Match(state, sure=is_same_document(one, state))
    state = _same_file(view, one)
    return Match(state, sure=True) if state else None


def _days(one: Candidate, window: int) -> int:
    """Return for how many days the same words are a copy; short texts recur."""
    return FLASH_DAYS if one.article.chars < minhash.SHORTEST else window


def exact(view: Snapshot, one: Candidate, window: int) -> ArticleState | None:
    """Return the article with the same text as *one*, within *window* days (0 means any)."""
    same = [state for state in view.same_text(one.text) if state.digest == one.digest]
    return _nearest(one, same, _days(one, window))


def copied(view: Snapshot, one: Candidate, window: int) -> ArticleState | None:
    """Return the article that this exact text was merged into before, even if it has changed since."""
    return _nearest(one, view.same_text(one.copy), _days(one, window))


def _ids(view: Snapshot, one: Candidate) -> Iterator[str]:
    """Yield the possible ids of *one*, best first, without those of bad keys."""
    if one.own_id:
        yield one.own_id
    docid = one.arrival.docid
    if docid and not view.is_bad(keys.of_docid(docid)):
        yield docid
    url = one.article.url
    if url and not view.is_bad(keys.of_url(url)):
        yield keys.id_of_url(url)
    plain = keys.id_of_text(one.article.digest)
    yield plain
    published = one.article.published
    dated = f"{plain}-{published:%Y%m%d}" if published else plain
    yield dated
    for further in count(2):
        yield f"{dated}-{further}"


def new_id(view: Snapshot, one: Candidate) -> str:
    """Return the id of a new article: the same in every run, with the day for a text that recurs.

    An article with the id of a docid, an address or a text also has the key of it.
    """
    taken = {state.id for state in view.same_text(one.text)}
    return next(id_ for id_ in _ids(view, one) if id_ not in taken)
