"""From what a reader found, untyped, to the fields of the record."""

from __future__ import annotations

from newsspider.draft import Draft
from newsspider.pipelines.step import Step
from newsspider.sites.front_matter import normalise


class NormalisePipeline(Step):
    """Types the fields."""

    def work(self, item: Draft) -> Draft:
        """Return *item* with its fields typed."""
        normalise(item)
        return item
