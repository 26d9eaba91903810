"""Today's rules over everything stored: what they change becomes revisions; no request is made."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any, ClassVar

from newsspider import options
from newsspider.render.diff import difference
from newsspider.run.outcomes import Outcomes
from newsspider.run.publisher import Feeds
from newsspider.run.reclean import Again, Rereading, Untold
from newsspider.spiders.base import Argument, BaseSpider


class RecleanSpider(BaseSpider):
    """Reads the ledger; `_show` names the stream that differences are printed to, if they are."""

    name = "reclean"
    reads_ledger: ClassVar[bool] = True
    arguments: ClassVar[dict[str, Argument]] = {}
    _show = ""

    async def entries(self) -> AsyncIterator[Any]:
        """Yield nothing: what is cleaned again has passed every step, and goes straight to the ledger."""
        feeds, outcomes = self.crawler.get_extension(Feeds), self.crawler.get_extension(Outcomes)
        assert feeds is not None
        assert outcomes is not None
        rereading = Rereading(options.read(self.crawler.settings), self.name)
        for one in rereading.everything(feeds.keeping.ledger):
            if self.is_closing or feeds.failed:
                return
            outcomes.met()
            if isinstance(one, Untold):
                outcomes.refused(one.refusal, one.stored)
            else:
                self._tell(one)
                feeds.meet(one.arrival)
            await asyncio.sleep(0)  # a signal is heard between two articles
        return
        yield

    def _tell(self, one: Again) -> None:
        if self._show:
            stream = getattr(sys, self._show)
            stream.write("".join(f"{line}\n" for line in difference(one.stored, one.arrival.article)))
