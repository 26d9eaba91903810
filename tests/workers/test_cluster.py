"""The same stage on Dask: a scheduler and workers of its own, on this machine, of which any may go."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, Newsspider, Ran
from tests.crash import killing
from tests.workers import many

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow
_SECONDS = 60
_ONE = ("--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")


class Cluster:
    """A scheduler and its workers, as the commands of Dask start them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.scheduler = self.start_scheduler()

    @property
    def setting(self) -> str:
        """The value of NEWSSPIDER_WORKERS."""
        return f"dask://{self.address}"

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        host, port = self.address.split(":")
        return self._start("dask_scheduler", "--host", host, "--port", port, "--no-dashboard", "--no-show")

    def start_worker(self, *first: Path, nanny: bool = True) -> subprocess.Popen[bytes]:
        """Return a worker, which finds modules in the folders *first* before others."""
        given = () if nanny else ("--no-nanny",)
        place = ("--local-directory", str(self._folder / f"w{len(self._processes)}"))
        return self._start("dask_worker", f"tcp://{self.address}", *_ONE, *given, *place, first=first)

    def _start(self, command: str, *args: str, first: tuple[Path, ...] = ()) -> subprocess.Popen[bytes]:
        path = os.pathsep.join(map(str, (*first, ROOT)))
        log = (self._folder / f"{command}-{len(self._processes)}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{command}", *args],
            cwd=self._folder,
            env={**os.environ, "PYTHONPATH": path},
            stdout=log,
            stderr=log,
        )
        log.close()
        self._processes.append(process)
        return process

    def wait_for(self, workers: int) -> None:
        """Return when so many workers are there."""
        with distributed.Client(self.address, timeout=_SECONDS, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=_SECONDS)

    def end(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    cluster = Cluster(folder)
    yield cluster
    cluster.end()


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    many.write_many(folder, 160)
    many.write_archive(folder / "pages.warc.gz", 30)
    return folder


@pytest.fixture(scope="module")
def calm(seeds: Path, module_newsspider: Newsspider) -> many.Left:
    ran = many.crawl(module_newsspider, seeds, "0")
    assert ran.code == 0, ran.stderr
    return many.left(ran)


def test_two_workers_leave_what_one_process_does(
    cluster: Cluster, seeds: Path, calm: many.Left, run_newsspider: Newsspider
) -> None:
    cluster.start_worker()
    cluster.start_worker()
    cluster.wait_for(2)
    ran = many.crawl(run_newsspider, seeds, cluster.setting)
    assert ran.code == 0, ran.stderr
    assert many.left(ran) == calm
    assert calm.outcomes["kept"] == 192


def test_a_killed_worker_is_replaced_and_a_late_one_is_used(
    cluster: Cluster, seeds: Path, calm: many.Left, run_newsspider: Newsspider
) -> None:
    killed = cluster.start_worker(nanny=False)
    cluster.wait_for(1)
    process = run_newsspider.start(*many.arguments(seeds, cluster.setting))
    killing.wait_until((run_newsspider.folder / "output" / "ledger.db").exists, process)
    killed.send_signal(signal.SIGKILL)
    cluster.start_worker()
    assert killing.ended(process)[0] == 0
    assert many.left(Ran(0, "", "", run_newsspider.folder)) == calm


def test_without_a_scheduler_the_run_goes_on_when_there_is_one_again(
    cluster: Cluster, seeds: Path, calm: many.Left, run_newsspider: Newsspider
) -> None:
    cluster.start_worker(nanny=False)
    cluster.wait_for(1)
    process = run_newsspider.start(*many.arguments(seeds, cluster.setting))
    killing.wait_until((run_newsspider.folder / "output" / "ledger.db").exists, process)
    cluster.scheduler.send_signal(signal.SIGKILL)
    code, said = killing.ended(process)
    assert (code, said.count("Traceback")) == (1, 0), said
    assert f"the Dask scheduler at {cluster.address} is gone" in said or "no Dask scheduler answers" in said
    cluster.start_scheduler()
    cluster.start_worker()
    cluster.wait_for(1)
    ran = many.crawl(run_newsspider, seeds, cluster.setting)
    found = many.left(ran)
    assert (ran.code, found.posts, found.lines) == (0, calm.posts, calm.lines), ran.stderr


def test_a_scheduler_without_workers_ends_the_run(
    cluster: Cluster, seeds: Path, run_newsspider: Newsspider
) -> None:
    ran = many.crawl(run_newsspider, seeds, cluster.setting)
    assert ran.code == 1
    assert ran.stderr.startswith(f"newsspider: the Dask scheduler at {cluster.address} has no worker: ")
    assert ran.stderr.count("\n") == 1


def test_a_worker_of_another_version_or_without_newsspider_ends_the_run(
    cluster: Cluster, seeds: Path, calm: many.Left, run_newsspider: Newsspider
) -> None:
    other, none = run_newsspider.folder / "other", run_newsspider.folder / "none"
    shutil.copytree(ROOT / "newsspider", other / "newsspider", ignore=shutil.ignore_patterns("__pycache__"))
    (other / "newsspider" / "version.py").write_text('__version__ = "0.0.1"\n')
    (none / "newsspider").mkdir(parents=True)
    (none / "newsspider" / "__init__.py").write_text(
        'raise ModuleNotFoundError("No module named newsspider")\n'
    )
    for folder, said in (
        (other, "has newsspider 0.0.1, and this run is of"),
        (none, "cannot run newsspider"),
    ):
        worker = cluster.start_worker(folder, nanny=False)
        cluster.wait_for(1)
        ran = many.crawl(run_newsspider, seeds, cluster.setting)
        assert (ran.code, ran.stderr.count("\n")) == (1, 1), ran.stderr
        assert ran.stderr.startswith("newsspider: the Dask worker tcp://127.0.0.1:")
        assert said in ran.stderr
        worker.terminate()
        worker.wait(_SECONDS)
    cluster.start_worker()
    cluster.wait_for(1)
    assert many.left(many.crawl(run_newsspider, seeds, cluster.setting)) == calm
