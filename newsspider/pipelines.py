"""The pipelines: an item is read, cleaned and stored. All use `api`, and are synchronous to keep the order.

A fetched page may be read and cleaned by a worker process; then only the first pipeline waits.

Between them an item is an `Article`. So a pipeline of the user's own can read it through itemadapter, change
it or drop it. Before cleaning, `html` is the body as the source has it, but only if there is such a pipeline.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object
from scrapy.utils.python import global_object_name

from newsspider import api
from newsspider.errors import Rejected, UsageError
from newsspider.ledger import Candidate
from newsspider.model.article import Article, checked
from newsspider.model.draft import Draft, Removal, Trace
from newsspider.model.outcomes import Outcome, Reason
from newsspider.readers import markdown
from newsspider.render.finish import remeasure
from newsspider.run.outcomes import InputDropped, article_of, locator_of
from newsspider.run.page_workers import PageWorkers
from newsspider.run.run import Run
from newsspider.sources import inputs
from newsspider.sources.buckets import BucketFailed
from newsspider.workers import arrivals, work

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


# The module of a newsspider pipeline that changes nothing in an article.
_PICTURES = "newsspider.picture_pipeline"


class ReadPipeline:
    """Reads what a spider yields: an `Input`, an `Article` or a dict with the record's keys."""

    def __init__(self, crawler: Crawler) -> None:
        self._run = Run.of(crawler)
        self._spider = crawler.spidercls.name
        self._is_looked_at = _foreign(crawler, ReadPipeline, CleanPipeline)
        self._workers = PageWorkers(crawler, self._run)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReadPipeline:
        """Return the pipeline."""
        return cls(crawler)

    def process_item(self, item: Any) -> Article | Awaitable[Article]:
        """Return the uncleaned article of *item*; raises InputDropped if it is not an article."""
        listed = getattr(item, "listed", None)
        self._run.outcomes.met(locator_of(item), listed.list if listed else None)
        result = self._workers.take(item) if isinstance(item, inputs.FetchedPage) else None
        if result is None:
            return self._read(item)
        if listed is not None:
            self._run.publisher.order.is_being_read(listed.key)
        return self._made(item, result)

    async def _made(self, item: inputs.FetchedPage, result: Awaitable[work.Result]) -> Article:
        """Return the article that a worker makes of *item*, cleaned; raises InputDropped."""
        run, found = self._run, await result
        run.deadly_inputs.settle(item.locator, found)
        if isinstance(found, (work.Undone, work.StorageFailed)):
            return self._read(item)  # a fault is told where it can be looked into
        run.outcomes.tally.reading.seconds += found.read
        run.removals.add(found.article, found.removals)
        if isinstance(found, work.Refusal):
            raise InputDropped(Rejected(found.outcome, found.reason, found.detail), found.article)
        run.outcomes.tally.cleaning.seconds += found.cleaned
        made = found.candidate
        removals = [Removal(rule, "") for rule in found.removed]
        trace = Trace(fields=dict(made.arrival.given_by), removals=removals)
        return run.in_work.enter(item, Draft(made.article, listed=item.listed, trace=trace), made)

    def _read(self, item: Any) -> Article:
        run = self._run
        try:
            with run.reading(locator_of(item)), run.outcomes.tally.reading:
                found = inputs.of_item(item)
                if isinstance(found, (inputs.FetchedPage, inputs.ListEntry)):
                    found = run.recorder.met(found)
                draft = api.begin(found, run.options.limits, run.options.clock())
        except Rejected as refusal:
            raise InputDropped(refusal, article_of(item)) from refusal
        except BucketFailed as error:
            run.failures.fail(error)
            unread = Rejected(Outcome.FAILED, Reason.UNREADABLE, str(error))
            raise InputDropped(unread, article_of(item)) from error
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
        """Return the pipeline."""
        return cls(crawler)

    def process_item(self, item: Article) -> Article:
        """Return *item* cleaned; raises InputDropped if it is not an article after all."""
        run = self._run
        try:
            if run.in_work.made(_article(item)) is not None:
                return item
            draft = run.in_work.draft(item) or self._read(item)
            if self._is_looked_at:
                _take_over(draft)
            self._complete(draft)
        except Rejected as refusal:
            raise InputDropped(refusal, article_of(item)) from refusal
        return draft.article

    def _complete(self, draft: Draft) -> None:
        run = self._run
        try:
            with run.reading(draft.article.origin.locator), run.outcomes.tally.cleaning:
                api.complete(draft, run.rules, run.options.limits, run.options.clock())
        finally:
            if run.removals.is_on and not run.is_inspection:
                run.removals.add(draft.article, draft.trace.removals)

    def _read(self, item: Article) -> Draft:
        """Return a draft for an article that a pipeline created."""
        return api.begin(inputs.of_item(item), self._run.options.limits, self._run.options.clock())


class StorePipeline:
    """Passes a finished article to the ledger; its outcome is counted when its group is committed.

    A pipeline after this one would get articles that are stored already, and dropping one would be a second
    outcome.
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
        """Return the pipeline; raises UsageError if it is not the last."""
        return cls(crawler)

    def process_item(self, item: Article) -> Article:
        """Pass *item* to the ledger and return it; raises InputDropped if the run has failed."""
        run = self._run
        try:
            draft = run.in_work.draft(_article(item)) or Draft(article=item)
            if run.failures.is_unwritable:
                raise Rejected(Outcome.FAILED, Reason.NOT_WRITTEN)  # noqa: TRY301 - the way of all refusals
            if self._is_looked_at:
                remeasure(checked(item), draft.body)
            if not run.is_inspection:
                run.session.selection.check(item)
        except Rejected as refusal:
            raise InputDropped(refusal, article_of(item)) from refusal
        made = run.in_work.made(item) or Candidate.of(arrivals.of_draft(draft, run.options.fragments))
        found = run.in_work.finish(item)
        run.outcomes.tally.cleaned(
            item, locator_of(found), draft.listed.list if draft.listed else None, draft.trace.rules
        )
        if run.is_inspection:
            return item
        run.hosts.answered(item.origin.locator)
        if draft.listed is not None and not draft.file:
            run.session.look_again(draft.listed)
        run.health.found(draft)
        run.publisher.meet(made)
        return item

    async def close_spider(self) -> None:
        """Commit the rest before the spider is closed, so that it is counted with the others."""
        if not self._run.is_inspection:
            self._run.publisher.settle()
            await self._run.publisher.announced()


def _article(item: object) -> Article:
    """Return *item*; raises Rejected if a pipeline returned anything but an article."""
    if isinstance(item, Article):
        return item
    detail = f"a pipeline returned {type(item).__name__}: return the article that it got, changed or not"
    raise Rejected(Outcome.FAILED, Reason.BAD_RECORD, detail)


def _foreign(crawler: Crawler, after: type, before: type) -> bool:
    """Return whether a pipeline of the user's own is between two of newsspider's."""
    steps = crawler.settings.get_component_priority_dict_with_base("ITEM_PIPELINES")
    every = map(load_object, build_component_list(steps))
    order = [one for one in every if getattr(one, "__module__", "") != _PICTURES]
    if after not in order or before not in order:
        return False
    return order.index(before) - order.index(after) > 1


def _take_over(draft: Draft) -> None:
    """Use the body that a pipeline of the user's own has made."""
    checked(draft.article)
    html, draft.article.html = draft.article.html, ""
    if draft.tree is not None and html != (draft.fragment or draft.tree.html or ""):
        draft.tree, draft.fragment = markdown.body_of(html), html
