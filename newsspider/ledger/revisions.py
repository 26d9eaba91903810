"""Whether an arrival revises the article it is, and what changed, in one line.

A revision is a change of the text, of the page's title, or of the date by an hour and more. An older
document revises nothing, nor does a repost a page.
"""

from __future__ import annotations

from collections import Counter

from newsspider.ledger.candidate import Prepared, bare_title
from newsspider.ledger.state import State
from newsspider.model.article import Article, iso
from newsspider.text import figures

# Reposts of one article, and a page's several dates, differ by minutes.
_SAME_TIME = 3600
_FEW = 4
_LONGEST = 200


def is_older(one: Prepared, state: State) -> bool:
    """Return whether *one* is an older document than the one stored, or one of lower rank."""
    if one.arrival.reread:
        return False
    if one.own_id == state.id and one.own_revision != state.revision:
        return one.own_revision < state.revision  # a record of ours says which of its revisions it is
    if one.rank != state.rank:
        return one.rank < state.rank
    for ours, theirs in ((one.updated, state.updated), (one.as_of, state.as_of)):
        if ours is not None and theirs is not None and ours != theirs:
            return ours < theirs
    if one.published is None or state.published is None:
        return False
    return one.published <= state.published - _SAME_TIME


def has_moved(one: Prepared, state: State) -> bool:
    """Return whether the date, told by the same place as before, is another by an hour or more."""
    if one.published is None or state.published is None or one.dated != state.dated:
        return False
    return abs(one.published - state.published) >= _SAME_TIME


def _titles(old: Article, new: Article) -> str:
    if bare_title(old.title) == bare_title(new.title):
        return ""
    return f"title: {old.title} → {new.title}"


def _figures(old: Article, new: Article) -> str:
    before, after = figures.figures(old.text), figures.figures(new.text)
    gone, come = before - after, after - before
    if not gone and not come:
        return ""
    return f"figures: {_list(gone)} → {_list(come)}"


def _list(counted: Counter[str]) -> str:
    every = list(counted.elements())
    return ", ".join(every[:_FEW]) + (" …" if len(every) > _FEW else "") if every else "none"


def _texts(old: Article, new: Article) -> str:
    if old.digest == new.digest:
        return ""
    if old.chars == new.chars:
        return f"text: reworded, {new.chars} characters"
    return f"text: {old.chars} → {new.chars} characters"


def _dates(old: Article, new: Article) -> str:
    if (
        not old.published
        or not new.published
        or abs(old.published - new.published).total_seconds() < _SAME_TIME
    ):
        return ""
    return f"published: {iso(old.published)} → {iso(new.published)}"


def describe(old: Article, new: Article) -> str:
    """Return what *new* changed in *old*, in one line of at most 200 characters."""
    parts = (tell(old, new) for tell in (_titles, _figures, _texts, _dates))
    line = " ".join("; ".join(part for part in parts if part).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
