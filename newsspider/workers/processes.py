"""Local worker processes, each with a thread and a pair of pipes of its own; they share nothing.

So a process that dies costs only one batch. Each is a new Python process (`serve`), not a fork: a fork would
inherit the ledger, the lock and the signal handlers of the run. It ends when its pipe is closed, so it never
outlives the run, however that ends.
"""

from __future__ import annotations

import os
import pickle
import queue
import selectors
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from threading import Lock, Thread
from typing import IO, Any, ParamSpec, TypeVar

from newsspider.workers import serve
from newsspider.workers.stage import Pool, WorkerDied, WorkersGone

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")
# Seconds that a batch may take; the slowest one ever seen took a hundredth of that.
_PATIENCE = 600.0
_WITHOUT = "-s NEWSSPIDER_WORKERS=0 works without them"
# Seconds until a process that has closed its pipe has ended.
_GRACE = 2.0
# Batches in work beyond one for each process: more do not help.
_AHEAD = 2


class Processes(Pool):
    """*number* processes; a batch that takes more than *patience* seconds ends its process."""

    def __init__(self, number: int, patience: float = _PATIENCE) -> None:
        self.ahead = number + _AHEAD
        self._patience = patience
        self._jobs: queue.SimpleQueue[tuple[Future[Any], bytes] | None] = queue.SimpleQueue()
        self._lock = Lock()
        self._is_over = False
        self._alive: set[subprocess.Popen[bytes]] = set()
        self._threads = [
            Thread(target=self._serve, name="newsspider worker", daemon=True) for _ in range(number)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def ids(self) -> list[int]:
        """The ids of the running processes."""
        with self._lock:
            return [process.pid for process in self._alive]

    def submit(
        self, fn: Callable[_Given, _Result], /, *args: _Given.args, **kwargs: _Given.kwargs
    ) -> Future[_Result]:
        """Return the future of `fn(*args, **kwargs)`; WorkerDied if that ended its process.

        It is cancelled after `shutdown`.
        """
        future: Future[_Result] = Future()
        if self._is_over:
            future.cancel()
            return future
        self._jobs.put((future, pickle.dumps((fn, args, kwargs), pickle.HIGHEST_PROTOCOL)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes: when all work is done, or at once if *cancel_futures*."""
        self._is_over = True
        if cancel_futures:
            self._cancel()
            with self._lock:
                for process in self._alive:
                    process.kill()
        for _ in self._threads:
            self._jobs.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def _cancel(self) -> None:
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return
            if job is not None:
                job[0].cancel()

    def _serve(self) -> None:
        """Give one process its jobs, one after the other. Runs in a thread."""
        process: subprocess.Popen[bytes] | None = None
        with suppress(WorkerDied, WorkersGone):  # it is tried again when there is a job
            process = self._begun()
        while (job := self._jobs.get()) is not None:
            future, asked = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                process = process or self._begun()
                ok, result = pickle.loads(self._answer(process, asked))  # noqa: S301 - our own process
            except (WorkerDied, WorkersGone) as death:
                process = None
                future.set_exception(death)
            else:
                future.set_result(result) if ok else future.set_exception(RuntimeError(result))
        if process is not None:
            self._end(process)

    def _answer(self, process: subprocess.Popen[bytes], asked: bytes) -> bytes:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            serve.write(process.stdin, asked)
            is_there = _is_readable(process.stdout, self._patience)
            answer = serve.read(process.stdout) if is_there else None
        except OSError:
            answer, is_there = None, True
        if answer is not None:
            return answer
        if not is_there:
            process.kill()
        code = self._end(process)
        raise WorkerDied(_why(code) if is_there else f"no answer in {self._patience:g} seconds")

    def _begun(self) -> subprocess.Popen[bytes]:
        """Return a process that is ready to work; raises WorkerDied or WorkersGone if it ended instead."""
        path = os.pathsep.join(part for part in sys.path if part)
        with self._lock:
            if self._is_over:
                message = "the workers have been stopped"
                raise WorkersGone(message)
            try:
                process = subprocess.Popen(  # noqa: S603 - our own module
                    [sys.executable, "-m", serve.__name__],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env={**os.environ, "PYTHONPATH": path},
                    start_new_session=True,  # a signal from the terminal must reach only the run
                )
            except OSError as error:
                message = f"no worker process can be started ({error.strerror}); {_WITHOUT}"
                raise WorkersGone(message) from error
            self._alive.add(process)
        assert process.stdout is not None
        if serve.read(process.stdout) is not None:
            return process
        code = self._end(process)
        if code < 0 or code == serve.OUT_OF_MEMORY:
            raise WorkerDied(_why(code))
        message = f"a worker process ended with code {code} at its start; {_WITHOUT}"
        raise WorkersGone(message)

    def _end(self, process: subprocess.Popen[bytes]) -> int:
        """Return the exit code of *process*, which ends when its pipe is closed; otherwise it is killed."""
        with self._lock:
            self._alive.discard(process)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # the unsent data of a process that has ended
                    pipe.close()
        try:
            return process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def _is_readable(stream: IO[bytes], seconds: float) -> bool:
    """Return whether *stream* has something to read, or has ended, within *seconds*."""
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        return bool(selector.select(seconds))


def _why(code: int) -> str:
    """Return why a process ended with this exit code."""
    if code == serve.OUT_OF_MEMORY:
        return "its worker ran out of memory"
    if code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
        return f"its worker was killed by {name}"
    return f"its worker ended with code {code}"
