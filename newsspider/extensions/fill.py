"""How many of the articles of a channel have each field: what tells that a reader no longer fits its pages.

A further field is one more row of `_FIELDS`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import comb

from newsspider.model.draft import Draft
from newsspider.model.outcomes import Reason
from newsspider.readers.generic.reader import EXTRACTOR

# Whether a page was read by a reader that knows its layout, beside its fields.
_LAYOUT = "layout"
_FIELDS = ("title", "published", "source", "editor", "authors", "tags", "images", "text", _LAYOUT)
# Verdicts that may be the reader's fault: the page came, and no article was found on it.
UNREAD = (Reason.UNKNOWN_LAYOUT, Reason.NOT_AN_ARTICLE, Reason.NO_CONTENT, Reason.NO_TITLE)
# Where a field may stand though the page's own place for it was not found.
_ELSEWHERE = ("list:", "url")
# Fewer pages in a run tell nothing, and fewer before it nothing of what is usual.
_PAGES = 5
_KNOWN = 15
# A field that most articles had, and few of them have now, other than chance has it once in so many runs.
_MOST = 0.5
_FEW = 0.3
_CHANCE = 1e-4
# Pages that a first run reads in vain before it says so.
_IN_VAIN = 10
_COUNT = "pages"


class Fill:
    """The counts of one run, by channel."""

    def __init__(self) -> None:
        self._pages: Counter[str] = Counter()
        self._have: Counter[tuple[str, str]] = Counter()

    def read(self, channel: str, draft: Draft | None) -> None:
        """Count a page that came, with what was read from it, if an article was."""
        self._pages[channel] += 1
        for name in _FIELDS:
            self._have[channel, name] += draft is not None and _tells(draft, name)

    def shares(self) -> dict[str, float]:
        """Return the share of pages that had each field, and their number, by channel, where enough came."""
        found: dict[str, float] = {}
        for channel, pages in self._pages.items():
            if pages >= _PAGES:
                found[f"{channel} {_COUNT}"] = pages
                found.update({f"{channel} {name}": self._have[channel, name] / pages for name in _FIELDS})
        return found

    def collapses(self, earlier: Sequence[Mapping[str, float]]) -> Iterator[str]:
        """Yield a sentence for each field that pages used to have; *earlier* are the shares of other runs."""
        for channel, pages in self._pages.items():
            before = [shares for shares in earlier if f"{channel} {_COUNT}" in shares]
            known = sum(shares[f"{channel} {_COUNT}"] for shares in before)
            if pages >= _PAGES and known >= _KNOWN:
                yield from self._collapses(channel, before)
            elif not known and pages >= _IN_VAIN and not self._have[channel, "text"]:
                yield f"no article was found on {pages} pages of {channel}: our reader fails"

    def _collapses(self, channel: str, before: Sequence[Mapping[str, float]]) -> Iterator[str]:
        pages = self._pages[channel]
        for name in _FIELDS:
            usual = sum(shares.get(f"{channel} {name}", 0.0) for shares in before) / len(before)
            have = self._have[channel, name]
            few = have < pages * usual * _FEW and _chance(have, pages, usual) < _CHANCE
            if usual >= _MOST and few:
                was = f"{have / pages:.0%} of the pages of {channel} have the field {name}"
                yield f"{was}, {usual:.0%} had it before: our reader of these pages no longer fits them"


def _tells(draft: Draft, name: str) -> bool:
    """Return whether the page of *draft* told the field, and not its list or its address alone."""
    if name == _LAYOUT:
        return draft.article.origin.extractor != EXTRACTOR
    told = bool(getattr(draft.article, name))
    return told and not draft.trace.fields.get(name, "").startswith(_ELSEWHERE)


def _chance(have: int, pages: int, share: float) -> float:
    """Return how likely it is that of *pages* at most *have* show what so large a *share* of all do."""
    share = min(share, 1 - 1e-9)
    return sum(comb(pages, n) * share**n * (1 - share) ** (pages - n) for n in range(have + 1))
