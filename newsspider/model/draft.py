"""An article in the making: what a reader found, the body's tree, and the evidence for each field.

A spider yields inputs, each of which reads itself into a draft; `api` makes an article of that. The trace
travels along from the start, so that it can be shown which rule gave a field and what was removed.
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


@dataclass(slots=True)
class Removal:
    """Something a rule took out of the body.

    `what` is `text` where text of the body went (so that conservation can be reckoned), `comment` or
    `field` where nothing visible did: a comment, a link's address, a ticker that names something else.
    """

    rule: str
    text: str
    what: str = "text"


@dataclass(slots=True)
class Trace:
    """Which rule or place gave each field, everything removed, every repair, in order of happening."""

    fields: dict[str, str] = field(default_factory=dict)
    removals: list[Removal] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)

    def repaired(self, repair: Repair) -> None:
        """Note *repair* once."""
        if repair not in self.repairs:
            self.repairs.append(repair)


@dataclass(frozen=True, slots=True)
class Listed:
    """How a list led to a document: the row's key, the list's name, the canonical addresses it went by.

    `key` is empty where the ledger has no such row: a feed in a file. `guid` is what a feed calls its entry,
    `shared` are guids and addresses that stand for other texts there, too.
    `validators` are the ETag and the Last-Modified that came with the page, None where the row is the article
    itself; `again` says that the article was stored before and is looked at once more.
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
    """An article in the making.

    `meta` is what the reader found, untyped, by our field names; `tree` the body before cleaning, parsed
    once; `fragment` the same uncleaned body as the source had it; `body` the cleaned blocks. `own` marks
    a document that newsspider wrote itself, whose text was cleaned when it was written, and `record` one of
    these that holds the whole record. `file`, `start` and `size` (in bytes) tell where it stays, if it does;
    `untyped` says that no field of the article is filled from `meta` yet;
    `fetched` and `spider` when and by whom it was met first, where an archive says so; `reread` says that
    it is stored and read again under other rules; `listed` is how a list led here, if one did. `parts` are
    the addresses of the further parts of an article in several pages, in their order.
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
    fetched: datetime | None = None
    spider: str = ""
    reread: bool = False
    listed: Listed | None = None
    parts: tuple[str, ...] = ()
    trace: Trace = field(default_factory=Trace)


class Input(Protocol):
    """What a spider yields: a document, and how to read it. It can be pickled."""

    @property
    def locator(self) -> str:
        """Where the input is: an address, or a path relative to the folder given."""

    def read(self, limits: Limits) -> Draft:
        """Return the draft of the input, uncleaned; raises Rejected for what is no article."""


@dataclass(slots=True)
class Unread:
    """An input that could not be read; it goes the way of the others, so that it has an outcome too."""

    locator: str
    outcome: Outcome
    reason: Reason
    detail: str = ""
    listed: Listed | None = None

    def read(self, limits: Limits) -> Draft:
        """Raise Rejected with the outcome that is known already."""
        del limits
        raise Rejected(self.outcome, self.reason, self.detail)
