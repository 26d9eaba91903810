"""What a replay of seeds costs beside bare Scrapy and beside the usual stack.

Run it as `python -m tests.bench.bench_replay`; it needs the extra `bench`. Each contestant runs in a fresh
process, turn by turn over several rounds of one run, start-up included; medians are shown. Another
contestant is one more entry of `contestants`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.seedmaker import write_seeds

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
# Records of ours that bare Scrapy is given to yield, so that its dicts are of like size.
_POOL = 200
# The least that ours must reach of another's speed, by CPU time.
_AIMS = {"bare scrapy": 0.25, "usual stack": 6.0}


@dataclass(frozen=True)
class Cost:
    """What one run took: seconds of CPU, seconds by the clock, the largest resident size in megabytes."""

    cpu: float
    wall: float
    memory: float


@dataclass(frozen=True)
class Bench:
    """The folders of one benchmark and the number of its seeds."""

    work: Path
    count: int

    @property
    def seeds(self) -> Path:
        """The folder of the seeds."""
        return self.work / "seeds"

    @property
    def pool(self) -> Path:
        """The records that bare Scrapy yields."""
        return self.work / "pool.jsonl"

    def contestants(self) -> dict[str, Callable[[Path], list[str]]]:
        """Return a name to what makes the command line that writes to a given file, ours first."""
        return {
            "newsspider": self._newsspider,
            "bare scrapy": lambda out: [
                str(HERE / "bare_scrapy.py"), str(self.pool), str(self.count), str(out),
            ],
            "usual stack": lambda out: [str(HERE / "usual_stack.py"), str(self.seeds), str(out)],
        }  # fmt: skip

    def _newsspider(self, out: Path) -> list[str]:
        output = out.with_suffix("")
        return [
            *("-m", "scrapy", "crawl", "seeds", "--quiet", "-a", f"path={self.seeds}"),
            *("-s", f"NEWSSPIDER_OUTPUT={output}", "-O", str(out)),
        ]


def measure(arguments: list[str]) -> Cost:
    """Run Python with *arguments* and return what that cost; ends the benchmark where it failed."""
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, *arguments], cwd=ROOT) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(arguments)} ended with {process.returncode}")
    wall = time.perf_counter() - began
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def run(bench: Bench, rounds: int) -> dict[str, list[Cost]]:
    """Return the costs of every round by contestant; each must have written a line a seed."""
    costs: dict[str, list[Cost]] = {name: [] for name in bench.contestants()}
    for turn in range(rounds):
        for name, command in bench.contestants().items():
            out = bench.work / f"{name.replace(' ', '-')}-{turn}.jsonl"
            costs[name].append(measure(command(out)))
            lines = out.read_bytes().splitlines(keepends=True)
            if len(lines) != bench.count:
                sys.exit(f"{name} wrote {len(lines)} lines for {bench.count} seeds")
            if not bench.pool.exists():
                bench.pool.write_bytes(b"".join(lines[:_POOL]))
    return costs


def show(costs: dict[str, list[Cost]], count: int) -> None:
    """Print the medians and how ours compares, by CPU time and by the clock."""
    middle = {
        name: Cost(median(c.cpu for c in runs), median(c.wall for c in runs), max(c.memory for c in runs))
        for name, runs in costs.items()
    }
    print(f"{'':12} {'CPU s':>8} {'wall s':>8} {'items/CPU s':>12} {'items/s':>10} {'MB at most':>11}")
    for name, cost in middle.items():
        speeds = f"{count / cost.cpu:12.0f} {count / cost.wall:10.0f}"
        print(f"{name:12} {cost.cpu:8.2f} {cost.wall:8.2f} {speeds} {cost.memory:11.0f}")
    ours = middle["newsspider"]
    for name, aim in _AIMS.items():
        by_cpu, by_clock = middle[name].cpu / ours.cpu, middle[name].wall / ours.wall
        print(f"newsspider / {name}: {by_cpu:.2f} by CPU, {by_clock:.2f} by the clock (aim: {aim:g})")


def main() -> None:
    """Read the command line, make the seeds, run and show."""
    parser = argparse.ArgumentParser(prog="tests.bench.bench_replay", description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), given.count)
        write_seeds(bench.seeds, given.count)
        show(run(bench, given.rounds), given.count)


if __name__ == "__main__":
    main()
