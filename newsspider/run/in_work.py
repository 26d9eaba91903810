"""Articles between two of newsspider's pipelines, each with its draft.

A pipeline of the user's own sees only the article. It may return the same one, a copy or another one, and
several may be in work at once: none of them gets the body of another.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

from newsspider.ledger import Candidate
from newsspider.model.article import Article
from newsspider.model.draft import Draft

# The attribute of an article with the number of its draft; copies have it, too.
_NUMBER = "newsspider_number"


@dataclass(slots=True)
class _Entry:
    item: object
    draft: Draft
    made: Candidate | None


class InWork:
    """The drafts in work, by number."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._entries: dict[int, _Entry] = {}
        self._by_item: dict[int, int] = {}

    def enter(self, item: object, draft: Draft, made: Candidate | None = None) -> Article:
        """Return the article of *draft*, which was read from *item*; `draft` finds it again.

        *made* is there if a worker process has already made all of it.
        """
        number = next(self._numbers)
        self._entries[number] = _Entry(item, draft, made)
        self._by_item[id(item)] = number
        setattr(draft.article, _NUMBER, number)
        return draft.article

    def draft(self, article: Article) -> Draft | None:
        """Return the draft of *article*, holding that article; None for an article made by a pipeline."""
        number = vars(article).get(_NUMBER) or self._number(article)
        entry = self._entries.get(number) if number else None
        if entry is None:
            return None
        setattr(article, _NUMBER, number)
        entry.draft.article = article
        return entry.draft

    def made(self, article: Article) -> Candidate | None:
        """Return what a worker process made of *article*; None if this process makes it."""
        entry = self._entries.get(vars(article).get(_NUMBER, 0))
        return entry.made if entry is not None else None

    def leave(self, item: object) -> Article | None:
        """Forget what was read from *item*, and return its article in its current state, if there is one."""
        number = self._by_item.pop(id(item), None)
        return self._entries.pop(number).draft.article if number else None

    def finish(self, article: Article) -> object:
        """Forget the draft of *article*, and return the item that it was read from; None if unknown."""
        number = vars(article).pop(_NUMBER, None)
        entry = self._entries.pop(number, None)
        if entry is not None:
            self._by_item.pop(id(entry.item), None)
        return entry.item if entry is not None else None

    def _number(self, article: Article) -> int | None:
        """Return the number of the only article in work with the origin of *article*."""
        same = [one for one in self._entries if self._entries[one].draft.article.origin is article.origin]
        same = same or [
            number
            for number, entry in self._entries.items()
            if entry.draft.article.origin.locator == _locator(article.origin)
        ]
        return same[0] if len(same) == 1 else None


def _locator(origin: Any) -> str | None:
    return origin.get("locator") if isinstance(origin, dict) else getattr(origin, "locator", None)
