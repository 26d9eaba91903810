"""Two runs at once on one PostgreSQL ledger, into different folders, with overlapping seeds."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from newsspider.ledger import Ledger
from tests.crash import harness, killing
from tests.ledger.ledger_making import NOW
from tests.seedmaker import write_seeds

pytestmark = pytest.mark.slow


def test_no_article_is_stored_or_published_twice(postgres: str, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    write_seeds(seeds / "one", 150, seed=1)
    write_seeds(seeds / "both", 150, seed=2)
    write_seeds(seeds / "two", 150, seed=3)
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
    ledger = ("-s", f"NEWSSPIDER_LEDGER={postgres}")
    first = harness.start(folders[0], Path(f"{seeds}/[ob]*/*"), *ledger)
    second = harness.start(folders[1], Path(f"{seeds}/[bt]*/*"), *ledger)
    for process in (first, second):
        code, said = killing.ended(process)
        assert code == 0, said

    with Ledger.open(postgres) as opened:
        assert opened.upkeep.check() == []
        stored = Counter(one.article.digest for one in opened.archive.iterate())
    assert len(stored) == 450
    assert set(stored.values()) == {1}
    for folder in folders:
        left = harness.left(folder)
        assert len(left.posts) == len(left.lines) == len(set(left.lines)) == 300
        assert left.torn == []


def test_runs_and_feeds_of_workers_that_begin_at_once_have_numbers_of_their_own(postgres: str) -> None:
    with Ledger.open(postgres):
        pass  # the tables are there

    def begin(worker: int) -> tuple[list[int], list[int]]:
        with Ledger.open(postgres) as ledger:
            started = [ledger.runs.start("same", NOW).number for _ in range(10)]
            return started, [ledger.outbox.register(f"{worker}-{feed}").number for feed in range(10)]

    with ThreadPoolExecutor(8) as workers:
        begun = list(workers.map(begin, range(8)))
    for kind in zip(*begun, strict=True):
        numbers = [number for worker in kind for number in worker]
        assert len(set(numbers)) == len(numbers) == 80


def test_a_password_is_not_shown(postgres: str, tmp_path: Path) -> None:
    with psycopg.connect(postgres):
        pass  # the server runs, so what fails below is the name
    wrong = postgres.replace("newsspider@", "newsspider:hush-hush@").replace("ledger_", "no_such_ledger_")
    write_seeds(tmp_path / "seeds", 2)
    code, said = killing.ended(
        harness.start(tmp_path, tmp_path / "seeds", "-s", f"NEWSSPIDER_LEDGER={wrong}")
    )
    assert code == 1, said
    assert "hush-hush" not in said
    assert sum(line.startswith("newsspider: ") for line in said.splitlines()) == 1
