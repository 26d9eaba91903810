"""Near-duplicates: where to look for them, and whether two texts are the same article.

A similarity threshold is not enough: notices from one template share most of their words and differ in what
matters. So the codes and dates in two texts must not conflict, and most figures must agree; titles are
compared below. Band slots are ordered by time, in buckets of half a year, so a group reads few database
pages, and a window of a month rarely spans two buckets.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from newsspider.ledger.candidate import ArticleState, Marks
from newsspider.model.article import Article
from newsspider.text import minhash
from newsspider.text.unicode import nfkc

DAY = 86_400
_BUCKET = 180 * DAY
# The bucket of articles without a date.
_UNDATED = -(2**20)

# A band that this many articles share belongs to a template and proves nothing: no more are added to it.
# A copy of a notice is found all the same, by the bands that hold what is its own.
CROWD = 32
# Words alone make two articles one only for so long: short flashes recur word for word.
FLASH_DAYS = 2

# Candidates that are looked at, those that share most bands first.
_MOST = 64

ALIKE = 0.55
SHARED_FIGURES = 0.7
_DATE_ENDS = "年月日"


def bucket(published: int | None) -> int:
    """Return the bucket number of a publication time."""
    return _UNDATED if published is None else published // _BUCKET


def home(sketch: bytes, published: int | None) -> list[int]:
    """Return the band slots of an article."""
    return reach(sketch, [bucket(published)])


def buckets(published: int | None, window: int, span: tuple[int, int]) -> list[int]:
    """Return the buckets to search: *window* days before and after, or all of *span* (seconds) if 0."""
    if window == 0:
        return [*range(bucket(span[0]), bucket(span[1]) + 1), _UNDATED]
    if published is None:
        return [_UNDATED]
    return list(range(bucket(published - window * DAY), bucket(published + window * DAY) + 1))


def reach(sketch: bytes, where: list[int]) -> list[int]:
    """Return the band slots of a sketch in the buckets *where*."""
    keys = minhash.bands(sketch)
    return [first + band for first in (number << 32 for number in where) for band in keys]


def within(one: int | None, other: int | None, days: int) -> bool:
    """Return whether two publication times are at most *days* apart; 0 means no limit, None is unknown."""
    return days == 0 or one is None or other is None or abs(one - other) <= days * DAY


def _conflict(one: set[str], other: set[str]) -> bool:
    """Return whether each names something that the other does not; a shorter copy only names less."""
    return bool(one and other) and not (one <= other or other <= one)


def _split(names: str) -> tuple[set[str], set[str]]:
    every = set(names.split(" ")) - {""}
    dates = {name for name in every if name[-1] in _DATE_ENDS}
    return dates, every - dates


def _share(one: bytes, other: bytes) -> float:
    """Return the share of figures that both have, counting repetitions; 1 if there are none."""
    ours, theirs = array("H", one), array("H", other)
    if not ours and not theirs:
        return 1.0
    common = (Counter(ours) & Counter(theirs)).total()
    return 2 * common / (len(ours) + len(theirs))


def same_matter(marks: Marks, state: ArticleState) -> bool:
    """Return whether codes, dates and figures allow both texts to be the same article."""
    dates, codes = _split(marks.names)
    their_dates, their_codes = _split(state.names)
    if _conflict(codes, their_codes) or _conflict(dates, their_dates):
        return False
    return _share(marks.figures, state.figures) >= SHARED_FIGURES


@dataclass(frozen=True, slots=True)
class Likeness:
    """The article that an arrival nearly copies, and the estimated Jaccard similarity."""

    state: ArticleState
    estimate: float


def similarity(one: bytes | None, other: bytes | None) -> float:
    """Return the estimated Jaccard similarity of two sketches; 0 if a text is too short for one."""
    return 0.0 if one is None or other is None else minhash.estimate(one, other)


def likeness(marks: Marks, state: ArticleState) -> Likeness | None:
    """Return the similarity of *marks* to *state*; None if it is not a copy."""
    estimate = similarity(marks.sketch, state.sketch)
    if estimate < ALIKE or not same_matter(marks, state):
        return None
    return Likeness(state, estimate)


def most_shared(shared: Counter[int]) -> list[int]:
    """Return the best candidates; *shared* counts the bands that each has in common."""
    if len(shared) <= _MOST:
        return list(shared)
    return [number for number, _ in shared.most_common(_MOST)]


# --- subjects ---
# Whether two similar texts are about different things: notices from one template, about two banks, towns or
# sums.
#
# Most figures of two such notices may agree, and nearly all of their words. Their titles show the difference:
# each has a word in place of the other's, its own text repeats that word, and the other text never contains
# it. Copies with different headlines share their text, so neither headline has a word that only its own text
# repeats.

# A figure is one word whatever is in it; of other characters each is one, but signs are none.
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W_]")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as words: the letters in a row, and the figures."""

    letters: str
    figures: frozenset[str]

    def has(self, words: list[str]) -> bool:
        """Return whether the text contains all figures and letter runs of *words*."""
        return all(run in self.figures if run[0].isdigit() else run in self.letters for run in _runs(words))


def titles_name_different_subjects(one: Article, other: Article) -> bool:
    """Return whether the titles of two articles with similar texts name different subjects."""
    if one.title == other.title:
        return False
    ours, theirs = _text(one.text), _text(other.text)
    return any(
        ours.has(mine) and theirs.has(yours) and not ours.has(yours) and not theirs.has(mine)
        for mine, yours in _replaced(_words(one.title), _words(other.title))
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(nfkc(text[:_LONGEST]).casefold())


def _text(text: str) -> _Text:
    words = _WORD.findall(nfkc(text).casefold())
    return _Text("".join(words), frozenset(word for word in words if word[0].isdigit()))


def _replaced(ours: list[str], theirs: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield what one title has in place of something else in the other."""
    for kind, start, end, other_start, other_end in SequenceMatcher(
        None, ours, theirs, autojunk=False
    ).get_opcodes():
        if kind == "replace":
            yield ours[start:end], theirs[other_start:other_end]


def _runs(words: list[str]) -> Iterator[str]:
    """Yield each figure of *words* by itself, and the letters between figures as one run."""
    run = ""
    for word in words:
        if word[0].isdigit():
            if run:
                yield run
            run = ""
            yield word
        else:
            run += word
    if run:
        yield run
