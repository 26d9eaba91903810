from __future__ import annotations

from datetime import timedelta

from newsspider.ledger import Ledger
from tests.ledger.ledger_making import NOW


def test_a_run_is_noted_from_its_start_to_its_end(ledger: Ledger) -> None:
    run = ledger.runs.start("2026-11-23T10-00", NOW)
    assert (ledger.runs.last()[0].ended, ledger.runs.last()[0].exit_code) == (None, None)
    ledger.runs.finish(run, NOW + timedelta(minutes=2), 3, {"kept": 5}, {"source": 0.8})
    last = ledger.runs.last()[0]
    assert (last.name, last.started, last.ended) == ("2026-11-23T10-00", NOW, NOW + timedelta(minutes=2))
    assert (last.exit_code, last.counts, last.fill) == (3, {"kept": 5}, {"source": 0.8})


def test_a_name_that_is_taken_gets_a_number(ledger: Ledger) -> None:
    assert [ledger.runs.start("a", NOW).name for _ in range(3)] == ["a", "a-2", "a-3"]
    assert ledger.runs.start("a-b", NOW).name == "a-b"
    assert ledger.runs.start("a", NOW).name == "a-4"


def test_the_latest_come_first(ledger: Ledger) -> None:
    for name in "abc":
        ledger.runs.start(name, NOW)
    assert [run.name for run in ledger.runs.last(2)] == ["c", "b"]
