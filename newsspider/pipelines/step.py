"""What the steps have in common: a verdict on one input ends its way and carries the reason along."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from scrapy.exceptions import DropItem

from newsspider.errors import Refused
from newsspider.model.article import Article
from newsspider.model.draft import Draft


class Verdict(DropItem):
    """An input that does not become an article: the refusal, and the article as far as it was made."""

    def __init__(self, refusal: Refused, article: Article | None = None) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.article = article


class Step(ABC):
    """One step of the pipeline; a subclass works on the item and raises Refused for its verdict."""

    @abstractmethod
    def work(self, item: Any) -> Any:
        """Return what the next step gets; raises Refused where the input ends here."""

    def process_item(self, item: Any) -> Any:
        """Return the outcome of `work`; raises Verdict where it refuses."""
        try:
            return self.work(item)
        except Refused as refusal:
            raise Verdict(refusal, article_of(item)) from refusal


def article_of(item: object) -> Article | None:
    """Return the article that *item* is or holds, if any."""
    if isinstance(item, Draft):
        return item.article
    return item if isinstance(item, Article) else None
