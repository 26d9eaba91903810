"""Counts for the report of a run: by list and file, host, rule, field, time, channel and name.

It runs for each input, so it only adds to counters; everything else is computed at the end.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import signals

from newsspider.ledger import Wanted
from newsspider.model.article import Article, iso
from newsspider.model.outcomes import Outcome
from newsspider.render import diff
from newsspider.run import report
from newsspider.run.report import Change, Headline, HostReport, RejectedRow, Removals, SourceReport
from newsspider.text.dates import BEIJING
from newsspider.text.redact import masked

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

    from newsspider.run.ledger_session import LedgerSession

# Fields that an article may lack.
FIELDS = (
    *("published", "updated", "source", "authors", "editor", "channel", "categories", "tags", "stocks"),
    *("cover", "images", "summary", "text"),
)
_LATENCY = "download_latency"
# The host of an address, even of one that cannot be parsed.
_ADDRESS = re.compile(r"[^/?#]*://([^/?#]*)")
# The place of a document in its file: a line, or the number of an entry.
_PLACE = re.compile(r"(?::|#)\d+\Z")
_DIFF_LINES = 60
# Outcomes of articles that are in the archive; all others were not kept.
STAYS = (Outcome.KEPT, Outcome.REVISED, Outcome.UNCHANGED)
# The kind of a source that is a list; the other kinds are file, folder and host.
LIST = "list"


_Unjudged = tuple[Article, tuple[str, str], list[str]]


class Stopwatch:
    """Adds up the seconds of its `with` blocks."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._since = 0.0

    def __enter__(self) -> None:
        self._since = perf_counter()

    def __exit__(self, *error: object) -> None:
        self.seconds += perf_counter() - self._since


def source_of(locator: str, name: str | None = None) -> tuple[str, str]:
    """Return name and kind of a document's source: the list *name*, or what contains *locator*."""
    if name:
        return name, LIST
    if address := _ADDRESS.match(locator):
        return address[1], "host"
    file = _PLACE.sub("", locator)
    if file != locator:
        return file, "file"
    return locator.rpartition("/")[0] or ".", "folder"


class Tally:
    """The counters of one run."""

    def __init__(self, crawler: Crawler, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._sources: dict[tuple[str, str], SourceReport] = {}
        self._ended: dict[tuple[str, str], datetime] = {}
        self._hosts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._latency: Counter[str] = Counter()
        self._removals: Counter[str] = Counter()
        self._examples: defaultdict[str, list[str]] = defaultdict(list)
        self._shown_by: Counter[str] = Counter()
        # Articles that wait for their verdict, with their source and the rules that matched.
        self._unjudged: dict[int, _Unjudged] = {}
        self._cleaned = self._finished = 0
        self._coverage: Counter[str] = Counter()
        self._lacking: defaultdict[str, list[str]] = defaultdict(list)
        self._hours: Counter[str] = Counter()
        self._days: Counter[str] = Counter()
        self._channels: Counter[str] = Counter()
        self._media: Counter[str] = Counter()
        self._stocks: Counter[str] = Counter()
        self._tags: Counter[str] = Counter()
        self._of_reason: Counter[str] = Counter()
        self._headlines: list[Headline] = []
        self._revised: dict[str, str] = {}
        self._failures: list[RejectedRow] = []
        self._rejected: list[RejectedRow] = []
        self.reading, self.cleaning, self.storing = Stopwatch(), Stopwatch(), Stopwatch()
        crawler.signals.connect(self.response_downloaded, signals.response_downloaded)

    # --- sources ---

    def began(self, name: str) -> None:
        """Note that the list *name* is being read."""
        self._source((name, LIST))

    def ended(self, name: str, error: str = "") -> None:
        """Note that the list *name* has been read, or why it cannot be."""
        self._source((name, LIST)).error = error
        self._ended[name, LIST] = self._clock()

    def met(self, locator: str, name: str | None) -> None:
        """Count an input; *name* is the list that named it."""
        self._source(source_of(locator, name)).inputs += 1

    def _source(self, key: tuple[str, str]) -> SourceReport:
        source = self._sources.get(key)
        if source is None:
            now = self._ended[key] = self._clock()
            began = iso(now) or ""
            source = self._sources[key] = SourceReport(key[0], key[1], began, began)
        return source

    def settled(self, key: tuple[str, str], outcome: Outcome) -> None:
        """Count an outcome of an input from the list or file *key*."""
        counts = self._source(key).outcomes
        self._ended[key] = self._clock()
        counts[outcome.value] = counts.get(outcome.value, 0) + 1

    def response_downloaded(self, response: Response, request: Request) -> None:
        """Count a response by its host and status."""
        host = urlsplit(request.url).netloc
        self._hosts[host][str(response.status)] += 1
        self._latency[host] += request.meta.get(_LATENCY, 0.0)

    def unanswered(self, request: Request, error: Exception) -> None:
        """Count a request without a response, by its error."""
        self._hosts[urlsplit(request.url).netloc][type(error).__name__] += 1

    # --- outcomes ---

    def cleaned(self, article: Article, locator: str, name: str | None, rules: Sequence[str]) -> None:
        """Count what *rules* removed from an article, once for each removal.

        It was read at *locator*, or at its own locator; *name* is the list that named it.
        """
        self._cleaned += 1
        lacking: list[str] = []
        if rules:
            self._removals.update(rules)
            lacking = [rule for rule in set(rules) if self._shown_by[rule] < report.MOST_OF_A_RULE]
            self._shown_by.update(lacking)
        source = source_of(locator or article.origin.locator, name)
        self._unjudged[id(article)] = article, source, lacking

    def judged(self, article: Article, outcome: Outcome) -> tuple[str, str]:
        """Count a finished article, and return its source; `refused` also counts what was not kept."""
        met = self._unjudged.pop(id(article), None)
        _, source, rules = met or (article, source_of(article.origin.locator), [])
        for rule in rules:
            id_ = article.id or article.duplicate_of or ""
            if id_ not in self._examples[rule]:
                self._examples[rule].append(id_)
        self._finished += 1
        values, coverage = vars(article), self._coverage
        for field in FIELDS:
            if values[field]:
                coverage[field] += 1
            elif len(self._lacking[field]) < report.MOST_OF_A_RULE:
                self._lacking[field].append(article.id or article.duplicate_of or "")
        if outcome in STAYS:
            self.settled(source, outcome)
        if outcome in (Outcome.KEPT, Outcome.REVISED):
            self._stored(article, outcome)
        return source

    def _stored(self, article: Article, outcome: Outcome) -> None:
        self._channels[article.channel or article.site] += 1
        self._media[article.source or ""] += 1
        if article.stocks:
            self._stocks.update(article.stocks)
        if article.tags:
            self._tags.update(article.tags)
        if article.published is not None:
            at = article.published.astimezone(BEIJING)
            self._hours[f"{at.hour:02}"] += 1
            self._days[at.date().isoformat()] += 1
        if len(self._headlines) < report.MOST:
            self._headlines.append(_headline(article, outcome))

    def revised(self, id: str, change: str) -> None:  # noqa: A002 - the record's own name
        """Note what a revision changed; the difference is computed at the end."""
        if len(self._revised) < report.MOST_REVISIONS:
            self._revised[id] = change

    def refused(self, row: RejectedRow, source: tuple[str, str]) -> None:
        """Count an input that was not kept; the report shows some of each reason, and all failures."""
        outcome = Outcome(row.outcome)
        if outcome in (Outcome.FAILED, Outcome.GIVEN_UP):
            if len(self._failures) < report.MOST_FAILURES:
                self._failures.append(row)
        else:
            self._of_reason[row.reason] += 1
            if self._of_reason[row.reason] <= report.MOST_OF_A_REASON:
                self._rejected.append(row)
        self.settled(source, outcome)

    # --- the end ---

    def values(self, session: LedgerSession, rules: Iterable[str]) -> dict[str, Any]:
        """Return this part of the report's fields; raises LedgerFailed."""
        names = report.MOST_NAMES
        return {
            "sources": self._of_sources(session),
            "hosts": {
                host: HostReport(dict(counts.most_common()), round(self._latency[host], 3))
                for host, counts in self._hosts.items()
            },
            "removals": {
                rule: Removals(count, self._examples[rule]) for rule, count in self._removals.most_common()
            },
            "rules": list(rules),
            "cleaned": self._cleaned,
            "finished": self._finished,
            "coverage": {field: self._coverage[field] for field in FIELDS},
            "lacking": dict(self._lacking),
            "hours": dict(sorted(self._hours.items())),
            "days": dict(sorted(self._days.items())),
            "channels": dict(self._channels.most_common(names)),
            "media": dict(self._media.most_common(names)),
            "stocks": dict(self._stocks.most_common(names)),
            "tags": dict(self._tags.most_common(names)),
            "seconds": {
                name: round(getattr(self, name).seconds, 3) for name in ("reading", "cleaning", "storing")
            },
            "articles": self._headlines,
            "failures": self._failures,
            "rejected": self._rejected,
            "revisions": self._revisions(session),
        }

    def _of_sources(self, session: LedgerSession) -> list[SourceReport]:
        now = self._clock()
        for key, source in self._sources.items():
            source.name, source.ended = masked(source.name), iso(self._ended[key]) or ""
            newest = session.ledger.lists.read_to(key[0]) if source.kind == LIST else None
            if newest is None:
                continue
            source.newest, source.age = iso(newest.astimezone(BEIJING)), _hours(now - newest)
            ages = [_hours(look.age) for look in session.ledger.ages.of(key[0])]
            if ages:
                source.usual_age, source.longest_age = round(median(ages), 2), max(ages)
        return list(self._sources.values())[: report.MOST]

    def _revisions(self, session: LedgerSession) -> list[Change]:
        if not self._revised:
            return []
        found: defaultdict[str, list[Article]] = defaultdict(list)
        for stored in session.ledger.archive.iterate(Wanted(ids=list(self._revised), revisions=True)):
            found[stored.article.id] = [*found[stored.article.id][-1:], stored.article]
        return [_change(versions, self._revised[id_]) for id_, versions in found.items()]


def _change(versions: list[Article], change: str) -> Change:
    new = versions[-1]
    lines = diff.difference(versions[0], new)[1:] if len(versions) > 1 else []
    return Change(new.id, new.title, new.revision, change, lines[:_DIFF_LINES])


def _headline(article: Article, outcome: Outcome) -> Headline:
    return Headline(
        article.id,
        article.title,
        article.url,
        masked(article.origin.locator),
        outcome.value,
        iso(article.published),
        article.channel or article.site or None,
        article.source,
        article.stocks,
        article.tags,
    )


def _hours(span: timedelta) -> float:
    return round(span / timedelta(hours=1), 2)
