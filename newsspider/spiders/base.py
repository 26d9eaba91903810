"""The common base of the spiders: declared arguments, checks before the run, an end that is heeded.

A spider names its arguments in a table and yields what it meets from `entries`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from scrapy import Spider

from newsspider import options
from newsspider.errors import UsageError
from newsspider.ledger import database
from newsspider.run.run import Run


@dataclass(frozen=True)
class Argument:
    """An argument of a spider; `read` makes its value of the text given, or raises UsageError."""

    help: str
    read: Callable[[str], Any] = str
    required: bool = False


class BaseSpider(Spider):
    """A spider whose arguments are checked before the crawl and whose inputs all have an outcome."""

    arguments: ClassVar[dict[str, Argument]] = {}
    reads_ledger: ClassVar[bool] = False  # and nothing else: where there is none, none is made

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**self.read_arguments(arguments))

    @classmethod
    def read_arguments(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of the arguments *given*; raises UsageError for an unknown or wrong one.

        What is no text has been read already. Names that begin with `_` pass as they are: a scheduler
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
        """Return the hosts that a user names with these *arguments*, and so allows whatever their address."""
        return ()

    @property
    def named_hosts(self) -> tuple[str, ...]:
        """The hosts that the arguments of this spider name."""
        return self.hosts_named(vars(self))

    @classmethod
    def check(cls, arguments: Mapping[str, Any], run: options.Options) -> None:
        """Raise UsageError for *arguments* that do not fit the options of *run*; nothing is created yet."""

    def before_run(self, run: options.Options) -> None:
        """Raise what keeps the run from beginning; nothing is created yet.

        UsageError for arguments that do not fit its options, NewsspiderError where a ledger is needed and
        there is none.
        """
        self.check({name: getattr(self, name, None) for name in self.arguments}, run)
        if self.reads_ledger:
            database.must_exist(run.ledger)

    async def start(self) -> AsyncIterator[Any]:
        """Yield what `entries` yields, until the run is being closed."""
        async for entry in self.entries():
            # The engine goes on asking while it closes, and would drop or delay what it is given then.
            if self.is_closing:
                return
            yield entry

    @property
    def current_run(self) -> Run:
        """The run that this spider belongs to: its ledger, outcomes and hosts."""
        return Run.of(self.crawler)

    @property
    def is_closing(self) -> bool:
        """Whether the run is being closed, by a signal, a limit or a failure."""
        slot = self.crawler.engine.scraper.slot
        return slot is None or slot.closing is not None

    async def entries(self) -> AsyncIterator[Any]:
        """Yield the documents and requests that the run begins with."""
        return
        yield
