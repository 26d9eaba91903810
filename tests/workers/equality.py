"""Whoever works, the same bytes: run it as `python -m tests.workers.equality`.

The samples, the hostile seeds, generated seeds with copies and near-copies, and an archive are read by none, one
and several worker processes, and by a cluster of Dask with two (extra `dask`). Then the user edits posts, and
some seeds change: all are read again. Posts, lines of JSONL, what was not kept, and the counts must be the same.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.conftest import ROOT
from tests.hostile import everything
from tests.workers import many
from tests.workers.clusters import Cluster

DASK = "dask"
_AT = ("-s", "NEWSSPIDER_NOW=2026-11-23T10:00:00+08:00")
_RUNS = ("first", "second")
# Each of so many posts is edited, each of so many seeds changed; some are both.
_EDITED, _CHANGED = 11, 7
_NAMED = 5  # files that a difference names


def write_inputs(folder: Path, seeds: int, pages: int, data: Path | None = None) -> None:
    """Write samples, hostile seeds, so many generated *seeds* and *pages* of an archive, and a copy of *data*."""
    shutil.copytree(ROOT / "newsspider" / "samples", folder / "samples")
    many.write_many(folder, seeds)
    (folder / "hostile").mkdir()
    for case in everything():
        (folder / "hostile" / case.name).write_bytes(case.data)
    many.write_archive(folder / "pages.warc.gz", pages)
    if data is not None:
        shutil.copytree(data, folder / "data")


def compare(work: Path, inputs: Path, workers: Sequence[str]) -> list[str]:
    """Return how what *workers* leave differs from what the first of them does; empty if it is the same."""
    found: dict[str, list[dict[str, bytes]]] = {number: [] for number in workers}
    changed = {path: path.read_bytes() for path in sorted((inputs / "made").iterdir())[::_CHANGED]}
    for run in _RUNS:
        if run == _RUNS[1]:
            for path, seed in changed.items():
                path.write_bytes(seed + "\n补充：主管部门当晚作出回应。\n".encode())
        for number in workers:
            output = work / number.replace(":", "-")
            if run == _RUNS[1]:
                _edit(output / "posts")
            with _setting(number, work) as setting:
                _crawl(inputs, output, setting, run)
            found[number].append(_left(output))
    for path, seed in changed.items():
        path.write_bytes(seed)
    first, *others = workers
    return [
        f"{other}, {run} run: {difference}"
        for other in others
        for run, own, left in zip(_RUNS, found[first], found[other], strict=True)
        for difference in differences(own, left)
    ]


def _edit(posts: Path) -> None:
    for path in sorted(posts.iterdir())[::_EDITED]:
        path.write_bytes(path.read_bytes() + "\n读者的批注。\n".encode())


def _crawl(inputs: Path, output: Path, setting: str, run: str) -> None:
    chosen = {"NEWSSPIDER_OUTPUT": output, "NEWSSPIDER_WORKERS": setting, "NEWSSPIDER_RUN": run}
    given = [word for name, value in chosen.items() for word in ("-s", f"{name}={value}")]
    command = [sys.executable, "-m", "newsspider", "crawl", "seeds", "--quiet", "-a", f"path={inputs}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run([*command, *given, *_AT], env=environment, check=False, capture_output=True)
    if ended.returncode not in {0, 3}:  # some hostile inputs fail
        sys.exit(f"NEWSSPIDER_WORKERS={setting} ended with {ended.returncode}: {ended.stderr.decode()}")


def _left(output: Path) -> dict[str, bytes]:
    """Return the bytes of posts, lines and what was not kept, and the counts, by the names of the files."""
    parts = ("posts", "articles", "rejected")
    files = sorted(path for part in parts for path in (output / part).rglob("*") if path.is_file())
    left = {path.relative_to(output).as_posix(): path.read_bytes() for path in files}
    for name in [name for name in left if name.startswith(parts[-1])]:
        # Of duplicates it is told at a commit, of others when they are met: the order is not the same.
        left[name] = b"".join(sorted(left[name].splitlines(keepends=True)))
    for path in sorted((output / "reports").glob("*.json")):
        outcomes = json.loads(path.read_text(encoding="utf-8"))["outcomes"]
        left[f"{path.name}: outcomes"] = json.dumps(outcomes, sort_keys=True).encode()
    return left


def differences(own: dict[str, bytes], left: dict[str, bytes]) -> Iterator[str]:
    """Yield the names of the files that differ; of many only the first few."""
    names = sorted(name for name in own.keys() | left.keys() if own.get(name) != left.get(name))
    yield from names[:_NAMED]
    if len(names) > _NAMED:
        yield f"and {len(names) - _NAMED} more files"


@contextmanager
def _setting(number: str, work: Path) -> Iterator[str]:
    """Give the value of NEWSSPIDER_WORKERS; a cluster lives as long as its run."""
    if number != DASK:
        yield number
        return
    folder = Path(tempfile.mkdtemp(dir=work, prefix="cluster"))
    cluster = Cluster(folder)
    try:
        cluster.start_worker()
        cluster.start_worker()
        cluster.wait_for(2)
        yield cluster.setting
    finally:
        cluster.end()


def main() -> None:
    """Read the command line, compare, and say what differs; the exit code is 1 if something does."""
    parser = argparse.ArgumentParser(prog="tests.workers.equality", description=__doc__)
    parser.add_argument("--seeds", type=int, default=2000)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--data", type=Path, help="a folder of further inputs")
    parser.add_argument("--workers", nargs="+", default=["0", "1", "2", "4", DASK])
    given = parser.parse_args()
    chosen = [number for number in given.workers if number != DASK or find_spec("distributed")]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        write_inputs(work / "inputs", given.seeds, given.pages, given.data)
        differences = compare(work, work / "inputs", chosen)
    sys.stdout.write("".join(f"{line}\n" for line in differences))
    if differences:
        sys.exit(1)
    sys.stdout.write(f"the same with NEWSSPIDER_WORKERS = {', '.join(chosen)}\n")


if __name__ == "__main__":
    main()
