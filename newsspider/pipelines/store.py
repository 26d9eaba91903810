"""The last step: a finished article is handed to the ledger, which decides what becomes of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from newsspider import options
from newsspider.article import Article, OriginKind
from newsspider.draft import Draft
from newsspider.errors import Refused
from newsspider.exporters.feeds import Feeds
from newsspider.ledger import Arrival, Place
from newsspider.pipelines.step import Step
from newsspider.reasons import Outcome, Reason
from newsspider.text import urls

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class StorePipeline(Step):
    """Makes an arrival of a draft; what it becomes is counted when its group is committed."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._fragments = options.read(crawler.settings).fragments

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        """Return the step."""
        return cls(crawler)

    def work(self, item: Draft) -> Article:
        """Return the article of *item*; raises Refused where the run has failed already."""
        feeds = self._crawler.get_extension(Feeds)
        if feeds is None or feeds.failed:
            raise Refused(Outcome.FAILED, Reason.NOT_WRITTEN)
        feeds.meet(self._arrival(item))
        return item.article

    def _arrival(self, draft: Draft) -> Arrival:
        article = draft.article
        live = article.origin.kind in (OriginKind.LIVE, OriginKind.FEED)
        number = urls.docid(article.url) if article.url else None
        return Arrival(
            article,
            docid=f"sina:{number}" if number else None,
            as_of=article.fetched if live else None,
            fragment=draft.fragment,
            keep=self._fragments == "all" or (self._fragments == "live" and live),
            place=_place(draft) if self._fragments == "live" else None,
            reread=draft.reread,
        )


def _place(draft: Draft) -> Place | None:
    """Return where the uncleaned source stays: the whole of a seed's file."""
    return Place(str(Path(draft.file).absolute()), 0, draft.size) if draft.file else None
