"""What makes a run fail, wherever it happens: noted once, reported in one sentence, and the run is stopped.

Scrapy only logs an error in a signal handler, a storage or `start()`, and goes on. So this listens to the
loggers for which an error means that the run has failed.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.utils.log import get_scrapy_root_handler

from newsspider.errors import OUT_OF_MEMORY, ExitCode, NewsspiderError, OutputFailed
from newsspider.ledger import LedgerFailed
from newsspider.text.redact import masked

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

_OF_OUTPUTS = "scrapy.extensions.feedexport"
# Packages of the storages' clients, whose errors are what a server answered.
_CLIENTS = frozenset(("botocore", "boto3", "ftplib", "google"))
# Loggers whose errors are failures of the run, and what they report.
_WATCHED = {
    "scrapy.utils.signal": "a signal handler that raised: an exporter, a storage that opens, an extension",
    _OF_OUTPUTS: "an output that could not be stored",
    "scrapy.core.engine": "start() that raised, a part that did not close",
    "asyncio": "a task whose error nobody took",
    "twisted": "a deferred whose error nobody took",
}


def is_ours(crawler: Crawler) -> bool:
    """Return whether the spider of *crawler* is one of ours, or derived from one."""
    return hasattr(crawler.spidercls, "before_run")


class Failures:
    """The failures of the run, in order."""

    def __init__(self, crawler: Crawler) -> None:
        self.errors: list[BaseException] = []
        self._crawler = crawler
        self._handler = _Listener(self)
        self._closing: asyncio.Task[None] | None = None
        crawler.signals.connect(self.spider_opened, signals.spider_opened)
        if is_ours(crawler):
            crawler.signals.connect(self.spider_error, signals.spider_error)

    def fail(self, error: BaseException) -> None:
        """Note *error* and stop the run; the same error or sentence is noted once."""
        if any(error is known or str(error) == str(known) for known in self.errors):
            return
        self.errors.append(error)
        if self._closing is None and self._crawler.crawling and self._crawler.engine.spider is not None:
            self._closing = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason="failed"))

    def sentences(self) -> list[str]:
        """Return what happened, one sentence each."""
        return [_sentence(error) for error in self.errors]

    @property
    def is_unwritable(self) -> bool:
        """Whether something could not be written: nothing more is stored then."""
        return any(isinstance(error, (OutputFailed, LedgerFailed)) for error in self.errors)

    def codes(self) -> list[ExitCode]:
        """Return the exit codes that the failures ask for."""
        return [
            error.exit_code if isinstance(error, NewsspiderError) else ExitCode.FAILED
            for error in self.errors
        ]

    def spider_opened(self) -> None:
        """Begin to listen to the log."""
        logging.getLogger().addHandler(self._handler)
        root = get_scrapy_root_handler()
        if root is not None:
            root.addFilter(_no_traceback)

    def spider_error(self, failure: Failure) -> None:
        """Note an error that a spider of ours raised; in a user's spider it only fails that input."""
        if failure.value is not None:
            self.fail(failure.value)

    def are_of(self, record: logging.LogRecord) -> bool:
        """Return whether *record* may be about this run: it names no other run of the same process."""
        crawler = getattr(getattr(record, "spider", None), "crawler", None) or getattr(
            record, "crawler", None
        )
        return crawler is None or crawler is self._crawler

    def close(self) -> None:
        """Stop listening."""
        logging.getLogger().removeHandler(self._handler)


class _Listener(logging.Handler):
    """Passes on the errors of the watched loggers."""

    def __init__(self, failures: Failures) -> None:
        super().__init__(logging.ERROR)
        self._failures = failures

    def emit(self, record: logging.LogRecord) -> None:
        """Note the error of *record*, if its logger is watched."""
        if record.name in _WATCHED and self._failures.are_of(record):
            error = record.exc_info[1] if record.exc_info else None
            if error is not None and record.name == _OF_OUTPUTS and not isinstance(error, NewsspiderError):
                error = _not_stored(record.getMessage(), error)
            self._failures.fail(error or NewsspiderError(record.getMessage()))


def _not_stored(message: str, error: BaseException) -> OutputFailed:
    """Return the failure for an *error* of the remote place that Scrapy's *message* ends with."""
    why = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return OutputFailed(f"{masked(message.rpartition(' in: ')[2])} cannot be written: {why}")


def _no_traceback(record: logging.LogRecord) -> bool:
    """Keep out of the log what one sentence reports at the end: our own errors, and what a server said."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, NewsspiderError):
        return False
    said = isinstance(error, OSError) or type(error).__module__.partition(".")[0] in _CLIENTS
    return not (record.name == _OF_OUTPUTS and said)


def _sentence(error: BaseException) -> str:
    if isinstance(error, NewsspiderError):
        return str(error)
    if isinstance(error, MemoryError):
        return OUT_OF_MEMORY
    return (
        f"the run stopped at an unexpected error, {type(error).__name__}: {error}; the log has its traceback"
    )
