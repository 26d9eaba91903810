"""Inputs that end the process that reads them: they get a process of their own.

A worker that dies costs its run one input. If the run itself reads an input and dies of it, the next one
would die of it again, and each one after that. So a run leaves a note of what it is reading; the next run
finds the note if the run was killed, and has that input read by a worker.
"""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from newsspider import workers
from newsspider.errors import NewsspiderError
from newsspider.ledger import keys
from newsspider.model.outcomes import Outcome, Reason
from newsspider.workers import stage, work

if TYPE_CHECKING:
    from pathlib import Path

    from newsspider.ledger import Ledger
    from newsspider.run.failures import Failures

# The note, in the output folder: the locator as JSON in the first line, which is empty while nothing is read.
NAME = ".reading"
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
_MOST = 1 << 16  # bytes; no locator is so long
_NOTHING = b"\n"


class DeadlyInputs:
    """The deadly inputs that a run may meet; *folder* is its output folder, whose lock it holds.

    `found` is the locator that an earlier run was killed at, if any. Raises LedgerFailed.
    """

    def __init__(self, folder: Path, ledger: Ledger, failures: Failures) -> None:
        self._stored = ledger.deadly_inputs
        self._failures = failures
        self._pool: stage.Pool | None = None
        self._path = folder / NAME
        self._descriptor: int | None = None
        with suppress(OSError):  # without a note the next run is not warned, and nothing else is lost
            self._descriptor = os.open(self._path, _FLAGS, 0o666)
        self._keys = self._stored.all()
        self.found = self._left()
        if self.found:
            self._note(self.found)
            self.end()

    def __contains__(self, locator: str) -> bool:
        """Return whether an input with this *locator* ended the process that read it."""
        return bool(self._keys) and keys.of_input(locator) in self._keys

    def _note(self, locator: str) -> None:
        key = keys.of_input(locator)
        self._stored.note(key)
        self._keys.add(key)

    def _left(self) -> str:
        """Return what an earlier run was reading when it was killed; a line that is cut says nothing."""
        if self._descriptor is None:
            return ""
        try:
            left = json.loads(os.pread(self._descriptor, _MOST, 0).partition(b"\n")[0] or b'""')
        except (OSError, ValueError):
            return ""
        return left if isinstance(left, str) else ""

    def _write(self, line: bytes) -> None:
        if self._descriptor is not None:
            with suppress(OSError):  # as above
                os.pwrite(self._descriptor, line, 0)

    def begin(self, locator: str) -> None:
        """Note that this process reads the input with this *locator*, until `end`."""
        self._write(json.dumps(locator).encode() + b"\n")

    def end(self) -> None:
        """Note that it has read it."""
        self._write(_NOTHING)

    def settle(self, locator: str, result: work.Result) -> None:
        """Remember an input whose worker died, by its *result*; forget one whose worker did not.

        If the ledger cannot do that, the run fails.
        """
        try:
            if isinstance(result, work.Refusal) and result.reason is Reason.WORKER_DIED:
                self._note(locator)
            elif locator in self:
                key = keys.of_input(locator)
                self._stored.forget(key)
                self._keys.discard(key)
        except NewsspiderError as error:
            self._failures.fail(error)

    async def result(self, do: stage.Work[work.Met], met: work.Met) -> work.Result:
        """Return what `do([met])` makes of an input in a process of its own, which is started once."""
        try:
            if self._pool is None:
                self._pool = await asyncio.to_thread(workers.executor, "1")
            (result,) = work.results(await stage.lines(self._pool, do, [met], work.lost))
        except stage.WorkersGone as error:
            return work.Refusal(Outcome.FAILED, Reason.WORKER_DIED, str(error))
        return result

    def close(self) -> None:
        """End the process, and remove the note."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
            with suppress(OSError):  # an empty note says nothing
                self._path.unlink()
