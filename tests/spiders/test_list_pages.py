"""A pass over a list that is capped, moves, has holes, or takes no days; without a network."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from newsspider.errors import Rejected
from newsspider.ledger import Validators
from newsspider.model.outcomes import Outcome, Reason
from newsspider.sources import sites
from newsspider.sources.listing import Listing, Row
from newsspider.spiders import window
from newsspider.spiders.fetching import ListFailed, ListResponse
from newsspider.spiders.list_pages import ListCrawl
from newsspider.spiders.window import Window
from newsspider.text.dates import BEIJING

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=BEIJING)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
_URL = "http://x.example/list"


def _rows(count: int, apart: timedelta = HOUR / 4, newest: datetime = NOW) -> list[Row]:
    return [
        Row(f"{newest - n * apart:%d%H%M%S}-{n}", None, published=newest - n * apart) for n in range(count)
    ]


@dataclass
class Source:
    """A list as a server would give it, page by page; `before` is called with the number of each request."""

    rows: list[Row]
    size: int = 50
    told: bool = True
    days: Callable[[list[Row]], Listing] | None = None
    before: Callable[[int], None] = lambda _: None
    empty: set[int] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    async def page(self, url: str, read: object, validators: Validators | None = None) -> ListResponse:
        """Stand in for `Fetching.page`."""
        del read, validators
        self.asked.append(url)
        self.before(len(self.asked))
        number = int(re.findall(r"page=(\d+)", url)[0])
        if day := re.search(r"etime=(\d+)", url):
            assert self.days is not None
            first = datetime.fromtimestamp(int(day[1]), BEIJING)
            of_day = [row for row in self.rows if row.published and first <= row.published < first + DAY]
            return ListResponse(self.days(of_day if number == 1 else []), Validators())
        if len(self.asked) in self.empty:
            return ListResponse(Listing(total=len(self.rows), more=False), Validators())
        rows = self.rows[(number - 1) * self.size : number * self.size]
        total = len(self.rows) if self.told else None
        return ListResponse(
            Listing(rows, total, bool(rows) and (total is None or number * 50 < total)), Validators()
        )


def _run(
    source: Source, wanted: Window, brings: Callable[[Row], bool] = lambda _: True
) -> tuple[list[str], ListCrawl]:
    """Return the keys that a pass over *source* wants, each once, and the pass."""
    reading = ListCrawl(sites.load_channels()["china"], _URL, source, wanted, NOW)  # type: ignore[arg-type]
    found: dict[str, None] = {}

    async def work() -> None:
        async for answer in reading.answers(None):
            reading.had_new = any(brings(row) for row in [*answer.rows, *answer.below])
            found.update((row.key, None) for row in answer.rows)

    asyncio.run(work())
    return list(found), reading


def _first(**more: object) -> Window:
    return replace(window.of_run((None, None), (None, None), None, NOW - DAY), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("size", "told"), [(50, True), (20, True), (50, False), (7, True)])
def test_pages_may_be_shorter_than_was_asked_for(size: int, told: bool) -> None:
    rows = _rows(80)
    found, reading = _run(Source(rows, size, told), _first())
    assert found == [row.key for row in rows]
    assert (reading.complete, reading.newest) == (True, NOW)


def test_rows_that_slip_to_the_page_before_are_read() -> None:
    source = Source(_rows(90))
    every = {row.key for row in source.rows}

    def before(request: int) -> None:
        if request == 2:
            del source.rows[3:9]

    source.before = before
    found, reading = _run(source, _first())
    assert set(found) == every
    assert reading.complete
    assert len(source.asked) == 3


def test_rows_that_come_while_it_is_paged_give_nothing_twice() -> None:
    source = Source(_rows(90))
    every = [row.key for row in source.rows]

    def before(request: int) -> None:
        if request == 2:
            source.rows[:0] = [Row(f"new-{n}", None, published=NOW) for n in range(12)]

    source.before = before
    found, _ = _run(source, _first())
    assert found == every


@pytest.mark.parametrize("empty", [{2}, {2, 3}])
def test_an_empty_page_in_the_middle_is_no_end(empty: set[int]) -> None:
    source = Source(_rows(140, HOUR / 8), empty=empty)
    found, reading = _run(source, _first())
    assert reading.complete
    # What stands on a page that stays empty cannot be had.
    assert len(found) == 140 - (50 if len(empty) > 1 else 0)


def test_a_list_that_stays_empty_has_failed() -> None:
    source = Source(_rows(3), empty={1, 2, 3})
    with pytest.raises(ListFailed) as failed:
        _run(source, _first())
    assert failed.value.refusal.reason is Reason.LIST_EMPTY
    assert len(source.asked) == 2


def test_what_a_list_puts_below_the_mark_later_is_wanted() -> None:
    rows = _rows(60)
    late, old = Row("late", None, published=NOW - 9 * HOUR), Row("old", None, published=NOW - 5 * DAY)
    read = (NOW - DAY, NOW - HOUR)
    wanted = window.of_run((None, None), read, None, NOW - DAY)
    found, reading = _run(Source([late, old, *rows]), wanted, lambda _: False)
    assert "late" in found
    assert "old" not in found
    assert reading.complete


@pytest.mark.parametrize(("new", "pages"), [(0, 1), (3, 4)])
def test_a_pass_looks_below_its_mark_only_where_there_is_news(new: int, pages: int) -> None:
    source = Source(_rows(600))
    wanted = window.of_run((None, None), (NOW - 9 * DAY, NOW - HOUR), None, NOW - DAY)
    fresh = {row.key for row in source.rows[:new]}
    _, reading = _run(source, wanted, lambda row: row.key in fresh)
    assert len(source.asked) == pages
    assert reading.complete


def test_a_pass_continues_as_long_as_corrections_are_found() -> None:
    source = Source(_rows(600))
    wanted = window.of_run((None, None), (NOW - 9 * DAY, NOW - HOUR), None, NOW - DAY)
    corrected = {source.rows[place].key for place in (0, 120, 290)}
    _run(source, wanted, lambda row: row.key in corrected)
    assert len(source.asked) == 6 + 3


def _status(_: list[Row]) -> Listing:
    refused = Rejected(Outcome.FAILED, Reason.LIST_STATUS, "status is 11")
    raise ListFailed(_URL, refused)


@pytest.mark.parametrize(
    ("days", "takes"),
    [
        (Listing, True),
        (lambda _: Listing(_rows(50)), False),  # the newest, whatever is asked for
        (lambda _: Listing(), False),
        (_status, False),
    ],
)
def test_a_window_long_ago(days: Callable[[list[Row]], Listing], takes: bool) -> None:
    source = Source(_rows(400, 2 * HOUR), days=days)
    since, until = datetime(2026, 11, 1, tzinfo=BEIJING), datetime(2026, 11, 3, tzinfo=BEIJING)
    found, reading = _run(source, window.of_run((since, until), (None, None), None, NOW - DAY))
    assert found == [row.key for row in source.rows if row.published and since <= row.published < until]
    assert len(found) == 24
    assert any("etime" in url for url in source.asked)
    assert any("etime" not in url for url in source.asked) != takes
    assert not reading.complete


def test_what_keeps_a_day_from_coming_is_no_reason_to_page() -> None:
    def blocked(_: list[Row]) -> Listing:
        raise ListFailed(_URL, Rejected(Outcome.FAILED, Reason.BLOCKED, "403"))

    source = Source(_rows(400, 2 * HOUR), days=blocked)
    since = datetime(2026, 11, 1, tzinfo=BEIJING)
    with pytest.raises(ListFailed):
        _run(source, window.of_run((since, None), (None, None), None, NOW - DAY))
    assert len(source.asked) == 1
