"""The JSONL of earlier runs, as a source for a ledger that is rebuilt: what it still says of each article."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from newsspider.model.article import Article, from_record
from newsspider.model.draft import Unread
from newsspider.model.outcomes import Outcome, Reason

# What a post does not say.
_UNSAID = ("site", "channel", "published_precision", "published_from", "fetched", "origin", "repairs")


class Records:
    """The last revision of each article in *paths*; `faults` is what there is no line of ours.

    It remembers where the lines are and not what they hold, so that memory does not grow with the texts.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self.faults: list[Unread] = []
        self._last: dict[str, tuple[int, Path, int]] = {}
        for path in sorted(paths):
            for start, article in self._articles(path):
                if isinstance(article, Unread):
                    self.faults.append(article)
                elif article.revision >= self._last.get(article.id, (0,))[0]:
                    self._last[article.id] = (article.revision, path, start)

    def complete(self, article: Article) -> None:
        """Give *article*, read from a post, what no post says, where a line tells of the same text."""
        told = self._find(article.id)
        if told is not None and (told.revision, told.digest) == (article.revision, article.digest):
            for name in _UNSAID:
                setattr(article, name, getattr(told, name))

    def others(self, known: set[str]) -> Iterator[Article]:
        """Yield the articles that are none of *known*, in the order in which they were written first."""
        for id_ in self._last:
            if id_ not in known:
                article = self._find(id_)
                if article is not None:
                    yield article

    def _find(self, id_: str) -> Article | None:
        if id_ not in self._last:
            return None
        _, path, start = self._last[id_]
        _, article = next(self._articles(path, start))
        return None if isinstance(article, Unread) else article

    def _articles(self, path: Path, start: int = 0) -> Iterator[tuple[int, Article | Unread]]:
        """Yield what the lines of *path* are, from the byte *start* on, each with the byte it begins at."""
        try:
            with path.open("rb") as file:
                file.seek(start)
                for line in file:
                    yield start, _article(line) or _unread(f"{path}, byte {start}", "no line of ours")
                    start += len(line)
        except OSError as error:
            yield start, _unread(str(path), error.strerror or str(error))


def _unread(locator: str, detail: str) -> Unread:
    return Unread(locator, Outcome.FAILED, Reason.UNREADABLE, detail)


def _article(line: bytes) -> Article | None:
    """Return the article of a line, None where it is none that newsspider wrote."""
    try:
        values = json.loads(line)
        article = from_record(values) if isinstance(values, dict) else None
        return article if article is not None and article.id and bytes.fromhex(article.digest) else None
    except (ValueError, TypeError, KeyError):
        return None
