"""What the health of a source is told by: the age of its list, the fields that its pages fill."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from newsspider.model.article import Article, Origin
from newsspider.model.draft import Draft, Trace
from newsspider.run import health
from newsspider.run.health import FieldCoverage

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)


HOUR = timedelta(hours=1)


DAY = timedelta(days=1)


def _history(days: int, age: timedelta) -> list[tuple[datetime, timedelta]]:
    return [(NOW - back * DAY, age) for back in range(days, 0, -1)]


@pytest.mark.parametrize(
    ("age", "days", "usually", "is_stale"),
    [
        (DAY, 21, HOUR, True),
        (3 * HOUR, 21, HOUR, False),
        (5 * HOUR, 21, HOUR / 4, False),
        (DAY, 13, HOUR, False),
        (DAY, 14, HOUR, True),
        (DAY, 0, HOUR, False),
        (30 * HOUR, 21, DAY, False),
    ],
)
def test_a_list_that_stands_still(age: timedelta, days: int, usually: timedelta, is_stale: bool) -> None:
    assert health.is_stale(age, _history(days, usually), NOW) == is_stale


def test_the_hour_and_the_weekday_count() -> None:
    quiet = [(NOW - 7 * back * DAY, DAY) for back in (1, 2, 3)]
    busy = [(at - 5 * HOUR, HOUR) for at, _ in quiet] + [(at - 2 * DAY, HOUR) for at, _ in quiet]
    assert not health.is_stale(2 * DAY, sorted(quiet + busy), NOW)
    assert health.usual(sorted(busy), NOW) is None
    assert health.usual(quiet, NOW) == DAY


def _fill(pages: int, *, by: str = "css:.x", **fields: object) -> FieldCoverage:
    fill = FieldCoverage()
    for _ in range(pages):
        trace = Trace(fields=dict.fromkeys(fields, by))
        fill.read("china/1686", Draft(article=Article(**fields), trace=trace))  # type: ignore[arg-type]
    return fill


GOOD = {"title": "题", "source": "新华社", "text": "文"}


POOR = {"title": "题", "text": "文"}


@pytest.mark.parametrize("now", [_fill(10, **POOR), _fill(10, by="list:media", **GOOD)])
def test_a_field_that_collapses_is_named(now: FieldCoverage) -> None:
    earlier = [_fill(20, **GOOD).shares() for _ in range(3)]
    told = " ".join(now.collapses(earlier))
    assert "the field source" in told
    assert "the reader no longer fits" in told


def test_pages_in_a_layout_that_no_reader_knows_are_named_though_they_are_read() -> None:
    now = FieldCoverage()
    for _ in range(10):
        origin = Origin(extractor="generic")
        trace = Trace(fields=dict.fromkeys(GOOD, "css:.x"))
        now.read("china/1686", Draft(article=Article(**GOOD, origin=origin), trace=trace))  # type: ignore[arg-type]
    assert "the field layout" in " ".join(now.collapses([_fill(20, **GOOD).shares()]))


def test_one_large_run_is_enough_to_know_what_is_usual() -> None:
    assert list(_fill(10, **POOR).collapses([_fill(20, **GOOD).shares()]))


@pytest.mark.parametrize(
    ("fill", "earlier"),
    [
        (_fill(10, **GOOD), [_fill(20, **GOOD).shares()] * 3),
        (_fill(10, **POOR), [_fill(7, **GOOD).shares()] * 2),  # too little is known
        (_fill(4, **POOR), [_fill(20, **GOOD).shares()] * 3),  # too few pages
        (_fill(6, **POOR), [{"china/1686 pages": 20, "china/1686 text": 1.0, "china/1686 source": 0.6}] * 3),
    ],
)
def test_no_field_collapses(fill: FieldCoverage, earlier: list[dict[str, float]]) -> None:
    assert list(fill.collapses(earlier)) == []


def test_a_field_that_was_always_rare_cannot_collapse() -> None:
    earlier = [{"china/1686 pages": 20, "china/1686 editor": 0.3, "china/1686 text": 1.0}] * 5
    assert list(_fill(20, **GOOD).collapses(earlier)) == []


def test_pages_that_nothing_is_found_on() -> None:
    fill = FieldCoverage()
    for _ in range(10):
        fill.read("china/1686", None)
    assert [line for line in fill.collapses([]) if "no article was found" in line]
