"""The ledger: what was listed, stored and published. This is its interface, on one page.

    ledger = Ledger.open("output/ledger.db")                    # or postgresql://…; `close()` at the end
    run = ledger.runs.start("2026-11-23T02-00", now)
    posts = ledger.outbox.register("output/posts", rewritable=True)
    group = ledger.group(run, rules="2026.11", feeds=[posts], near=Near())
    group.meet([Arrival(article, docid="sina:ikx…", fragment=html), …])
    for verdict in group.commit(now): …                         # new, revised, unchanged, older, duplicate
    for due in ledger.outbox.due([posts]): …                    # (article, revision) that outputs still lack
    ledger.outbox.published(posts, [Published(due.id, due.revision, name=…, digest=…)])
    ledger.runs.finish(run, now, exit_code=0, counts={…}, fill={…})

**listed** `ledger.lists` keeps the rows of a list until they are stored or end otherwise. `note` (rows and
validators in one commit) says which of them to fetch. `retry` says which rows of earlier runs are still to be
fetched. `failed` counts a try, and gives an item up after the fifth. `ended` writes an end that is not
*stored*; it holds until the version of the rules changes. `passed` moves the watermark of a list, after a
crawl has read down to the old one. A crash is not a try: only failures count.

**stored** A `Group` is a unit of work. `meet` looks up the identity of its arrivals in a few statements and
decides in the given order. `commit` writes all arrivals since the last commit in one transaction and returns
the verdicts. The verdicts of `meet` are provisional, those of `commit` are facts: if another writer has in
between changed what the group depends on, it is decided again, alone (`turns`). After a failed `commit` or a
`rollback` the group is empty. The caller chooses the size of a group (64 to 2,000 cost least). Pass the
entries of one feed document in one `meet`, with its name as `list`: a key that two texts among them share is
bad, and joins nothing from then on.

**published** An output is a URI template. For each article that a run meets, whatever the verdict, a row
(output, generation, article, revision) is added unless it exists. So an output gets each of them once, a new
output gets everything the run meets, and the others what they lack. `due` streams what is not published yet,
in the order of arrival. An output that is overwritten, or whose folder is gone, is registered with
`again=True` and written as a new generation, which counts only after `settle`. Publishing from `due` after
the last commit, and not at each verdict, makes the output independent of the groups: by then, a later copy
has given the stored record its cover.

An article that takes fields from a copy keeps its revision, because its text is the same. An output that
cannot be rewritten has had (article, revision) and does not get it again; later outputs and archives get the
fuller record. In a rewritable output (a folder of posts) it becomes due again, and the same post is written
again. In such an output, a revision that was not published before the next one came is skipped.

`ledger.posts` knows the files of a folder of posts: the name, the digest of what was written, whether a user
edited or deleted it. `ledger.archive` reads articles back (`find`, `iterate`). `ledger.offering` makes stored
articles due to outputs that lack them. `ledger.replays` knows how far web archives have been read,
`ledger.known_files` which seed files are as they were when they were read, `ledger.deadly_inputs` what ended
the process that read it, `ledger.polls` what feeds asked for. `ledger.upkeep` checks, prunes and compacts.

All times have a zone; no function asks a clock. Every failure of the database is a `LedgerFailed` with a
message for the user. Nothing is unpickled. A SQLite file has one writer at a time; any number of workers can
share a PostgreSQL. There an output belongs to a worker, and a run holds a lock on each of its outputs
(`ledger.leases`), so that no other takes over what it is placing.

Files: `tables`, `migrations`, `database`, `bulk` and `leases` are the database; `arrival`, `keys`,
`candidate` and `snapshot` the types and what is looked up; `identity`, `near_duplicates`, `revisions`,
`decide` and `batch` the way to a verdict; `sources`, `source_state`, `coverage`, `outbox`, `posts`, `runs`,
`archive`, `folded`, `offering` and `upkeep` the rest of the interface. To add a kind of key, add a row to
`keys`. To add a fact about an article, add a column to `tables`, a field to `candidate.ArticleState` and a
step to `migrations`.
"""

from typing import TYPE_CHECKING

from newsspider.lazy import names_of
from newsspider.ledger.arrival import Arrival, Kind, Near, Place, Verdict
from newsspider.ledger.candidate import Candidate, Prepared

if TYPE_CHECKING:
    from newsspider.ledger.archive import Stored, Wanted
    from newsspider.ledger.batch import Group
    from newsspider.ledger.coverage import Coverage
    from newsspider.ledger.database import LedgerDamaged, LedgerFailed
    from newsspider.ledger.decide import Written
    from newsspider.ledger.folded import Folded
    from newsspider.ledger.known_files import SeedRead
    from newsspider.ledger.leases import LedgerBusy
    from newsspider.ledger.ledger import Ledger
    from newsspider.ledger.offering import Offered
    from newsspider.ledger.outbox import Due, Output, Published
    from newsspider.ledger.posts import Post, PostState
    from newsspider.ledger.rechecks import Recheck
    from newsspider.ledger.runs import RunRow
    from newsspider.ledger.source_state import Look, Poll, Reached
    from newsspider.ledger.sources import ListedRow, Standing, Tries, Validators

__all__ = [
    "Arrival",
    "Candidate",
    "Coverage",
    "Due",
    "Folded",
    "Group",
    "Kind",
    "Ledger",
    "LedgerBusy",
    "LedgerDamaged",
    "LedgerFailed",
    "ListedRow",
    "Look",
    "Near",
    "Offered",
    "Output",
    "Place",
    "Poll",
    "Post",
    "PostState",
    "Prepared",
    "Published",
    "Reached",
    "Recheck",
    "RunRow",
    "SeedRead",
    "Standing",
    "Stored",
    "Tries",
    "Validators",
    "Verdict",
    "Wanted",
    "Written",
]
# What needs the database is imported when it is first used: a worker process needs none of it.
_HOMES = {
    "Coverage": "newsspider.ledger.coverage",
    "Due": "newsspider.ledger.outbox",
    "Folded": "newsspider.ledger.folded",
    "Group": "newsspider.ledger.batch",
    "Ledger": "newsspider.ledger.ledger",
    "LedgerBusy": "newsspider.ledger.leases",
    "LedgerDamaged": "newsspider.ledger.database",
    "LedgerFailed": "newsspider.ledger.database",
    "ListedRow": "newsspider.ledger.sources",
    "Look": "newsspider.ledger.source_state",
    "Offered": "newsspider.ledger.offering",
    "Output": "newsspider.ledger.outbox",
    "Poll": "newsspider.ledger.source_state",
    "Post": "newsspider.ledger.posts",
    "PostState": "newsspider.ledger.posts",
    "Published": "newsspider.ledger.outbox",
    "Reached": "newsspider.ledger.source_state",
    "Recheck": "newsspider.ledger.rechecks",
    "RunRow": "newsspider.ledger.runs",
    "SeedRead": "newsspider.ledger.known_files",
    "Standing": "newsspider.ledger.sources",
    "Stored": "newsspider.ledger.archive",
    "Tries": "newsspider.ledger.sources",
    "Validators": "newsspider.ledger.sources",
    "Wanted": "newsspider.ledger.archive",
    "Written": "newsspider.ledger.decide",
}
__getattr__ = names_of(__name__, _HOMES)
