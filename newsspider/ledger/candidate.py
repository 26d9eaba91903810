"""An arrival made ready for its verdict: keys, times, sketch and figures, each worked out once.

A group may have to decide twice (another worker wrote in between), which costs no second sketch.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from datetime import datetime
from enum import IntFlag
from functools import cached_property, lru_cache
from zlib import crc32

from newsspider.ledger import keys
from newsspider.ledger.arrival import Arrival
from newsspider.ledger.tables import articles
from newsspider.model.article import Article, OriginKind
from newsspider.text import figures, minhash
from newsspider.text.unicode import nfkc

# What the ledger knows of an article without opening its stream: enough for every verdict.
#
# A further fact is a column in `tables.articles` and a field here, at the same place.


class Lacks(IntFlag):
    """The fields that a kept record takes from its copies."""

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
    """Return the names of the record's fields that *lacks* stands for."""
    return tuple(name for gain, name in _GAINS.items() if gain & lacks)


def lacking(article: Article) -> Lacks:
    """Return what *article* could take from a copy."""
    absent = Lacks(sum(gain for gain, name in _GAINS.items() if not getattr(article, name)))
    # A medium that is but the name of a category was taken from there for want of a better one.
    return absent | Lacks.SOURCE if article.source in article.categories else absent


@dataclass(slots=True, eq=False)
class ArticleState:
    """The row of an article; the fields up to `sketch` are the columns of `tables.articles`, in order.

    `number` is 0 until the article is written. `dated` is precision and source of the date, `names` the
    dates and codes of the text, `figures` two bytes for each figure, in order.
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
        """Become what *other* says, column by column."""
        for name in COLUMNS:
            setattr(self, name, getattr(other, name))


COLUMNS = tuple(column.name for column in articles.columns)


def row(state: ArticleState) -> tuple[object, ...]:
    """Return the row of *state*, its values in the order of `COLUMNS`."""
    return tuple(getattr(state, name) for name in COLUMNS)


# --- candidate ---

# What may revise what: a page is the source itself, a feed tells of it, a post or an archive repeats it.
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
    """Return the letters and digits of *title*: what its damaged and its true spelling have in common."""
    return _SIGNS.sub("", nfkc(title)).casefold()


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells near texts apart: sketch, figures (two bytes each, in order), dates and codes."""

    sketch: bytes | None
    figures: bytes
    names: str


@lru_cache(maxsize=65_536)
def _hash(figure: str) -> int:
    """Return two bytes for a figure: enough, as most figures have to agree."""
    return crc32(figure.encode()) & 0xFFFF


def marks(article: Article) -> Marks:
    """Return the marks of *article*; no sketch where the text is too short for one."""
    found = figures.read(article.text)
    codes = found.codes.union(map(figures.code_of, article.stocks))
    hashes = array("H", sorted(map(_hash, found.all.elements())))
    return Marks(minhash.sketch(article.text), hashes.tobytes(), " ".join(sorted(found.dates | codes)))


class Candidate:
    """One arrival with what its verdict needs; raises ValueError for an article without a digest."""

    def __init__(self, arrival: Arrival) -> None:
        article = arrival.article
        if not article.digest:
            message = f"cannot store an article without a digest: {article.origin.locator}"
            raise ValueError(message)
        self.arrival = arrival
        self.article = article
        self.own_id, self.own_revision = article.id, article.revision
        self.digest = bytes.fromhex(article.digest)
        self.strong = keys.strong(arrival)
        self.shared = keys.shared(arrival)
        self.text = keys.of_digest(article.digest)
        self.copy = keys.of_copy(article.digest)
        self.source = keys.of_source(arrival)
        self.file = keys.of_file(arrival)
        text_keys = (self.file, self.source, self.text, keys.of_own_text(article.id))
        self.text_keys = list(dict.fromkeys(key for key in text_keys if key is not None))
        self.published = seconds(article.published)
        self.updated = seconds(article.updated)
        self.as_of = seconds(arrival.as_of)
        self.rank = _RANKS[article.origin.kind]
        self.locator = keys.of_locator(article.origin.locator)
        self.list = None if arrival.list is None else keys.number("list", arrival.list)
        self.title = keys.number("title", bare_title(article.title))
        self.lacks = lacking(article)
        self.dated = " ".join(
            told.value for told in (article.published_precision, article.published_from) if told
        )

    @cached_property
    def marks(self) -> Marks:
        """The marks of the text."""
        return marks(self.article)

    @property
    def revision(self) -> int:
        """The number of its text, if it is new: a document of ours says what has become of it so far."""
        return max(self.own_revision, 1) if self.own_id else 1

    def state(self, run: int, rules: str) -> ArticleState:
        """Return the state of the article that this arrival would be, not numbered yet."""
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
            lacks=int(self.lacks),
            chars=article.chars,
            copy_of=None,
            names=found.names,
            figures=found.figures,
            sketch=found.sketch,
        )
