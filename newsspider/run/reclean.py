"""Cleans all stored articles again by today's rules, from their uncleaned sources; nothing is fetched."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from newsspider import api, config, options
from newsspider.clean.rules import RuleSet
from newsspider.errors import Rejected
from newsspider.ledger import Arrival, Candidate, Ledger, Place, Stored
from newsspider.ledger.revisions import of_copies
from newsspider.limits import Limits
from newsspider.model.article import Article, OriginKind
from newsspider.model.draft import Draft, Input
from newsspider.model.outcomes import Outcome, Reason
from newsspider.readers.stored import StoredFragment
from newsspider.sources import buckets, files, seed_formats
from newsspider.sources.inputs import ListEntry
from newsspider.sources.warc import reader
from newsspider.text import charset, roots
from newsspider.workers import work
from newsspider.workers.spread import spread


@dataclass(frozen=True, slots=True)
class Recleaned:
    """A stored article, and what today's rules make of it."""

    stored: Article
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class NotRecleanable:
    """A stored article that cannot be cleaned again, and why."""

    stored: Article
    refusal: Rejected


class Recleaning:
    """Reads the stored articles of a ledger."""

    def __init__(self, run: options.Options) -> None:
        self._rule_set = config.rule_set(run)
        self.rules = self._rule_set.version
        self._limits = run.limits
        self._now = run.clock
        self._workers = run.workers

    async def everything(self, ledger: Ledger) -> AsyncGenerator[Recleaned | NotRecleanable, None]:
        """Yield every article once, cleaned again or with the reason why not, in the order of storing.

        Worker processes clean them; raises WorkersGone where none can be started.
        """
        job = work.Job(self._rule_set, self._limits, "", "", access=buckets.access()).packed()
        items = ((one, self._now()) for one in self._current(ledger))
        batches = spread(self._workers, partial(_work, job), items, work.lost)
        async with aclosing(batches):
            async for batch, lines in batches:
                for (one, now), result in zip(batch, work.results(lines), strict=True):
                    yield self._of_result(one, now, result)

    def _current(self, ledger: Ledger) -> Iterator[Stored]:
        last = ""
        for one in ledger.archive.iterate():
            if one.article.id == last:
                continue  # an article revised as the last of its page comes again
            last = one.article.id
            yield one

    def _of_result(self, one: Stored, now: datetime, result: work.Result) -> Recleaned | NotRecleanable:
        if isinstance(result, work.Undone):  # a fault is raised here, with its place
            result = _result(self._rule_set, self._limits, one, now)
        if isinstance(result, work.StorageFailed):
            raise buckets.BucketFailed(result.message)
        if isinstance(result, work.Made):
            return Recleaned(one.article, result.candidate)
        assert isinstance(result, work.Refusal)
        return NotRecleanable(one.article, Rejected(result.outcome, result.reason, result.detail))


def _work(packed: bytes, batch: Sequence[tuple[Stored, datetime]]) -> bytes:
    """Return what a worker makes of *batch*, a line each."""
    job, _ = work.unpacked(packed)
    buckets.use(job.access)
    return b"\n".join(
        work.line(one.article.origin.locator, partial(_result, job.rules, job.limits, one, now))
        for one, now in batch
    )


def _result(rules: RuleSet, limits: Limits, one: Stored, now: datetime) -> work.Made | work.Refusal:
    try:
        draft = again(one, source_of(one, limits), rules, limits, now)
    except Rejected as refusal:
        return work.Refusal(refusal.outcome, refusal.reason, refusal.detail)
    made = Candidate.of(_arrival(one, draft))
    if made.article.digest != one.article.digest:
        made.known_marks = made.marks
    made.prepared = work.prepared(made)
    return work.Made(made, None, (), 0.0, 0.0)


def again(
    one: Stored, found: Input, rules: RuleSet, limits: Limits, now: datetime, *, walk: bool = False
) -> Draft:
    """Return the draft of a stored article, made again of its source *found*; raises Rejected.

    *walk* as in `api.process`.
    """
    draft = api.process(found, rules, limits, now, walk=walk)
    if one.place is not None and isinstance(found, files.Document) and draft.size != one.place.length:
        raise _changed(one.place)
    _settle(draft.article, one.article, _text(found, draft))
    return draft


def source_of(one: Stored, limits: Limits) -> Input:
    """Return the source of an article: its file, or the stored fragment.

    Raises Rejected if neither exists (any more).
    """
    if one.place is None:
        if not one.fragment:
            raise Rejected(Outcome.UNCHANGED, Reason.NO_FRAGMENT, "the uncleaned source was not kept")
        return StoredFragment(one.article, one.fragment, one.given_by)
    unknown = roots.missing(one.place.file)
    if unknown is not None:
        detail = f"its file is in the folder {unknown!r}, which NEWSSPIDER_ROOTS does not name here"
        raise Rejected(Outcome.FAILED, Reason.UNREADABLE, detail)
    origin = one.article.origin
    # A record that was read back states its first source.
    kind = files.kind(one.place.file) or origin.kind
    if kind is OriginKind.WARC:
        return reader.at(files.SeedFile(origin.locator, one.place.file), one.place.start, limits.file)
    data = _bytes(one.place, origin.locator, kind, limits.file)
    return files.Document(origin.locator, data, one.place.file, kind, one.place.start)


def _text(found: Input, draft: Draft) -> str:
    """Return the whole source text of *draft*."""
    if isinstance(found, (StoredFragment, ListEntry)):
        return draft.fragment
    return charset.decode(getattr(found, "data", b"")).text


def _bytes(place: Place, locator: str, kind: OriginKind, limit: int) -> bytes:
    """Return the bytes at *place*; raises Rejected if the file is gone or has changed."""
    seed = files.SeedFile(locator, place.file)
    is_part = kind in seed_formats.MANY
    data = files.part(seed, place.start, place.length) if is_part else files.read(seed, limit)
    # The length of an article in several saved pages is that of all.
    if len(data) > place.length or (len(data) < place.length and kind is not OriginKind.PAGE):
        raise _changed(place)
    return data


def _changed(place: Place) -> Rejected:
    detail = f"{place.file}, or a further part of its article, has changed since it was read"
    return Rejected(Outcome.FAILED, Reason.SOURCE_CHANGED, detail)


def _settle(article: Article, was: Article, source: str) -> None:
    """Give *article* what its document does not contain: its identity, and fields from lists and copies."""
    article.id, article.revision, article.duplicate_of = was.id, was.revision, was.duplicate_of
    article.fetched, article.origin = was.fetched, deepcopy(was.origin)
    article.url = article.url or was.url
    article.channel = article.channel or was.channel
    article.updated = article.updated or was.updated
    if article.published is None:
        article.published, article.published_precision = was.published, was.published_precision
        article.published_from = was.published_from
    of_copies(article, was, source)


def _arrival(one: Stored, draft: Draft) -> Arrival:
    return Arrival(
        draft.article,
        fragment=draft.fragment,
        keep=bool(one.fragment),
        place=one.place,
        reread=True,
        given_by=draft.trace.fields,
    )
