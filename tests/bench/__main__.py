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
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench import others, writers
from tests.bench.measuring import HERE, Cost, Row, interleaved, measure
from tests.bench.replays import Replays
from tests.seedmaker import write_seeds


def _parts(given: argparse.Namespace, work: Path) -> dict[str, Callable[[], Iterator[Row]]]:
    count, rounds = given.count, given.rounds
    return {
        "replay": lambda: Replays(work, count).rows(rounds),
        "page": lambda: others.page(work, given.pages, rounds),
        "live": lambda: others.live(work, count, rounds),
        "archive": lambda: others.archive(work, count),
        "feeds": lambda: others.feeds(work, max(1, count), rounds),
        "ledger": lambda: others.ledger(given.articles),
        "again": lambda: others.again(work, count),
        "writers": lambda: writers.rows(count, rounds),
        "seen": lambda: _seen(work, count, rounds),
    }


def _seen(work: Path, count: int, rounds: int) -> Iterator[Row]:
    """Yield what trace, report, page and log add to a replay of *count* seeds in one process."""
    seeds = work / "seen"
    write_seeds(seeds, count)
    given = ["crawl", "seeds", "--quiet", "-a", f"path={seeds}", "-s", "NEWSSPIDER_WORKERS=0"]
    made = itertools.count()

    def run(program: Sequence[str | Path], *settings: str) -> Cost:
        folder = work / f"seen-{next(made)}"
        chosen = (f"NEWSSPIDER_OUTPUT={folder}", *settings)
        cost = measure([*program, *given, *(word for one in chosen for word in ("-s", one))])
        shutil.rmtree(folder)
        return cost

    log = work / "seen.log"
    costs = interleaved(
        {
            "all": lambda _: run(["-m", "newsspider"], "NEWSSPIDER_TRACE=1", f"LOG_FILE={log}"),
            "nothing": lambda _: run([HERE / "unseen.py"], "LOG_ENABLED=0"),
        },
        rounds,
    )
    share = costs["all"].cpu / costs["nothing"].cpu - 1
    yield Row(f"trace, report and log of {count} seeds, CPU", "without", share, 0.03, better="less")


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
