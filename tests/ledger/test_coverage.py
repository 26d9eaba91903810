"""What the ledger keeps of what pages have."""

from __future__ import annotations

from datetime import timedelta

from newsspider.ledger import Coverage, Ledger, ListedRow, Standing
from tests.ledger.ledger_making import NOW

DAY = timedelta(days=1)
_ROW = Coverage("a.example", "text", 7, 6, "110", ("https://a.example/1",), NOW, NOW, NOW + DAY)


def test_it_is_replaced_and_forgotten(ledger: Ledger) -> None:
    other = Coverage("b.example", "text", recent="1")
    ledger.coverage.note([_ROW, other], NOW)
    assert ledger.coverage.of({"a.example", "c.example"}) == [_ROW]
    later = Coverage("a.example", "text", 8, 7, "10")
    ledger.coverage.note([later], NOW + 80 * DAY)
    assert ledger.coverage.of({"a.example", "b.example"}) == [later, other]
    ledger.coverage.note([later], NOW + 100 * DAY)
    assert ledger.coverage.of({"a.example", "b.example"}) == [later]


def test_pages_of_a_host_are_requested_again(ledger: Ledger) -> None:
    hosts = ("a.example", "a.example.com", "b.example")
    rows = [ListedRow(f"k{at}", f"https://{host}/{at}") for at, host in enumerate((*hosts, "a.example"))]
    ledger.lists.note("china/1686", rows[:3], rules="r", now=NOW)
    ledger.lists.note("china/1686", rows[3:], rules="r", now=NOW - 3 * DAY)
    ledger.lists.ended([row.key for row in rows], "rejected", "no_content", rules="r")
    assert ledger.coverage.reopen("a.example", ["gone"], NOW, NOW) == 0
    assert ledger.coverage.reopen("a.example", ["no_content", "gone"], NOW, NOW) == 1
    standings = ledger.lists.note("china/1686", rows, rules="r", now=NOW)
    assert standings == [Standing.ASK, Standing.ENDED, Standing.ENDED, Standing.ENDED]
