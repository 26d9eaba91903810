"""From a document to a draft; an input that could not even be read ends here.

It is a step of its own and not the spider's work, so that a document that breaks a reader harms no other.
"""

from __future__ import annotations

from newsspider.draft import Draft, Unread
from newsspider.errors import Refused
from newsspider.pipelines.step import Step
from newsspider.sites import reading
from newsspider.sources import fetched
from newsspider.sources.fetched import Archived, Entry, Fetched
from newsspider.sources.files import Document


class ReadPipeline(Step):
    """Reads a document; a draft passes as it is."""

    def work(self, item: Document | Fetched | Entry | Archived | Unread | Draft) -> Draft:
        """Return the draft of *item*; raises Refused for what is none."""
        if isinstance(item, Unread):
            raise Refused(item.outcome, item.reason, item.detail)
        if isinstance(item, Document):
            draft = reading.read(item.kind, item.data, item.locator)
            draft.file, draft.start, draft.size = item.path, item.start, len(item.data)
            return draft
        if isinstance(item, (Fetched, Entry, Archived)):
            return fetched.draft(item)
        return item
