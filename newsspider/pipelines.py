"""The way of an item through a run: read, cleaned, stored. Three steps on `api`, all sync, so in order.

Between them an item is an `Article`, so a pipeline of a user's own may look at it through itemadapter, change
it, or drop it. Before cleaning its `html` is the body as the source has it; there is one only where such a
pipeline stands in between.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object
from scrapy.utils.python import global_object_name

from newsspider import api
from newsspider.errors import Rejected, UsageError
from newsspider.ledger import Arrival, Place
from newsspider.model.article import Article, OriginKind, checked
from newsspider.model.draft import Draft
from newsspider.model.outcomes import Outcome, Reason
from newsspider.render.finish import remeasure
from newsspider.run.outcomes import InputDropped, article_of
from newsspider.run.run import Run
from newsspider.sources import inputs
from newsspider.text import urls

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class ReadPipeline:
    """Reads what a spider yields: an `Input`, an `Article`, or a dict with keys of the record."""

    def __init__(self, crawler: Crawler) -> None:
        self._run = Run.of(crawler)
        self._spider = crawler.spidercls.name
        self._is_looked_at = _foreign(crawler, ReadPipeline, CleanPipeline)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReadPipeline:
        """Return the step."""
        return cls(crawler)

    def process_item(self, item: Any) -> Article:
        """Return the article of *item*, uncleaned; raises InputDropped for what is none."""
        run = self._run
        run.outcomes.met()
        try:
            found = inputs.of_item(item)
            if isinstance(found, (inputs.FetchedPage, inputs.ListEntry)):
                found = run.recorder.met(found)
            draft = api.begin(found, run.options.limits, run.options.clock())
        except Rejected as refusal:
            raise InputDropped(refusal, article_of(item)) from refusal
        if not draft.record:
            draft.article.origin.spider = draft.spider or self._spider
        if self._is_looked_at and draft.tree is not None:
            draft.article.html = draft.fragment or draft.tree.html or ""
        return run.in_work.enter(item, draft)


class CleanPipeline:
    """Cleans the body and fills the fields that follow from it."""

    def __init__(self, crawler: Crawler) -> None:
        self._run = Run.of(crawler)
        self._is_looked_at = _foreign(crawler, ReadPipeline, CleanPipeline)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanPipeline:
        """Return the step."""
        return cls(crawler)

    def process_item(self, item: Article) -> Article:
        """Return *item* cleaned; raises InputDropped where it is no article after all."""
        run = self._run
        try:
            draft = run.in_work.draft(_article(item)) or self._read(item)
            if self._is_looked_at:
                _take_over(draft)
            api.complete(draft, run.rules, run.options.limits, run.options.clock())
        except Rejected as refusal:
            raise InputDropped(refusal, article_of(item)) from refusal
        return draft.article

    def _read(self, item: Article) -> Draft:
        """Return the draft of an article that a pipeline has made from nothing."""
        return api.begin(inputs.of_item(item), self._run.options.limits, self._run.options.clock())


class StorePipeline:
    """Hands a finished article to the ledger; what it becomes is counted when its group is committed.

    A step behind it would work on what is stored already, and a verdict there would be a second outcome.
    """

    def __init__(self, crawler: Crawler) -> None:
        steps = crawler.settings.get_component_priority_dict_with_base("ITEM_PIPELINES")
        last = load_object(build_component_list(steps)[-1])
        if last is not StorePipeline:
            name = global_object_name(last)
            message = (
                f"ITEM_PIPELINES has {name} after StorePipeline, which must be last: give it a lower number"
            )
            raise UsageError(message)
        self._run = Run.of(crawler)
        self._is_looked_at = _foreign(crawler, CleanPipeline, StorePipeline)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        """Return the step; raises UsageError where it is not the last."""
        return cls(crawler)

    def process_item(self, item: Article) -> Article:
        """Return *item*, on its way into the ledger; raises InputDropped where the run has failed already."""
        run = self._run
        try:
            draft = run.in_work.draft(_article(item)) or Draft(article=item)
            if run.failures.is_unwritable:
                raise Rejected(Outcome.FAILED, Reason.NOT_WRITTEN)  # noqa: TRY301 - the way of all refusals
            if self._is_looked_at:
                remeasure(checked(item), draft.body)
        except Rejected as refusal:
            raise InputDropped(refusal, article_of(item)) from refusal
        run.in_work.finish(item)
        if run.is_inspection:
            return item
        run.hosts.answered(item.origin.locator)
        if draft.listed is not None and not draft.file:
            run.session.look_again(draft.listed)
        run.health.found(draft)
        run.publisher.meet(_arrival(draft, run.options.fragments))
        return item

    async def close_spider(self) -> None:
        """Commit what is left before the spider is closed, so that whoever counts then counts it too."""
        if not self._run.is_inspection:
            self._run.publisher.commit()
            await self._run.publisher.announced()


def _article(item: object) -> Article:
    """Return *item*; raises Rejected where a pipeline has handed on something else."""
    if isinstance(item, Article):
        return item
    detail = f"a pipeline returned {type(item).__name__}: return the article that it got, changed or not"
    raise Rejected(Outcome.FAILED, Reason.BAD_RECORD, detail)


def _foreign(crawler: Crawler, after: type, before: type) -> bool:
    """Return whether a pipeline that is not ours stands between two of ours."""
    steps = crawler.settings.get_component_priority_dict_with_base("ITEM_PIPELINES")
    order = [load_object(step) for step in build_component_list(steps)]
    if after not in order or before not in order:
        return False
    return order.index(before) - order.index(after) > 1


def _take_over(draft: Draft) -> None:
    """Let the body be what a pipeline of the user's own has made of it."""
    checked(draft.article)
    html, draft.article.html = draft.article.html, ""
    if draft.tree is not None and html != (draft.fragment or draft.tree.html or ""):
        draft.tree, draft.fragment = inputs.body_of(html), html


def _arrival(draft: Draft, fragments: str) -> Arrival:
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
        keep=fragments == "all" or (fragments == "live" and live),
        place=place if fragments == "live" else None,
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
