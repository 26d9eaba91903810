"""What the page shows: the numbers of reports as rows, each with its articles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from newsspider.errors import ExitCode, worst
from newsspider.model.outcomes import Outcome
from newsspider.run.page.added import added
from newsspider.run.page.behind import Behind
from newsspider.run.report import Headline, RunReport
from newsspider.text.dates import BEIJING

_ROWS = 15
# A field is marked if its share of articles fell by so much.
_FELL = 0.2
# A list is marked if its newest article is by hours older than ever in five weeks.
_HOURS_MORE = 2
# Runs without a match after which a rule is listed.
_LONG = 10
_STORED = (Outcome.KEPT.value, Outcome.REVISED.value)
_FAILED = (Outcome.FAILED.value, Outcome.GIVEN_UP.value)
# Exit codes of a run that did most of its work.
_MINOR = (ExitCode.SOME_FAILED, ExitCode.SIGINT, ExitCode.SIGTERM)


@dataclass(frozen=True)
class Bounds:
    """How much a page shows: articles on it and in one row, failures on it and of one day or reason.

    `texts` are sentences of one day and twice as many lines of a difference; `rows` are those of a table.
    """

    articles: int = 1200
    of_a_row: int = 12
    failures: int = 150
    of_a_day: int = 25
    texts: int = 20
    rows: int = 300


@dataclass
class Row:
    """A number with its name; `share` is its percent of the greatest, `articles` some of its articles."""

    name: str
    count: float
    share: float = 0.0
    articles: list[tuple[int, Headline]] = field(default_factory=list)
    note: str = ""
    entries: list[Any] = field(default_factory=list)
    is_bad: bool = False


@dataclass
class Day:
    """One day of runs."""

    name: str
    reports: list[RunReport]
    bounds: Bounds
    articles: list[tuple[int, Headline]] = field(default_factory=list)

    @property
    def code(self) -> ExitCode:
        """The worst exit code of the day."""
        return worst(report.exit_code for report in self.reports)

    @property
    def level(self) -> str:
        """`good`; `minor` where single inputs failed or a run was stopped; else `bad`."""
        codes = {report.exit_code for report in self.reports} - {ExitCode.DONE}
        return "good" if not codes else "minor" if codes.issubset(_MINOR) else "bad"

    @property
    def mark(self) -> str:
        """The level as a symbol."""
        return {"good": "✓", "minor": "!", "bad": "✗"}[self.level]

    def count(self, *outcomes: str) -> int:
        """Return how many inputs ended as one of *outcomes*."""
        return sum(report.outcomes.get(one, 0) for report in self.reports for one in outcomes)

    @property
    def stored(self) -> int:
        """How many articles were kept or revised."""
        return self.count(*_STORED)

    @property
    def failed(self) -> int:
        """How many inputs failed or were given up."""
        return self.count(*_FAILED)

    @property
    def others(self) -> int:
        """How many inputs were not kept for another reason than being a copy."""
        return self.count(Outcome.REJECTED.value)

    @property
    def sentences(self) -> list[tuple[str, int]]:
        """The problems, with the number of runs that reported each."""
        counted: Counter[str] = Counter()
        for report in self.reports:
            sentences = [*report.errors, *report.faults] or [report.reason]
            counted.update(text for text in dict.fromkeys(sentences) if text)
        return counted.most_common(self.bounds.texts)

    @property
    def failures(self) -> list[Any]:
        """The inputs that failed, some of them."""
        return [one for report in self.reports for one in report.failures][: self.bounds.of_a_day]


class View:
    """The page of *reports*, oldest first, compared with *earlier* ones."""

    def __init__(
        self, reports: Sequence[RunReport], earlier: Sequence[RunReport], bounds: Bounds = Bounds()
    ) -> None:
        self.bounds = bounds
        self.reports = list(reports)
        self.earlier = list(earlier)
        self.report = added(reports)
        each = max(1, bounds.articles // len(reports))
        picked = [(report.run, one) for report in reports for one in report.articles[:each]]
        picked = picked[-bounds.articles :]
        self.articles = [(number, one) for number, (_, one) in enumerate(picked, 1)]
        self._by_id = {one.id: (number, one) for number, one in self.articles}
        self._behind = Behind(self.articles, [*self.report.failures, *self.report.rejected])
        self.days = _days(reports, bounds)
        of_run: defaultdict[str, list[tuple[int, Headline]]] = defaultdict(list)
        for number, (run, one) in enumerate(picked, 1):
            of_run[run].append((number, one))
        for day in self.days:
            stored = [one for report in day.reports for one in of_run[report.run]]
            day.articles = stored[: bounds.of_a_day]
        self.stored = sum(self.report.outcomes.get(one, 0) for one in _STORED)
        self.failed = sum(self.report.outcomes.get(one, 0) for one in _FAILED)

    @property
    def last_days(self) -> list[Day]:
        """The days that are shown one by one."""
        return self.days[-self.bounds.rows :]

    def days_of(self, level: str) -> list[Day]:
        """Return the days of this level, those with most failures first."""
        return sorted((day for day in self.days if day.level == level), key=lambda day: -day.failed)

    @property
    def outcomes(self) -> list[Row]:
        """Every outcome with its inputs."""
        refused = [*self.report.failures, *self.report.rejected]
        rows = []
        for name, count in self.report.outcomes.items():
            row = Row(name, count, 100 * count / max(1, self.report.inputs), is_bad=name in _FAILED)
            row.articles = [one for one in self.articles if one[1].outcome == name][
                : self.bounds.of_a_row * 2
            ]
            row.entries = [one for one in refused if one.outcome == name][: self.bounds.of_a_row * 2]
            rows.append(row)
        return rows

    @property
    def reasons(self) -> list[Row]:
        """Every reason why inputs were not kept, with its inputs."""
        refused = [*self.report.failures, *self.report.rejected]
        return _scaled(
            Row(name, count, entries=[one for one in refused if one.reason == name][: self.bounds.of_a_day])
            for name, count in self.report.reasons.items()
        )

    @property
    def failures(self) -> list[Any]:
        """The inputs that failed."""
        return self.report.failures[: self.bounds.failures]

    def named(self, table: str, value: Callable[[Headline], Iterable[str]]) -> list[Row]:
        """Return the rows of a *table* of counts; *value* gives those names that an article has."""
        found: defaultdict[str, list[tuple[int, Headline]]] = defaultdict(list)
        for one in self.articles:
            for name in value(one[1]):
                if len(found[name]) < self.bounds.of_a_row:
                    found[name].append(one)
        counts: Mapping[str, int] = getattr(self.report, table)
        return _scaled(Row(name, count, articles=found[name]) for name, count in list(counts.items())[:_ROWS])

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """Articles by channel, medium, code and keyword."""
        return [
            ("By channel", self.named("channels", lambda one: [one.channel or ""])),
            ("By medium", self.named("media", lambda one: [one.source or ""])),
            ("Tickers most named", self.named("stocks", lambda one: one.stocks)),
            ("Keywords most named", self.named("tags", lambda one: one.tags)),
        ]

    @property
    def hours(self) -> list[Row]:
        """Articles by the hour of publication."""
        found = {row.name: row for row in self.named_by_time("hours", 11, 13)}
        return [found.get(f"{hour:02}", Row(f"{hour:02}", 0)) for hour in range(24)]

    @property
    def published(self) -> list[Row]:
        """Articles by day of publication, without gaps, for a few weeks; for longer times by month."""
        days = self.report.days
        if not days:
            return []
        first, last = (datetime.fromisoformat(one) for one in (min(days), max(days)))
        if last - first > timedelta(days=62):
            months: Counter[str] = Counter()
            for day, count in days.items():
                months[day[:7]] += count
            return _scaled(Row(name, count) for name, count in sorted(months.items())[-60:])
        found = {row.name: row for row in self.named_by_time("days", 0, 10)}
        every = ((first + timedelta(days=at)).strftime("%Y-%m-%d") for at in range((last - first).days + 1))
        return [found.get(day, Row(day, 0)) for day in every]

    def named_by_time(self, table: str, start: int, end: int) -> list[Row]:
        """Return the rows of a *table* by a part of the time."""
        found: defaultdict[str, list[tuple[int, Headline]]] = defaultdict(list)
        for one in self.articles:
            name = (_beijing(one[1].published) or "")[start:end]
            if name and len(found[name]) < self.bounds.of_a_row:
                found[name].append(one)
        return _scaled(
            Row(name, count, articles=found[name]) for name, count in getattr(self.report, table).items()
        )

    @property
    def lists(self) -> list[tuple[Any, bool, Row]]:
        """The lists, each with whether its newest article is older than usual, and its articles."""
        found = [
            (one, bool(one.error) or _is_late(one), self._row("list", one.name, one.inputs))
            for one in self.report.sources
            if one.kind == "list"
        ]
        _scaled(behind for _, _, behind in found)
        return sorted(found, key=lambda row: not row[1])[: self.bounds.rows]

    @property
    def files(self) -> list[tuple[Any, Row]]:
        """Files, folders and hosts, each with its articles."""
        others = [one for one in self.report.sources if one.kind != "list"][: self.bounds.rows]
        return list(
            zip(others, _scaled(self._row("place", one.name, one.inputs) for one in others), strict=True)
        )

    @property
    def hosts(self) -> list[tuple[Any, Row]]:
        """The requested hosts, each with its articles and failures."""
        asked = list(self.report.hosts.items())[: self.bounds.rows]
        rows = _scaled(self._row("host", host, sum(one.statuses.values())) for host, one in asked)
        return [(one, behind) for (_, one), behind in zip(asked, rows, strict=True)]

    def _row(self, kind: str, name: str, count: int) -> Row:
        """Return the row of a list, host or place, with failures first."""
        refused = sorted(self._behind.refused(kind, name), key=lambda one: one.outcome not in _FAILED)
        most = self.bounds.of_a_row
        return Row(name, count, articles=self._behind.articles(kind, name)[:most], entries=refused[:most])

    @property
    def coverage(self) -> list[tuple[str, float, float | None, bool, Row]]:
        """Field, share of articles with it, the same in earlier runs, whether it fell, what lacks it."""
        before = [report for report in self.earlier if report.finished]
        total = sum(report.finished for report in before)
        rows = []
        for name, count in self.report.coverage.items():
            now = count / max(1, self.report.finished)
            past = sum(report.coverage.get(name, 0) for report in before) / total if total else None
            lacking = self._of_ids(name, self.report.finished - count, self.report.lacking.get(name, []))
            rows.append((name, now, past, past is not None and past - now > _FELL, lacking))
        _scaled(row[-1] for row in rows)
        return rows

    @property
    def removals(self) -> list[Row]:
        """What rules removed."""
        found = list(self.report.removals.items())[: self.bounds.rows]
        return _scaled(self._of_ids(rule, one.count, one.articles) for rule, one in found)

    def _of_ids(self, name: str, count: int, ids: Iterable[str]) -> Row:
        """Return a row with the articles of *ids*; articles that are not on the page show their id."""
        every, most = list(dict.fromkeys(ids)), self.bounds.of_a_row
        return Row(
            name,
            count,
            articles=[self._by_id[one] for one in every if one in self._by_id][:most],
            entries=[one for one in every if one and one not in self._by_id][:most],
        )

    @property
    def idle_rules(self) -> tuple[list[str], int, int]:
        """Rules that removed nothing in all these runs, with runs and articles; empty for few runs."""
        every = [*self.earlier, *self.reports]
        counted = [report for report in every if report.cleaned]
        if len(counted) < _LONG:
            return [], len(counted), 0
        matched = {rule for report in every for rule in report.removals}
        articles = sum(report.cleaned for report in counted)
        return [rule for rule in self.report.rules if rule not in matched], len(counted), articles

    @property
    def duplicates(self) -> list[Any]:
        """Copies that were merged into an article."""
        return [one for one in self.report.rejected if one.outcome == Outcome.DUPLICATE.value][
            : self.bounds.failures
        ]

    @property
    def spent(self) -> list[Row]:
        """Seconds by step; the unmeasured time is waiting and the rest."""
        seconds = dict(self.report.seconds)
        total = sum((one.ended - one.started).total_seconds() for one in self.reports)
        seconds["waiting and the rest"] = max(0.0, total - sum(seconds.values()))
        return _scaled(Row(name, count) for name, count in seconds.items())


def _scaled(rows: Iterable[Row]) -> list[Row]:
    """Return *rows* with their percentages of the greatest."""
    found = list(rows)
    most = max((row.count for row in found), default=0) or 1
    for row in found:
        row.share = 100 * row.count / most
    return found


def _days(reports: Sequence[RunReport], bounds: Bounds) -> list[Day]:
    found: defaultdict[str, list[RunReport]] = defaultdict(list)
    for report in reports:
        found[f"{report.started.astimezone(BEIJING):%Y-%m-%d}"].append(report)
    return [Day(name, found[name], bounds) for name in sorted(found)]


def _beijing(published: str | None) -> str | None:
    if published is None:
        return None
    return datetime.fromisoformat(published).astimezone(BEIJING).isoformat()


def _is_late(source: Any) -> bool:
    if source.age is None or source.longest_age is None:
        return False
    return bool(source.age > source.longest_age + _HOURS_MORE)
