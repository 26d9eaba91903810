"""What a worker does: inputs in, candidates for the ledger out; without a clock, a ledger or settings.

The result does not depend on the ledger, so every worker gives the same. Results come back as JSON, so that
nothing from a worker on another machine must be unpickled.
"""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

import msgspec

from newsspider import api
from newsspider.clean.rules import RuleSet
from newsspider.errors import Rejected
from newsspider.lazy import lazily
from newsspider.ledger import Candidate, Prepared, blobs
from newsspider.limits import Limits
from newsspider.model.article import Article, leave_html
from newsspider.model.draft import Draft, Input, Removal
from newsspider.model.outcomes import Outcome, Reason
from newsspider.render.made_post import Look, make, name_of
from newsspider.render.post_style import PostStyle
from newsspider.sources import buckets
from newsspider.workers import arrivals

if TYPE_CHECKING:
    from newsspider.sources import sites
else:
    sites = lazily("newsspider.sources.sites")

_log = logging.getLogger(__name__)


class Made(msgspec.Struct, tag=True):
    """An input became an article: what the ledger decides on.

    *list* named it; `removed` are the rules that removed something, once for each removal, and `removals`
    what they removed, if the job traces. `read` and `cleaned` are the seconds that this took.
    """

    candidate: Candidate
    list: str | None
    removed: tuple[str, ...]
    read: float
    cleaned: float
    removals: tuple[Removal, ...] = ()

    @property
    def article(self) -> Article:
        """The article that the input became."""
        return self.candidate.article


class Refusal(msgspec.Struct, tag=True):
    """An input did not become an article: the reason, and the unfinished article.

    `removals` are what was removed from it, if the job traces; `read` are the seconds that this took.
    """

    outcome: Outcome
    reason: Reason
    detail: str = ""
    article: Article | None = None
    read: float = 0.0
    removals: tuple[Removal, ...] = ()


class StorageFailed(msgspec.Struct, tag=True):
    """The bucket of an input cannot be read any more: the run ends with this message."""

    message: str


class Undone(msgspec.Struct, tag=True):
    """An input that a worker cannot finish: the caller processes it, and logs an error with its traceback."""


Result = Made | Refusal | StorageFailed | Undone
Styles = Sequence[tuple[Look, PostStyle]]
# An input, and the time at which it is read, with its time zone.
Met = tuple[Input, datetime]
_Told = TypeVar("_Told")
_encode = msgspec.json.Encoder().encode
_decode_lines = msgspec.json.Decoder(Result).decode_lines


@dataclass(frozen=True, slots=True)
class Job:
    """What all batches of a run have in common: rules, limits, what each article gets, the looks of posts.

    `access` is how inputs in buckets are reached; `traces` says whether somebody asks for what is removed.
    """

    rules: RuleSet
    limits: Limits
    spider: str
    fragments: str
    sites: tuple[str, ...] = ()
    looks: tuple[Look, ...] = ()
    access: buckets.Access = field(default_factory=buckets.Access)
    traces: bool = False

    def packed(self) -> bytes:
        """Return the job as bytes, as it is sent."""
        return pickle.dumps(self, pickle.HIGHEST_PROTOCOL)


@lru_cache(maxsize=2)
def unpacked(packed: bytes) -> tuple[Job, Styles]:
    """Return a `Job` as it was before `packed`, with the styles of its looks."""
    job = pickle.loads(packed)  # noqa: S301 - whoever gives a worker its work runs it
    assert isinstance(job, Job)
    if job.sites:
        sites.register(job.sites)
    return job, [(look, look.style()) for look in job.looks]


def work(packed: bytes, batch: Sequence[Met]) -> bytes:
    """Return the results of *batch* for `results`, one line for each input; *packed* is the `Job`."""
    job, styles = unpacked(packed)
    buckets.use(job.access)
    return b"\n".join(line(found.locator, partial(_ready, job, styles, found, now)) for found, now in batch)


def here(job: Job, found: Input, now: datetime) -> Result:
    """Return the result for *found* in the process that stores it, which makes posts when it needs them."""
    try:
        return _caught(found.locator, partial(_result, job, found, now), lambda result: result)
    except MemoryError:
        return Undone()


def results(lines: bytes) -> list[Result]:
    """Return the results in a line of `work`; raises msgspec.ValidationError for any other line."""
    found: list[Result] = _decode_lines(lines)
    for one in found:
        if isinstance(one, Made) and one.candidate.prepared is not None and not one.candidate.article.html:
            leave_html(one.candidate.article, blobs.StreamedBody(one.candidate.prepared.stream))
    return found


def lost(one: object, why: str) -> bytes:
    """Return the line of an input that killed its worker."""
    del one
    return _encode(Refusal(Outcome.FAILED, Reason.WORKER_DIED, why))


def line(locator: str, make: Callable[[], Result]) -> bytes:
    """Return the line with the result of *make* for the input *locator*."""
    return _caught(locator, lambda: _encode(make()), _encode)


def _caught(locator: str, make: Callable[[], _Told], tell: Callable[[Result], _Told]) -> _Told:
    """Return what *make* returns; if it fails, what *tell* makes of the result that says so."""
    try:
        return make()
    except MemoryError:
        raise  # a worker ends, so that the next input gets more memory
    except buckets.BucketFailed as error:
        return tell(StorageFailed(str(error)))
    except Exception:  # noqa: BLE001 - whatever it is, the caller meets it again and tells it
        _log.debug("Not done here: %s", locator, exc_info=True)
        return tell(Undone())


def _ready(job: Job, styles: Styles, found: Input, now: datetime) -> Result:
    """Return the result for *found* with everything that is written of it if it is new."""
    result = _result(job, found, now)
    if isinstance(result, Made):
        made = result.candidate
        made.known_marks = made.marks
        made.arrival.fragment = made.contents.fragment  # its key is there, and nobody keeps more
        made.prepared = prepared(made, styles)
    return result


def _result(job: Job, found: Input, now: datetime) -> Result:
    began = read = perf_counter()
    draft: Draft | None = None
    try:
        draft = api.begin(found, job.limits, now)
        read = perf_counter()
        if not draft.record:
            draft.article.origin.spider = draft.spider or job.spider
        api.complete(draft, job.rules, job.limits, now)
    except Rejected as refusal:
        took = perf_counter() - began
        article = draft.article if draft is not None else None
        return Refusal(refusal.outcome, refusal.reason, refusal.detail, article, took, _removals(job, draft))
    cleaned = perf_counter()
    made = Candidate.of(arrivals.of_draft(draft, job.fragments))
    named = draft.listed.list if draft.listed else None
    rules = tuple(draft.trace.rules)
    return Made(made, named, rules, read - began, cleaned - read, _removals(job, draft))


def _removals(job: Job, draft: Draft | None) -> tuple[Removal, ...]:
    return tuple(draft.trace.removals) if job.traces and draft is not None else ()


def prepared(made: Candidate, styles: Styles = ()) -> Prepared:
    """Return what is written of *made* if it is new, under the id that it then most likely gets.

    With it the body of the article reaches the other process, which may need its HTML.
    """
    article = made.article
    was = article.id, article.revision, article.duplicate_of
    article.id, article.revision, article.duplicate_of = made.likely_id, made.revision, None
    posts = [make(article, name_of(article, look.template, style), style) for look, style in styles]
    (stream,) = blobs.pack([made.contents])
    found = Prepared(article.id, stream, tuple(posts))
    article.id, article.revision, article.duplicate_of = was
    return found
