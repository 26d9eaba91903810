"""What the verdict on near-duplicates weighs, for two articles whose texts are both known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from newsspider.ledger.near_duplicates import ALIKE, SHARED_FIGURES, titles_name_different_subjects
from newsspider.model.article import Article
from newsspider.text import figures, minhash

_MOST = 30


@dataclass(frozen=True, slots=True)
class Named:
    """What both texts name, what only the first does, and what only the second does; sorted.

    `more` is how many further names are left out.
    """

    both: tuple[str, ...]
    only_here: tuple[str, ...]
    only_there: tuple[str, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts side by side.

    `estimate` is the similarity of their words, None for a text too short for one, and must reach `least`.
    Of `codes` and `dates` each may name what the other does not, but not both. `figures_shared` is the share
    of figures that both have, counted with repetitions, and must reach `figures_least`.
    `different_subjects` says whether the titles name different ones.
    """

    same_text: bool
    estimate: float | None
    least: float
    codes: Named
    dates: Named
    figures: Named
    figures_shared: float
    figures_least: float
    different_subjects: bool


def compare(one: Article, other: Article, estimate: float | None = None) -> Comparison:
    """Return how *one* compares with *other*; the *estimate* is made where it is not known."""
    ours, theirs = figures.read(one.text), figures.read(other.text)
    return Comparison(
        same_text=one.digest == other.digest,
        estimate=_estimate(one.text, other.text) if estimate is None else estimate,
        least=ALIKE,
        codes=_named(_codes(ours, one), _codes(theirs, other)),
        dates=_named(ours.dates, theirs.dates),
        figures=_named(ours.all, theirs.all),
        figures_shared=_share(ours.all, theirs.all),
        figures_least=SHARED_FIGURES,
        different_subjects=titles_name_different_subjects(one, other),
    )


def bounded(found: Comparison) -> Comparison:
    """Return *found* as the ledger keeps it, with at most 30 names of a kind in each list."""
    return replace(
        found,
        codes=_shortened(found.codes),
        dates=_shortened(found.dates),
        figures=_shortened(found.figures),
    )


def _shortened(named: Named) -> Named:
    lists = (named.both, named.only_here, named.only_there)
    more = sum(max(0, len(names) - _MOST) for names in lists)
    return Named(named.both[:_MOST], named.only_here[:_MOST], named.only_there[:_MOST], more)


def _estimate(one: str, other: str) -> float | None:
    sketch, their_sketch = minhash.sketch(one), minhash.sketch(other)
    return None if sketch is None or their_sketch is None else minhash.estimate(sketch, their_sketch)


def _codes(found: figures.Figures, article: Article) -> frozenset[str]:
    return found.codes.union(map(figures.code_of, article.stocks))


def _named(ours: Iterable[str], theirs: Iterable[str]) -> Named:
    one, other = set(ours), set(theirs)
    return Named(tuple(sorted(one & other)), tuple(sorted(one - other)), tuple(sorted(other - one)))


def _share(ours: Counter[str], theirs: Counter[str]) -> float:
    whole = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / whole if whole else 1.0
