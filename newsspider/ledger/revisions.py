"""Whether an arrival revises its article, and what changed, in one line.

A revision is a change of the text, of the page's title, or of the date by an hour or more. An older document
revises nothing, and a repost does not revise a page.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from newsspider.ledger.candidate import ArticleState, Candidate, Lacks, bare_title, fields, lacking
from newsspider.model.article import FIELDS, Article, iso, leave_html, same_html, unrendered
from newsspider.text import figures, unicode

# The dates of reposts, and the several dates of one page, differ by minutes.
_SAME_TIME = 3600
_FEW = 4
_LONGEST = 200


def is_older(one: Candidate, state: ArticleState) -> bool:
    """Return whether *one* is older than the stored document, or of lower rank."""
    if one.arrival.reread:
        return False
    if one.own_id == state.id and one.own_revision != state.revision:
        return one.own_revision < state.revision  # newsspider's own record says which revision it is
    if one.rank != state.rank:
        return one.rank < state.rank
    for ours, theirs in ((one.updated, state.updated), (one.as_of, state.as_of)):
        if ours is not None and theirs is not None and ours != theirs:
            return ours < theirs
    if one.published is None or state.published is None:
        return False
    return one.published <= state.published - _SAME_TIME


def has_moved(one: Candidate, state: ArticleState) -> bool:
    """Return whether the date, read from the same place as before, has changed by an hour or more."""
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
    """Return what *new* changed in *old*, as one line of at most 200 characters."""
    parts = (tell(old, new) for tell in (_titles, _figures, _texts, _dates))
    line = " ".join("; ".join(part for part in parts if part).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


# --- fill gaps ---
# What the stored record takes from its duplicates: cover, images, original title, medium, reporters.
#
# It takes only what it lacks, and keeps it when its own document is read again. To add a field, add a member
# to `candidate.Lacks` and a line to `_gains`.

# What a revision still takes from the text before it; a page that changed its images meant to.
INHERITED = Lacks.ORIGINAL_TITLE | Lacks.SOURCE | Lacks.AUTHORS

# What a record keeps when its document is read again: its identity and its origin.
_KEPT = frozenset({"id", "revision", "duplicate_of", "fetched", "origin"})


def _body(kept: Article, copy: Article) -> None:
    """Give *kept* the body of *copy* if only images distinguish them, so that the cover is in the body."""
    if unicode.bare(kept.text) == unicode.bare(copy.text):
        for name in ("markdown", "text", "html", "chars"):
            _take(kept, copy, name)


def _wanted(kept: Article, copy: Article) -> Lacks:
    wanted = lacking(kept) & ~lacking(copy)
    if copy.original_title in (kept.title, None):
        wanted &= ~Lacks.ORIGINAL_TITLE
    return wanted


def fill_gaps(kept: Article, copy: Article, only: Lacks | None = None) -> tuple[str, ...]:
    """Fill the empty fields of *kept* from *copy*; return the names of these fields."""
    wanted = _wanted(kept, copy)
    if only is not None:
        wanted &= only
    if wanted & Lacks.IMAGES:
        _body(kept, copy)
    taken = fields(wanted)
    for name in taken:
        value = getattr(copy, name)
        setattr(kept, name, list(value) if isinstance(value, list) else value)
    return taken


def refresh(kept: Article, again: Article) -> tuple[str, ...]:
    """Give *kept* the values of *again*, its own document read again; return the changed fields."""
    names = [name for name in FIELDS if name not in _KEPT]
    taken = tuple(name for name in names if not _is_same(kept, again, name))
    for name in taken:
        _take(kept, again, name)
    return taken


def _is_same(kept: Article, again: Article, name: str) -> bool:
    if name == "html":
        return same_html(kept, again)
    return bool(getattr(kept, name) == getattr(again, name))


def _take(kept: Article, other: Article, name: str) -> None:
    """Give *kept* the field *name* of *other*; HTML that nobody has asked for stays unrendered."""
    body = unrendered(other) if name == "html" else None
    if body is not None:
        leave_html(kept, body)
    else:
        setattr(kept, name, getattr(other, name))


def of_copies(again: Article, kept: Article, source: str) -> tuple[str, ...]:
    """Give *again* the fields that *kept* has only from duplicates, and return them.

    *source* is the article's own uncleaned document, from which *again* was made. A value in it that is not
    in *again* was removed by today's rules; a value that is not in it came from a duplicate.
    """
    absent = _wanted(again, kept)
    if not absent:
        return ()
    # Addresses are cleaned before they enter the record.
    source = f"{source}\n{unquote(html.unescape(source))}"
    same_text = unicode.bare(again.text) == unicode.bare(kept.text)
    only = Lacks(sum(gain for gain, texts in _gains(kept, same_text=same_text) if not _any_in(source, texts)))
    return fill_gaps(again, kept, absent & only)


def _gains(kept: Article, *, same_text: bool) -> Iterator[tuple[Lacks, Sequence[str]]]:
    """Yield what may come from a duplicate, with the words that the own document would contain."""
    pictures = [_address(image.url) for image in kept.images]
    cover = _address(kept.cover or "")
    if same_text:
        yield Lacks.IMAGES, pictures
    if same_text or cover not in pictures:  # a cover in the body belongs to the body
        yield Lacks.COVER, [cover]
    yield Lacks.ORIGINAL_TITLE, [kept.original_title or ""]
    yield Lacks.SOURCE, [kept.source or ""]
    yield Lacks.AUTHORS, kept.authors


def _address(url: str) -> str:
    return url.partition("//")[2] or url


def _any_in(source: str, words: Sequence[str]) -> bool:
    return any(word in source or unquote(word) in source for word in words)
