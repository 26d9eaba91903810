from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from newsspider.ledger import Ledger, ListedRow, Standing, Validators
from newsspider.ledger.sources import TRIES
from tests.ledger.ledger_making import NOW, page, store, story

LIST = "china/1686"
DOCID = "sina:ikftpnny0000001"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def row(number: int = 1, **fields: object) -> ListedRow:
    key = f"sina:ikftpnny000000{number}"
    return ListedRow(key, f"https://finance.sina.com.cn/doc-{number}.shtml", **fields)  # type: ignore[arg-type]


def note(ledger: Ledger, *rows: ListedRow, rules: str = "1", after: timedelta = timedelta()) -> list[str]:
    return [standing.value for standing in ledger.lists.note(LIST, rows, rules=rules, now=NOW + after)]


def waiting(
    ledger: Ledger, rules: str = "1", after: timedelta = timedelta(), name: str | None = None
) -> list[str]:
    return [one.key for one in ledger.lists.retry(rules=rules, now=NOW + after, name=name)]


def arrive(ledger: Ledger, text: str) -> None:
    arrival = page(text)
    arrival.item = DOCID
    store(ledger, arrival)


def test_a_row_that_nobody_has_tried_does_not_wait_for_a_run_that_began_later(ledger: Ledger) -> None:
    assert note(ledger, row(), after=HOUR) == ["ask"]
    assert note(ledger, row()) == ["ask"]
    ledger.lists.failed([DOCID], "server_error", rules="1", now=NOW + HOUR)
    assert note(ledger, row()) == ["wait"]


def test_a_row_is_requested_until_it_is_stored(ledger: Ledger) -> None:
    assert note(ledger, row(1), row(2)) == ["ask", "ask"]
    assert waiting(ledger) == sorted([row(1).key, row(2).key], key=waiting(ledger).index)
    assert note(ledger, row(1), row(1)) == ["ask", "ask"]
    arrive(ledger, story(1))
    assert note(ledger, row(1), row(2)) == ["stored", "ask"]
    assert waiting(ledger) == [row(2).key]


def test_a_row_that_is_still_open_comes_back_as_it_was_listed(ledger: Ledger) -> None:
    listed = row(1, urls=("https://finance.sina.cn/1.html",), note='{"title": "题目"}', updated=NOW)
    note(ledger, listed)
    assert list(ledger.lists.retry(rules="1", now=NOW)) == [listed]


def test_what_is_stored_by_another_way_is_not_requested(ledger: Ledger) -> None:
    store(ledger, page(story(1), url="https://finance.sina.com.cn/a.shtml"))
    by_address = ListedRow("https://finance.sina.com.cn/a.shtml", "https://finance.sina.com.cn/a.shtml")
    by_variant = ListedRow(
        "https://x.example/", "https://x.example/", ("https://finance.sina.com.cn/a.shtml",)
    )
    assert note(ledger, row(1), by_address, by_variant) == ["stored", "stored", "stored"]
    assert waiting(ledger) == []


def test_a_stored_row_that_the_list_says_is_newer_is_requested_again(ledger: Ledger) -> None:
    note(ledger, row(1, updated=NOW))
    arrive(ledger, story(1))
    assert note(ledger, row(1, updated=NOW)) == ["stored"]
    assert note(ledger, row(1, updated=NOW + HOUR)) == ["ask"]
    assert waiting(ledger) == [DOCID]
    arrive(ledger, story(2))
    assert note(ledger, row(1, updated=NOW + HOUR)) == ["stored"]


def test_pauses_grow_and_the_fifth_failure_is_the_last(ledger: Ledger) -> None:
    note(ledger, row(1))
    pauses, at = [], timedelta()
    for _ in range(TRIES - 1):
        assert ledger.lists.failed([DOCID], "timeout", rules="1", now=NOW + at) == []
        assert note(ledger, row(1), after=at) == ["wait"]
        step = next(
            timedelta(minutes=minutes)
            for minutes in range(5000)
            if waiting(ledger, after=at + timedelta(minutes=minutes))
        )
        pauses.append(step)
        at += step
    assert pauses == sorted(set(pauses))
    assert ledger.lists.failed([DOCID], "timeout", rules="1", now=NOW + at) == [DOCID]
    assert note(ledger, row(1), after=at + 100 * DAY) == ["ended"]
    assert waiting(ledger, after=at + 100 * DAY) == []


def test_an_end_holds_until_the_rules_change(ledger: Ledger) -> None:
    note(ledger, row(1), row(2))
    ledger.lists.ended([DOCID], "rejected", "no_content", rules="1")
    assert note(ledger, row(1)) == ["ended"]
    assert waiting(ledger) == [row(2).key]
    assert set(waiting(ledger, rules="2")) == {row(1).key, row(2).key}
    assert note(ledger, row(1), rules="2") == ["ask"]
    assert ledger.lists.failed([DOCID], "timeout", rules="2", now=NOW) == []


def test_the_mark_moves_only_when_a_pass_ends(ledger: Ledger) -> None:
    assert ledger.lists.read_to(LIST) is None
    note(ledger, row(1))
    assert ledger.lists.read_to(LIST) is None
    ledger.lists.passed(LIST, NOW)
    assert ledger.lists.read_to(LIST) == NOW
    ledger.lists.passed(LIST, NOW - HOUR)
    assert ledger.lists.read_to(LIST) == NOW
    ledger.lists.passed(LIST, None)
    assert ledger.lists.read_to(LIST) == NOW
    assert ledger.lists.read_to("another") is None


def test_validators_come_with_their_rows_and_only_after_the_pass(ledger: Ledger) -> None:
    given = Validators('"abc"', "Sun, 22 Nov 2026 10:00:00 GMT")
    assert ledger.lists.validators(LIST) is None
    ledger.lists.note(LIST, [row(1)], rules="1", now=NOW, validators=given)
    assert ledger.lists.validators(LIST) is None
    ledger.lists.passed(LIST, NOW)
    assert ledger.lists.validators(LIST) == given
    note(ledger, row(2))
    assert ledger.lists.validators(LIST) is None


def test_only_the_rows_of_one_list_can_be_requested(ledger: Ledger) -> None:
    note(ledger, row(1))
    ledger.lists.note("china/1687", [row(2)], rules="1", now=NOW)
    assert waiting(ledger, name="china/1687") == [row(2).key]
    assert waiting(ledger, name="china/1688") == []


@pytest.mark.parametrize("number", [0, 1, 499, 500, 501])
def test_waiting_rows_are_read_in_pages(ledger: Ledger, number: int) -> None:
    rows = [ListedRow(f"key{each}", f"https://example.org/{each}") for each in range(number)]
    assert set(ledger.lists.note(LIST, rows, rules="1", now=NOW)) <= {Standing.ASK}
    assert sorted(waiting(ledger)) == sorted(row.key for row in rows)


@pytest.mark.slow
def test_two_lists_name_the_same_rows_at_once(postgres: str) -> None:
    with (
        Ledger.open(postgres, "a") as one,
        Ledger.open(postgres, "b") as other,
        ThreadPoolExecutor(2) as pool,
    ):
        for start in range(0, 3000, 100):
            rows = [row(number) for number in range(start, start + 100)]
            noting = [
                pool.submit(ledger.lists.note, name, named, rules="1", now=NOW)
                for ledger, name, named in ((one, "up", rows), (other, "down", rows[::-1]))
            ]
            assert [set(done.result(30)) for done in noting] == [{Standing.ASK}] * 2
        assert len(list(one.lists.retry(rules="1", now=NOW))) == 3000
