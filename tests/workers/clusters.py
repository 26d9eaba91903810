"""A cluster of Dask on this machine: a scheduler and workers, as the commands of Dask start them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

_SECONDS = 60
_ONE = ("--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")


class Cluster:
    """A scheduler and its workers, as the commands of Dask start them."""

    def __init__(self, folder: Path, scheme: str = "tcp", env: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        self._scheme, self._env = scheme, env or {}
        self._processes: list[subprocess.Popen[bytes]] = []
        self._workers: list[subprocess.Popen[bytes]] = []
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

    def start_worker(
        self, *first: Path, nanny: bool = True, env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Return a worker, which finds modules in the folders *first* before others."""
        given = () if nanny else ("--no-nanny",)
        place = ("--local-directory", str(self._folder / f"w{len(self._processes)}"))
        worker = self._start(
            "dask_worker", f"{self._scheme}://{self.address}", *_ONE, *given, *place, first=first, env=env
        )
        self._workers.append(worker)
        return worker

    @property
    def workers(self) -> list[subprocess.Popen[bytes]]:
        """The workers that live, or their nannies."""
        self._workers = [worker for worker in self._workers if worker.poll() is None]
        return self._workers

    def mend(self, workers: int) -> None:
        """Return when there are a scheduler and so many workers, new ones for those that are gone."""
        if self.scheduler.poll() is not None:
            for worker in self.workers:  # they end without their scheduler, sooner or later
                worker.kill()
                worker.wait()
            self.scheduler = self.start_scheduler()
        while len(self.workers) < workers:
            self.start_worker(nanny=False)
        self.wait_for(workers)

    def _start(
        self, command: str, *args: str, first: tuple[Path, ...] = (), env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        path = os.pathsep.join(map(str, (*first, ROOT)))
        log = (self._folder / f"{command}-{len(self._processes)}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{command}", *args],
            cwd=self._folder,
            env={**os.environ, "PYTHONPATH": path, **self._env, **(env or {})},
            stdout=log,
            stderr=log,
        )
        log.close()
        self._processes.append(process)
        return process

    def wait_for(self, workers: int) -> None:
        """Return when so many workers are there."""
        import distributed  # noqa: PLC0415 - an extra

        client: Any = distributed.Client
        with client(self.address, timeout=_SECONDS, set_as_default=False) as client:
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
