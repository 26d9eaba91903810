"""The ledger: what was listed, what is stored, what each feed has got. Its interface, in one page.

    ledger = Ledger.open("output/ledger.db", now)               # or postgresql://…; `close()` at the end
    run = ledger.runs.start("2026-11-23T02-00", now)
    posts = ledger.outbox.register("output/posts", rewritable=True)
    group = ledger.group(run, rules="2026.11", feeds=[posts], near=Near())
    group.meet([Arrival(article, docid="sina:ikx…", fragment=html), …])
    for verdict in group.commit(now): …                         # new, revised, unchanged, older, duplicate
    for due in ledger.outbox.due([posts]): …                    # (article, revision) the feeds still lack
    ledger.outbox.published(posts, [Published(due.id, due.revision, name=…, digest=…)])
    ledger.runs.finish(run, now, exit_code=0, counts={…}, fill={…})

**listed** `ledger.lists` keeps the rows of a list from the moment it named them until they have an end:
`note` (rows and validators in one commit) says which of them to ask for, `retry` which of earlier runs
are still to be asked for, `failed` counts a try and gives an item up after the fifth, `ended` writes an
end that is not *stored*. Such ends hold until the rules' version changes. `passed` moves the mark of a
list, once a pass has read down to the old one. A crash is no try: only what failed counts.

**stored** A `Group` is a unit of work: `meet` looks up the identity of all it is handed in a few
statements and decides in the order given; `commit` writes everything met since the last one in one
transaction and returns the verdicts. What `meet` says is provisional, what `commit` says is a fact: if
another worker wrote to the same ledger in between, the group is decided again, under the lock. After a
failed `commit`, or a `rollback`, the group is empty and nothing of it is remembered. The size of a group
is the caller's (64 to 2,000 cost least). Hand the entries of one feed document over in one `meet`, with
its name as `list`: a key that covers two texts among them is bad, is remembered, and joins nothing more.

**published** A feed is a URI template. With each article that a run meets, whatever the verdict, a row
(feed, generation, article, revision) is written unless it is there: so a feed gets each of them once, a
new one gets everything met, and the others what they lack. `due` streams what is not published yet, in
the order met. A feed that is overwritten, or whose folder is gone, is registered with `anew=True` and
written as a further generation, current only after `settle`. Publishing from `due` after the last
commit (rather than at each verdict) makes the output independent of how the groups fell: by then a copy
that came later has given the kept record its cover.

An article enriched by a copy keeps its revision (its text is the same). A feed that cannot be rewritten
has had (article, revision) and does not get it again; later feeds and archives get the fuller record. In
a feed that is rewritable (a folder of posts) it becomes due again: the same post is written once more.
In such a feed a revision that was not published before the next one came is passed over.

`ledger.posts` holds what is known about the files of a folder of posts: name for life, digest of what was
written, whether a person edited or deleted it. `ledger.archive` reads articles back (`find`, `iterate`),
`ledger.offering` makes what is stored due to feeds that lack it, `ledger.replays` how far an archive has been
read, `ledger.polls` how feeds asked to be
asked. `ledger.upkeep` checks, prunes and compacts.

Times are aware datetimes everywhere; no function asks a clock. Every failure of the database is a
`LedgerFailed` with a sentence for the user; nothing is unpickled. One SQLite file has one writer at a
time; any number of workers may share one PostgreSQL.

Files: `tables migrations engine failures bulk` the database; `arrival keys state` the types; `lookup view
identity near changes enrich plan writer group` how a verdict comes about; `lists rechecks ages outbox placing
posts runs archive offering upkeep presence` the rest of the interface. A further kind of key is one row in
`keys`, a further fact about an article a column in `tables`, a field in `state` and a step in `migrations`.
"""

from newsspider.ledger.archive import Stored, Wanted
from newsspider.ledger.arrival import Arrival, Kind, Near, NearMode, Place, Verdict
from newsspider.ledger.batch import Group
from newsspider.ledger.database import LedgerDamaged, LedgerFailed
from newsspider.ledger.ledger import Ledger
from newsspider.ledger.offering import Offered
from newsspider.ledger.outbox import Due, Output, Published
from newsspider.ledger.posts import Post, PostState
from newsspider.ledger.runs import RunRow
from newsspider.ledger.source_state import Poll, Reached
from newsspider.ledger.sources import ListedRow, Recheck, Standing, Validators

__all__ = [
    "Arrival",
    "Due",
    "Group",
    "Kind",
    "Ledger",
    "LedgerDamaged",
    "LedgerFailed",
    "ListedRow",
    "Near",
    "NearMode",
    "Offered",
    "Output",
    "Place",
    "Poll",
    "Post",
    "PostState",
    "Published",
    "Reached",
    "Recheck",
    "RunRow",
    "Standing",
    "Stored",
    "Validators",
    "Verdict",
    "Wanted",
]
