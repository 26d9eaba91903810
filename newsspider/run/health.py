"""Checks whether the source is healthy and the readers still fit it; problems lead to exit code 4.

The ledger counts over runs what pages contain, by host and by layout. To add a field, add it to
`_FIELDS`; to add a measure, add it to `_MEASURES`.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import DropItem

from newsspider.lazy import lazily
from newsspider.ledger import Coverage, Look
from newsspider.model.draft import Draft, Listed
from newsspider.model.outcomes import Reason
from newsspider.run import stillness, trend, unread_lists
from newsspider.run.hosts import HostState
from newsspider.run.ledger_session import LedgerSession
from newsspider.run.outcomes import InputDropped
from newsspider.run.trend import Criteria, Loss
from newsspider.run.unread_lists import UnreadList
from newsspider.sources.inputs import FetchedPage

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsspider.readers.generic import reader as generic
else:
    generic = lazily("newsspider.readers.generic.reader")

_log = logging.getLogger(__name__)

# Reasons that may be the fault of the reader or the site: a page arrived, but no article was found on it.
_UNREAD = frozenset(
    {
        *(Reason.UNKNOWN_LAYOUT, Reason.NOT_AN_ARTICLE, Reason.NO_CONTENT, Reason.NO_TITLE),
        *(Reason.EMPTY_PAGE, Reason.GONE),
    }
)
# Reasons that are the host's fault if there are many of them.
_NO_ANSWER = frozenset({Reason.TIMED_OUT, Reason.CUT_OFF, Reason.NO_CONNECTION, Reason.BAD_STATUS})
_FIELDS = ("title", "published", "source", "editor", "authors", "tags", "images")
# Origins of a field that was not found on the page.
_ELSEWHERE = ("list:", "url")
# A problem is reported once a day; a cron job may be some minutes late.
_DAY = timedelta(hours=23)

_ANSWER, _TEXT, _LAYOUT, _FIELD, _RULE = "answer", "text", "layout", "field", "rule"


@dataclass(frozen=True, slots=True)
class _Measure:
    """How to test a measure, and the words for a problem; `{}` is the name of the field or rule."""

    criteria: Criteria
    has: str
    advice: str


_MEASURES = {
    _ANSWER: _Measure(
        # Almost every request is answered; that is true of any host.
        Criteria(prior=99, back=1),
        "could be fetched",
        "what is missing is requested again when they can",
    ),
    _TEXT: _Measure(
        Criteria(expected=True),
        "hold an article",
        "the site sends empty pages, or the reader no longer fits them",
    ),
    _LAYOUT: _Measure(
        Criteria(), "have a layout that a reader knows", "the reader no longer fits these pages"
    ),
    _FIELD: _Measure(Criteria(), "have the field {}", "the reader no longer fits these pages"),
    _RULE: _Measure(
        Criteria(few=0.0),
        "contain what the rule {} removes",
        "the promotion may look different, or is gone",
    ),
}


@dataclass(slots=True)
class _Pages:
    """The pages of one run by one measure: how many had it, and the addresses of those that did not."""

    had: int = 0
    lacking: list[str] = field(default_factory=list)


class Health:
    """The problems of the source and of the readers, as messages."""

    def __init__(self, crawler: Crawler, hosts: HostState, rules: Collection[str]) -> None:
        self._hosts = hosts
        self._rules = frozenset(rules)
        self._faults: list[str] = []
        self._is_any_list_read = False
        # Lists that could not be read.
        self.unread: list[UnreadList] = []
        self._pages: defaultdict[tuple[str, str], _Pages] = defaultdict(_Pages)
        # By layout, the address of each page and the rules that removed something from it.
        self._removed: defaultdict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
        crawler.signals.connect(self.item_dropped, signals.item_dropped)

    def fault(self, sentence: str) -> None:
        """Note a problem of the source."""
        self._faults.append(sentence)
        _log.info("%s", sentence)

    def found(self, draft: Draft) -> None:
        """Count what the page of *draft* has, if a list led to it."""
        # An entry of a list has no validators, because no page was read.
        if draft.listed is None or draft.listed.validators is None or not _counts(draft.listed):
            return
        origin = draft.article.origin
        host, is_known = urlsplit(origin.locator).netloc, origin.extractor != generic.EXTRACTOR
        layout = f"the layout {origin.extractor}" if is_known else f"{host} without a known layout"
        for measure, has in ((_ANSWER, True), (_TEXT, True), (_LAYOUT, is_known)):
            self._count(host, measure, origin.locator, has=has)
        for name in _FIELDS:
            self._count(layout, f"{_FIELD} {name}", origin.locator, has=_tells(draft, name))
        removed = {removal.rule for removal in draft.trace.removals}
        self._removed[layout].append((origin.locator, self._rules & removed))

    def item_dropped(self, item: Any, exception: DropItem) -> None:
        """Count a page without an article, or a page that could not be fetched."""
        listed = getattr(item, "listed", None)
        if listed is None or not isinstance(exception, InputDropped) or not _counts(listed):
            return
        host, reason = urlsplit(item.locator).netloc, exception.refusal.reason
        if reason in _UNREAD:
            self._count(host, _TEXT, item.locator, has=False)
        if reason in _NO_ANSWER:
            self._count(host, _ANSWER, item.locator, has=False)
        elif isinstance(item, FetchedPage) and reason is not Reason.BLOCKED:
            self._count(host, _ANSWER, item.locator, has=True)

    def list_checked(
        self,
        session: LedgerSession,
        channel: str,
        times: Collection[datetime],
        mark: datetime | None,
        now: datetime,
    ) -> None:
        """Judge the age of the newest article of a list, and note it for later runs.

        *times* are those of its rows, *mark* is the newest one known before. A stale list is reported once,
        and again when its age has doubled. A note says when it is no longer stale.
        """
        self._is_any_list_read = True
        newest = max(times, default=mark)
        if newest is None:
            return
        ages = session.ledger.ages
        looks, said = ages.of(channel), ages.stale(channel)
        age = max(now - newest, timedelta())
        since = f"{newest:%Y-%m-%d %H:%M}"
        if said is not None and age < said:
            session.notes.append(f"the list {channel} is no longer stale: its newest article is from {since}")
            ages.note_stale(channel, None)
            said = None
        if not stillness.is_stale(age, looks, now):
            ages.note(channel, Look(now, age, *stillness.pause(times, looks)))
        elif said is None or age >= 2 * said:
            ages.note_stale(channel, age)
            hours = stillness.longest(looks)[0] / timedelta(hours=1)
            self.fault(
                f"the list {channel} is stale: its newest article is from {since}, far older than usual; the "
                f"longest pause in the last weeks was {hours:.0f} hours"
            )

    def add_up(self, session: LedgerSession, now: datetime) -> None:
        """Add the pages of this run to those of earlier ones, and note the problems."""
        subjects = {subject for subject, _ in self._pages}
        known = {(row.subject, row.measure): row for row in session.ledger.coverage.of(subjects)}
        self._add_rules(known)
        rows = []
        for (subject, measure), pages in sorted(self._pages.items()):
            old = known.get((subject, measure)) or Coverage(subject, measure)
            rows.append(self._judged(trend.met(old, pages.had, pages.lacking, now), session, now))
        session.ledger.coverage.note(rows, now)

    def conclude(self) -> list[str]:
        """Return all problems."""
        is_anything_read = self._is_any_list_read or self._hosts.has_answered
        before, after = unread_lists.sentences(self.unread, is_anything_read=is_anything_read)
        return [*self._faults, *before, *self._hosts.sentences(), *after]

    def shares(self) -> dict[str, float]:
        """Return the share of this run's pages that passed, for each subject and measure."""
        return {
            f"{subject} {measure}": pages.had / (pages.had + len(pages.lacking))
            for (subject, measure), pages in self._pages.items()
        }

    def _count(self, subject: str, measure: str, address: str, *, has: bool) -> None:
        pages = self._pages[subject, measure]
        if has:
            pages.had += 1
        else:
            pages.lacking.append(address)

    def _add_rules(self, known: dict[tuple[str, str], Coverage]) -> None:
        """Count for each rule that ever removed something from pages of a layout whether it did so again."""
        for layout, pages in self._removed.items():
            before = known.get((layout, f"{_FIELD} {_FIELDS[0]}"))
            count = before.pages + len(before.recent) if before else 0
            ever = {measure.partition(" ")[2] for subject, measure in known if subject == layout}
            for rule in sorted((ever & self._rules).union(*(removed for _, removed in pages))):
                measure = f"{_RULE} {rule}"
                known.setdefault((layout, measure), Coverage(layout, measure, pages=count))
                for address, removed in pages:
                    self._count(layout, measure, address, has=rule in removed)

    def _judged(self, found: Coverage, session: LedgerSession, now: datetime) -> Coverage:
        """Return *found* with the current state of its problem; reports a problem and its end."""
        kind, _, name = found.measure.partition(" ")
        measure = _MEASURES[kind]
        has = measure.has.format(name)
        if found.since is None:
            lost = trend.loss(found, measure.criteria)
            if lost is None:
                return found
            found = trend.begun(found, lost, now)
            self.fault(_sentence(found, lost, measure, has))
        elif over := trend.ended(found, measure.criteria):
            session.notes.append(f"the pages of {found.subject} {has} again; they had not since {_at(found)}")
            if kind == _TEXT:
                reasons = [reason.value for reason in _UNREAD]
                session.ledger.coverage.reopen(found.subject, reasons, found.since, now)
            return over
        elif usual := trend.accepted(found, now):
            session.notes.append(
                f"few pages of {found.subject} {has} since {_at(found)}: from now on this is normal"
            )
            return usual
        elif found.said is None or now - found.said >= _DAY:
            found = replace(found, said=now)
            self.fault(_sentence(found, trend.standing(found, measure.criteria), measure, has))
        if kind in (_ANSWER, _TEXT):
            self._hosts.note_failing(found.subject)
        return found


def _counts(listed: Listed) -> bool:
    """Return whether a list of the site led to this page for the first time."""
    return bool(listed.list and listed.key) and not listed.again


def _tells(draft: Draft, name: str) -> bool:
    """Return whether the field comes from the page of *draft*, not only from its list or address."""
    has_value = bool(getattr(draft.article, name))
    return has_value and not draft.trace.fields.get(name, "").startswith(_ELSEWHERE)


def _sentence(found: Coverage, lost: Loss, measure: _Measure, has: str) -> str:
    few = f"only {lost.have}" if lost.have else "none"
    usual = "" if lost.usual is None or measure.criteria.prior else f", {lost.usual:.0%} before"
    example = f", for example {found.lacking[0]}" if found.lacking else ""
    what = f"{few} of the last {lost.pages} pages of {found.subject} {has}{usual}"
    return f"{what}, since {_at(found)}{example}: {measure.advice}"


def _at(found: Coverage) -> str:
    return f"{found.since.astimezone(timezone.utc):%Y-%m-%d %H:%M} UTC" if found.since else ""
