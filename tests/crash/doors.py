"""What a campaign kills: runs through one door of newsspider, and what must be there when one came to its end.

To add a door, write a class and let `Doors.open` make it.
"""

from __future__ import annotations

import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from ssl import SSLContext
from typing import ClassVar

from tests.conftest import Newsspider
from tests.crash import harness
from tests.live import killing as live_killing
from tests.live.crawling import Live, left
from tests.live.sina import Sina
from tests.outputs.remote_servers import BARE, FtpServer, Remote, S3Server


class Door(ABC):
    """Runs in one folder; *later* says how many of them were before."""

    folder: Path

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

    NAMES: ClassVar = ("replay", "live", "ftp", "s3")

    def __init__(self, seeds: Path, tls: SSLContext, ftp: FtpServer, s3: S3Server) -> None:
        self._seeds = seeds
        self._tls = tls
        self._servers: dict[str, FtpServer | S3Server] = {"ftp": ftp, "s3": s3}
        self._wanted: dict[str, harness.Left] = {}

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
        else:
            remote = self._servers[name].folder(folder.name)
            yield Sent(folder, self._seeds, self._wanted.get(name), remote, overwritten=overwritten)

    def want(self, name: str, folder: Path) -> None:
        """Take what an undisturbed run through the door has left in *folder* for what must be there."""
        self._wanted[name] = harness.left(folder)
