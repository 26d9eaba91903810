"""An arrival prepared for its verdict: keys, times, sketch and figures, each computed once.

A group may decide twice, if another worker wrote in between; the sketch is not computed again.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import datetime
from enum import IntFlag
from zlib import crc32

import msgspec

from newsspider.ledger import keys
from newsspider.ledger.arrival import Arrival
from newsspider.ledger.blobs import Contents
from newsspider.model.article import Article, OriginKind
from newsspider.render.made_post import MadePost
from newsspider.text import figures, minhash
from newsspider.text.unicode import nfkc

# What the ledger knows about an article without opening its stream: enough for every verdict.
#
# To add a fact, add a column to `tables.articles` and a field here, at the same position.


class Lacks(IntFlag):
    """The fields that a stored record takes from its duplicates."""

    COVER = 1
    IMAGES = 2
    ORIGINAL_TITLE = 4
    SOURCE = 8
    AUTHORS = 16


_GAINS = {
    Lacks.COVER: "cover",
    Lacks.IMAGES: "images",
    Lacks.ORIGINAL_TITLE: "original_title",
    Lacks.SOURCE: "source",
    Lacks.AUTHORS: "authors",
}


def fields(lacks: Lacks) -> tuple[str, ...]:
    """Return the names of the record's fields in *lacks*."""
    return tuple(name for gain, name in _GAINS.items() if gain & lacks)


def lacking(article: Article) -> Lacks:
    """Return the fields that *article* can take from a duplicate."""
    # A medium with the name of a category was only taken from there because no other was known.
    source = "" if article.source in article.categories else article.source
    values = (article.cover, article.images, article.original_title, source, article.authors)
    return Lacks(sum([gain for gain, value in zip(_GAINS, values, strict=True) if not value]))


@dataclass(slots=True, eq=False)
class ArticleState:
    """The row of an article; the fields up to `sketch` are the columns of `tables.articles`, in order.

    `number` is 0 until the article is written. `dated` is the precision and source of the date, `names` are
    the dates and codes in the text, `figures` has two bytes for each figure, in order.
    """

    number: int
    id: str
    site: str
    channel: str | None
    known_by: int
    rank: int
    locator: int
    list: int | None
    run: int
    rules: str
    revision: int
    digest: bytes
    title: int
    published: int | None
    dated: str
    updated: int | None
    as_of: int | None
    lacks: int
    chars: int
    copy_of: int | None
    names: str
    figures: bytes
    sketch: bytes | None

    def take(self, other: ArticleState) -> None:
        """Take all values from *other*, column by column."""
        for name in COLUMNS:
            setattr(self, name, getattr(other, name))


COLUMNS = tuple(field.name for field in dataclass_fields(ArticleState))


def row(state: ArticleState) -> tuple[object, ...]:
    """Return the row of *state*, its values in the order of `COLUMNS`."""
    return tuple(getattr(state, name) for name in COLUMNS)


# --- candidate ---

# What may revise what: a page is the source itself, a feed announces it, a post or an archive repeats it.
_RANKS = {
    OriginKind.LIVE: 2,
    OriginKind.PAGE: 2,
    OriginKind.WARC: 2,
    OriginKind.FEED: 1,
    OriginKind.POST: 0,
    OriginKind.ARCHIVE: 0,
}
_SIGNS = re.compile(r"[\W_]+")


def seconds(moment: datetime | None) -> int | None:
    """Return *moment* as whole seconds since 1970."""
    return None if moment is None else int(moment.timestamp())


def bare_title(title: str) -> str:
    """Return the letters and digits of *title*, which its damaged and its true form have in common."""
    return _SIGNS.sub("", nfkc(title)).casefold()


@dataclass(frozen=True, slots=True)
class Marks:
    """What distinguishes similar texts: sketch, figures (two bytes each, in order), dates and codes."""

    sketch: bytes | None
    figures: bytes
    names: str


def marks(article: Article) -> Marks:
    """Return the marks of *article*; without a sketch if the text is too short."""
    found = figures.read(article.text)
    codes = found.codes.union(map(figures.code_of, article.stocks))
    # Two bytes for a figure are enough, because most figures must agree.
    hashes = array("H", sorted([crc32(figure) & 0xFFFF for figure in " ".join(found.every).encode().split()]))
    return Marks(minhash.sketch(article.text), hashes.tobytes(), " ".join(sorted(found.dates | codes)))


class Prepared(msgspec.Struct, eq=False):
    """What is written of an arrival that becomes a new article with the *id* that it most likely gets.

    *stream* is its packed record and fragment, *posts* are its posts, one for each look of the run.
    """

    id: str
    stream: bytes
    posts: tuple[MadePost, ...] = ()


class Candidate(msgspec.Struct, eq=False):
    """One arrival with everything its verdict needs; msgspec can carry it to another process.

    `own_id` and `own_revision` are those of the document, if newsspider wrote it. `known_marks` are the
    marks, once somebody has asked for them. `prepared` is there if a worker process has made it.
    """

    arrival: Arrival
    own_id: str
    own_revision: int
    digest: bytes
    strong: tuple[tuple[keys.Known, int], ...]
    shared: tuple[int, ...]
    text: int
    copy: int
    source: int | None
    file: int | None
    text_keys: tuple[int, ...]
    published: int | None
    updated: int | None
    as_of: int | None
    rank: int
    locator: int
    list: int | None
    title: int
    lacks: int
    dated: str
    known_marks: Marks | None = None
    prepared: Prepared | None = None

    @classmethod
    def of(cls, arrival: Arrival) -> Candidate:
        """Return what *arrival* is for its verdict; raises ValueError for an article without a digest."""
        article = arrival.article
        if not article.digest:
            message = f"cannot store an article without a digest: {article.origin.locator}"
            raise ValueError(message)
        source, file = keys.of_source(arrival), keys.of_file(arrival)
        text = keys.of_digest(article.digest)
        text_keys = (file, source, text, keys.of_own_text(article.id))
        return cls(
            arrival=arrival,
            own_id=article.id,
            own_revision=article.revision,
            digest=bytes.fromhex(article.digest),
            strong=tuple(keys.strong(arrival)),
            shared=tuple(keys.shared(arrival)),
            text=text,
            copy=keys.of_copy(article.digest),
            source=source,
            file=file,
            text_keys=tuple(dict.fromkeys(key for key in text_keys if key is not None)),
            published=seconds(article.published),
            updated=seconds(article.updated),
            as_of=seconds(arrival.as_of),
            rank=_RANKS[article.origin.kind],
            locator=keys.of_locator(article.origin.locator),
            list=None if arrival.list is None else keys.number("list", arrival.list),
            title=keys.number("title", bare_title(article.title)),
            lacks=int(lacking(article)),
            dated=" ".join(
                value.value for value in (article.published_precision, article.published_from) if value
            ),
        )

    @property
    def article(self) -> Article:
        """The article that arrives."""
        return self.arrival.article

    @property
    def marks(self) -> Marks:
        """The marks of the text."""
        if self.known_marks is None:
            self.known_marks = marks(self.article)
        return self.known_marks

    @property
    def likely_id(self) -> str:
        """The id that it gets as a new article, unless a key of it is bad or taken."""
        arrival, article = self.arrival, self.article
        if self.own_id or arrival.docid:
            return self.own_id or arrival.docid or ""
        return keys.id_of_url(article.url) if article.url else keys.id_of_text(article.digest)

    @property
    def contents(self) -> Contents:
        """What the ledger keeps of it in a stream."""
        arrival = self.arrival
        if arrival.keep and arrival.place is None:
            return Contents(arrival.article, arrival.fragment, arrival.given_by)
        return Contents(arrival.article)

    @property
    def revision(self) -> int:
        """The number of its revision, if it is new; newsspider's own documents state theirs."""
        return max(self.own_revision, 1) if self.own_id else 1

    def state(self, run: int, rules: str) -> ArticleState:
        """Return the state that this arrival would have as a new article, without a number."""
        article, found = self.article, self.marks
        return ArticleState(
            number=0,
            id=article.id,
            site=article.site,
            channel=article.channel,
            known_by=0,
            rank=self.rank,
            locator=self.locator,
            list=self.list,
            run=run,
            rules=rules,
            revision=self.revision,
            digest=self.digest,
            title=self.title,
            published=self.published,
            dated=self.dated,
            updated=self.updated,
            as_of=self.as_of,
            lacks=self.lacks,
            chars=article.chars,
            copy_of=None,
            names=found.names,
            figures=found.figures,
            sketch=found.sketch,
        )
