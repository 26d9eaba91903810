"""An unfinished article: what a reader found, the tree of its body, and the evidence for each field.

A spider yields inputs. Each input reads itself into a draft, and `api` makes an article of that. The trace
goes along from the start and shows which rule gave a field and what was removed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from newsspider.errors import Rejected
from newsspider.limits import Limits
from newsspider.model.article import Article
from newsspider.model.outcomes import Outcome, Reason, Repair

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from newsspider.model.body import Body


@dataclass(frozen=True, slots=True)
class Stamp:
    """What shows that a file is as it was: its size in bytes, and its times in nanoseconds since 1970."""

    size: int
    modified: int
    changed: int


@dataclass(slots=True)
class Removal:
    """Something that a rule removed from the body.

    `what` is `text` if visible text was removed, so that tests can account for all text. It is `comment` or
    `field` if nothing visible was removed: a comment, the address of a link, a stock code of something else.
    """

    rule: str
    text: str
    what: str = "text"


@dataclass(slots=True)
class Trace:
    """The rule or place that gave each field, all removals and all repairs, in order.

    `walk` is None unless somebody asks for it (see `api.process`): the text of the whole body in reading
    order, in pieces, each with the index of the removal that took it out, or None if no element rule did.
    """

    fields: dict[str, str] = field(default_factory=dict)
    removals: list[Removal] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    walk: list[tuple[int | None, str]] | None = None

    @property
    def rules(self) -> list[str]:
        """The rule of each removal."""
        return [removal.rule for removal in self.removals]

    def repaired(self, repair: Repair) -> None:
        """Add *repair*, once."""
        if repair not in self.repairs:
            self.repairs.append(repair)


@dataclass(frozen=True, slots=True)
class Listed:
    """How a list led to a document: key of the row, name of the list, canonical addresses on the way.

    `key` is empty if the ledger has no such row, as for a feed in a file. `guid` is what a feed calls its
    entry. `shared` are guids and addresses that also stand for other texts of the list. `validators` are the
    ETag and Last-Modified of the page; None if the row is the article itself. `again` says that the article
    was stored before and is fetched again.
    """

    key: str
    list: str
    addresses: tuple[str, ...] = ()
    validators: tuple[str | None, str | None] | None = None
    again: bool = False
    guid: str | None = None
    shared: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """An unfinished article.

    `meta` is what the reader found, untyped, under the names of our fields; `untyped` says that the fields of
    the article are not filled from it yet. `tree` is the parsed body before cleaning, `fragment` the same
    body as text, `body` the cleaned blocks. `own` marks a document that newsspider wrote, whose text is
    already clean; `record` marks such a document that contains the whole record. `file`, `start` and `size`
    (in bytes) say where the source stays, if it does; `stamp` is that of a file with nothing else. `fetched`
    and `spider` say when and by which spider it was first met, if an archive says so. `reread` marks a stored
    article that is read again by other rules. `listed` says how a list led here, if one did. `parts` are the
    addresses of the further parts of an article in several pages, in order.
    """

    article: Article = field(default_factory=Article)
    meta: dict[str, Any] = field(default_factory=dict)
    fragment: str = ""
    tree: LexborNode | None = None
    body: Body | None = None
    own: bool = False
    record: bool = False
    untyped: bool = False
    file: str = ""
    start: int = 0
    size: int = 0
    stamp: Stamp | None = None
    fetched: datetime | None = None
    spider: str = ""
    reread: bool = False
    listed: Listed | None = None
    parts: tuple[str, ...] = ()
    trace: Trace = field(default_factory=Trace)


class Input(Protocol):
    """What a spider yields: a document and how to read it. It can be pickled."""

    @property
    def locator(self) -> str:
        """Where the input is: an address, or a path relative to the given folder."""

    def read(self, limits: Limits) -> Draft:
        """Return the draft of the input, uncleaned; raises Rejected if it is not an article."""


@dataclass(slots=True)
class Unread:
    """An input that could not be read; it is processed like the others, so that it has an outcome."""

    locator: str
    outcome: Outcome
    reason: Reason
    detail: str = ""
    listed: Listed | None = None

    def read(self, limits: Limits) -> Draft:
        """Raise Rejected with the known outcome."""
        del limits
        raise Rejected(self.outcome, self.reason, self.detail)
