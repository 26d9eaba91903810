"""The input and the output of a group: arrivals and verdicts.

To add a kind of verdict, add a member to `Kind` and a row to `_OUTCOMES`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from newsspider.model.article import Article
from newsspider.model.draft import Stamp
from newsspider.model.outcomes import NearMode, Outcome, Reason


@dataclass(frozen=True, slots=True)
class Place:
    """The place of the uncleaned source in a file that stays, in bytes; `file` is the system's path.

    `stamp` is there if the file holds nothing else: then it need not be read again while it is as it was.
    """

    file: str
    start: int
    length: int
    stamp: Stamp | None = None


@dataclass(slots=True)
class Arrival:
    """A cleaned article as it arrives, with everything that identifies it.

    `article` has its `digest` and `chars`. Its `id` is empty, except in a document that newsspider wrote. The
    group writes `id`, `revision` and `duplicate_of` into it.
    `docid` is the site's own number with the site's name, as in an id: `sina:ikx…`. `guid` is what a feed
    calls the entry, unique within `list`. `addresses` are further canonical addresses of the same article.
    `shared` are guids and addresses that also stand for other texts of the list, and so are bad keys.
    `list` names the list or folder whose rows may not share a key; None for single documents.
    `as_of` is when the source had this text: the time of a fetch or of a WARC record; None for a post.
    `fragment` always counts for identity. The ledger keeps it unless `keep` is false or `place` says where it
    stays. `source` is the part of a file that the article was read from. `item` is the key of the row of
    `ledger.lists` that ends with this article.
    `given_by` says what gave each field, and is kept with the fragment.
    `reread` marks a stored article whose own document was read again under other rules. Whatever its rank,
    the article becomes what that document says now (for what comes from copies, see `revisions.of_copies`).
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
    given_by: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Near:
    """How to look for near-duplicates; `window` is the days between publications, 0 means any number."""

    mode: NearMode = NearMode.FOLD
    window: int = 30


class Kind(str, Enum):
    """What an arrival is for the ledger."""

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
    """The result for one arrival.

    `id` and `revision` belong to the article that represents it from now on: itself, or the stored article
    that it duplicates. `change` says in one line what a revision changed. `estimate` is the similarity of a
    near-duplicate. `enriched` names the fields that the stored record took from this arrival.
    """

    kind: Kind
    id: str
    revision: int
    change: str = ""
    estimate: float | None = None
    enriched: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """The outcome to count."""
        return _OUTCOMES[self.kind][0]

    @property
    def reason(self) -> Reason | None:
        """The reason for the outcome, if it has one."""
        return _OUTCOMES[self.kind][1]
