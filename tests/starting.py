"""Starts of the command line: forks of a process that has everything imported, and real ones.

A fork spares the second that the imports of a real start take, see `fork_server`. Real starts are for what a fork
has behind it or shares: memory, locks, the seed of hashes, signals in the first second, and one for each command.
"""

from __future__ import annotations

import atexit
import ctypes
import json
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from tests.fork_server import heed_modes

ROOT = Path(__file__).parents[1]
_STRICT = Path(__file__).parent / "strict"
_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
# Variables that Python reads when it begins, but for those that the fork server is begun with itself.
_EARLY = ("PYTHON", "LC_", "LANG")


def start(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    *,
    real: bool = False,
    room: int | None = None,
    modest: bool = False,
    **popen: Any,
) -> subprocess.Popen[str]:
    """Return the process of `python -m COMMAND` in *folder*, begun, with Scrapy's deprecations as errors.

    *room* is the size in bytes that no file of it may exceed, as on a disk that fills up. A *modest* process has
    no right to pass over the modes of files, though root may have started it. Its output can be read, where
    *popen* does not say otherwise.
    """
    given: dict[str, Any] = {
        "cwd": folder,
        "env": {**os.environ, **_environment(folder), **(environment or {})},
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "text": True,
        "encoding": "utf-8",
        **popen,
    }
    early = any(name.startswith(_EARLY) for name in environment or {})
    if real or early or not _can_fork():
        if room is not None or modest:
            given["preexec_fn"] = lambda: _bound(room, modest=modest)
        return subprocess.Popen([sys.executable, "-m", *command], **given)
    return _Forked(command, room, modest=modest, **given)


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PYTHONPATH": os.pathsep.join([str(_STRICT), str(ROOT), str(folder)]),
        "PYTHONIOENCODING": "utf-8",
        "SCRAPY_SETTINGS_MODULE": "newsspider.settings",
    }


def _bound(room: int | None, *, modest: bool) -> None:
    if room is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    if modest:
        heed_modes()


def _can_fork() -> bool:
    return sys.platform == "linux"  # others give orphans to the first process of all


class _Forked(subprocess.Popen[str]):
    """A process that the fork server became."""

    def __init__(self, command: Sequence[str], room: int | None, *, modest: bool, **given: Any) -> None:
        self._request = {
            "command": list(command),
            "folder": str(given["cwd"]),
            "environment": dict(given["env"]),
            "room": room,
            "modest": modest,
        }
        super().__init__(command, **given)

    def _execute_child(self, *given: Any) -> None:
        """Stand in for what forks and executes; the ends of the pipes are given in this order since 3.7."""
        ends = given[10:16]
        theirs = [ends[0], ends[3], ends[5]]
        self.pid = _server.fork(self._request, [end if end != -1 else at for at, end in enumerate(theirs)])
        self._child_created = True
        self._close_pipe_fds(*ends)  # type: ignore[attr-defined]


class _Server:
    """The fork server of this process, begun with the first fork that is asked for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._connection: socket.socket | None = None

    def fork(self, request: Mapping[str, Any], files: Sequence[int]) -> int:
        """Return the id of the new process, a child of this one; *files* are its standard files."""
        with self._lock:
            connection = self._connection = self._connection or self._begun()
            line = json.dumps(request).encode() + b"\n"
            sent = socket.send_fds(connection, [line], files)
            connection.sendall(line[sent:])
            return int(_line(connection))

    def _begun(self) -> socket.socket:
        # What the server forks becomes a child of this process, see there.
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        ours, theirs = socket.socketpair()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.fork_server", str(theirs.fileno())],
            cwd=ROOT,
            env={**os.environ, **_environment(ROOT)},
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        theirs.close()
        atexit.register(_end, ours, process)
        _line(ours)
        return ours


def _line(connection: socket.socket) -> bytes:
    """Return the next line from the server; raises ConnectionError where it has ended."""
    found = b""
    while not found.endswith(b"\n"):
        part = connection.recv(1 << 10)
        if not part:
            message = "the fork server has ended; what it said stands above"
            raise ConnectionError(message)
        found += part
    return found


def _end(connection: socket.socket, process: subprocess.Popen[bytes]) -> None:
    connection.close()
    process.wait()


_server = _Server()
