"""Several processes on one ledger: overlapping inputs, and one that is killed."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from newsspider.ledger import Ledger
from newsspider.ledger.archive import Wanted
from tests import starting
from tests.crash import killing
from tests.crash.killing import Moment
from tests.ledger.worker import feed_of


def start(where: str, numbers: list[int], *watched: str) -> subprocess.Popen[str]:
    command = [*watched, "tests.ledger.worker", where, *map(str, numbers)]
    return starting.start(command, Path.cwd())


def texts(where: str) -> list[str]:
    with Ledger.open(where) as ledger:
        assert ledger.upkeep.check() == []
        return [one.article.text for one in ledger.archive.iterate(Wanted(revisions=True))]


def test_two_workers_store_no_article_twice(where: str) -> None:
    Ledger.open(where).close()
    numbers = list(range(120))
    orders = [random.Random(seed).sample(numbers, len(numbers)) for seed in (1, 2)]
    workers = [start(where, order) for order in orders]
    assert [killing.ended(worker) for worker in workers] == [(0, "")] * 2
    stored = texts(where)
    assert len(stored) == len(numbers)
    assert len({text.removeprefix("前文。") for text in stored}) == len(numbers)
    with Ledger.open(where) as ledger:
        for order in orders:
            assert ledger.outbox.count(ledger.outbox.register(feed_of(order))) == len(numbers)


@pytest.mark.slow
def test_a_worker_that_is_killed_leaves_whole_groups(where: str) -> None:
    Ledger.open(where).close()
    numbers = list(range(160))
    stored = []
    for kind, number in (
        ("committing", 4),
        ("commit", 4),
        ("committing", 9),
        ("commit", 15),
        ("committing", 22),
    ):
        moment = Moment(kind, number)
        killing.end_at(start(where, numbers, "tests.crash.at_moment", moment.watched), moment)
        stored.append(len(texts(where)))
    assert [count % 8 for count in stored] == [0] * len(stored)
    assert stored == sorted(stored)
    assert len(set(stored)) >= 4
    assert stored[-1] < len(numbers)
    assert killing.ended(start(where, numbers)) == (0, "")
    assert sorted(texts(where)) == sorted(text for text in texts(where) if not text.startswith("前文。"))
    assert len(texts(where)) == len(numbers)
