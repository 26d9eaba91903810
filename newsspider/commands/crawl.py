"""`crawl`: Scrapy's own command, with checks before the start, a summary, and true exit codes.

`runspider` and `reclean` are the same except for the spider that they run.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import logging
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from scrapy import Spider, signals
from scrapy.commands import crawl
from scrapy.crawler import Crawler
from scrapy.spiderloader import get_spider_loader

from newsspider import options
from newsspider.commands.base import (
    collect_seldom,
    nearest_option,
    prepare,
    processing,
    say,
    sentences,
    show,
)
from newsspider.errors import ExitCode, NewsspiderError, UsageError
from newsspider.lazy import lazily
from newsspider.spiders.base import BaseSpider

if TYPE_CHECKING:
    from newsspider.extensions import progress
    from newsspider.outputs import atomic
    from newsspider.run import early_workers, lock, report, summary, targets
    from newsspider.run import run as running
    from newsspider.workers import stage
else:
    progress = lazily("newsspider.extensions.progress")
    atomic = lazily("newsspider.outputs.atomic")
    early_workers = lazily("newsspider.run.early_workers")
    lock = lazily("newsspider.run.lock")
    running = lazily("newsspider.run.run")
    summary = lazily("newsspider.run.summary")
    targets = lazily("newsspider.run.targets")

# SIGINT and SIGTERM: which of them came, for the exit code; Scrapy does the stopping.

_CODES = {signal.SIGINT: ExitCode.SIGINT, signal.SIGTERM: ExitCode.SIGTERM}
# A closed terminal ends its processes; a run then ends as it does after a signal.
_HANG_UP = getattr(signal, "SIGHUP", None)


class StopSignals:
    """Notes the first signal; before Scrapy handles signals itself the process ends at once."""

    def __init__(self) -> None:
        self.code: ExitCode | None = None
        self.tell: Callable[[ExitCode], None] | None = None
        self._early: int | None = None

    def guard(self) -> None:
        """End the process at a signal, as long as nothing has begun that needs an orderly end."""
        self._handle(self._exit)

    def hold(self) -> None:
        """Keep a signal for `listen`; what starts the reactor takes an end of the process for an error."""
        self._handle(self._keep)

    def listen(self) -> None:
        """Note signals and pass them on, those held too; to be called when Scrapy's handlers are in place."""
        for number in _CODES:
            self._wrap(number)
        if _HANG_UP is not None and signal.getsignal(_HANG_UP) is not signal.SIG_IGN:
            signal.signal(_HANG_UP, lambda _, frame: _pass_on(signal.SIGTERM, frame))
        if self._early is not None:
            _pass_on(self._early, None)

    @staticmethod
    def _handle(handler: Callable[[int, FrameType | None], None]) -> None:
        for number in _CODES:
            signal.signal(number, handler)
        if _HANG_UP is not None and signal.getsignal(_HANG_UP) is not signal.SIG_IGN:  # nohup
            signal.signal(_HANG_UP, lambda _, frame: handler(signal.SIGTERM, frame))

    def _keep(self, number: int, frame: FrameType | None) -> None:
        del frame
        self._early = self._early or number

    def _wrap(self, number: int) -> None:
        handler = signal.getsignal(number)
        if not callable(handler):
            return

        def note(received: int, frame: FrameType | None) -> None:
            self.code = self.code or _CODES[signal.Signals(received)]
            if self.tell is not None:
                self.tell(self.code)
            handler(received, frame)

        signal.signal(number, note)

    @staticmethod
    def _exit(number: int, frame: FrameType | None) -> None:
        del frame
        sys.exit(int(_CODES[signal.Signals(number)]))


def _pass_on(number: int, frame: FrameType | None) -> None:
    handler = signal.getsignal(number)
    if callable(handler):
        handler(number, frame)


# --- crawl ---

_log = logging.getLogger(__name__)


class Command(crawl.Command):
    """Runs a spider of the project."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add newsspider's options to Scrapy's, and the spiders to its help."""
        super().add_options(parser)
        parser.add_argument("--quiet", action="store_true", help="print nothing if the exit code is 0")
        parser.add_argument(
            "-h", "--help", action=_HelpWithSpiders, command=self, help="show this help and all spiders"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Merge settings in; `run` adds the outputs of the command line and reports wrong ones."""
        chosen = opts.output, opts.overwrite_output
        opts.output = opts.overwrite_output = None
        with processing(opts):
            lock.require()  # before Scrapy begins to prepare a crawl
            super().process_options(args, opts)
            assert self.settings is not None
            prepare(self.settings)
            _open_log(self.settings.get("LOG_FILE"))
        opts.output, opts.overwrite_output = chosen

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the spider and set the exit code."""
        stopping = StopSignals()
        stopping.guard()
        with sentences(), _held_back(self, quiet=opts.quiet):
            self._crawl(self._spider(args, opts), opts, stopping)

    def _crawl(self, spidercls: type[Spider], opts: argparse.Namespace, stopping: StopSignals) -> None:
        crawler = self._create_crawler(spidercls)
        try:
            arguments = _arguments(spidercls, opts.spargs)
        except UsageError as error:
            running.Run.notify_early(crawler, error)
            raise
        with _early_workers(crawler, arguments) as pool:
            line = targets.of_line(crawler.settings, opts.output, opts.overwrite_output)
            running.Run.expect(crawler, line, pool)
            self._run_through(crawler, arguments, stopping, quiet=opts.quiet)

    def _run_through(
        self, crawler: Crawler, arguments: dict[str, Any], stopping: StopSignals, *, quiet: bool
    ) -> None:
        assert self.crawler_process is not None
        crawler.signals.connect(_teller(stopping, crawler), signals.spider_opened, weak=False)
        # Runs before the crawl's first step and after Scrapy has put its own handlers in place.
        asyncio.get_event_loop().call_soon(stopping.listen)
        task = self.crawler_process.crawl(crawler, **arguments)
        assert isinstance(task, asyncio.Task)
        collect_seldom()
        stopping.hold()
        with progress.display(crawler, quiet=quiet):
            self.crawler_process.start()
        if stopping.code is not None and not task.done():
            self.exitcode = stopping.code  # stopped before it began, or forced by a second signal
            return
        _raise_early(task)
        run = running.Run.of(crawler)
        run.conclude()  # if the engine ended without a reason
        assert run.report is not None
        _show(run.report, to_stderr=targets.to_stdout(crawler.settings.getdict("FEEDS")), quiet=quiet)
        self.exitcode = run.report.exit_code

    def spiders(self) -> str:
        """Return a readable list of the spiders with their arguments."""
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        return "".join(_described(loader.load(name)) for name in sorted(loader.list()))

    def _spider(self, args: list[str], opts: argparse.Namespace) -> type[Spider]:
        assert self.crawler_process is not None
        loader = self.crawler_process.spider_loader
        known = sorted(loader.list())
        if not args:
            message = f"crawl needs the name of a spider:\n\n{self.spiders()}"
            raise UsageError(message.rstrip())
        unknown = next((arg for arg in args if arg.startswith("-")), None)
        if unknown is not None:
            message = f"crawl: unknown option {unknown}{nearest_option(self, unknown)}"
            raise UsageError(message)
        if len(args) > 1:
            raise UsageError(_of_more(args, known, opts.spargs))
        if args[0] not in known:
            message = f"unknown spider {args[0]!r}{options.did_you_mean(args[0], known)}"
            raise UsageError(message)
        return loader.load(args[0])


def _of_more(args: list[str], known: list[str], given: dict[str, str]) -> str:
    """Return what to say of *args* that are more than a spider, *given* being what came with `-a`."""
    first, more = args[0], args[1]
    name, sign, _ = more.partition("=")
    if sign and name.isidentifier():
        return f"arguments of a spider are given with -a: crawl {first} -a {more}"
    if more not in known and given:
        name, value = list(given.items())[-1]
        return f"unexpected {more!r}; quote a value that contains spaces: -a '{name}={value} {more}'"
    return f"crawl runs one spider at a time, not {' and '.join(args)}"


class _HelpWithSpiders(argparse.Action):
    """Prints the help of the command and every spider with its arguments."""

    def __init__(self, *, command: Command, **kwargs: Any) -> None:
        super().__init__(nargs=0, **kwargs)
        self._command = command

    def __call__(self, parser: argparse.ArgumentParser, *args: Any) -> None:
        del args
        with sentences():
            spiders = self._command.spiders()
            sys.stdout.write(parser.format_help() + (f"\nSpiders\n=======\n{spiders}" if spiders else ""))
        parser.exit()


def _described(spidercls: type[Spider]) -> str:
    """Return the name of a spider, what it does, and a line for each of its arguments."""
    lines = [f"  {spidercls.name:<14} {(spidercls.__doc__ or '').strip().partition(chr(10))[0]}"]
    if issubclass(spidercls, BaseSpider):
        arguments = spidercls.arguments.items()
        lines += [f"    -a {name + '=…':<12} {argument.help}" for name, argument in arguments]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _show(account: report.RunReport, *, to_stderr: bool, quiet: bool) -> None:
    """Print the summary, and in one sentence why the exit code is not 0."""
    if not quiet or account.exit_code is not ExitCode.DONE:
        show(summary.render(account), to_stderr=to_stderr)
    if account.reason:
        say(account.reason)


def _open_log(name: object) -> None:
    """Make sure that a requested log can be written; raises OutputFailed, UsageError."""
    if not name:
        return
    if not isinstance(name, str):
        message = f"LOG_FILE must be a file name, not {name!r}"
        raise UsageError(message)
    try:
        Path(name).absolute().parent.mkdir(parents=True, exist_ok=True)
        with Path(name).open("ab"):
            pass
    except OSError as error:
        raise atomic.cannot_write(name, error) from error


def _teller(stopping: StopSignals, crawler: Crawler) -> Callable[[], None]:
    """Return what lets the run know of a signal, when it is there."""

    def tell() -> None:
        stopping.tell = running.Run.of(crawler).stop

    return tell


def _arguments(spidercls: type[Spider], given: dict[str, str]) -> dict[str, Any]:
    return spidercls.read_arguments(given) if issubclass(spidercls, BaseSpider) else dict(given)


@contextmanager
def _early_workers(crawler: Crawler, arguments: dict[str, Any]) -> Iterator[stage.Pool | None]:
    """Give the workers of a run that surely needs some; they end with the run."""
    spidercls, pool = crawler.spidercls, None
    if issubclass(spidercls, BaseSpider):
        pool = early_workers.begun(crawler.settings, partial(spidercls.are_more, arguments))
    try:
        yield pool
    finally:
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)


def _raise_early(task: asyncio.Task[None]) -> None:
    """Raise the error that kept the crawl from beginning: our own as it is, others as one of ours."""
    error = task.exception()
    if error is None:
        return
    if isinstance(error, (NewsspiderError, MemoryError)):
        raise error
    _log.debug("The crawl did not begin", exc_info=error)
    message = f"the crawl could not start: {type(error).__name__}: {error}; `--loglevel DEBUG` shows where"
    raise NewsspiderError(message) from error


@contextmanager
def _held_back(command: Command, *, quiet: bool) -> Iterator[None]:
    """Hold stderr back while *quiet*, and let it go if the exit code is not 0."""
    if not quiet:
        yield
        return
    real, sys.stderr = sys.stderr, io.StringIO()
    ended_well = False
    try:
        yield
        ended_well = command.exitcode == ExitCode.DONE
    finally:
        held, sys.stderr = sys.stderr, real
        if not ended_well:
            real.write(held.getvalue())
