"""Two runs on one PostgreSQL ledger note the same rows at the same moment, each in an order of its own."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from threading import Barrier

import pytest

from newsspider.ledger import Ledger, ListedRow, Poll, Recheck, SeedRead, Validators
from newsspider.model.draft import Stamp
from tests.ledger.ledger_making import NOW

pytestmark = pytest.mark.slow

_ROUNDS = 80
_ROWS = [ListedRow(f"sina:{number}", f"https://finance.sina.com.cn/{number}.shtml") for number in range(60)]
_RECHECKS = [Recheck(row.key, Validators("etag"), NOW) for row in _ROWS]
_STEPS = count()
_ID = "sina:ikftpnny0000001"

Step = Callable[[Ledger, random.Random], object]


def plan(ledger: Ledger, order: random.Random) -> None:
    ledger.rechecks.plan(order.sample(_RECHECKS, 40))


def done(ledger: Ledger, order: random.Random) -> None:
    ledger.rechecks.done([one.item for one in order.sample(_RECHECKS, 40)])


def poll(ledger: Ledger, order: random.Random) -> None:
    ledger.polls.note(f"feed {order.randrange(_ROUNDS)}", Poll(due=NOW + timedelta(seconds=next(_STEPS))))


def know(ledger: Ledger, order: random.Random) -> None:
    stamp = Stamp(order.randrange(9), next(_STEPS), 1)
    files = [SeedRead("seeds", f"{number}.md", stamp, _ID) for number in order.sample(range(60), 40)]
    ledger.known_files.note(files, "way", {_ID: 1})


def give_up(ledger: Ledger, order: random.Random) -> None:
    keys = [row.key for row in order.sample(_ROWS, 60)]
    ledger.lists.ended(keys, "given_up", "gone", rules="1")


def reopen(ledger: Ledger, order: random.Random) -> None:
    ledger.lists.reopen(order.sample(_ROWS, 60), NOW)


def retry_given_up(ledger: Ledger, _: random.Random) -> None:
    ledger.lists.retry_given_up(NOW)


def reopen_host(ledger: Ledger, _: random.Random) -> None:
    ledger.coverage.reopen("finance.sina.com.cn", ["gone"], NOW, NOW)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(one, other, id=f"{one.__name__}-{other.__name__}")
        for one, other in (
            (plan, plan),
            (plan, done),
            (poll, poll),
            (know, know),
            (reopen, give_up),
            (retry_given_up, give_up),
            (reopen_host, give_up),
        )
    ],
)
def test_neither_fails_nor_waits_for_ever(postgres: str, one: Step, other: Step) -> None:
    both = Barrier(2, timeout=60)

    def again_and_again(ledger: Ledger, step: Step, seed: int) -> None:
        order = random.Random(seed)
        try:
            for _ in range(_ROUNDS):
                both.wait()
                step(ledger, order)
        finally:
            both.abort()  # the other one need not wait for one that failed

    with Ledger.open(postgres) as first, Ledger.open(postgres) as second, ThreadPoolExecutor(2) as pool:
        first.lists.note("list", _ROWS, rules="1", now=NOW)
        began = [
            pool.submit(again_and_again, first, one, 1),
            pool.submit(again_and_again, second, other, 1 if one is other is poll else 2),
        ]
        for each in began:
            each.result()


def test_what_is_noted_last_counts(postgres: str) -> None:
    with Ledger.open(postgres) as ledger:
        ledger.lists.note("list", _ROWS[:1], rules="1", now=NOW)
        ledger.lists.ended([_ROWS[0].key], "stored", "", rules="1")
        for etag, later in (("old", 2), ("new", 1)):
            ledger.rechecks.plan([Recheck(_ROWS[0].key, Validators(etag), NOW + timedelta(hours=later))])
            ledger.polls.note("feed", Poll(moved=etag, hours=(later,)))
        assert list(ledger.rechecks.due("list", NOW)) == []
        found = list(ledger.rechecks.due("list", NOW + timedelta(hours=1)))
        assert [validators.etag for _, validators in found] == ["new"]
        assert ledger.polls.of("feed") == Poll(moved="new", hours=(1,))
