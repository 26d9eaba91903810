from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from newsspider.errors import ExitCode, UsageError
from newsspider.spiders import window

BEIJING = timezone(timedelta(hours=8))


def beijing(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BEIJING)  # type: ignore[misc,arg-type]


TIMES = {
    "2026-11-20": beijing(2026, 11, 20),
    "2026-11-20T08:30": beijing(2026, 11, 20, 8, 30),
    "2026-11-20 08:30:15": beijing(2026, 11, 20, 8, 30, 15),
    "2026-11-20T08:30:15+08:00": beijing(2026, 11, 20, 8, 30, 15),
    "2026-11-20T00:30:15Z": beijing(2026, 11, 20, 8, 30, 15),
    "2026-11-20T00:30:15z": beijing(2026, 11, 20, 8, 30, 15),
    "2026-11-19T19:30-05:00": beijing(2026, 11, 20, 8, 30),
    "20261120": beijing(2026, 11, 20),
    "2026/11/20": beijing(2026, 11, 20),
    "2026.1.2": beijing(2026, 1, 2),
    "2026年1月2日": beijing(2026, 1, 2),
    "2026/11/20 08:30": beijing(2026, 11, 20, 8, 30),
}


@pytest.mark.parametrize(("text", "moment"), TIMES.items(), ids=TIMES)
def test_days_and_instants(text: str, moment: datetime) -> None:
    found = window.instant(text)
    assert (found, found.utcoffset()) == (moment, timedelta(hours=8))


NEITHER = (
    *("", "today", "2026112", "202611201", "2026-11", "2026-W47-5", "2026-02-30", "2026-11-20T25:00"),
    *("2026-11-20T08:30+25:00", "2026-11-20T08:30:15.5", " 2026-11-20", "2026-11-20\n", "２０２６-11-20"),
)


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_neither_is_wrong_use(text: str) -> None:
    with pytest.raises(UsageError, match="must be a day such as 2026-11-20") as caught:
        window.instant(text)
    assert caught.value.exit_code is ExitCode.USAGE


def test_a_window_must_hold_a_time() -> None:
    early, late = beijing(2026, 11, 20), beijing(2026, 11, 21)
    for values in ({}, {"since": late}, {"until": early}, {"since": early, "until": late}):
        window.check(values)
    for values in ({"since": late, "until": early}, {"since": early, "until": early}):
        with pytest.raises(UsageError, match="must be before"):
            window.check(values)
