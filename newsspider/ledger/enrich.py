"""What the kept record takes from its copies: cover, pictures, original title, medium, reporters.

Only what it lacks. A further field is a member of `state.Lacks`.
"""

from __future__ import annotations

from newsspider.article import FIELDS, Article
from newsspider.ledger.state import Lacks, fields, lacking
from newsspider.text import spaces

# What a revision still takes from the text before it: a page that changed its pictures meant to.
INHERITED = Lacks.ORIGINAL_TITLE | Lacks.SOURCE | Lacks.AUTHORS

# What a record keeps when its document is read again: who it is, and how it came.
_KEPT = frozenset({"id", "revision", "duplicate_of", "fetched", "origin"})


def _body(kept: Article, copy: Article) -> None:
    """Give *kept* the body of *copy* where only the pictures tell them apart, so that its cover is in it."""
    if spaces.bare(kept.text) == spaces.bare(copy.text):
        kept.markdown, kept.text, kept.html, kept.chars = copy.markdown, copy.text, copy.html, copy.chars


def _wanted(kept: Article, copy: Article) -> Lacks:
    wanted = lacking(kept) & ~lacking(copy)
    if copy.original_title in (kept.title, None):
        wanted &= ~Lacks.ORIGINAL_TITLE
    return wanted


def enrich(kept: Article, copy: Article, only: Lacks | None = None) -> tuple[str, ...]:
    """Fill in *kept* what it lacks and *copy* has; return the names of these fields."""
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
    """Give *kept* what its own document now says; what only a copy had stays. Return the fields."""
    enriched = fields(lacking(again) & ~lacking(kept))
    names = [name for name in FIELDS if name not in _KEPT and name not in enriched]
    taken = tuple(name for name in names if getattr(kept, name) != getattr(again, name))
    for name in taken:
        setattr(kept, name, getattr(again, name))
    return taken
