"""Whether pages still have what they usually have: compares the last pages with all earlier ones.

Each run has few pages, so it counts over runs. A problem is a series of at least three last pages that had
far less than usual, and less than chance explains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import comb

from newsspider.ledger import Coverage

# How many pages are remembered one by one. Earlier pages are only counted. Large counts are halved, so that
# the usual share can change.
_RECENT = 40
_MANY = 500
# How many pages show what is usual; the least number of last pages that can show a problem.
_KNOWN = 15
_LEAST = 3
# The probability of the last pages by chance, below which they are a problem. It is small because each run
# tests dozens of measures, and a month has hundreds of runs.
_MOST = 0.5
_CHANCE = 1e-6
# If no page ever had it, so many pages are enough to say so.
_IN_VAIN = 10
# The part of the usual share that counts as usual again.
_AGAIN = 0.7
# Addresses that are kept as examples, and to recognise a page that is requested again.
_EXAMPLES = 8
# After so long the new state counts as usual: the site no longer has it.
_FOR_GOOD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Criteria:
    """How to test a measure.

    `prior` is how many earlier pages with it are assumed at the start. Last pages that have it at most `few`
    times as often as usual are a problem. `back` is how many must have it again to end the problem. With
    `expected`, a subject without any such page is a problem although the usual share is unknown.
    """

    prior: int = 0
    few: float = 0.3
    back: int = _LEAST
    expected: bool = False


@dataclass(frozen=True, slots=True)
class Loss:
    """Of the last `pages`, `have` had it; of the earlier ones the share `usual`, None if there were none."""

    pages: int
    have: int
    usual: float | None


def met(old: Coverage, had: int, lacking: Sequence[str], now: datetime) -> Coverage:
    """Return *old* with the pages of one run: *had* of them had it, the addresses *lacking* did not.

    A page that lacks it again does not count twice. The order within a run means nothing, so the pages are
    put in the order that does not change the current state.
    """
    fresh = [address for address in dict.fromkeys(lacking) if address not in old.lacking]
    is_problem = old.since is not None
    digits = "1" * had + "0" * len(fresh) if is_problem else "0" * len(fresh) + "1" * had
    recent = old.recent + digits
    beyond, recent = recent[:-_RECENT], recent[-_RECENT:]
    found = replace(old, recent=recent) if is_problem else _counted(replace(old, recent=recent), beyond)
    if had and not is_problem:
        return replace(found, lacking=(), began=None)
    began = old.began or (now if fresh else None)
    return replace(found, lacking=(*old.lacking, *fresh)[:_EXAMPLES], began=began)


def loss(found: Coverage, criteria: Criteria) -> Loss | None:
    """Return what the last pages lack; None if they are as usual, or too little is known."""
    recent, lost = found.recent, None
    for pages in range(_LEAST, len(recent) + 1):
        before = recent[:-pages]
        known = criteria.prior + found.pages + len(before)
        if known < _KNOWN:
            break
        usual = _share(criteria.prior + found.have + before.count("1"), known)
        have = recent[-pages:].count("1")
        if lost is not None and have > lost.have:
            break
        if usual >= _MOST and have <= pages * usual * criteria.few and _chance(have, pages, usual) <= _CHANCE:
            lost = Loss(pages, have, usual)
    is_vain = criteria.expected and len(recent) >= _IN_VAIN and not found.have and "1" not in recent
    return lost or (Loss(len(recent), 0, None) if is_vain else None)


def standing(found: Coverage, criteria: Criteria) -> Loss:
    """Return what the last pages of a problem lack."""
    known = criteria.prior + found.pages
    usual = _share(criteria.prior + found.have, known) if known else None
    return Loss(len(found.recent), found.recent.count("1"), usual)


def begun(found: Coverage, lost: Loss, now: datetime) -> Coverage:
    """Return *found* with a problem that is reported now; earlier pages show what is usual."""
    before, recent = found.recent[: -lost.pages], found.recent[-lost.pages :]
    return replace(_counted(found, before), recent=recent, since=found.began or now, said=now)


def ended(found: Coverage, criteria: Criteria) -> Coverage | None:
    """Return *found* without its problem if the last pages are as usual again; otherwise None."""
    usual = _share(criteria.prior + found.have, criteria.prior + found.pages)
    for pages in range(criteria.back, len(found.recent) + 1):
        recent = found.recent[-pages:]
        if recent.count("1") >= max(criteria.back, pages * usual * _AGAIN):
            return replace(found, recent=recent, lacking=(), began=None, since=None, said=None)
    return None


def accepted(found: Coverage, now: datetime) -> Coverage | None:
    """Return *found* with its last pages as the usual state, if they lasted very long; otherwise None."""
    if found.since is None or now - found.since < _FOR_GOOD:
        return None
    fresh = replace(found, pages=0, have=0, recent="", lacking=(), began=None, since=None, said=None)
    return _counted(fresh, found.recent)


def _counted(found: Coverage, digits: str) -> Coverage:
    pages, have = found.pages + len(digits), found.have + digits.count("1")
    if pages > _MANY:
        pages, have = pages // 2, have // 2
    return replace(found, pages=pages, have=have)


def _share(have: int, pages: int) -> float:
    """Return a share that is never 0 or 1, because so few pages do not prove that."""
    return (have + 1) / (pages + 2)


def _chance(have: int, pages: int, share: float) -> float:
    """Return the probability that at most *have* of *pages* show what a *share* of all pages shows."""
    return sum(comb(pages, n) * share**n * (1 - share) ** (pages - n) for n in range(have + 1))
