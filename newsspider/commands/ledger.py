"""`scrapy ledger`: the upkeep of the ledger, a task each for checking, rebuilding, restoring and pruning."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from newsspider import options
from newsspider.commands.base import collect_seldom, prepare, processing, sentences
from newsspider.commands.crawl import StopSignals
from newsspider.errors import ExitCode, UsageError
from newsspider.lazy import lazily
from newsspider.options import Options

if TYPE_CHECKING:
    from newsspider.ledger import database
    from newsspider.run import lock
    from newsspider.upkeep import check as checking
    from newsspider.upkeep import prune, rebuild, restore, retry
else:
    database = lazily("newsspider.ledger.database")
    lock = lazily("newsspider.run.lock")
    checking = lazily("newsspider.upkeep.check")
    prune = lazily("newsspider.upkeep.prune")
    rebuild = lazily("newsspider.upkeep.rebuild")
    restore = lazily("newsspider.upkeep.restore")
    retry = lazily("newsspider.upkeep.retry")


# A change of rules that is to reach an article comes in its first months or never.
DEFAULT_DAYS = 180

_DAYS = re.compile(r"[0-9]{1,5}")
# Option of the command line to what it is when it is not given.
_OPTIONS = {
    "all_missing": False,
    "list": False,
    "all": False,
    "before": None,
    "force": False,
    "images": False,
}


def _must_exist(run: Options, args: list[str]) -> None:
    del args
    database.must_exist(run.ledger)


@dataclass(frozen=True)
class Task:
    """What a task does, the options it knows, and how many further arguments it takes at most (None: any).

    `check` raises where it cannot begin; it is asked before the lock, which would make the output folder.
    """

    run: Callable[[Options, list[str], argparse.Namespace], ExitCode]
    options: tuple[str, ...] = ()
    most: int | None = 0
    check: Callable[[Options, list[str]], object] = _must_exist


def _prune(run: Options, args: list[str], opts: argparse.Namespace) -> ExitCode:
    del args
    if opts.images:
        return prune.prune_pictures(run)
    if opts.before is None:
        return prune.prune(run, DEFAULT_DAYS)
    if not _DAYS.fullmatch(opts.before):
        message = f"--before must be a number of days, not {opts.before!r}"
        raise UsageError(message)
    return prune.prune(run, int(opts.before))


def _rebuild(run: Options, args: list[str], opts: argparse.Namespace) -> ExitCode:
    return rebuild.rebuild(run, rebuild.folder(run, args), force=opts.force)


def _folder(run: Options, args: list[str]) -> object:
    return rebuild.folder(run, args)


def _restore(run: Options, args: list[str], opts: argparse.Namespace) -> ExitCode:
    return restore.restore(run, args, all_missing=opts.all_missing)


def _check(run: Options, args: list[str], opts: argparse.Namespace) -> ExitCode:
    del args, opts
    return checking.check(run)


def _retry(run: Options, args: list[str], opts: argparse.Namespace) -> ExitCode:
    return retry.listed(run) if opts.list else retry.retry(run, args, everything=opts.all)


TASKS = {
    "check": Task(_check),
    "rebuild": Task(_rebuild, ("force",), most=1, check=_folder),
    "restore": Task(_restore, ("all_missing",), most=None),
    "retry": Task(_retry, ("list", "all"), most=None),
    "prune": Task(_prune, ("before", "images")),
}


class Command(ScrapyCommand):
    """Runs one task under the lock of the output folder."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return what follows the command's name."""
        tasks = ("check", "rebuild [--force] [FOLDER]", "restore ID...", "restore --all-missing")
        return " | ".join((*tasks, "retry ID...", "retry --list", "retry --all", "prune"))

    def short_desc(self) -> str:
        """Return the line that `scrapy` lists."""
        return "Check, rebuild or prune the ledger, restore deleted posts, retry what was given up"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options of all tasks."""
        super().add_options(parser)
        parser.add_argument("--force", action="store_true", help="rebuild: even if the ledger is not damaged")
        parser.add_argument(
            "--list", action="store_true", help="retry: only list articles that were given up"
        )
        parser.add_argument("--all", action="store_true", help="retry: all articles that were given up")
        parser.add_argument("--all-missing", action="store_true", help="restore: all missing posts")
        parser.add_argument(
            "--before", metavar="DAYS", help=f"prune: sources older than this (default: {DEFAULT_DAYS})"
        )

        parser.add_argument("--images", action="store_true", help="prune: also pictures that no article uses")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Merge settings in."""
        with processing(opts):
            super().process_options(args, opts)
            assert self.settings is not None
            prepare(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the task and set the exit code."""
        assert self.settings is not None
        StopSignals().guard()
        with sentences():
            task = _task(args, opts)
            run = options.read(self.settings)
            task.check(run, args[1:])
            collect_seldom()
            with lock.held(run):
                self.exitcode = task.run(run, args[1:], opts)


def _task(args: list[str], opts: argparse.Namespace) -> Task:
    """Return the task that *args* name; raises UsageError without a task or for wrong arguments."""
    unknown = next((arg for arg in args if arg.startswith("-")), None)
    if unknown is not None:
        message = f"ledger: unknown option {unknown}"
        raise UsageError(message)
    if not args or args[0] not in TASKS:
        wanted = f"unknown task {args[0]!r}" if args else "a task is missing"
        message = f"ledger: {wanted}; use one of {', '.join(TASKS)}"
        raise UsageError(message)
    task = TASKS[args[0]]
    for name, absent in _OPTIONS.items():
        if getattr(opts, name) != absent and name not in task.options:
            message = f"ledger {args[0]} has no option --{name.replace('_', '-')}"
            raise UsageError(message)
    if task.most is not None and len(args) - 1 > task.most:
        message = f"ledger {args[0]} has no argument {args[task.most + 1]!r}"
        raise UsageError(message)
    return task
