"""What the ledger keeps of rows, rechecks and ages."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from newsspider.ledger import Ledger, ListedRow, Look, Recheck, Validators
from newsspider.sources import listing
from newsspider.sources.listing import Row as Told
from newsspider.text.dates import BEIJING

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=BEIJING)
DAY = timedelta(days=1)
URL = "https://finance.sina.com.cn/china/2026-11-23/doc-iabcdefg1234567.shtml"
KEY = "sina:iabcdefg1234567"


@pytest.mark.parametrize("whole", [True, False])
def test_a_row_comes_back_as_it_was(whole: bool) -> None:
    row = Told(
        KEY,
        URL,
        title="题",
        summary="要",
        media="新华社",
        published=NOW,
        keywords=["词"],
        images=["https://n.sinaimg.cn/1.jpg"],
        raw={"rich_text": "【题】文"} if whole else None,
    )
    assert listing.read(listing.write(row, whole=whole), KEY, URL) == row


def test_an_empty_note_is_a_row_that_knows_its_key() -> None:
    assert listing.read("", KEY, None) == Told(KEY, None)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(str(tmp_path / "ledger.db"))


def _listed(ledger: Ledger, *, stored: bool = True) -> None:
    ledger.lists.note("china/1686", [ListedRow(KEY, URL, (URL,))], rules="1", now=NOW)
    if stored:
        ledger.lists.ended([KEY], "stored", "", rules="1")


def test_a_recheck_is_due_when_it_is_old_enough_and_stored(ledger: Ledger) -> None:
    _listed(ledger, stored=False)
    ledger.rechecks.plan([Recheck(KEY, Validators('"1"', None), NOW + DAY)])
    assert list(ledger.rechecks.due("china/1686", NOW + DAY)) == []
    _listed(ledger)
    assert list(ledger.rechecks.due("china/1686", NOW)) == []
    assert list(ledger.rechecks.due("us/57045", NOW + DAY)) == []
    (found,) = ledger.rechecks.due("china/1686", NOW + DAY)
    assert found == (ListedRow(KEY, URL, (URL,)), Validators('"1"', None))
    ledger.rechecks.done([KEY])
    assert list(ledger.rechecks.due("china/1686", NOW + DAY)) == []


def test_a_recheck_that_fails_is_tried_later_and_not_for_ever(ledger: Ledger) -> None:
    _listed(ledger)
    ledger.rechecks.plan([Recheck(KEY, Validators(), NOW)])
    at, tries = NOW, 0
    while list(ledger.rechecks.due("china/1686", at)):
        ledger.rechecks.failed(KEY, at)
        assert list(ledger.rechecks.due("china/1686", at)) == []
        at, tries = at + 2 * DAY, tries + 1
    assert tries == 5


def _look(days: int) -> Look:
    return Look(NOW + days * DAY, timedelta(hours=days), timedelta(minutes=days) if days > 30 else None, days)


def test_the_report_of_a_stale_list_is_noted(ledger: Ledger) -> None:
    _listed(ledger)
    for age in (DAY, 2 * DAY, None):
        ledger.ages.note_stale("china/1686", age)
        assert ledger.ages.stale("china/1686") == age
    assert ledger.ages.stale("us/57045") is None


def test_ages_are_kept_for_five_weeks(ledger: Ledger) -> None:
    _listed(ledger)
    for days in (0, 30, 40):
        ledger.ages.note("china/1686", _look(days))
    assert ledger.ages.of("china/1686") == [_look(30), _look(40)]
    assert ledger.ages.of("us/57045") == []


def test_rows_that_a_list_has_named_are_known(ledger: Ledger) -> None:
    _listed(ledger)
    other = ListedRow("sina:iabcdefg7654321", "https://finance.sina.com.cn/x")
    assert ledger.lists.known([other, ListedRow(KEY, URL)]) == [False, True]
    assert ledger.lists.ids([other, ListedRow(KEY, URL)]) == []
