"""What an article must have, and what only the run knows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider import options
from newsspider.errors import Rejected
from newsspider.model.draft import Draft
from newsspider.model.outcomes import Outcome, Reason
from newsspider.run.outcomes import Step

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class ValidatePipeline(Step):
    """Rejects what has no title, or neither text nor picture; stamps the rest, but for what was stamped."""

    def __init__(self, run: options.Options, spider: str) -> None:
        self._run = run
        self._spider = spider

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ValidatePipeline:
        """Return the step with the clock of the run."""
        return cls(options.read(crawler.settings), crawler.spidercls.name)

    def work(self, item: Draft) -> Draft:
        """Return *item*; raises Rejected where it lacks what an article must have."""
        article = item.article
        if not article.title.strip():
            raise Rejected(Outcome.REJECTED, Reason.NO_TITLE)
        if not article.chars and not article.images:
            raise Rejected(Outcome.REJECTED, Reason.NO_CONTENT)
        if not item.record:
            article.origin.spider = item.spider or self._spider
        if not item.record or article.fetched is None:
            article.fetched = (item.fetched or self._run.clock()).replace(microsecond=0)
        return item
