"""The lock on an output folder: one run at a time, freed by the kernel however the process ends."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from newsspider.errors import ExitCode, NewsspiderError, UsageError
from newsspider.options import Options
from newsspider.outputs.atomic import cannot_write

try:
    import fcntl
except ImportError:  # on Windows every command but a run works
    fcntl = None  # type: ignore[assignment]

NAME = ".lock"
_BETWEEN_TRIES = 0.1  # seconds


class Locked(NewsspiderError):
    """Another run holds the lock."""

    exit_code = ExitCode.LOCKED


@contextmanager
def held(run: Options) -> Iterator[None]:
    """Hold the lock on the output folder of *run* for the time of the block.

    Waits for `lock_wait` seconds, then raises Locked, which names the other's process and start. The file
    stays where it is: what counts is the kernel's lock on it. Raises OutputFailed where it cannot be made.
    """
    if fcntl is None:
        message = "a run needs the locks of Linux or macOS; on Windows start newsspider in WSL"
        raise UsageError(message)
    path = run.output / NAME
    try:
        if not path.parent.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise cannot_write(path, error) from error
    try:
        _take(descriptor, path, run.lock_wait)
        _sign(descriptor, path, run)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, path: Path, wait: float) -> None:
    deadline = time.monotonic() + wait
    while not _try(descriptor, path):
        if time.monotonic() >= deadline:
            raise Locked(_sentence(descriptor, path))
        time.sleep(_BETWEEN_TRIES)


def _try(descriptor: int, path: Path) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise cannot_write(path, error) from error
    return True


def _sign(descriptor: int, path: Path, run: Options) -> None:
    """Write who holds the lock, for those who are refused."""
    holder = {"pid": os.getpid(), "started": run.clock().isoformat(timespec="seconds")}
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)
    except OSError as error:
        raise cannot_write(path, error) from error


def _sentence(descriptor: int, path: Path) -> str:
    try:
        holder: dict[str, Any] = json.loads(os.pread(descriptor, 1000, 0) or b"{}")
    except ValueError:
        holder = {}
    pid, started = holder.get("pid", "unknown"), holder.get("started", "at an unknown time")
    holder_is = f"another run, process {pid}, started {started},"
    return f"{holder_is} holds {path.parent}; wait for it, or set NEWSSPIDER_LOCK_WAIT"


# --- naming ---
# The name of a run: its spider and the time it began, and a number where that name is taken.

# Where a run's name becomes a file's: folder and ending.
_PLACES = (("articles", ".jsonl"), ("articles", ".jsonl.part"), ("rejected", ".jsonl"), ("reports", ".json"))


def run_name(run: Options, spider: str) -> str:
    """Return the name that the settings give, else `<spider>-<YYYYMMDD>-<HHMMSS>` by Beijing's clock."""
    if run.run is not None:
        return run.run
    plain = name = f"{spider}-{run.clock():%Y%m%d-%H%M%S}"
    number = 1
    while any((run.output / folder / (name + ending)).exists() for folder, ending in _PLACES):
        number += 1
        name = f"{plain}-{number}"
    return name
