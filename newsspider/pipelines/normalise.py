"""From what a reader found, untyped, to the fields of the record."""

from __future__ import annotations

from newsspider.article import OriginKind
from newsspider.draft import Draft
from newsspider.pipelines.step import Step
from newsspider.sites.front_matter import normalise


class NormalisePipeline(Step):
    """Types the fields of a post; the readers of pages and records have typed their own."""

    def work(self, item: Draft) -> Draft:
        """Return *item* with its fields typed."""
        if item.article.origin.kind is OriginKind.POST and not item.record:
            normalise(item)
        return item
