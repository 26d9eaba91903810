"""Everything stored, cleaned again by today's rules from its uncleaned source; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from newsspider import config, options
from newsspider.errors import Rejected
from newsspider.ledger import Arrival, Ledger, Place, Stored
from newsspider.ledger.revisions import of_copies
from newsspider.limits import Limits
from newsspider.model.article import Article, OriginKind
from newsspider.model.draft import Draft
from newsspider.model.outcomes import Outcome, Reason
from newsspider.pipelines.clean import CleanPipeline
from newsspider.pipelines.normalise import NormalisePipeline
from newsspider.pipelines.validate import ValidatePipeline
from newsspider.readers import registry, stored
from newsspider.sources import files, inputs, seed_formats
from newsspider.sources.inputs import ListEntry
from newsspider.sources.warc import reader
from newsspider.text import charset


@dataclass(frozen=True, slots=True)
class Recleaned:
    """A stored article and what today's rules make of it: the arrival for the ledger."""

    stored: Article
    arrival: Arrival


@dataclass(frozen=True, slots=True)
class NotRecleanable:
    """A stored article of which today's rules cannot be told, and why."""

    stored: Article
    refusal: Rejected


class Recleaning:
    """Reads what a ledger has stored."""

    def __init__(self, run: options.Options, spider: str) -> None:
        rule_set = config.rule_set(run)
        self.rules = rule_set.version
        self._limits = run.limits
        self._normalise = NormalisePipeline(run.clock)
        self._steps = (CleanPipeline(rule_set, run.limits), ValidatePipeline(run, spider))

    def everything(self, ledger: Ledger) -> Iterator[Recleaned | NotRecleanable]:
        """Yield every article once, as it is now or why it cannot be told, in the order stored."""
        last = ""
        for one in ledger.archive.iterate():
            if one.article.id == last:
                continue  # revised while it was the last of its page, it is met once more
            last = one.article.id
            yield self._again(one)

    def _again(self, one: Stored) -> Recleaned | NotRecleanable:
        was = one.article
        try:
            draft, source = self._document(one) if one.place is not None else _fragment(one)
            for step in self._steps:
                draft = step.work(draft)
        except Rejected as refusal:
            return NotRecleanable(was, refusal)
        _settle(draft.article, was, source)
        return Recleaned(was, _arrival(one, draft))

    def _document(self, one: Stored) -> tuple[Draft, str]:
        """Return the draft of the file that an article was read from, and all its text."""
        assert one.place is not None
        origin = one.article.origin
        # A record that was read back says what it was read from first.
        kind = files.kind(one.place.file) or origin.kind
        if kind is OriginKind.WARC:
            return _of_archive(one.place, origin.locator, self._limits)
        data = _bytes(one.place, origin.locator, kind, self._limits.file)
        draft = registry.read(kind, data, origin.locator, self._limits)
        return self._normalise.work(draft), charset.decode(data).text


def _of_archive(place: Place, locator: str, limits: Limits) -> tuple[Draft, str]:
    """Return the draft of the record at *place*, and all the text that it was made of."""
    found = reader.at(files.SeedFile(locator, place.file), place.start, limits.file)
    draft = inputs.draft(found, limits)
    return draft, draft.fragment if isinstance(found, ListEntry) else charset.decode(found.data).text


def _bytes(place: Place, locator: str, kind: OriginKind, limit: int) -> bytes:
    """Return the bytes at *place*; raises Rejected where the file is gone or is another one now."""
    seed = files.SeedFile(locator, place.file)
    is_part = kind in seed_formats.MANY
    data = files.part(seed, place.start, place.length) if is_part else files.read(seed, limit)
    if len(data) != place.length:
        raise Rejected(Outcome.FAILED, Reason.SOURCE_CHANGED, f"{place.file} is not what was read")
    return data


def _fragment(one: Stored) -> tuple[Draft, str]:
    if not one.fragment:
        raise Rejected(Outcome.UNCHANGED, Reason.NO_FRAGMENT, "its uncleaned source was not kept")
    return stored.draft(one.article, one.fragment), one.fragment


def _settle(article: Article, was: Article, source: str) -> None:
    """Give *article* what its own document does not say: who it is, and what it owes to lists and copies."""
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
    )
