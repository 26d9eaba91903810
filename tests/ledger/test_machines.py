"""Runs of several machines on one PostgreSQL ledger, which all write to the same path, each to its own disk."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from newsspider.ledger import Ledger
from tests.crash import harness, killing
from tests.seedmaker import write_seeds

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not Path("/proc/self/cwd").exists(), reason="needs a path that leads elsewhere in each process"
    ),
]

# The same text in every process, and the folder of each.
_OUTPUT = "/proc/self/cwd/output"


def begun(folder: Path, ledger: str, worker: str, seeds: Path, *more: str) -> subprocess.Popen[str]:
    folder.mkdir(exist_ok=True)
    settings = {"NEWSSPIDER_LEDGER": ledger, "NEWSSPIDER_WORKER": worker, "NEWSSPIDER_OUTPUT": _OUTPUT}
    given = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    return harness.start(folder, seeds, *given, *more)


def test_two_machines_with_the_same_path_leave_each_other_alone(postgres: str, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    write_seeds(seeds / "both", 8)
    machines = {name: tmp_path / name for name in ("first", "second")}
    for name, folder in machines.items():
        code, said = killing.ended(begun(folder, postgres, name, seeds / "both"))
        assert code == 0, said
        assert f"{'kept' if name == 'first' else 'unchanged'} 8" in " ".join(said.split()), said
    write_seeds(seeds / "later", 4, seed=2)
    for name, folder in machines.items():
        code, said = killing.ended(begun(folder, postgres, name, seeds))
        assert code == 0, said
    left = [harness.left(folder) for folder in machines.values()]
    for one in left:
        assert len(one.posts) == len(one.lines) == len(set(one.lines)) == 12
    assert left[0].posts == left[1].posts
    with Ledger.open(postgres) as ledger:
        assert ledger.upkeep.check() == []
