"""Adds up the reports of several runs to one report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from newsspider.errors import worst
from newsspider.run.report import HostReport, Removals, RunReport, SourceReport

_COUNTS = (
    *("outcomes", "reasons", "skipped", "others", "coverage", "hours", "days", "channels", "media"),
    *("stocks", "tags"),
)
_LISTS = (
    *("outputs", "changes", "faults", "errors", "failures", "rejected", "notes", "articles", "revisions"),
)
_SUMS = ("inputs", "undated", "cleaned", "finished")


def added(reports: Sequence[RunReport]) -> RunReport:
    """Return one report for *reports*, oldest first; arguments and settings are those of the last run."""
    if len(reports) == 1:
        return reports[0]
    last = reports[-1]
    values: dict[str, Any] = {name: getattr(last, name) for name in RunReport.__dataclass_fields__}
    values.update({name: _counts(reports, name) for name in _COUNTS})
    values.update({name: [one for report in reports for one in getattr(report, name)] for name in _LISTS})
    values.update({name: sum(getattr(report, name) for report in reports) for name in _SUMS})
    return RunReport(
        **values
        | {
            "run": f"{reports[0].run} … {last.run}",
            "started": min(report.started for report in reports),
            "ended": max(report.ended for report in reports),
            "exit_code": worst(report.exit_code for report in reports),
            "reason": next((report.reason for report in reversed(reports) if report.reason), ""),
            "hosts": _merged((report.hosts for report in reports), _add_hosts),
            "removals": _merged((report.removals for report in reports), _add_removals),
            "sources": list(
                _merged(
                    ({one.kind + one.name: one for one in report.sources} for report in reports), _add_sources
                ).values()
            ),
            "seconds": _counts(reports, "seconds"),
            "lacking": _merged((report.lacking for report in reports), lambda one, other: [*one, *other]),
        }
    )


def _counts(reports: Iterable[RunReport], name: str) -> dict[str, Any]:
    total: Counter[str] = Counter()
    for report in reports:
        total.update(getattr(report, name))
    return dict(sorted(total.items()) if name in ("hours", "days") else total.most_common())


def _merged(tables: Iterable[Mapping[str, Any]], add: Callable[[Any, Any], Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for table in tables:
        for name, value in table.items():
            found[name] = add(found[name], value) if name in found else value
    return found


def _add_hosts(one: HostReport, other: HostReport) -> HostReport:
    statuses = Counter(one.statuses) + Counter(other.statuses)
    return HostReport(dict(statuses.most_common()), one.seconds + other.seconds)


def _add_removals(one: Removals, other: Removals) -> Removals:
    return Removals(one.count + other.count, list(dict.fromkeys([*one.articles, *other.articles])))


def _add_sources(one: SourceReport, other: SourceReport) -> SourceReport:
    outcomes = Counter(one.outcomes) + Counter(other.outcomes)
    return SourceReport(
        other.name,
        other.kind,
        one.started,
        other.ended,
        one.inputs + other.inputs,
        dict(outcomes.most_common()),
        other.error,
        other.newest or one.newest,
        other.age if other.newest else one.age,
        other.usual_age or one.usual_age,
        other.longest_age or one.longest_age,
    )
