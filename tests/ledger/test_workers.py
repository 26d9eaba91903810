"""Several processes on one ledger: overlapping inputs, and one that is killed."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from newsspider.ledger import Ledger
from newsspider.ledger.archive import Wanted

ROOT = Path(__file__).parents[2]

# Stores the numbers named on the command line in groups of 16: a post and a near copy of each.
WORKER = """
import sys
sys.path.insert(0, sys.argv[1])
from tests.ledger.ledger_making import NOW, post, story
from newsspider.ledger import Ledger

numbers = [int(number) for number in sys.argv[3].split(",")]
with Ledger.open(sys.argv[2]) as ledger:
    feed = ledger.outbox.register("feed of " + sys.argv[3])
    run = ledger.runs.start("worker", NOW)
    group = ledger.group(run, rules="1", feeds=[feed])
    for start in range(0, len(numbers), 8):
        for number in numbers[start : start + 8]:
            group.meet([post(story(number), f"{number}.md"), post("前文。" + story(number), f"{number}-copy.md")])
        group.commit(NOW)
        print(start, flush=True)
"""


def start(where: str, numbers: list[int]) -> subprocess.Popen[str]:
    named = ",".join(map(str, numbers))
    command = [sys.executable, "-c", WORKER, str(ROOT), where, named]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def texts(where: str) -> list[str]:
    with Ledger.open(where) as ledger:
        assert ledger.upkeep.check() == []
        return [one.article.text for one in ledger.archive.iterate(Wanted(revisions=True))]


def test_two_workers_store_no_article_twice(where: str) -> None:
    Ledger.open(where).close()
    numbers = list(range(120))
    orders = [random.Random(seed).sample(numbers, len(numbers)) for seed in (1, 2)]
    workers = [start(where, order) for order in orders]
    for worker in workers:
        worker.communicate()
    assert [worker.returncode for worker in workers] == [0, 0]
    stored = texts(where)
    assert len(stored) == len(numbers)
    assert len({text.removeprefix("前文。") for text in stored}) == len(numbers)
    with Ledger.open(where) as ledger:
        for order in orders:
            feed = ledger.outbox.register("feed of " + ",".join(map(str, order)))
            assert ledger.outbox.count(feed) == len(numbers)


def test_a_worker_that_is_killed_leaves_whole_groups(where: str) -> None:
    Ledger.open(where).close()
    numbers = list(range(160))
    source = random.Random(5)
    for _ in range(6):
        worker = start(where, numbers)
        assert worker.stdout
        worker.stdout.readline()
        time.sleep(source.uniform(0, 0.1))
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        assert len(texts(where)) % 8 == 0
    worker = start(where, numbers)
    worker.communicate()
    assert worker.returncode == 0
    assert sorted(texts(where)) == sorted(text for text in texts(where) if not text.startswith("前文。"))
    assert len(texts(where)) == len(numbers)
