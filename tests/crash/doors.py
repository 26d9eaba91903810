"""What a campaign kills: runs through one door of newsspider, and what must be there when one came to its end.

To add a door, write a class and let `Doors.open` make it.
"""

from __future__ import annotations

import os
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from random import Random
from signal import SIGKILL
from ssl import SSLContext
from typing import ClassVar

from tests.conftest import Newsspider
from tests.crash import harness
from tests.live import killing as live_killing
from tests.live.crawling import Live, left
from tests.live.sina import Sina
from tests.outputs.remote_servers import BARE, FtpServer, Remote, S3Server
from tests.workers import many
from tests.workers.clusters import Cluster

RUN, WORKER, SCHEDULER = "the run", "a worker", "the scheduler"


class Door(ABC):
    """Runs in one folder; *later* says how many of them were before.

    `victims` are the processes that are killed, each with the codes that the run may end with then; a killed run has
    its own.
    """

    folder: Path
    victims: ClassVar[Mapping[str, tuple[int, ...]]] = {RUN: ()}

    def kill(self, victim: str, random: Random) -> bool:
        """Kill a process other than the run; return whether there was one."""
        raise NotImplementedError

    def left_behind(self) -> list[str]:
        """Return what still lives after a run has ended."""
        return []

    @abstractmethod
    def start(self, later: int, *, at: str | None = None) -> subprocess.Popen[str]:
        """Return a run, begun; *at* as in `Newsspider.start`."""

    @abstractmethod
    def posts(self) -> int:
        """Return how many posts an undisturbed run leaves."""

    @abstractmethod
    def wrong(self) -> list[str]:
        """Return what is lost, twice or torn after a run that came to its end."""


class Replay(Door):
    """Seeds into the default outputs."""

    def __init__(self, folder: Path, seeds: Path, wanted: harness.Left | None) -> None:
        self.folder = folder
        self._seeds = seeds
        self._wanted = wanted

    def start(self, later: int, *, at: str | None = None) -> subprocess.Popen[str]:
        del later
        return harness.start(self.folder, self._seeds, at=at)

    def posts(self) -> int:
        return len(self._wanted.posts) if self._wanted else 0

    def wrong(self) -> list[str]:
        return harness.differences(self._wanted, harness.left(self.folder)) if self._wanted else []


class InWorkers(Replay):
    """Seeds read by two processes of this machine."""

    victims: ClassVar = {RUN: (), WORKER: (0,)}
    setting = "2"

    def start(self, later: int, *, at: str | None = None) -> subprocess.Popen[str]:
        del later
        return harness.start(self.folder, self._seeds, "-s", f"NEWSSPIDER_WORKERS={self.setting}", at=at)

    def kill(self, victim: str, random: Random) -> bool:
        del victim
        found = many.workers_in(self.folder)
        if found:
            with suppress(ProcessLookupError):
                os.kill(random.choice(found), SIGKILL)
        return bool(found)

    def left_behind(self) -> list[str]:
        try:
            many.wait_for_none(self.folder)
        except AssertionError as error:
            return [str(error)]
        return []


class OnCluster(InWorkers):
    """Seeds read by two workers of a cluster of Dask, which is mended after each run."""

    victims: ClassVar = {RUN: (), WORKER: (0,), SCHEDULER: (0, 1)}
    _WORKERS = 2

    def __init__(self, folder: Path, seeds: Path, wanted: harness.Left | None, cluster: Cluster) -> None:
        super().__init__(folder, seeds, wanted)
        self._cluster = cluster
        self.setting = cluster.setting
        cluster.mend(self._WORKERS)

    def kill(self, victim: str, random: Random) -> bool:
        process = self._cluster.scheduler if victim == SCHEDULER else random.choice(self._cluster.workers)
        process.kill()
        process.wait()
        return True

    def left_behind(self) -> list[str]:
        found = super().left_behind()
        self._cluster.mend(self._WORKERS)
        return found


class Sent(Replay):
    """Seeds into the default outputs and a server: one file that is overwritten, or one of each run."""

    def __init__(
        self, folder: Path, seeds: Path, wanted: harness.Left | None, remote: Remote, *, overwritten: bool
    ) -> None:
        super().__init__(folder, seeds, wanted)
        self._remote = remote
        self._output = ("-O", "all.jsonl") if overwritten else ("-o", "all-%(run)s.jsonl")

    def start(self, later: int, *, at: str | None = None) -> subprocess.Popen[str]:
        del later
        option, name = self._output
        given = (option, f"{self._remote.address}/{name}", *self._remote.settings)
        return harness.start(self.folder, self._seeds, *given, at=at, env=BARE)

    def wrong(self) -> list[str]:
        if self._wanted is None:
            return []
        wrong = [f"{name} at the server" for name in self._remote.files() if ".part" in name]
        lines = self._remote.texts()
        if sorted(lines) != sorted(self._wanted.lines):
            missing = len(set(self._wanted.lines) - set(lines))
            wrong.append(f"at the server {len(lines)} lines for {len(self._wanted.lines)}, {missing} missing")
        return super().wrong() + wrong


class FromLists(Door):
    """Two channels of a server that plays Sina, in the default outputs."""

    def __init__(self, live: Live) -> None:
        self.folder = live.folder
        self._live = live
        self._played = live_killing.play(live.sina)

    def start(self, later: int, *, at: str | None = None) -> subprocess.Popen[str]:
        return live_killing.start(self._live, later, at=at)

    def posts(self) -> int:
        return len(self._played.stories)

    def wrong(self) -> list[str]:
        return live_killing.broken(self._played, left(self.folder))


class Doors:
    """The doors of a campaign, by name; *seeds* are for all that replay."""

    NAMES: ClassVar = ("replay", "workers", "dask", "live", "ftp", "s3")

    def __init__(self, seeds: Path, tls: SSLContext, ftp: FtpServer, s3: S3Server) -> None:
        self._seeds = seeds
        self._tls = tls
        self._servers: dict[str, FtpServer | S3Server] = {"ftp": ftp, "s3": s3}
        self._wanted: dict[str, harness.Left] = {}
        self._clusters: SimpleQueue[Cluster] = SimpleQueue()

    @contextmanager
    def open(self, name: str, folder: Path, *, overwritten: bool) -> Iterator[Door]:
        """Hold the door *name* open, with nothing in its new *folder*."""
        folder.mkdir()
        if name == "live":
            runner = Newsspider(folder)
            with Sina(self._tls).serving() as sina:
                yield FromLists(Live(runner, sina))
            runner.end()
        elif name == "replay":
            yield Replay(folder, self._seeds, self._wanted.get(name))
        elif name == "workers":
            yield InWorkers(folder, self._seeds, self._wanted.get(name))
        elif name == "dask":
            with self._cluster(folder.with_name(f"cluster-{folder.name}")) as cluster:
                yield OnCluster(folder, self._seeds, self._wanted.get(name), cluster)
        else:
            remote = self._servers[name].folder(folder.name)
            yield Sent(folder, self._seeds, self._wanted.get(name), remote, overwritten=overwritten)

    @contextmanager
    def _cluster(self, folder: Path) -> Iterator[Cluster]:
        """Give a cluster that nobody uses: one from before, else a new one."""
        try:
            cluster = self._clusters.get_nowait()
        except Empty:
            folder.mkdir()
            cluster = Cluster(folder)
        try:
            yield cluster
        finally:
            self._clusters.put(cluster)

    def close(self) -> None:
        """End the clusters."""
        while not self._clusters.empty():
            self._clusters.get().end()

    def want(self, name: str, folder: Path) -> None:
        """Take what an undisturbed run through the door has left in *folder* for what must be there."""
        self._wanted[name] = harness.left(folder)
