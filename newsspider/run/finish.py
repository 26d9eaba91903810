"""The end of a run: its files completed, its exit code, its report and its summary."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TypeVar

from scrapy.crawler import Crawler
from scrapy.extensions.feedexport import FeedExporter

from newsspider.commands.base import say
from newsspider.errors import ExitCode, NewsspiderError, OutputFailed, worst
from newsspider.model.outcomes import Outcome, Reason
from newsspider.run import report
from newsspider.run.failures import Failures
from newsspider.run.health import Health
from newsspider.run.outcomes import Outcomes
from newsspider.run.publisher import Publisher
from newsspider.run.report import RunReport
from newsspider.text.redact import harmless

_Code = TypeVar("_Code", Outcome, Reason)


def conclude(crawler: Crawler, stopped: ExitCode | None, *, to_stderr: bool, quiet: bool) -> ExitCode:
    """Write what a run leaves, tell what happened, and return its exit code.

    *stopped* is the code of the signal that ended it, if one did.
    """
    failures, outcomes = _parts(crawler)
    failures.close()
    try:
        outcomes.rejected.complete()
    except OutputFailed as error:
        failures.fail(error)
    _check(crawler, failures, outcomes)
    faults = _faults(crawler, failures)
    account = _account(crawler, failures, outcomes, faults, stopped)
    try:
        _finish(crawler, account)
    except NewsspiderError as error:
        failures.fail(error)
        account = _account(crawler, failures, outcomes, faults, stopped)
    try:
        report.write(account, outcomes.run.output / "reports", outcomes.run.reports_kept)
    except NewsspiderError as error:
        failures.fail(error)
        account = _account(crawler, failures, outcomes, faults, stopped)
    if not quiet or account.exit_code is not ExitCode.DONE:
        (sys.stderr if to_stderr else sys.stdout).write(harmless(report.render(account)))
    _tell(account, outcomes)
    return account.exit_code


def _finish(crawler: Crawler, account: RunReport) -> None:
    """Note the run's end in the ledger, and close it."""
    feeds, health = crawler.get_extension(Publisher), crawler.get_extension(Health)
    if feeds is not None:
        feeds.session.finish(account.exit_code, account.outcomes, health.fill.shares() if health else {})


def _faults(crawler: Crawler, failures: Failures) -> list[str]:
    """Return what is wrong with the source; earlier runs, in the ledger, tell what is usual."""
    feeds, health = crawler.get_extension(Publisher), crawler.get_extension(Health)
    if feeds is None or health is None:
        return []
    try:
        return health.conclude(feeds.session)
    except NewsspiderError as error:
        failures.fail(error)
        return []


def _tell(account: RunReport, outcomes: Outcomes) -> None:
    """Say in one sentence why the exit code is not 0; what follows a first failure is its aftermath."""
    failed = outcomes.counts[Outcome.FAILED]
    if account.failures:
        say(account.failures[0])
    elif account.faults:
        say(account.faults[0])
    elif failed:
        say(f"{failed} of {account.inputs} inputs failed; {outcomes.rejected.path} says why")


def _parts(crawler: Crawler) -> tuple[Failures, Outcomes]:
    failures, outcomes = crawler.get_extension(Failures), crawler.get_extension(Outcomes)
    if failures is None or outcomes is None:
        message = "the settings switch off an extension that newsspider cannot do without; see EXTENSIONS"
        raise NewsspiderError(message)
    return failures, outcomes


def _check(crawler: Crawler, failures: Failures, outcomes: Outcomes) -> None:
    """Fail the run where nothing tells what was written, or an input has no outcome."""
    exporter = crawler.get_extension(FeedExporter)
    if exporter is not None and not isinstance(exporter, Publisher):
        message = "the settings put another feed exporter in the place of newsspider's; see EXTENSIONS"
        failures.fail(NewsspiderError(message))
    lost = outcomes.unaccounted()
    if lost:
        message = f"{outcomes.inputs} inputs and {outcomes.inputs - lost} outcomes: the sums do not agree"
        failures.fail(NewsspiderError(message))


def _account(
    crawler: Crawler,
    failures: Failures,
    outcomes: Outcomes,
    faults: list[str],
    stopped: ExitCode | None,
) -> RunReport:
    feeds = crawler.get_extension(Publisher)
    codes = failures.codes()
    if outcomes.counts[Outcome.FAILED]:
        codes.append(ExitCode.SOME_FAILED)
    if faults:
        codes.append(ExitCode.SOURCE)
    if stopped is not None:
        codes.append(stopped)
    return RunReport(
        run=outcomes.rejected.path.stem,
        spider=crawler.spidercls.name,
        started=outcomes.started,
        ended=outcomes.run.clock(),
        exit_code=worst(codes),
        inputs=outcomes.inputs,
        outcomes=_falling(outcomes.counts),
        reasons=_falling(outcomes.reasons),
        outputs=feeds.outputs() if feeds is not None else [],
        waiting=feeds.waiting if feeds is not None else {},
        changes=outcomes.changes,
        undated=feeds.undated if feeds is not None else 0,
        skipped=getattr(crawler.spider, "skipped", {}),
        faults=faults,
        failures=failures.sentences(),
    )


def _falling(counts: Counter[_Code]) -> dict[str, int]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0].value))
    return {name.value: count for name, count in ordered if count}
