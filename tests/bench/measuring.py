"""What a process took, and a row of the table: ours against a baseline of the same run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU of the process with all its children, seconds of the clock, megabytes at most.

    `cpu_doubt` and `wall_doubt` are how far its runs were from one another, half of it.
    """

    cpu: float
    wall: float
    memory: float
    cpu_doubt: float = 0.0
    wall_doubt: float = 0.0

    def without(self, start: Cost) -> Cost:
        """Return the cost beyond *start*, that of starting, in doubt as far as both are."""
        return Cost(
            self.cpu - start.cpu,
            self.wall - start.wall,
            self.memory,
            self.cpu_doubt + start.cpu_doubt,
            self.wall_doubt + start.wall_doubt,
        )

    def cpu_of(self, other: Cost) -> float | None:
        """Return its CPU as a multiple of that of *other*; None where one of them is in doubt by a third."""
        return _ratio(self.cpu, self.cpu_doubt, other.cpu, other.cpu_doubt)

    def wall_of(self, other: Cost) -> float | None:
        """Return its time by the clock as a multiple of that of *other*; None as for CPU."""
        return _ratio(self.wall, self.wall_doubt, other.wall, other.wall_doubt)


# What a single run is in doubt by, as nothing tells.
_DOUBT = 0.1
# The part of a figure that may be in doubt.
_MOST = 1 / 3


def _ratio(mine: float, doubt: float, other: float, of_other: float) -> float | None:
    if mine <= 0 or other <= 0 or doubt > mine * _MOST or of_other > other * _MOST:
        return None
    return mine / other


@dataclass(frozen=True)
class Row:
    """One line of the table; `better` says whether a large ratio is good.

    Without a `ratio` the `note` says why; without both the runs were too far from one another to tell.
    """

    what: str
    baseline: str
    ratio: float | None = None
    must: float | None = None
    aim: float | None = None
    note: str = ""
    better: str = "more"

    @property
    def verdict(self) -> str:
        """Whether the row reaches what it must."""
        if self.ratio is None:
            return "noise: give it more seeds or rounds, or a quiet machine"
        if self.must is None:
            return ""
        reached = self.ratio >= self.must if self.better == "more" else self.ratio <= self.must
        return "reached" if reached else "missed"


def checkout(**more: str) -> dict[str, str]:
    """Return the environment in which this checkout runs, as fast as if it were installed, and *more* of it."""
    # pip compiles what it installs: a checkout is as fast once it has run.
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "", **more}


def measure(arguments: Sequence[str | Path], *, expect: int = 0, **environment: str) -> Cost:
    """Run Python with *arguments* and return what that cost; ends the benchmark where it failed."""
    began = time.perf_counter()
    command = [sys.executable, *map(str, arguments)]
    with subprocess.Popen(
        command, cwd=ROOT, env=checkout(**environment), stdout=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != expect:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    wall = time.perf_counter() - began
    size = usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
    return Cost(usage.ru_utime + usage.ru_stime, wall, size)


def lines_in(where: Path) -> int:
    """Return how many lines the file *where* has, or all files in the folder *where*.

    None is read whole: `measure` cannot tell less memory than this process has, as the system counts what a
    process had before it became another program.
    """
    found = 0
    for path in where.iterdir() if where.is_dir() else (where,):
        with path.open("rb") as file:
            found += sum(1 for _ in file)
    return found


def interleaved(contestants: Mapping[str, Callable[[int], Cost]], rounds: int) -> dict[str, Cost]:
    """Return the medians of *rounds*, in each of which every contestant had its turn."""
    costs: dict[str, list[Cost]] = {name: [] for name in contestants}
    for turn in range(rounds):
        for name, run in contestants.items():
            costs[name].append(run(turn))
    return {name: _middle(runs) for name, runs in costs.items()}


def _middle(runs: Sequence[Cost]) -> Cost:
    (cpu, cpu_doubt), (wall, wall_doubt) = (
        _median([getattr(one, name) for one in runs]) for name in ("cpu", "wall")
    )
    return Cost(cpu, wall, max(one.memory for one in runs), cpu_doubt, wall_doubt)


def _median(values: Sequence[float]) -> tuple[float, float]:
    """Return the median of *values*, and half of how far they are apart."""
    middle = median(values)
    return middle, (max(values) - min(values)) / 2 if len(values) > 1 else middle * _DOUBT


def newsspider(*arguments: str | Path, output: Path, settings: Mapping[str, object] | None = None) -> Cost:
    """Return what `newsspider ARGUMENTS` took with its output folder *output*."""
    chosen = {"NEWSSPIDER_OUTPUT": output, **(settings or {})}
    given = [word for name, value in chosen.items() for word in ("-s", f"{name}={value}")]
    return measure(["-m", "newsspider", *arguments, *given])
