"""The row of two writers on one PostgreSQL ledger whose articles have nothing in common, beside one.

    python -m tests.bench.writers LEDGER NUMBER COUNT

is a writer: it makes its articles, says that it is ready, and stores them when it is told to. Its groups are
those of a run, and each is published before the next.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from newsspider.ledger import Kind, Ledger, Near, Published
from newsspider.text.digests import digest
from tests.bench.bench_ledger import START, Maker
from tests.bench.measuring import ROOT, Row
from tests.ledger.postgres import Server, binaries

_GROUP = 256
_NONE = "PostgreSQL's binaries are missing"


def rows(count: int, rounds: int) -> Iterator[Row]:
    """Yield the row; each writer stores *count* articles, into a new database in each round."""
    what, programs = "2 PostgreSQL writers, disjoint articles, articles a second", binaries()
    if programs is None:
        yield Row(what, "1", must=1.5, aim=1.8, note=_NONE)
        return
    with Server(programs, syncs=True) as server:
        rates: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(rounds):
            for writers, found in rates.items():
                found.append(_rate(server.database(), writers, count))
    one, two = median(rates[1]), median(rates[2])
    yield Row(f"{what} ({two:.0f})", f"1 ({one:.0f})", two / one, 1.5, 1.8)


def _rate(ledger: str, writers: int, count: int) -> float:
    Ledger.open(ledger).close()
    with ExitStack() as stack:
        begun = [stack.enter_context(_writer(ledger, number, count)) for number in range(writers)]
        for process in begun:
            assert process.stdout is not None
            process.stdout.readline()
        since = time.perf_counter()
        for process in begun:  # all of them first: `communicate` waits for the end
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in begun:
            process.communicate()
            if process.returncode:
                sys.exit(f"a writer ended with {process.returncode}")
        return writers * count / (time.perf_counter() - since)


def _writer(ledger: str, number: int, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.bench.writers", ledger, str(number), str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def main() -> None:
    """Be a writer."""
    where, number, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    maker = Maker(seed=100 + number)
    arrivals = [maker.arrival(number * count + each) for each in range(count)]
    for arrival in arrivals:
        arrival.article.digest = digest(arrival.article.text, arrival.article.title, [])
    with Ledger.open(where, f"worker-{number}") as ledger:
        run = ledger.runs.start(f"writer-{number}", START)
        posts = ledger.outbox.register("posts", rewritable=True)
        lines = ledger.outbox.register("articles/%(run)s.jsonl")
        group = ledger.group(run, rules="1", feeds=[posts, lines], near=Near())
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        for start in range(0, count, _GROUP):
            group.meet(arrivals[start : start + _GROUP])
            verdicts = group.commit(START)
            if {verdict.kind for verdict in verdicts} != {Kind.NEW}:
                sys.exit("not every article was new")
            written = [Published(one.id, 1, Path(one.id).name, b"0123456789abcdef") for one in verdicts]
            ledger.outbox.published(posts, written)


if __name__ == "__main__":
    main()
