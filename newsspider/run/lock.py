"""The locks of a run: on its output folder and on every target that it writes to elsewhere.

The kernel frees them however the process ends. The file in the output folder says who holds it, and the token
of that run's part files: the next run removes what a killed one left.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsspider.errors import ExitCode, NewsspiderError, OutputFailed, UsageError
from newsspider.options import Options
from newsspider.outputs.atomic import cannot_write, own_token, sweep
from newsspider.text.paths import native, spelled

try:
    import fcntl
except ImportError:  # on Windows every command but a run works
    fcntl = None  # type: ignore[assignment]

NAME = ".lock"
_BETWEEN_TRIES = 0.1  # seconds
_MOST = 1 << 20  # bytes of a lock's file; each killed run adds a few
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)


class Locked(NewsspiderError):
    """Another run holds the lock."""

    exit_code = ExitCode.LOCKED


@dataclass(frozen=True)
class Swept:
    """A folder in which a run makes part files, and how many folders deep; None for any number."""

    folder: Path
    depth: int | None = None


def require() -> None:
    """Raise UsageError if the system has no locks of the kind that a run needs."""
    if fcntl is None:
        message = "a run needs the file locks of Linux or macOS; on Windows start newsspider in WSL"
        raise UsageError(message)


@contextmanager
def held(run: Options, targets: Sequence[Path] = (), places: Sequence[Swept] = ()) -> Iterator[None]:
    """Hold the lock on the output folder of *run* and those on *targets* during the block.

    Removes what killed runs of this output folder left in their *places*. Waits for `lock_wait` seconds, then
    raises Locked, which names the target and the other's process and start. Raises OutputFailed if a lock
    cannot be made, UsageError if the system has none.
    """
    require()
    deadline = time.monotonic() + run.lock_wait
    with ExitStack() as stack:
        own = stack.enter_context(_locked(run.output / NAME, run.output, deadline))
        # Every run uses the same order, so that two runs never wait for each other.
        for target in sorted({Path(os.path.realpath(target)) for target in targets}):
            beside = stack.enter_context(_locked(target.with_name(f".{target.name}.lock"), target, deadline))
            stack.callback(beside.remove)
            beside.sign(run, {})
        _sweep(own, run, places)
        stack.callback(own.clear)
        yield


def _sweep(own: _LockFile, run: Options, places: Sequence[Swept]) -> None:
    """Remove what killed runs left, and note what the next one has to remove if this one is killed."""
    left = own.content
    tokens = {token for token in _texts(left, "tokens") if token != own_token()}
    now = [[spelled(os.path.abspath(place.folder)), place.depth] for place in places]  # noqa: PTH100
    before = [place for place in _list(left, "places") if _is_place(place)]
    own.sign(
        run,
        {"tokens": [*sorted(tokens), own_token()], "places": [*before, *(p for p in now if p not in before)]},
    )
    if tokens:
        for folder, depth in [*before, *now]:
            sweep(Path(native(folder)), tokens, depth)
        own.sign(run, {"tokens": [own_token()], "places": now})


def _list(values: dict[str, Any], name: str) -> list[Any]:
    found = values.get(name)
    return found if isinstance(found, list) else []


def _texts(values: dict[str, Any], name: str) -> list[str]:
    return [one for one in _list(values, name) if isinstance(one, str)]


def _is_place(value: Any) -> bool:
    if not (isinstance(value, list) and len(value) == 2):  # noqa: PLR2004 - a folder and a depth
        return False
    return isinstance(value[0], str) and (value[1] is None or isinstance(value[1], int))


class _LockFile:
    """An open file whose lock is held; *target* is what it locks."""

    def __init__(self, path: Path, target: Path, descriptor: int) -> None:
        self._path = path
        self._target = target
        self._descriptor = descriptor

    def take(self, deadline: float) -> None:
        """Wait for the lock until *deadline*; raises Locked."""
        while not self._try():
            if time.monotonic() >= deadline:
                raise Locked(self._sentence())
            time.sleep(_BETWEEN_TRIES)

    def _try(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise cannot_write(self._path, error) from error
        return True

    @property
    def is_there(self) -> bool:
        """Whether the name still leads to this file: the last holder may have removed it meanwhile."""
        try:
            return os.path.samestat(self._path.lstat(), os.fstat(self._descriptor))
        except OSError:
            return False

    @property
    def content(self) -> dict[str, Any]:
        """What the last holder wrote; raises OutputFailed if the file is another program's."""
        data = os.pread(self._descriptor, _MOST, 0)
        try:
            values = json.loads(data or b"{}")
        except ValueError:
            values = None
        if not isinstance(values, dict) or (values and "pid" not in values):
            message = f"{self._path} belongs to another program: move it away, or choose another folder"
            raise OutputFailed(message)
        return values

    def sign(self, run: Options, further: dict[str, Any]) -> None:
        """Write who holds the lock, for runs that cannot get it, and the *further* values."""
        _ = self.content  # nothing of another program's is overwritten
        holder = {"pid": os.getpid(), "started": run.clock().isoformat(timespec="seconds"), **further}
        line = json.dumps(holder).encode()
        try:
            # Written over the old line, spaces after it, and only then cut: if the process is killed between
            # these steps, the file has the old tokens or the new ones, and never none.
            before = os.fstat(self._descriptor).st_size
            os.pwrite(self._descriptor, line.ljust(before), 0)
            os.ftruncate(self._descriptor, len(line))
        except OSError as error:
            raise cannot_write(self._path, error) from error

    def clear(self) -> None:
        """Write that nobody holds it and that nothing is left to remove."""
        with suppress(OSError):  # removing it again does no harm
            os.ftruncate(self._descriptor, 0)

    def remove(self) -> None:
        """Remove the file, whose lock is held; a waiting run finds that it is gone."""
        with suppress(OSError):  # the next run uses it as it is
            self._path.unlink()

    def _sentence(self) -> str:
        try:
            holder = self.content
        except OutputFailed:
            holder = {}
        pid, started = holder.get("pid", "unknown"), holder.get("started", "at an unknown time")
        held_by = f"another run, process {pid}, started {started},"
        return f"{held_by} uses {self._target}; wait until it ends, or set NEWSSPIDER_LOCK_WAIT"


@contextmanager
def _locked(path: Path, target: Path, deadline: float) -> Iterator[_LockFile]:
    """Give the file *path* with its lock; never creates it through a link, never waits on a pipe."""
    while True:
        descriptor = _opened(path)
        try:
            lock = _LockFile(path, target, descriptor)
            lock.take(deadline)
            if lock.is_there:
                yield lock
                return
        finally:
            os.close(descriptor)


def _opened(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(path) and not stat.S_ISREG(path.lstat().st_mode):
            message = f"{path} cannot be used as a lock: it is not a regular file; remove it"
            raise OutputFailed(message)
        descriptor = os.open(path, _FLAGS | _AT_ONCE, 0o666)
    except OSError as error:
        raise cannot_write(path, error) from error
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
        os.close(descriptor)
        message = f"{path} cannot be used as a lock: it is special or has hard links; remove it"
        raise OutputFailed(message)
    return descriptor


# --- naming ---
# The name of a run: its spider, the time it began, a number where that name is taken. Names sort in time.

# Files that are named after a run: folder and ending.
_PLACES = (("articles", ".jsonl"), ("rejected", ".jsonl"), ("reports", ".json"))


def run_name(run: Options, spider: str) -> str:
    """Return the name that the settings give, else `<spider>-<YYYYMMDD>-<HHMMSS>` by Beijing's clock."""
    if run.run is not None:
        return run.run
    plain = name = f"{spider}-{run.clock():%Y%m%d-%H%M%S}"
    number = 1
    while any(os.path.lexists(run.output / folder / (name + ending)) for folder, ending in _PLACES):
        number += 1
        name = f"{plain}{_in_order(number)}"
    return name


def _in_order(number: int) -> str:
    """Return the suffix for the second and later runs of one second: `_2`, `__10`.

    The names of files sort as the runs began: "_" comes after the "." of an ending and after every digit.
    """
    digits = str(number)
    return "_" * len(digits) + digits
