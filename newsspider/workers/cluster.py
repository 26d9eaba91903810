"""A Dask cluster: the same stage on the workers of a scheduler (extra `dask`).

Everyone who can reach a Dask scheduler or worker can run code as its user, and its results are unpickled
here: docs/scaling.md says how to protect it. Dask replaces a worker that dies.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from newsspider.errors import UsageError
from newsspider.sources import buckets, finding
from newsspider.version import __version__
from newsspider.workers.stage import Pool, WorkerDied, WorkersGone

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")
# Seconds that a scheduler, and its first worker, have to answer.
_FIRST = 20.0
# Seconds without a result after which the workers are checked; seconds after which the run ends if there is
# no worker; seconds after which it ends if there are workers but still no result.
_ASK, _NONE, _SILENT = 15.0, 30.0, 900.0
_TIMED_OUT = (TimeoutError, asyncio.TimeoutError)  # one, from Python 3.11 on
_LOGGERS = ("distributed", "distributed.client")  # each has a level that Dask sets


class Cluster(Pool):
    """The workers of the scheduler at *address*, `host:port`; each of them must see the path *shared*.

    Raises UsageError without the extra, WorkersGone if nothing answers or a worker does not fit the run.
    """

    def __init__(self, address: str, shared: str = "") -> None:
        self._address, self._shared = address, shared
        self._access = buckets.access().public  # workers have secrets of their own
        self._client = _connected(address)
        self._lock = Lock()
        self._waiting: dict[int, Future[Any]] = {}
        self._numbers = 0
        self._last = monotonic()
        self._is_over = Event()
        try:
            self._client.wait_for_workers(1, timeout=_FIRST)
            fault = self._fault()
            self.ahead = 2 * sum(self._client.nthreads().values()) + 2
        except _TIMED_OUT:
            fault = (
                f"the Dask scheduler at {address} has no worker: start one, and run the same command again"
            )
        except OSError:
            fault = self._gone
        if fault:
            self._client.close(timeout=1)
            raise WorkersGone(fault)
        Thread(target=self._watch, name="newsspider cluster", daemon=True).start()

    @property
    def _gone(self) -> str:
        return f"the Dask scheduler at {self._address} is gone: start it, and run the same command again"

    def submit(
        self, fn: Callable[_Given, _Result], /, *args: _Given.args, **kwargs: _Given.kwargs
    ) -> Future[_Result]:
        """Return the future of `fn(*args, **kwargs)`; WorkerDied if that ended several workers.

        WorkersGone if the scheduler or the last worker has gone. It is cancelled after `shutdown`.
        """
        future: Future[_Result] = Future()
        if self._is_over.is_set():
            future.cancel()
            return future
        future.set_running_or_notify_cancel()
        with self._lock:
            if not self._waiting:
                self._last = monotonic()
            self._numbers += 1
            number = self._numbers
            self._waiting[number] = future
        given = (__version__, self._shared, self._access, fn, args, kwargs)
        theirs = self._client.submit(checked, *given, pure=False)  # equal batches are not one
        self._client.loop.add_callback(self._settle, number, theirs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Disconnect from the scheduler; unfinished work there is dropped."""
        del wait, cancel_futures
        if self._is_over.is_set():
            return
        self._is_over.set()
        Thread(target=self._client.close, kwargs={"timeout": 2}, daemon=True).start()

    async def _settle(self, number: int, theirs: Any) -> None:
        """Pass on the result of *theirs*, in Dask's event loop.

        Dask's own callbacks would wait in a thread instead: one whose result was lost with its worker could
        keep this process from ending.
        """
        error: BaseException | None = None
        result: Any = None
        try:
            result = await theirs
        except BaseException as failure:  # noqa: BLE001 - Dask's own are of many kinds, and none is lost
            error = self._translated(failure)
        with self._lock:
            future = self._waiting.pop(number, None)
            self._last = monotonic()
        theirs.release()
        if future is None:
            return
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)

    def _translated(self, failure: BaseException) -> Exception:
        """Return the exception of a run for *failure*."""
        if isinstance(failure, WorkersGone):
            return failure
        if isinstance(failure, MemoryError):
            return WorkerDied("its worker ran out of memory")
        name = type(failure).__name__
        if name == "KilledWorker":
            return WorkerDied("it killed several Dask workers")
        if isinstance(failure, OSError) or "Cancelled" in name:
            return WorkersGone(self._gone)
        return WorkersGone(f"a Dask worker cannot do the work: {name}: {failure}")

    def _watch(self) -> None:
        """End the run if no result can come any more, because Dask would wait for ever. Runs in a thread."""
        while not self._is_over.wait(1.0):
            with self._lock:
                silent = monotonic() - self._last if self._waiting else 0.0
            if silent < _ASK:
                continue
            there, fault = True, ""
            try:
                there = bool(self._client.sync(self._client.scheduler.ncores, callback_timeout=_ASK))
                fault = self._fault() if there else ""
            except _TIMED_OUT:
                pass  # a scheduler that hangs: it may continue
            except OSError:
                continue  # its futures say so
            if not there and silent > _NONE:
                fault = f"the Dask scheduler at {self._address} has no worker left"
            elif silent > _SILENT:
                fault = f"the Dask workers of {self._address} gave no result for {_SILENT:g} seconds"
            if fault:
                self._fail(WorkersGone(f"{fault}: fix that, and run the same command again"))
                return

    def _fail(self, error: WorkersGone) -> None:
        with self._lock:
            waiting = list(self._waiting.values())
            self._waiting.clear()
        for future in waiting:
            future.set_exception(error)

    def _fault(self) -> str:
        """Return what is wrong with a worker, as the beginning of a sentence; empty if nothing is."""
        answers: dict[str, Any] = self._client.run(probe, self._shared, self._access, on_error="return")
        for worker, answer in sorted(answers.items()):
            if isinstance(answer, OSError):
                continue  # it has ended meanwhile
            if isinstance(answer, BaseException):
                return f"the Dask worker {worker} cannot run newsspider {__version__} ({answer})"
            version, unseen = answer
            if fault := _difference(worker, version, self._shared, unseen):
                return fault
        return ""


def probe(shared: str, access: buckets.Access) -> tuple[str, str]:
    """Return the version of newsspider in a worker, and why it does not see *shared*; "" if it does."""
    buckets.use(access)
    return __version__, finding.unseen(shared) if shared else ""


def checked(
    version: str,
    shared: str,
    access: buckets.Access,
    fn: Callable[..., _Result],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> _Result:
    """Return `fn(*args, **kwargs)` in a worker; raises WorkersGone in a new worker that does not fit."""
    own, unseen = probe(shared, access)
    if fault := _difference("that joined", own, shared, unseen, wanted=version):
        raise WorkersGone(fault)
    return fn(*args, **kwargs)


def _difference(worker: str, version: str, shared: str, unseen: str, *, wanted: str = __version__) -> str:
    """Return why a worker does not fit the run, as the beginning of a sentence; empty if it does."""
    if version != wanted:
        return f"the Dask worker {worker} has newsspider {version}, but this run has {wanted}"
    return f"the Dask worker {worker} does not see {shared}: {unseen}" if unseen else ""


def _connected(address: str) -> Any:
    try:
        import distributed  # noqa: PLC0415 - an extra, and 30 MB
    except ImportError as error:
        message = "NEWSSPIDER_WORKERS=dask://… needs Dask: pip install 'newsspider[dask]'"
        raise UsageError(message) from error
    except ValueError as error:
        raise UsageError(_in_a_line(error)) from error  # a file of Dask's configuration that is no YAML
    # Its log about a lost scheduler fills a screen; the run says it in one sentence.
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client: Any = distributed.Client
        return client(address, timeout=_FIRST, set_as_default=False)
    except (OSError, *_TIMED_OUT, RuntimeError, TypeError, ValueError) as error:
        # The last three are of a configuration that asks for TLS and does not fit.
        message = (
            f"no Dask scheduler answers at {address} ({_in_a_line(error)}): start it, or correct Dask's "
            "configuration (TLS), and run the same command again"
        )
        raise WorkersGone(message) from error


def _in_a_line(error: Exception) -> str:
    """Return what *error* says, in one line; some of TLS say nothing."""
    return " ".join(str(error).split()) or type(error).__name__
