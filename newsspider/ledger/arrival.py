"""What is handed to a group and what comes back: arrivals and verdicts.

A further kind of verdict is one member of `Kind` and one row of `_OUTCOMES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from newsspider.model.article import Article
from newsspider.model.outcomes import Outcome, Reason


@dataclass(frozen=True, slots=True)
class Place:
    """Where the uncleaned source lies in a file that stays, in bytes; `file` is the system's path."""

    file: str
    start: int
    length: int


@dataclass(slots=True)
class Arrival:
    """A cleaned article as it arrives, with everything its identity is told by.

    `article` has its `digest` and `chars`; its `id` is empty but in a document that newsspider wrote. The
    group writes `id`, `revision` and `duplicate_of` into it.
    `docid` is the site's own number with the site's name, as in an id: `sina:ikx…`; `guid` is what a feed
    calls the entry, unique within `list`; `addresses` are further canonical ones of the same article, and
    `shared` guids and addresses that stand for other texts of the list, too, and so are bad keys.
    `list` names the list or folder whose rows may not share a key; None for documents that stand alone.
    `as_of` is when the source read so: a fetch, a WARC's capture; None for a post, which does not say.
    `fragment` always counts for identity, and is kept in the ledger unless `keep` is off or a `place` says
    where it stays; `source` is the part of a file that the article was read from. `item` is the key of the
    row of `ledger.lists` that ends with this article.
    `reread` marks a stored article whose own document was read again under other rules: whatever its rank,
    the article becomes what it says now (see `enrich.of_copies` for what it owes to its copies).
    """

    article: Article
    docid: str | None = None
    guid: str | None = None
    addresses: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    list: str | None = None
    as_of: datetime | None = None
    fragment: str = ""
    keep: bool = True
    place: Place | None = None
    source: Place | None = None
    item: str | None = None
    reread: bool = False


class NearMode(str, Enum):
    """What becomes of a near-duplicate: folded into the first, stored with a mark, or not looked for."""

    FOLD = "fold"
    MARK = "mark"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Near:
    """How near-duplicates are looked for; `window` is days between publications, 0 for any number."""

    mode: NearMode = NearMode.FOLD
    window: int = 30


class Kind(str, Enum):
    """What an arrival is to the ledger."""

    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    OLDER = "older"
    EXACT = "exact"
    NEAR = "near"


_OUTCOMES: dict[Kind, tuple[Outcome, Reason | None]] = {
    Kind.NEW: (Outcome.KEPT, None),
    Kind.REVISED: (Outcome.REVISED, None),
    Kind.UNCHANGED: (Outcome.UNCHANGED, None),
    Kind.OLDER: (Outcome.UNCHANGED, Reason.OLDER_DOCUMENT),
    Kind.EXACT: (Outcome.DUPLICATE, Reason.SAME_DIGEST),
    Kind.NEAR: (Outcome.DUPLICATE, Reason.NEAR_DUPLICATE),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one arrival.

    `id` and `revision` are those of the article that stands for it from now on: its own, or of the kept
    one it is a copy of. `change` says in one line what a revision changed, `estimate` how near a
    near-duplicate is, `enriched` which fields the kept record took from this arrival.
    """

    kind: Kind
    id: str
    revision: int
    change: str = ""
    estimate: float | None = None
    enriched: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """The outcome that is counted."""
        return _OUTCOMES[self.kind][0]

    @property
    def reason(self) -> Reason | None:
        """The reason beside the outcome, if it has one."""
        return _OUTCOMES[self.kind][1]
