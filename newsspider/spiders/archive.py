"""The ledger as a source: stored articles go to the outputs that lack them; no request is made."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from newsspider import options
from newsspider.errors import UsageError
from newsspider.lazy import lazily
from newsspider.model.outcomes import Outcome
from newsspider.spiders import window
from newsspider.spiders.base import Argument, BaseSpider

if TYPE_CHECKING:
    from newsspider import config, ledger
    from newsspider.render import diff
    from newsspider.run import reclean
    from newsspider.sources import channels, sites
else:
    config = lazily("newsspider.config")
    ledger = lazily("newsspider.ledger")
    diff = lazily("newsspider.render.diff")
    reclean = lazily("newsspider.run.reclean")
    channels = lazily("newsspider.sources.channels")
    sites = lazily("newsspider.sources.sites")


def _ids(text: str) -> tuple[str, ...]:
    found = [part.strip() for part in text.split(",") if part.strip()]
    if not found:
        message = "ids= is empty; give one or more article ids, separated by commas"
        raise UsageError(message)
    return tuple(dict.fromkeys(found))


def _all(text: str) -> bool:
    if text != "all":
        message = f"revisions= must be all, not {text!r}; leave it out for the current revision only"
        raise UsageError(message)
    return True


def _keys(channel: str | None, run: options.Options) -> tuple[str, ...]:
    """Return the ledger's names of the channels given; raises UsageError for an unknown channel."""
    if channel is None:
        return ()
    known = sites.load_channels(config.load(run.config).channels)
    return tuple(one.key for one in channels.select(channel, known))


class ArchiveSpider(BaseSpider):
    """The ledger as a source: everything stored, in another format or folder.

    It yields nothing: it makes the wanted articles due, and the run publishes them at its end.
    """

    name = "archive"
    is_offline: ClassVar[bool] = True
    reads_ledger: ClassVar[bool] = True
    arguments: ClassVar[dict[str, Argument]] = {
        **window.ARGUMENTS,
        "channel": Argument("one or more channels (names or ids), separated by spaces or commas"),
        "ids": Argument("one or more ids, separated by commas", _ids),
        "revisions": Argument("all, to include earlier revisions", _all),
    }
    since: datetime | None = None
    until: datetime | None = None
    channel: str | None = None
    ids: tuple[str, ...] = ()
    revisions: bool = False
    keys: tuple[str, ...] = ()

    @classmethod
    def check(cls, arguments: Mapping[str, Any], run: options.Options) -> None:
        """Raise UsageError for an unknown channel."""
        _keys(arguments.get("channel"), run)

    def prepare(self, run: options.Options) -> None:
        """Choose the channels."""
        self.keys = _keys(self.channel, run)

    @classmethod
    def read_arguments(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of the arguments; raises UsageError, also for an empty window."""
        values = super().read_arguments(given)
        window.check(values)
        return values

    async def entries(self) -> AsyncIterator[Any]:
        """Yield nothing; offer the wanted articles to the outputs, and count them."""
        session, outcomes = self.current_run.session, self.current_run.outcomes
        unknown = session.ledger.archive.unknown(self.ids)
        if unknown:
            message = f"unknown article ids: {', '.join(unknown)}"
            raise UsageError(message)
        wanted = ledger.Wanted(self.since, self.until, self.keys, self.ids, self.revisions)
        offered = session.ledger.offering.offer(session.feeds, wanted)
        for _ in range(offered.wanted):
            outcomes.met()
        outcomes.count(Outcome.KEPT, offered.due)
        outcomes.count(Outcome.UNCHANGED, offered.wanted - offered.due)
        return
        yield


# --- reclean ---
# The current rules for all stored articles: changes become revisions; no requests are sent.


class RecleanSpider(BaseSpider):
    """Applies the current rules to all stored articles; `newsspider reclean` runs it.

    `_show` names the stream that differences are printed to, if they are.
    """

    name = "reclean"
    is_offline: ClassVar[bool] = True
    reads_ledger: ClassVar[bool] = True
    arguments: ClassVar[dict[str, Argument]] = {}
    _show = ""

    async def entries(self) -> AsyncIterator[Any]:
        """Yield nothing: articles that are cleaned again go straight to the ledger."""
        run = self.current_run
        everything = reclean.Recleaning(run.options).everything(run.session.ledger)
        async with aclosing(everything):
            async for one in everything:
                if self.is_closing or run.failures.is_unwritable:
                    return
                run.outcomes.met()
                if isinstance(one, reclean.NotRecleanable):
                    run.outcomes.refused(one.refusal, one.stored)
                else:
                    self._tell(one)
                    run.publisher.meet(one.candidate)
                await asyncio.sleep(0)  # signals are handled between two articles
        return
        yield

    def _tell(self, one: reclean.Recleaned) -> None:
        if self._show:
            stream = getattr(sys, self._show)
            stream.write("".join(f"{line}\n" for line in diff.difference(one.stored, one.candidate.article)))
