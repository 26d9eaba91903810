"""From the body as it came to the body that leaves, by the shipped rules and a person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider import config, options
from newsspider.clean import rules
from newsspider.clean.engine import clean
from newsspider.draft import Draft
from newsspider.pipelines.step import Step
from newsspider.render.finish import finish

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class CleanPipeline(Step):
    """Cleans the body and fills the fields that follow from it."""

    def __init__(self, ruleset: rules.RuleSet) -> None:
        self._rules = ruleset

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanPipeline:
        """Return the step with its rules compiled; raises WrongUse for a rule that is at fault."""
        return cls(rules.load(config.load(options.read(crawler.settings).config).rules))

    def work(self, item: Draft) -> Draft:
        """Return *item* with its cleaned body and everything reckoned from it."""
        clean(item, self._rules)
        finish(item)
        return item
