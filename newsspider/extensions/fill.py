"""How many of the articles of a channel have each field: what tells that a reader no longer fits its pages.

A further field is one more row of `_FIELDS`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from newsspider.article import Article
from newsspider.reasons import Reason

_FIELDS = ("title", "published", "source", "editor", "authors", "tags", "images", "text")
# Verdicts that may be the reader's fault: the page came, and no article was found on it.
UNREAD = (Reason.UNKNOWN_LAYOUT, Reason.NOT_AN_ARTICLE, Reason.NO_CONTENT, Reason.NO_TITLE)
# Fewer pages tell nothing; before this many runs nothing is known of what is usual.
_PAGES = 5
_RUNS = 3
# A field that most articles had, and few of them have now.
_MOST = 0.5
_FEW = 0.3
# Pages that a first run reads in vain before it says so.
_IN_VAIN = 10


class Fill:
    """The counts of one run, by channel."""

    def __init__(self) -> None:
        self._pages: Counter[str] = Counter()
        self._have: Counter[tuple[str, str]] = Counter()

    def read(self, channel: str, article: Article | None) -> None:
        """Count a page that came, with the article that was read from it, if one was."""
        self._pages[channel] += 1
        for name in _FIELDS:
            self._have[channel, name] += bool(article and getattr(article, name))

    def shares(self) -> dict[str, float]:
        """Return the share of pages that had each field, by channel and field, where enough came."""
        return {
            f"{channel} {name}": self._have[channel, name] / pages
            for channel, pages in self._pages.items()
            for name in _FIELDS
            if pages >= _PAGES
        }

    def collapses(self, earlier: Sequence[Mapping[str, float]]) -> Iterator[str]:
        """Yield a sentence for each field that pages used to have; *earlier* are the shares of other runs."""
        for key, share in self.shares().items():
            before = [shares[key] for shares in earlier if key in shares]
            usual = sum(before) / len(before) if before else 0.0
            channel, _, name = key.rpartition(" ")
            if len(before) >= _RUNS and usual >= _MOST and share < usual * _FEW:
                was = (
                    f"{share:.0%} of the pages of {channel} have the field {name}, {usual:.0%} had it before"
                )
                yield f"{was}: our reader of these pages no longer fits them"
            elif not before and name == "text" and not share and self._pages[channel] >= _IN_VAIN:
                yield f"no article was found on {self._pages[channel]} pages of {channel}: our reader fails"
