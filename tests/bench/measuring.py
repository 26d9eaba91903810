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
    """Seconds of CPU of the process with all its children, seconds of the clock, megabytes at most."""

    cpu: float
    wall: float
    memory: float

    def without(self, start: Cost) -> Cost:
        """Return the cost beyond *start*, that of starting."""
        return Cost(max(self.cpu - start.cpu, 1e-6), max(self.wall - start.wall, 1e-6), self.memory)


@dataclass(frozen=True)
class Row:
    """One line of the table; `better` says whether a large ratio is good. No `ratio`: `note` says why."""

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
            return "not measured"
        if self.must is None:
            return ""
        reached = self.ratio >= self.must if self.better == "more" else self.ratio <= self.must
        return "reached" if reached else "missed"


def measure(arguments: Sequence[str | Path], *, expect: int = 0, **environment: str) -> Cost:
    """Run Python with *arguments* and return what that cost; ends the benchmark where it failed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    began = time.perf_counter()
    command = [sys.executable, *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != expect:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    wall = time.perf_counter() - began
    size = usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
    return Cost(usage.ru_utime + usage.ru_stime, wall, size)


def interleaved(contestants: Mapping[str, Callable[[int], Cost]], rounds: int) -> dict[str, Cost]:
    """Return the medians of *rounds*, in each of which every contestant had its turn."""
    costs: dict[str, list[Cost]] = {name: [] for name in contestants}
    for turn in range(rounds):
        for name, run in contestants.items():
            costs[name].append(run(turn))
    return {name: _middle(runs) for name, runs in costs.items()}


def _middle(runs: Sequence[Cost]) -> Cost:
    return Cost(
        median(one.cpu for one in runs), median(one.wall for one in runs), max(one.memory for one in runs)
    )


def newsspider(*arguments: str | Path, output: Path, settings: Mapping[str, object] | None = None) -> Cost:
    """Return what `newsspider ARGUMENTS` took with its output folder *output*."""
    chosen = {"NEWSSPIDER_OUTPUT": output, **(settings or {})}
    given = [word for name, value in chosen.items() for word in ("-s", f"{name}={value}")]
    return measure(["-m", "newsspider", *arguments, *given])
