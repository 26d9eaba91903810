"""Exact duplicates within the run: the first stays, its copies end here and name it.

A long text is one article wherever it stands. A short one (a flash, a monthly figure) recurs word for word
as another article later, so it is a copy only within two days, or where neither copy has a date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from newsspider.article import Article
from newsspider.errors import Refused
from newsspider.pipelines.step import Step
from newsspider.reasons import Outcome, Reason

_LONG = 60
_NEAR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class _Seen:
    id: str
    published: datetime | None


class DedupePipeline(Step):
    """Folds copies by their digest, and keeps two different articles from having one id."""

    def __init__(self) -> None:
        self._by_digest: dict[str, list[_Seen]] = {}
        self._digest_of: dict[str, str] = {}

    def work(self, item: Article) -> Article:
        """Return *item*; raises Refused where it is a copy of one that went before."""
        first = self._first(item)
        if first is not None:
            item.duplicate_of = first
            raise Refused(Outcome.DUPLICATE, Reason.SAME_DIGEST)
        item.id = self._free(item)
        self._digest_of[item.id] = item.digest
        self._by_digest.setdefault(item.digest, []).append(_Seen(item.id, item.published))
        return item

    def _first(self, item: Article) -> str | None:
        """Return the id of the article that *item* is a copy of."""
        seen = self._by_digest.get(item.digest, [])
        if not item.id.startswith("text:") and self._digest_of.get(item.id) == item.digest:
            return item.id
        for one in seen:
            if item.chars >= _LONG or _close(one.published, item.published):
                return one.id
        return None

    def _free(self, item: Article) -> str:
        """Return an id for *item* that no other article has: its own, else of its text, else numbered."""
        text = f"text:{item.digest}"
        for name in (item.id, text):
            if name not in self._digest_of:
                return name
        number = 2
        while f"{text}-{number}" in self._digest_of:
            number += 1
        return f"{text}-{number}"


def _close(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _NEAR
