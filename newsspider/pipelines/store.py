"""The last step: a finished article is handed to the ledger, which decides what becomes of it.

A step behind it would work on what is stored already, and a verdict there would be a second outcome.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object
from scrapy.utils.python import global_object_name

from newsspider import options
from newsspider.errors import Rejected, UsageError
from newsspider.ledger import Arrival, Place
from newsspider.model.article import Article, OriginKind
from newsspider.model.draft import Draft
from newsspider.model.outcomes import Outcome, Reason
from newsspider.run.health import Health
from newsspider.run.outcomes import Step
from newsspider.run.publisher import Publisher
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
        """Return the step; raises UsageError where it is not the last."""
        steps = crawler.settings.get_component_priority_dict_with_base("ITEM_PIPELINES")
        last = load_object(build_component_list(steps)[-1])
        if last is not StorePipeline:
            name = global_object_name(last)
            message = f"ITEM_PIPELINES has {name} behind {cls.__name__}, which is the last: lower its number"
            raise UsageError(message)
        return cls(crawler)

    def work(self, item: Draft) -> Article:
        """Return the article of *item*; raises Rejected where the run has failed already."""
        feeds = self._crawler.get_extension(Publisher)
        if feeds is None or feeds.failed:
            raise Rejected(Outcome.FAILED, Reason.NOT_WRITTEN)
        if item.listed is not None and not item.file:
            feeds.session.look_again(item.listed)
        health = self._crawler.get_extension(Health)
        if health is not None:
            health.found(item)
        feeds.meet(self._arrival(item))
        return item.article

    def _arrival(self, draft: Draft) -> Arrival:
        article = draft.article
        live = article.origin.kind in (OriginKind.LIVE, OriginKind.FEED) and not draft.file
        listed = draft.listed
        place = _place(draft)
        return Arrival(
            article,
            docid=_docid(draft),
            guid=listed.guid if listed else None,
            addresses=listed.addresses if listed else (),
            shared=listed.shared if listed else (),
            list=(listed.list or None) if listed else _folder(draft, place),
            item=listed.key or None if listed else None,
            as_of=article.fetched if (live and not (listed and not listed.key)) or draft.fetched else None,
            fragment=draft.fragment,
            keep=self._fragments == "all" or (self._fragments == "live" and live),
            place=place if self._fragments == "live" else None,
            source=place,
            reread=draft.reread,
        )


def _docid(draft: Draft) -> str | None:
    """Return the docid with its site's name: the page's own, else the address's, else the list's."""
    article = draft.article
    if draft.listed is not None:
        # What a reader calls an id is the docid; the id itself is the ledger's to give.
        own, article.id = article.id, ""
        if own:
            return own
    number = urls.docid(article.url) if article.url else None
    if number:
        return f"sina:{number}"
    return draft.listed.key if draft.listed and draft.listed.key.startswith("sina:") else None


def _folder(draft: Draft, place: Place | None) -> str | None:
    """Return what a seed's locator is relative to: with it a file is known again when it was edited.

    The lines of a file of records may be of one article, and are no list.
    """
    if draft.record or place is None:
        return None
    return place.file.replace(os.sep, "/").removesuffix(draft.article.origin.locator) or None


def _place(draft: Draft) -> Place | None:
    """Return where the uncleaned source stays: a seed's file, or the part of it that it was read from."""
    return Place(str(Path(draft.file).absolute()), draft.start, draft.size) if draft.file else None
