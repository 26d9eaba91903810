"""What newsspider costs beside others: one table, each ratio from one run of this.

Run it as `python -m tests.bench`; it needs the extra `bench`. Contestants run in fresh processes, turn by turn
in each round; medians are shown. CPU is that of a process and its children. Start-up is a row of its own, and
left out where a row says so.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.bench import others, writers
from tests.bench.measuring import HERE, Cost, Row, interleaved, measure
from tests.bench.replays import Replays
from tests.seedmaker import write_seeds

# The replay that the cost of seeing is given for.
_MANY = 10_000
# What so few seeds cost is lost in the noise of starting.
_FEW = 300


def _parts(given: argparse.Namespace, work: Path) -> dict[str, Callable[[], Iterator[Row]]]:
    count, rounds = given.count, given.rounds
    return {
        "replay": lambda: Replays(work, count).rows(rounds),
        "page": lambda: others.page(work, given.pages, rounds),
        "live": lambda: others.live(work, count, rounds),
        "archive": lambda: others.archive(work, count),
        "feeds": lambda: others.feeds(work, max(1, count), rounds),
        "ledger": lambda: others.ledger(given.articles, rounds),
        "again": lambda: others.again(work, count),
        "writers": lambda: writers.rows(count, rounds),
        "seen": lambda: _seen(work, count, rounds),
    }


def _seen(work: Path, count: int, rounds: int) -> Iterator[Row]:
    """Yield what trace, report, page and log add to a replay of 10,000 seeds in one process.

    *count* seeds and one show what a seed costs and what a run costs; the rest is multiplied.
    """
    if count < _FEW:
        yield Row("trace, report and log", "without", must=0.03, note=f"measured with --count {_FEW} or more")
        return
    made = itertools.count()
    log = work / "seen.log"

    def run(many: int, _: int, *, seen: bool) -> Cost:
        seeds, folder = work / f"seeds-{many}", work / f"seen-{next(made)}"
        chosen = ["NEWSSPIDER_WORKERS=0", f"NEWSSPIDER_OUTPUT={folder}"]
        chosen += ["NEWSSPIDER_TRACE=1", f"LOG_FILE={log}"] if seen else ["LOG_ENABLED=0"]
        settings = [word for one in chosen for word in ("-s", one)]
        line = [str(HERE / "unseen.py"), "crawl", "seeds", "--quiet", "-a", f"path={seeds}", *settings]
        cost = measure(line, SEEN="yes" if seen else "")
        shutil.rmtree(folder)
        return cost

    for many in (1, count):
        write_seeds(work / f"seeds-{many}", many)
    contestants = {
        f"{many} {seen}": partial(run, many, seen=seen) for many in (1, count) for seen in (True, False)
    }
    costs = interleaved(contestants, rounds)

    def of_many(*, seen: bool) -> float:
        start, whole = costs[f"1 {seen}"].cpu, costs[f"{count} {seen}"].cpu
        return start + _MANY * (whole - start) / max(1, count - 1)

    share = of_many(seen=True) / of_many(seen=False) - 1
    what = f"trace, report and log of {_MANY:,} seeds, from {count} and one, CPU"
    yield Row(what, "without", share, 0.03, better="less")


def _line(row: Row) -> str:
    ratio = ("" if row.note else "-") if row.ratio is None else f"{row.ratio:.3g}"
    marks = ["" if mark is None else f"{mark:g}" for mark in (row.must, row.aim)]
    return f"| {' | '.join((row.what, row.baseline, ratio, *marks, row.note or row.verdict))} |"


def main() -> None:
    """Read the command line, run the parts, and print the table."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="seeds, pages of a live run, entries")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--articles", type=int, default=20_000, help="in the ledger")
    parser.add_argument("--pages", type=Path, help="a folder of pages of Sina")
    parser.add_argument("--part", action="append", help="only this part; several times for several")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        parts = _parts(given, Path(folder))
        unknown = set(given.part or ()) - parts.keys()
        if unknown:
            parser.error(f"no part {', '.join(unknown)}; use some of {', '.join(parts)}")
        sys.stdout.write("| what | baseline | ratio or value | must | aim | |\n|---|---|---|---|---|---|\n")
        for name, rows in parts.items():
            if not given.part or name in given.part:
                for row in rows():
                    sys.stdout.write(f"{_line(row)}\n")
                    sys.stdout.flush()


if __name__ == "__main__":
    main()
