"""Near-duplicates: where in the bands to look, and whether two texts are one.

A threshold alone cannot tell: notices from one template have most of their words in common and differ in
what matters. So the codes and the dates that two texts name must not conflict, and most figures must be
shared; what the titles tell, `subjects` says. Places are ordered by time, in buckets of half a year, so that
a group touches few pages and a window of a month seldom lies in two of them.
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

# A place that so many articles share belongs to a template and tells nothing: no further one is put there.
# A copy of a notice is found all the same, by the bands that hold what is its own.
CROWD = 32
# Words alone make two articles one only for so long: short flashes recur word for word.
FLASH_DAYS = 2

# Candidates that are looked at, those that share most bands first.
_MOST = 64

_ALIKE = 0.55
_SHARED_FIGURES = 0.7
_DATE_ENDS = "年月日"


def bucket(published: int | None) -> int:
    """Return the number of the bucket of a publication time."""
    return _UNDATED if published is None else published // _BUCKET


def home(sketch: bytes, published: int | None) -> list[int]:
    """Return the places where an article is put."""
    return reach(sketch, [bucket(published)])


def buckets(published: int | None, window: int, span: tuple[int, int]) -> list[int]:
    """Return the buckets to look in: *window* days either way, or all of *span* (seconds) for 0."""
    if window == 0:
        return [*range(bucket(span[0]), bucket(span[1]) + 1), _UNDATED]
    if published is None:
        return [_UNDATED]
    return list(range(bucket(published - window * DAY), bucket(published + window * DAY) + 1))


def reach(sketch: bytes, where: list[int]) -> list[int]:
    """Return the places of a sketch in the buckets *where*."""
    keys = minhash.bands(sketch)
    return [first + band for first in (number << 32 for number in where) for band in keys]


def within(one: int | None, other: int | None, days: int) -> bool:
    """Return whether two publication times are at most *days* apart; 0 days is no limit, None unknown."""
    return days == 0 or one is None or other is None or abs(one - other) <= days * DAY


def _conflict(one: set[str], other: set[str]) -> bool:
    """Return whether each names something that the other does not; a shorter copy names less, not else."""
    return bool(one and other) and not (one <= other or other <= one)


def _split(names: str) -> tuple[set[str], set[str]]:
    every = set(names.split(" ")) - {""}
    dates = {name for name in every if name[-1] in _DATE_ENDS}
    return dates, every - dates


def _share(one: bytes, other: bytes) -> float:
    """Return the share of figures, each with its times, that both have; 1 where there is none."""
    ours, theirs = array("H", one), array("H", other)
    if not ours and not theirs:
        return 1.0
    common = (Counter(ours) & Counter(theirs)).total()
    return 2 * common / (len(ours) + len(theirs))


def same_matter(marks: Marks, state: ArticleState) -> bool:
    """Return whether codes, dates and figures allow that both texts tell the same."""
    dates, codes = _split(marks.names)
    their_dates, their_codes = _split(state.names)
    if _conflict(codes, their_codes) or _conflict(dates, their_dates):
        return False
    return _share(marks.figures, state.figures) >= _SHARED_FIGURES


@dataclass(frozen=True, slots=True)
class Likeness:
    """The article that an arrival is a near copy of, and how near: the estimated Jaccard similarity."""

    state: ArticleState
    estimate: float


def likeness(marks: Marks, state: ArticleState) -> Likeness | None:
    """Return how near the text of *marks* is to that of *state*, None where it is no copy."""
    if marks.sketch is None or state.sketch is None:
        return None
    estimate = minhash.estimate(marks.sketch, state.sketch)
    if estimate < _ALIKE or not same_matter(marks, state):
        return None
    return Likeness(state, estimate)


def most_shared(shared: Counter[int]) -> list[int]:
    """Return the candidates worth a look, *shared* being how many bands each has in common."""
    return [number for number, _ in shared.most_common(_MOST)]


# --- subjects ---
# Whether two near texts tell of two things: notices of one template, each of its own bank, town or sum.
#
# Most figures of two such notices may agree, and so may nearly all of their words. Their titles tell: each
# has a word in the place of the other's, its own text repeats that word, and the other text never has it.
# Copies with a headline of their own share their text, so that neither headline has a word that only its
# own repeats.

# A figure is one word whatever stands in it; of other characters each is one, but signs are none.
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W_]")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as words: the letters in a row, and the figures."""

    letters: str
    figures: frozenset[str]

    def has(self, words: list[str]) -> bool:
        """Return whether the figures and the runs of letters of *words* are all in the text."""
        return all(run in self.figures if run[0].isdigit() else run in self.letters for run in _runs(words))


def differ(one: Article, other: Article) -> bool:
    """Return whether the titles of two articles whose texts are near name two things."""
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
    """Yield what stands in one title in the place of something else in the other."""
    for kind, start, end, other_start, other_end in SequenceMatcher(
        None, ours, theirs, autojunk=False
    ).get_opcodes():
        if kind == "replace":
            yield ours[start:end], theirs[other_start:other_end]


def _runs(words: list[str]) -> Iterator[str]:
    """Yield the figures of *words* each by itself, and the letters between them as one run."""
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
