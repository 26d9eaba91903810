"""One run, from its lock to its report: what it holds, and its end. `Run.of(crawler)` is the way to it.

The add-on makes it with the crawler, so that a run is the same however it was started. A command that only
looks at a page (`scrapy fetch`, `shell`, `parse` and the like) is not a run: it takes no lock, stores nothing
and writes nothing.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.extensions.feedexport import FeedExporter
from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object

from newsspider import config, options
from newsspider.errors import ExitCode, NewsspiderError, OutputFailed, UsageError, worst
from newsspider.ledger.sources import TRIES
from newsspider.model.outcomes import Outcome, Reason
from newsspider.run import circumstances, lock, metrics, notify, report_files, summary, targets
from newsspider.run.deadly_inputs import DeadlyInputs
from newsspider.run.endings import Kind
from newsspider.run.failures import Failures
from newsspider.run.health import Health
from newsspider.run.hosts import HostState
from newsspider.run.in_work import InWork
from newsspider.run.known_files import KnownFiles
from newsspider.run.ledger_session import LedgerSession
from newsspider.run.list_results import ListResults
from newsspider.run.outcomes import Outcomes
from newsspider.run.publisher import Publisher
from newsspider.run.recorder import Recorder
from newsspider.run.removals import Removals
from newsspider.run.report import RunReport
from newsspider.version import __version__, versions

if TYPE_CHECKING:
    from scrapy.core.engine import ExecutionEngine
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from newsspider.run.targets import Feeds
    from newsspider.workers.stage import Pool

_Code = TypeVar("_Code", Outcome, Reason)
_log = logging.getLogger(__name__)
# The attribute of the crawler that holds the run.
_RUN = "newsspider_run"
# On a crawler whose command reports by itself how the run ended; the outputs of its command line; and the
# workers that it has started.
_SHOWN = "newsspider_is_shown"
_LINE = "newsspider_line"
_WORKERS = "newsspider_workers"


class Run:
    """One run; raises UsageError, Locked, OutputFailed or LedgerFailed if it cannot begin.

    `stopped` is the code of the signal that ended the run; `report` is set when it has ended.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.is_inspection = _is_inspection(crawler)
        self.stopped: ExitCode | None = None
        self.report: RunReport | None = None
        self.hosts = HostState(tells_all=self.is_inspection)
        self.options = options.read(crawler.settings)
        self.rules = config.rule_set(self.options)
        self._receivers = notify.read(config.load(self.options.config).notify)
        self.in_work = InWork()
        self._held = ExitStack()
        try:
            if not self.is_inspection:
                self._prepare()
            self.failures = Failures(crawler)
            self.outcomes = Outcomes(self.options, crawler, self.in_work.leave, writes=not self.is_inspection)
            self.removals = Removals(self.options, self.failures)
            self.recorder = Recorder(crawler, self.options, self.failures)
            if not self.is_inspection:
                self._open()
        except BaseException:  # the caller gets it, but no lock and no ledger stays open
            self._held.close()
            raise

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Run:
        """Return the run of *crawler*, made before every other part of ours."""
        try:
            run = cls(crawler)
        except NewsspiderError as error:
            cls.log_failure(crawler, error)
            if not _is_inspection(crawler):
                cls.notify_early(crawler, error)
            raise
        setattr(crawler, _RUN, run)
        return run

    @classmethod
    def expect(cls, crawler: Crawler, line: Feeds, workers: Pool | None = None) -> None:
        """Give the run of *crawler* the outputs of the command *line*, and *workers* that were started early.

        The command also says how the run ends, or why it cannot begin.
        """
        setattr(crawler, _SHOWN, True)
        setattr(crawler, _LINE, line)
        setattr(crawler, _WORKERS, workers)

    @property
    def early_workers(self) -> Pool | None:
        """The workers that the command of the run has started; it ends them."""
        workers: Pool | None = getattr(self.crawler, _WORKERS, None)
        return workers

    @classmethod
    def log_failure(cls, crawler: Crawler, error: NewsspiderError) -> None:
        """Log why the run of *crawler* cannot begin, unless its command reports it: a script may not."""
        if not getattr(crawler, _SHOWN, False):
            _log.error("%s", error)

    @staticmethod
    def notify_early(crawler: Crawler, error: NewsspiderError) -> None:
        """Tell of an *error* that a run could not begin for, as far as its settings say whom to tell."""
        try:
            run = options.read(crawler.settings)
            receivers = notify.read(config.load(run.config).notify)
        except UsageError:
            return  # the settings themselves are wrong
        trouble = notify.Trouble(crawler.spidercls.name, "", int(error.exit_code), str(error))
        notify.tell(receivers, trouble, run.output, run.clock())

    @classmethod
    def of(cls, crawler: Crawler) -> Run:
        """Return the run of *crawler*; raises NewsspiderError if the add-on is not switched on."""
        run = getattr(crawler, _RUN, None)
        if not isinstance(run, Run):
            message = 'newsspider is not enabled: add "newsspider.addon.Addon" to ADDONS'
            raise NewsspiderError(message)
        return run

    def asked(self, key: str) -> None:
        """Note that a list's row of this key is asked for: it is recorded and stored in its turn."""
        self.recorder.asked(key)
        self.publisher.order.asked(key)

    def ended(self, key: str) -> None:
        """Note that nothing more comes of the row of this key."""
        self.recorder.ended(key)
        self.publisher.order.ended(key)

    @contextmanager
    def reading(self, locator: str) -> Iterator[None]:
        """Leave a note while the block reads or cleans the input *locator*, which may kill this process."""
        if self.is_inspection:
            yield
            return
        self.deadly_inputs.begin(locator)
        try:
            yield
        finally:
            self.deadly_inputs.end()

    def stop(self, code: ExitCode) -> None:
        """Note that a signal ends the run, with this exit code: what is being written is the last."""
        self.stopped = code
        if not self.is_inspection:
            self.publisher.stop()

    def conclude(self) -> None:
        """Complete the outputs, work out the exit code, and release the lock."""
        if self.report is not None:
            return
        try:
            self.report = self._conclude()
        finally:
            self._held.close()
        stats = self.crawler.stats
        code = int(self.report.exit_code)
        _log.info(
            "the run ends with exit code %d\n%s%s", code, summary.render(self.report), self.report.reason
        )
        stats.set_value("newsspider/exit_code", code)
        if self.report.exit_code in (ExitCode.FAILED, ExitCode.USAGE):
            stats.set_value("finish_reason", "failed")
        if self.report.reason and not getattr(self.crawler, _SHOWN, False):
            _log.error("%s", self.report.reason)
        self._notify(self.report)

    def _notify(self, account: RunReport) -> None:
        """Notify the receivers of this exit code."""
        output, name = self.options.output, account.run
        sentence = account.reason or "the run is complete"
        trouble = notify.Trouble(account.spider, name, int(account.exit_code), sentence)
        notify.tell(self._receivers, trouble, output, self.options.clock())

    def _prepare(self) -> None:
        """Check what the spider and the outputs need, take the lock, and name the run."""
        settings, spider = self.crawler.settings, self.crawler.spider
        _check_exporter(settings)
        before = getattr(spider, "before_run", None)
        if before is not None:
            before(self.options)
        named = [*self.options.hosts, *getattr(spider, "named_hosts", ())]
        settings.set("NEWSSPIDER_HOSTS", named, priority="cmdline")
        outputs = targets.feeds(settings, self.options, getattr(self.crawler, _LINE, {}))
        settings.set("FEEDS", outputs, priority="cmdline")
        targets.check(self.options, outputs)
        taken, swept = targets.locked(self.options, outputs), targets.swept(self.options, outputs)
        self._held.enter_context(lock.held(self.options, taken, swept))
        name = lock.run_name(self.options, self.crawler.spidercls.name)
        settings.set("NEWSSPIDER_RUN", name, priority="cmdline")
        # The addresses of outputs may contain it: Scrapy fills in attributes of the spider.
        setattr(spider, "run", name)  # noqa: B010 - a spider of the user's own declares no such attribute
        self.options = options.read(settings)
        _log.info("%s; the run %s begins: %s", versions().strip(), name, self._given())

    def _given(self) -> str:
        """Return the spider with what it was given, and the settings that differ from the default."""
        crawler = self.crawler
        given = {**circumstances.arguments(crawler.spider), **circumstances.settings(crawler.settings)}
        return " ".join([crawler.spidercls.name, *(f"{name}={value}" for name, value in given.items())])

    def _open(self) -> None:
        crawler = self.crawler
        self.session = LedgerSession(self.options, crawler.spidercls.name, self.rules.version)
        self._held.callback(self.session.ledger.close)
        self.deadly_inputs = DeadlyInputs(self.options.output, self.session.ledger, self.failures)
        self._held.callback(self.deadly_inputs.close)
        if found := self.deadly_inputs.found:
            self.session.notes.append(
                f"an earlier run was killed while it read {found}; now a process of its own reads this"
            )
        self.known_files = KnownFiles(self.session, self.options)
        self._known_runs = {*self.session.known_runs, self.options.run or ""}
        self.publisher = self._publisher()
        self._list_results = ListResults(self.session, self.failures, self.hosts, self.ended)
        self.outcomes.settled = self._list_results.settled
        self.health = Health(crawler, self.hosts, self.rules.ids)
        crawler.signals.connect(self.conclude, signals.engine_stopped)
        self._watch_the_beginning()

    def _watch_the_beginning(self) -> None:
        """Release the lock also if the crawl ends before its engine has started.

        Scrapy sends no signal if a pipeline or middleware cannot be made or opened.
        """
        crawler = self.crawler
        create, stop = crawler._create_engine, crawler.stop_async  # noqa: SLF001 - there is no public way

        def create_engine() -> ExecutionEngine:
            try:
                return create()
            except BaseException as error:
                self._held.close()
                if isinstance(error, NewsspiderError):
                    self.log_failure(crawler, error)
                raise

        async def stop_async() -> None:
            await stop()
            if crawler.engine.spider is None:  # closed, whether the engine ever started or not
                self.conclude()

        setattr(crawler, "_create_engine", create_engine)  # noqa: B010 - mypy forbids the assignment
        setattr(crawler, "stop_async", stop_async)  # noqa: B010

    def _publisher(self) -> Publisher:
        try:
            return Publisher(self.crawler, self.session, self.failures, self.outcomes, self.known_files)
        except NotConfigured as error:
            message = "no output can be written; the log says why Scrapy refuses it"
            raise NewsspiderError(message) from error

    def _conclude(self) -> RunReport:
        self.failures.close()
        self._add_up()
        given_up = self._list_results.conclude(self.outcomes.tries)
        if given_up:
            self.health.fault(
                f"{len(given_up)} articles were given up after {TRIES} tries; "
                "`newsspider ledger retry --list` lists them, `--all` requests them again"
            )
        try:
            self.outcomes.settle_tries(given_up, self._list_results.of_tries(self.outcomes.tries))
            self.outcomes.rejected.complete()
            self.removals.complete()
        except OutputFailed as error:
            self.failures.fail(error)
        lost = self.outcomes.unaccounted()
        if lost:
            inputs = self.outcomes.inputs
            message = f"{inputs} inputs but {inputs - lost} outcomes; please report this with the log"
            self.failures.fail(NewsspiderError(message))
        faults, parts = self.health.conclude(), self._report_parts()
        account = self._report(faults, parts)
        try:
            self.session.finish(account.exit_code, account.outcomes, self.health.shares())
        except NewsspiderError as error:
            self.failures.fail(error)
            account = self._report(faults, parts)
        try:
            report_files.write(account, self.options, self._known_runs)
            if self.options.metrics is not None:
                metrics.write(account, self.options.metrics)
        except NewsspiderError as error:
            self.failures.fail(error)
            account = self._report(faults, parts)
        return account

    def _report_parts(self) -> dict[str, Any]:
        """Return what the tally says, some of it with the help of the ledger."""
        try:
            return self.outcomes.tally.values(self.session, self.rules.ids)
        except NewsspiderError as error:
            self.failures.fail(error)
            return {}

    def _add_up(self) -> None:
        """Add what the pages had to what those of earlier runs had, in the ledger."""
        try:
            self.health.add_up(self.session, self.options.clock())
        except NewsspiderError as error:
            self.failures.fail(error)

    def _report(self, faults: list[str], parts: Mapping[str, Any]) -> RunReport:
        failed = self.outcomes.counts[Outcome.FAILED]
        refused = self.hosts.refused
        codes = self.failures.codes()
        if failed or refused:
            codes.append(ExitCode.SOME_FAILED)
        if faults:
            codes.append(ExitCode.SOURCE)
        if self._was_stopped():
            codes.append(self.stopped or ExitCode.SIGTERM)
        failures = self.failures.sentences()
        reasons = [*failures, *faults, *refused]
        if failed:
            inputs, path = self.outcomes.inputs, self.outcomes.rejected.path
            reasons.append(f"{failed} of {inputs} inputs failed; {path} says why")
        return RunReport(
            run=self.options.run or "",
            spider=self.crawler.spidercls.name,
            started=self.outcomes.started,
            ended=self.options.clock(),
            exit_code=worst(codes),
            inputs=self.outcomes.inputs,
            outcomes=_falling(self.outcomes.counts),
            reasons=_falling(self.outcomes.reasons),
            outputs=self.publisher.outputs(),
            waiting=self.publisher.waiting,
            changes=self.outcomes.changes,
            undated=self.publisher.undated,
            notes=[*self.session.notes, *self._of_ending()],
            pictures=self._pictures(),
            skipped=getattr(self.crawler.spider, "skipped", {}),
            others=getattr(self.crawler.spider, "others", {}),
            faults=[*faults, *refused],
            errors=failures,
            # Later failures follow from the first one.
            reason=reasons[0] if reasons else "",
            version=__version__,
            versions=circumstances.versions(),
            arguments=circumstances.arguments(self.crawler.spider),
            settings=circumstances.settings(self.crawler.settings),
            **parts,
        )

    def _pictures(self) -> dict[str, int]:
        """Return how many pictures were stored and how many failed, if any."""
        stats = self.crawler.stats
        counts = {name: stats.get_value(f"newsspider/images/{name}", 0) for name in ("stored", "failed")}
        return counts if any(counts.values()) else {}

    def _of_ending(self) -> list[str]:
        """Return what to say about an end that was neither a failure nor complete."""
        ending = self.publisher.ending
        return [ending.sentence] if ending.sentence and ending.kind is not Kind.FAILURE else []

    def _was_stopped(self) -> bool:
        return self.stopped is not None or self.publisher.ending.kind is Kind.STOPPED


class ExporterOfRun:
    """Makes the publisher of a run an extension, where Scrapy looks for a feed exporter."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Publisher:
        """Return the publisher; raises NotConfigured if this is not a run."""
        run = Run.of(crawler)
        if run.is_inspection:
            raise NotConfigured
        return run.publisher


def _check_exporter(settings: BaseSettings) -> None:
    """Raise NewsspiderError if there is another feed exporter: it would write the same files."""
    names = build_component_list(settings.get_component_priority_dict_with_base("EXTENSIONS"))
    for one in map(load_object, names):
        if isinstance(one, type) and issubclass(one, FeedExporter):
            message = f"EXTENSIONS enables another feed exporter, {one.__module__}; remove it"
            raise NewsspiderError(message)


def _is_inspection(crawler: Crawler) -> bool:
    """Return whether one of Scrapy's commands only looks at pages: it has its own start()."""
    start = getattr(type(crawler.spider), "start", None)
    return crawler.spider is None or getattr(start, "__module__", "").startswith("scrapy.commands.")


def _falling(counts: Counter[_Code]) -> dict[str, int]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0].value))
    return {name.value: count for name, count in ordered if count}
