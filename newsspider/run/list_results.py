"""Tells the ledger how the rows of lists ended that did not become an article.

A failure is a try, and the last one ends the row: then the input is given up, which is said once. What is
looked at once more is stored already, so whatever becomes of it, its row keeps its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy import signals

from newsspider import options
from newsspider.errors import NewsspiderError, Rejected
from newsspider.model.draft import Listed
from newsspider.model.outcomes import Outcome, Reason
from newsspider.run.failures import Failures
from newsspider.run.hosts import HostState
from newsspider.run.outcomes import Outcomes
from newsspider.run.publisher import Publisher
from newsspider.sources.inputs import FetchedPage

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class ListResults:
    """Listens to every input that is not kept."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._run = options.read(crawler.settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ListResults:
        """Return it, to be asked from the start of the run on."""
        ends = cls(crawler)
        crawler.signals.connect(ends.spider_opened, signals.spider_opened)
        return ends

    def spider_opened(self) -> None:
        """Have a word in what inputs end as."""
        outcomes = self._crawler.get_extension(Outcomes)
        if outcomes is not None:
            outcomes.settled = self.settled

    def settled(self, item: Any, refusal: Rejected) -> Rejected:
        """Return what *item* ends as: *refusal*, or given up where its last try has failed."""
        listed = getattr(item, "listed", None)
        if listed is not None and not listed.key:
            return refusal
        self._tell_blocks(item, refusal)
        feeds, failures = self._crawler.get_extension(Publisher), self._crawler.get_extension(Failures)
        if listed is None or feeds is None or failures is None or refusal.reason is Reason.NOT_WRITTEN:
            return refusal
        try:
            return self._noted(feeds, listed, refusal)
        except NewsspiderError as error:
            failures.fail(error)
            return refusal

    def _tell_blocks(self, item: Any, refusal: Rejected) -> None:
        blocks = self._crawler.get_extension(HostState)
        if blocks is None or getattr(item, "listed", None) is None:
            return
        if refusal.reason is Reason.BLOCKED:
            blocks.turned_away(item.locator)
        elif isinstance(item, FetchedPage):  # a page came, if none of an article
            blocks.answered(item.locator)

    def _noted(self, feeds: Publisher, listed: Listed, refusal: Rejected) -> Rejected:
        ledger, rules, now = feeds.session.ledger, feeds.session.rules, self._run.clock()
        failed = refusal.outcome is Outcome.FAILED
        if listed.again:
            if failed:
                ledger.rechecks.failed(listed.key, now)
            else:
                ledger.rechecks.done([listed.key])
        elif not failed:
            ledger.lists.ended([listed.key], refusal.outcome.value, refusal.reason.value, rules=rules)
        elif ledger.lists.failed([listed.key], refusal.reason.value, rules=rules, now=now):
            return Rejected(Outcome.GIVEN_UP, refusal.reason, refusal.detail)
        return refusal
