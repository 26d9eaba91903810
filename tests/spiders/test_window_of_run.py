from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from newsspider.sources.listing import Row
from newsspider.spiders import window
from newsspider.text.dates import BEIJING

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=BEIJING)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FIRST = NOW - DAY


def _rows(*hours: float | None) -> list[Row]:
    return [
        Row(f"sina:{n}", None, published=None if h is None else NOW - h * HOUR) for n, h in enumerate(hours)
    ]


@pytest.mark.parametrize(
    ("given", "watermark", "pages", "read_until", "joins"),
    [
        ((None, None), None, None, FIRST, True),
        ((None, None), NOW - 3 * HOUR, None, NOW - 4 * HOUR, True),
        ((NOW - 9 * DAY, None), NOW - HOUR, None, NOW - 9 * DAY, True),
        ((NOW - HOUR, None), NOW - 9 * DAY, None, NOW - HOUR, False),
        ((NOW - 9 * DAY, NOW - 8 * DAY), None, None, NOW - 9 * DAY, False),
        ((None, NOW - 8 * DAY), None, None, NOW - 8 * DAY, False),
        ((None, None), NOW - HOUR, 3, None, True),
    ],
)
def test_how_far_a_crawl_reads_back_and_whether_it_moves_the_watermark(
    given: tuple[datetime | None, datetime | None],
    watermark: datetime | None,
    pages: int | None,
    read_until: datetime | None,
    joins: bool,
) -> None:
    found = window.of_run(given, (None, watermark), pages, FIRST)
    assert (found.read_until, found.joins) == (read_until, joins)
    assert found.named == (given != (None, None) or pages is not None)


@pytest.mark.parametrize(
    ("hours", "reached"),
    [
        ([1, 2, 3], False),
        ([1, 25, 26, 27, 28, 29], True),
        ([1, 26, 27, 28, 29], False),
        ([30, 30, 30, 1, 2, 3], False),
        ([30, 31], True),
        ([], False),
        ([None, None], False),
        ([1, None, 25, 26, 27, 28, 29, None], True),
    ],
)
def test_old_rows_on_top_end_no_pass_and_a_few_at_the_end_neither(
    hours: list[float | None], reached: bool
) -> None:
    times = window.times(_rows(*hours))
    assert window.of_run((None, None), (None, None), None, FIRST).is_reached(times) == reached


def test_a_window_is_half_open() -> None:
    found = window.of_run((NOW - DAY, NOW), (None, None), None, FIRST)
    assert [found.holds(at) for at in (NOW - DAY - HOUR, NOW - DAY, NOW - HOUR, NOW, None)] == [
        False,
        True,
        True,
        False,
        True,
    ]


def test_a_row_without_a_time_is_as_old_as_its_neighbour() -> None:
    rows = _rows(None, 2, None, 5, None)
    assert window.times(rows) == [NOW - h * HOUR for h in (2, 2, 2, 5, 5)]
    assert window.times(_rows(None)) == [None]
