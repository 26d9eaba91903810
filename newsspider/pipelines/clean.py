"""From the body as it came to the body that leaves, by the shipped rules and a person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider import config, options
from newsspider.clean import titles
from newsspider.clean.engine import clean
from newsspider.clean.rules import RuleSet
from newsspider.limits import Limits
from newsspider.model.draft import Draft
from newsspider.render.finish import finish
from newsspider.run.outcomes import Step

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class CleanPipeline(Step):
    """Cleans the body and fills the fields that follow from it."""

    def __init__(self, rules: RuleSet, limits: Limits) -> None:
        self._rules = rules
        self._limits = limits

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanPipeline:
        """Return the step with its rules compiled; raises UsageError for a rule that is at fault."""
        run = options.read(crawler.settings)
        return cls(config.rule_set(run), run.limits)

    def work(self, item: Draft) -> Draft:
        """Return *item* with its cleaned body and everything reckoned from it."""
        clean(item, self._rules)
        titles.shorten(item, self._limits.title)
        finish(item)
        return item
