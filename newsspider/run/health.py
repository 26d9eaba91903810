"""Checks whether the source is healthy and the readers still fit it; problems lead to exit code 4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from math import comb
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import DropItem

from newsspider.model.draft import Draft
from newsspider.model.outcomes import Reason
from newsspider.readers.generic.reader import EXTRACTOR
from newsspider.run.hosts import HostState
from newsspider.run.ledger_session import LedgerSession
from newsspider.run.outcomes import InputDropped
from newsspider.sources.inputs import FetchedPage

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Whether a list stands still although it answers: judged by how old its newest article usually is.
#
# News has its hours: on a Sunday night nothing is new for long. So an age is compared with those at the same
# hour and weekday in the last four weeks.

# How much history a judgement needs, and how far it looks back.
_NEEDED = timedelta(days=14)
_LOOKED_BACK = timedelta(days=28, hours=1)
_WEEK = timedelta(days=7)
# How far from the same hour of the week an earlier look may be.
_NEAR = timedelta(hours=1)
# "Far older" means by this factor and by at least so much.
_FACTOR = 3
_AT_LEAST = timedelta(hours=6)


def usual(ages: Sequence[tuple[datetime, timedelta]], now: datetime) -> timedelta | None:
    """Return the greatest age seen at this hour of the week; None if there is too little history."""
    past = [(at, age) for at, age in ages if at < now]
    if not past or now - min(at for at, _ in past) < _NEEDED:
        return None
    same = [age for at, age in past if now - at <= _LOOKED_BACK and _is_same_hour(now - at)]
    return max(same, default=None)


def is_stale(age: timedelta, ages: Sequence[tuple[datetime, timedelta]], now: datetime) -> bool:
    """Return whether *age* is far beyond the usual; *ages* are from earlier looks at the same list."""
    greatest = usual(ages, now)
    return greatest is not None and age > max(greatest * _FACTOR, greatest + _AT_LEAST)


def _is_same_hour(ago: timedelta) -> bool:
    off = ago % _WEEK
    return min(off, _WEEK - off) <= _NEAR and ago > _WEEK / 2


# --- health ---

# How many articles of a channel have each field: this shows when a reader no longer fits its pages.
#
# To add a field, add it to `_FIELDS`.

# Counted like a field: whether a reader that knows the layout has read the page.
_LAYOUT = "layout"
_FIELDS = ("title", "published", "source", "editor", "authors", "tags", "images", "text", _LAYOUT)
# Reasons that may be the reader's fault: the page came, but no article was found on it.
UNREAD = (Reason.UNKNOWN_LAYOUT, Reason.NOT_AN_ARTICLE, Reason.NO_CONTENT, Reason.NO_TITLE)
# Other places of a field, if it was not found on the page.
_ELSEWHERE = ("list:", "url")
# Fewer pages in a run say nothing, and fewer in earlier runs do not show what is usual.
_PAGES = 5
_KNOWN = 15
# A field that most articles had and few have now, less often than by this chance.
_MOST = 0.5
_FEW = 0.3
_CHANCE = 1e-4
# Pages without an article before a first run reports it.
_IN_VAIN = 10
_COUNT = "pages"


class FieldCoverage:
    """The counts of one run, by channel."""

    def __init__(self) -> None:
        self._pages: Counter[str] = Counter()
        self._have: Counter[tuple[str, str]] = Counter()

    def read(self, channel: str, draft: Draft | None) -> None:
        """Count a page, with the draft if an article was found on it."""
        self._pages[channel] += 1
        for name in _FIELDS:
            self._have[channel, name] += draft is not None and _tells(draft, name)

    def shares(self) -> dict[str, float]:
        """Return the share of pages with each field, and their number, for channels with enough pages."""
        found: dict[str, float] = {}
        for channel, pages in self._pages.items():
            if pages >= _PAGES:
                found[f"{channel} {_COUNT}"] = pages
                found.update({f"{channel} {name}": self._have[channel, name] / pages for name in _FIELDS})
        return found

    def collapses(self, earlier: Sequence[Mapping[str, float]]) -> Iterator[str]:
        """Yield a message for each field that pages used to have; *earlier* are the shares of other runs."""
        for channel, pages in self._pages.items():
            before = [shares for shares in earlier if f"{channel} {_COUNT}" in shares]
            known = sum(shares[f"{channel} {_COUNT}"] for shares in before)
            if pages >= _PAGES and known >= _KNOWN:
                yield from self._collapses(channel, before)
            elif not known and pages >= _IN_VAIN and not self._have[channel, "text"]:
                yield f"no article was found on {pages} pages of {channel}: the reader does not fit its pages"

    def _collapses(self, channel: str, before: Sequence[Mapping[str, float]]) -> Iterator[str]:
        pages = self._pages[channel]
        for name in _FIELDS:
            usual = sum(shares.get(f"{channel} {name}", 0.0) for shares in before) / len(before)
            have = self._have[channel, name]
            few = have < pages * usual * _FEW and _chance(have, pages, usual) < _CHANCE
            if usual >= _MOST and few:
                now = f"only {have / pages:.0%} of the pages of {channel} have the field {name}"
                yield f"{now}, {usual:.0%} had it before: the reader no longer fits these pages"


def _tells(draft: Draft, name: str) -> bool:
    """Return whether the field comes from the page of *draft*, not only from its list or address."""
    if name == _LAYOUT:
        return draft.article.origin.extractor != EXTRACTOR
    told = bool(getattr(draft.article, name))
    return told and not draft.trace.fields.get(name, "").startswith(_ELSEWHERE)


def _chance(have: int, pages: int, share: float) -> float:
    """Return the probability that at most *have* of *pages* show what a *share* of all pages shows."""
    share = min(share, 1 - 1e-9)
    return sum(comb(pages, n) * share**n * (1 - share) ** (pages - n) for n in range(have + 1))


# --- health ---

# How many earlier runs with enough pages show what is usual.
_RUNS = 30


class Health:
    """The problems of the source and of the readers, as messages."""

    def __init__(self, crawler: Crawler, hosts: HostState) -> None:
        self._hosts = hosts
        self._faults: list[str] = []
        self.fill = FieldCoverage()
        crawler.signals.connect(self.item_dropped, signals.item_dropped)

    def fault(self, sentence: str) -> None:
        """Note a problem of the source."""
        self._faults.append(sentence)

    def found(self, draft: Draft) -> None:
        """Count the fields from the page of *draft*, if a list led to it."""
        # An entry of a list has no validators, because no page was read.
        if draft.listed is not None and draft.listed.validators is not None:
            self.fill.read(draft.listed.list, draft)

    def item_dropped(self, item: Any, exception: DropItem) -> None:
        """Count a page without an article."""
        if (
            isinstance(item, FetchedPage)
            and isinstance(exception, InputDropped)
            and exception.refusal.reason in UNREAD
        ):
            self.fill.read(item.listed.list, None)

    def looked(self, session: LedgerSession, channel: str, newest: datetime | None, now: datetime) -> None:
        """Judge the age of the *newest* article of a list, and note it for later runs."""
        if newest is None:
            return
        age = max(now - newest, timedelta())
        if is_stale(age, session.ledger.ages.of(channel), now):
            shown = f"{newest:%Y-%m-%d %H:%M}"
            self.fault(
                f"the list {channel} is stale: its newest article is from {shown}, far older than usual"
            )
        else:
            session.ledger.ages.note(channel, now, age)

    def conclude(self, session: LedgerSession) -> list[str]:
        """Return all problems, including fields that are missing compared with earlier runs."""
        earlier = [run.fill for run in session.ledger.runs.last(_RUNS, filled=True)]
        collapsed = self.fill.collapses(earlier)
        return [*self._faults, *self._hosts.sentences(), *collapsed]
