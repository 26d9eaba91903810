"""The common base of the spiders: declared arguments, checks before the run, stopping when the run ends.

A spider lists its arguments in a table and yields its inputs from `entries`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Spider

from newsspider import options, workers
from newsspider.errors import Rejected, UsageError
from newsspider.lazy import lazily

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from typing_extensions import Self

    from newsspider import api
    from newsspider.ledger import database
    from newsspider.run import page_workers, straight
    from newsspider.run import run as running
    from newsspider.sources import inputs
else:
    database = lazily("newsspider.ledger.database")
    api = lazily("newsspider.api")
    running = lazily("newsspider.run.run")
    page_workers = lazily("newsspider.run.page_workers")
    inputs = lazily("newsspider.sources.inputs")
    straight = lazily("newsspider.run.straight")

# Seconds between two looks at items that are still in the pipelines.
_LOOKS_APART = 0.01


@dataclass(frozen=True)
class Argument:
    """An argument of a spider; `read` makes its value of the text given, or raises UsageError."""

    help: str
    read: Callable[[str], Any] = str
    required: bool = False


class BaseSpider(Spider):
    """A spider whose arguments are checked before the crawl and whose inputs all have an outcome."""

    arguments: ClassVar[dict[str, Argument]] = {}
    doing: str = ""  # what is being read now, for whoever watches
    is_offline: ClassVar[bool] = False  # no request leaves the machine
    reads_ledger: ClassVar[bool] = False  # and nothing else: if there is none, none is created
    is_in_workers = False  # whether what `entries` yields is read in other processes
    yields_inputs: ClassVar[bool] = False  # whether all that `entries` yields are inputs, and no requests

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**self.read_arguments(arguments))

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Return the spider; raises UsageError for a wrong argument, which is also logged."""
        try:
            return super().from_crawler(crawler, *args, **kwargs)
        except UsageError as error:
            running.Run.log_failure(crawler, error)
            running.Run.notify_early(crawler, error)
            raise

    @classmethod
    def read_arguments(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of the arguments *given*; raises UsageError for an unknown or wrong one.

        Values that are not text were read already. Names that begin with `_` pass as they are: a scheduler
        adds them.
        """
        values = {}
        for name, value in given.items():
            if name.startswith("_"):
                values[name] = value
            elif name in cls.arguments:
                values[name] = cls.arguments[name].read(value) if isinstance(value, str) else value
            else:
                hint = options.did_you_mean(name, list(cls.arguments)) if cls.arguments else "; it takes none"
                message = f"{cls.name} has no argument {name!r}{hint}"
                raise UsageError(message)
        for name, argument in cls.arguments.items():
            if argument.required and name not in values:
                message = f"{cls.name} needs -a {name}=…, {argument.help}"
                raise UsageError(message)
        return values

    @classmethod
    def hosts_named(cls, arguments: Mapping[str, Any]) -> tuple[str, ...]:  # noqa: ARG003 - most name none
        """Return the hosts that a user names with these *arguments*, and so allows at any address."""
        return ()

    @property
    def named_hosts(self) -> tuple[str, ...]:
        """The hosts that the arguments of this spider name."""
        return self.hosts_named(vars(self))

    @classmethod
    def check(cls, arguments: Mapping[str, Any], run: options.Options) -> None:
        """Raise UsageError for *arguments* that do not fit the options of *run*; nothing is created yet."""

    @classmethod
    def are_more(cls, arguments: Mapping[str, Any], number: int) -> bool:  # noqa: ARG003 - most do not know
        """Return whether there are more than *number* inputs, if a look at the *arguments* tells that."""
        return False

    def before_run(self, run: options.Options) -> None:
        """Raise the error that keeps the run from beginning, if any; nothing is created yet.

        UsageError for arguments that do not fit its options, NewsspiderError if a ledger is needed but does
        not exist.
        """
        self.check({name: getattr(self, name, None) for name in self.arguments}, run)
        if self.reads_ledger:
            database.must_exist(run.ledger)
        self.prepare(run)

    def prepare(self, run: options.Options) -> None:
        """Prepare with the options of the run, which are final: add-ons have changed theirs."""

    async def start(self) -> AsyncIterator[Any]:
        """Yield what `entries` yields, until the run is being closed."""
        entries = self.entries()
        run = self.current_run
        if self.yields_inputs and page_workers.need_no_pipelines(self.crawler, run):
            self.is_in_workers = workers.are_there(run.options.workers)
            entries = straight.pass_on(self, entries)
        async for entry in entries:
            # The engine still asks for items while it closes, and would drop or delay them.
            if self.is_closing:
                return
            yield entry
        # The engine checks whether the run is done when this ends, and then only every five seconds.
        slot = self.crawler.engine.scraper.slot
        while slot is not None and slot.itemproc_size and not self.is_closing:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(_LOOKS_APART)

    @property
    def current_run(self) -> running.Run:
        """The run that this spider belongs to: its ledger, outcomes and hosts."""
        return running.Run.of(self.crawler)

    @property
    def shared_path(self) -> str:
        """The path of the files to be read, which all workers must see; empty if there are none."""
        return ""

    @property
    def is_closing(self) -> bool:
        """Whether the run is being closed, by a signal, a limit or a failure."""
        slot = self.crawler.engine.scraper.slot
        return slot is None or slot.closing is not None

    def parse(self, response: Response) -> Iterator[Any]:
        """Yield the page of *response*; its article for a command that only looks, such as `scrapy parse`."""
        run = self.current_run
        page = inputs.PageInput(response.url, response.body, {"Content-Type": _content_type(response)})
        if not run.is_inspection:
            yield page
            return
        try:
            yield api.process(page, run.rules, run.options.limits, run.options.clock()).article
        except Rejected as refusal:
            self.logger.error("%s is not an article: %s", response.url, refusal)  # noqa: TRY400 - one sentence is enough

    def measure(self) -> None:
        """Find out how much there is to read, for `share`; takes time, in a thread of its own."""

    def share(self) -> float | None:
        """Return the share of everything that has been read, from 0 to 1; None if it is not known."""
        return None

    async def entries(self) -> AsyncIterator[Any]:
        """Yield the documents and requests that the run begins with."""
        return
        yield


def _content_type(response: Response) -> str:
    return (response.headers.get("Content-Type") or b"").decode("latin-1")
