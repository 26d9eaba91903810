"""The common base of the spiders: declared arguments, inputs that are counted, an end that is heeded.

A spider names its arguments in a table and yields what it meets from `entries`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Spider

from newsspider import options
from newsspider.errors import UsageError
from newsspider.model.draft import Draft, Unread
from newsspider.run.outcomes import Outcomes
from newsspider.sources.files import Document
from newsspider.sources.inputs import ArchivedPage, FetchedPage, ListEntry

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


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
    run: str

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**self.read_arguments(arguments))

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> BaseSpider:
        """Return the spider, knowing the name of the run, which the addresses of feeds may use."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.run = options.read(crawler.settings).run or cls.name
        return spider

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

    @classmethod
    def check(cls, arguments: Mapping[str, Any], run: options.Options) -> None:
        """Raise UsageError for *arguments* that do not fit the options of *run*; nothing is created yet."""

    async def start(self) -> AsyncIterator[Any]:
        """Yield what `entries` yields, every input counted, until the run is being closed."""
        outcomes = self.crawler.get_extension(Outcomes)
        async for entry in self.entries():
            # The engine goes on asking while it closes, and would drop or delay what it is given then.
            if self.is_closing:
                return
            if outcomes is not None and isinstance(
                entry, (Document, ListEntry, FetchedPage, ArchivedPage, Unread, Draft)
            ):
                outcomes.met()
            yield entry

    @property
    def is_closing(self) -> bool:
        """Whether the run is being closed, by a signal, a limit or a failure."""
        slot = self.crawler.engine.scraper.slot
        return slot is None or slot.closing is not None

    async def entries(self) -> AsyncIterator[Any]:
        """Yield the documents and requests that the run begins with."""
        return
        yield
