"""What the last pages are tested by against all before them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from newsspider.ledger import Coverage
from newsspider.run import trend
from newsspider.run.trend import Criteria

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
FIELD = Criteria()
ANSWER = Criteria(prior=99, back=1)
TEXT = Criteria(expected=True)
RULE = Criteria(few=0.0)


def _after(digits: str, old: Coverage | None = None) -> Coverage:
    """Return what is known after runs of one page each, a digit each."""
    found = old or Coverage("host", "field source")
    for at, digit in enumerate(digits):
        found = trend.met(found, int(digit), [] if int(digit) else [f"page {at}"], NOW + at * HOUR)
    return found


@pytest.mark.parametrize(
    ("digits", "criteria", "is_problem"),
    [
        ("1" * 120 + "000", FIELD, True),  # one page an hour, and three hours are enough
        ("1" * 20 + "0000", FIELD, False),
        ("1" * 20 + "00000", FIELD, True),
        ("1" * 8 + "0" * 12, FIELD, False),  # too little is known
        ("1" * 600 + "00", FIELD, False),
        ("10" * 20 + "0" * 12, FIELD, False),  # half of them had it: so many in a row are no wonder
        ("10" * 60 + "0" * 30, FIELD, True),
        ("1000" * 30 + "0" * 40, FIELD, False),  # most never had it
        ("1" * 100 + "0" * 9 + "1" + "0" * 9, FIELD, True),
        ("1" * 100 + "0" * 9 + "1" + "0" * 9, RULE, True),  # none of the last nine
        ("1" * 100 + "000010000", RULE, False),
        ("000", ANSWER, True),
        ("00", ANSWER, False),
        ("0" * 10, TEXT, True),
        ("0" * 9, TEXT, False),
        ("1" + "0" * 10, TEXT, False),
    ],
)
def test_a_problem(digits: str, criteria: Criteria, is_problem: bool) -> None:
    assert (trend.loss(_after(digits), criteria) is not None) == is_problem


def test_a_page_that_fails_again_counts_once() -> None:
    found = Coverage("host", "answer")
    for _ in range(9):
        found = trend.met(found, 0, ["page"], NOW)
    assert (found.recent, found.lacking, found.began) == ("0", ("page",), NOW)


def test_the_order_within_a_run_is_no_reason() -> None:
    known = _after("1" * 100)
    found = trend.met(known, 2, [f"page {at}" for at in range(4)], NOW)
    assert trend.loss(found, FIELD) is None
    problem = trend.begun(_after("0" * 4, known), trend.Loss(4, 0, 1.0), NOW)
    assert trend.ended(trend.met(problem, 2, ["page 7", "page 8"], NOW), FIELD) is None
    assert trend.ended(trend.met(problem, 20, ["page 9"], NOW), FIELD)


def test_a_problem_ends_and_what_was_usual_stays_so() -> None:
    found = _after("1" * 100 + "0" * 4)
    lost = trend.loss(found, FIELD)
    assert lost is not None
    assert (lost.pages, lost.have, round(lost.usual or 0, 2)) == (4, 0, 0.99)
    found = trend.begun(found, lost, NOW + 104 * HOUR)
    assert found.since == NOW + 100 * HOUR
    for _ in range(60):
        found = _after("0", found)
        assert trend.ended(found, FIELD) is None
    assert trend.ended(_after("11", found), FIELD) is None
    over = trend.ended(_after("111", found), FIELD)
    assert over is not None
    assert (over.since, over.lacking, over.recent) == (None, (), "111")
    assert trend.loss(over, FIELD) is None
    assert trend.loss(_after("000", over), FIELD)


def test_what_is_lost_for_a_month_is_usual() -> None:
    found = _after("1" * 100 + "0" * 4)
    lost = trend.loss(found, FIELD)
    assert lost is not None
    found = _after("0" * 60, trend.begun(found, lost, NOW))
    assert found.since is not None
    assert trend.accepted(found, found.since + timedelta(days=29)) is None
    usual = trend.accepted(found, found.since + timedelta(days=30))
    assert usual is not None
    assert (usual.since, trend.loss(_after("0" * 20, usual), FIELD)) == (None, None)


def test_what_is_usual_changes_slowly() -> None:
    found = _after("1" * 450 + "0" * 30)
    assert trend.loss(found, FIELD)
    assert trend.loss(_after("01" * 400, found), FIELD) is None
