"""From a document to a draft; an input that could not even be read ends here.

It is a step of its own and not the spider's work, so that a document that breaks a reader harms no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider import options
from newsspider.errors import Rejected
from newsspider.limits import Limits
from newsspider.model.draft import Draft, Unread
from newsspider.readers import registry
from newsspider.run.outcomes import Step
from newsspider.sources import inputs
from newsspider.sources.files import Document
from newsspider.sources.inputs import ArchivedPage, FetchedPage, ListEntry

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class ReadPipeline(Step):
    """Reads a document within the limits of the run; a draft passes as it is."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReadPipeline:
        """Return the step with the limits of the settings."""
        return cls(options.read(crawler.settings).limits)

    def work(self, item: Document | FetchedPage | ListEntry | ArchivedPage | Unread | Draft) -> Draft:
        """Return the draft of *item*; raises Rejected for what is none."""
        if isinstance(item, Unread):
            raise Rejected(item.outcome, item.reason, item.detail)
        if isinstance(item, Document):
            draft = registry.read(item.kind, item.data, item.locator, self._limits)
            draft.file, draft.start, draft.size = item.path, item.start, len(item.data)
            return draft
        if isinstance(item, (FetchedPage, ListEntry, ArchivedPage)):
            return inputs.draft(item, self._limits)
        return item
