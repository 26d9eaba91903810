"""`report`: the page of a run, or of the last N runs together; prints where it is, and the numbers."""

from __future__ import annotations

import argparse
import re
import sys
import webbrowser
from collections.abc import Sequence
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from newsspider import options
from newsspider.commands.base import nearest_option, prepare, processing, say, sentences, show
from newsspider.errors import ExitCode, NewsspiderError, UsageError
from newsspider.lazy import lazily

if TYPE_CHECKING:
    from newsspider.run import report, report_files, summary
    from newsspider.run.page import added
else:
    report = lazily("newsspider.run.report")
    report_files = lazily("newsspider.run.report_files")
    summary = lazily("newsspider.run.summary")
    added = lazily("newsspider.run.page.added")

_NUMBER = re.compile(r"[1-9][0-9]{0,4}")


class Command(ScrapyCommand):
    """Shows reports that are in the output folder."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[RUN] [--last N] [--open]"

    def short_desc(self) -> str:
        """Return the line that `scrapy` lists."""
        return "Show the report of the last run, of RUN, or of the last N runs together, as a page"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add newsspider's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--last", metavar="N", help="the last N runs together")
        parser.add_argument("--open", action="store_true", help="open the page in a browser")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Merge settings in."""
        with processing(opts):
            super().process_options(args, opts)
            assert self.settings is not None
            prepare(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the page anew, and tell where it is."""
        assert self.settings is not None
        with sentences():
            _check(self, args, opts)
            run = options.read(self.settings)
            every = report_files.find(run)
            if not every:
                message = f"{run.output / report_files.FOLDER} holds no report; a run writes one at its end"
                raise NewsspiderError(message)
            reports = _chosen(every, args, opts.last)
            earlier = [one for one in every if one.started < reports[0].started]
            name = f"last-{opts.last}" if opts.last else reports[0].run
            path = report_files.write_page(reports, earlier, run, name)
            show(summary.render(added.added(reports)))
            sys.stdout.write(f"\n{path}\n")
            sys.stdout.flush()
            if opts.open and not webbrowser.open(path.absolute().as_uri()):
                say(f"there is no browser to open; the page is {path}")
                self.exitcode = ExitCode.FAILED


def _check(command: Command, args: Sequence[str], opts: argparse.Namespace) -> None:
    """Raise UsageError if the line cannot be meant."""
    unknown = next((arg for arg in args if arg.startswith("-")), None)
    if unknown is not None:
        message = f"report: unknown option {unknown}{nearest_option(command, unknown)}"
        raise UsageError(message)
    if len(args) > 1:
        message = f"report shows one run, not {' and '.join(args)}; --last N adds up the last N"
        raise UsageError(message)
    if opts.last is not None and not _NUMBER.fullmatch(opts.last):
        message = f"--last must be a number of runs, not {opts.last!r}"
        raise UsageError(message)
    if opts.last is not None and args:
        message = f"--last {opts.last} shows the last runs, so {args[0]} cannot be combined with it"
        raise UsageError(message)


def _chosen(every: list[report.RunReport], args: Sequence[str], last: str | None) -> list[report.RunReport]:
    """Return the reports that are wanted, oldest first; raises UsageError for an unknown run."""
    if last is not None:
        return every[-int(last) :]
    if not args:
        return every[-1:]
    found = [one for one in every if one.run == args[0]]
    if not found:
        hint = options.did_you_mean(args[0], [one.run for one in every[-5:]])
        message = f"unknown run {args[0]!r}{hint}"
        raise UsageError(message)
    return found
