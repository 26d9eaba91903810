"""The tables of the ledger, the same for SQLite and PostgreSQL.

Times are seconds since 1970; the record itself keeps zone and offset. Keys and titles are 64-bit hashes (see
`keys`), digests and sketches raw bytes. Rows that are only found by key are stored in its order (`WITHOUT
ROWID`), which halves their size in SQLite. There are no foreign keys, because their checks would cost more
than the rows; `upkeep.check` looks for orphans. Every change here needs a step in `migrations`.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Sequence,
    SmallInteger,
    Table,
    Text,
    event,
    text,
)

metadata = MetaData()


def _partial(name: str, *columns: str, where: str) -> Index:
    """Return an index of the rows for which *where* holds."""
    index = Index(name, *columns, sqlite_where=text(where))

    def before(target: Index, connection: Connection, **_: object) -> None:
        # Not above: SQLAlchemy would import the dialect of PostgreSQL, a twentieth of the start of each run.
        if connection.dialect.name == "postgresql":
            target.dialect_kwargs["postgresql_where"] = text(where)

    event.listen(index, "before_create", before)
    return index


# SQLite uses a column as its row id only if the type is exactly INTEGER.
_Number = BigInteger().with_variant(Integer(), "sqlite")

# schema: version of these tables; sketch: version of the sketches; turn: arrivals so far, which orders the
# outbox and shows a writer that another one has written. A server has a sequence for this instead.
meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# On a server writers do not wait for each other: it counts without a lock.
turns = Sequence("turns", metadata=metadata)
article_numbers = Sequence("article_numbers", metadata=metadata)
announcements = Sequence("announcements", metadata=metadata)

# What writers of a server's ledger change, see `turns`: the number of the transaction, and keys, band slots
# and articles as 64-bit numbers. Nothing is lost with it, so the server does not log it.
announced = Table(
    "announced",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("writer", Text, nullable=False),
    Column("keys", LargeBinary, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, unique=True),
    Column("started", BigInteger, nullable=False),
    Column("ended", BigInteger),
    Column("exit_code", Integer),
    Column("counts", Text),  # JSON
    Column("fill", Text),  # JSON: the share of articles that have a field, by field
)

lists = Table(
    "lists",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, unique=True),
    Column("read_to", BigInteger),
    Column("read_from", BigInteger),  # the lower end of the time read without a gap, up to read_to
    Column("passing", Boolean, nullable=False),  # a crawl has begun and not ended
    Column("etag", Text),
    Column("modified", Text),
    Column("failing", BigInteger),  # since when it could not be read, None if the last crawl could
    Column("failures", Integer),  # crawls that failed since
    Column("stale", BigInteger),  # the age of its newest row when it was last said to be stale
)

listed = Table(
    "listed",
    metadata,
    Column("item", BigInteger, primary_key=True, autoincrement=False),
    Column("list", Integer, nullable=False),
    Column("keys", Text, nullable=False),  # JSON
    Column("locator", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("updated", BigInteger),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("tries", SmallInteger, nullable=False),
    Column("next_try", BigInteger, nullable=False),
    Column("ending", Text),
    Column("reason", Text),
    Column("rules", Text),
    _partial("listed_open", "next_try", where="ending IS NULL"),
)

# The lists of a row that several lists of a server's ledger named while it was open. Each may be another
# worker's, whose outputs are to have the article whoever stores it.
named_rows = Table(
    "named_rows",
    metadata,
    Column("list", Integer, primary_key=True, autoincrement=False),
    Column("item", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# A stored article to fetch again, with the validators of its page.
rechecks = Table(
    "rechecks",
    metadata,
    Column("item", BigInteger, primary_key=True, autoincrement=False),
    Column("etag", Text),
    Column("modified", Text),
    Column("due", BigInteger, nullable=False),
    Column("tries", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)

# How old the newest row of a list was at each request.
ages = Table(
    "ages",
    metadata,
    Column("list", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("age", BigInteger, nullable=False),
    Column("gap", BigInteger),  # the longest pause between rows that ended since the request before
    Column("rows", Integer),  # how many came since; null in notes of earlier versions
    sqlite_with_rowid=False,
)

# How many pages of a subject (a host, a layout) had what a measure names, see `coverage`.
coverage = Table(
    "coverage",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("pages", Integer, nullable=False),  # before the recent ones
    Column("have", Integer, nullable=False),
    Column("recent", Text, nullable=False),  # the last pages, a digit each
    Column("lacking", Text, nullable=False),  # JSON: addresses
    Column("began", BigInteger),
    Column("since", BigInteger),
    Column("said", BigInteger),
    Column("seen", BigInteger, nullable=False),  # when the last page came
    sqlite_with_rowid=False,
)

# How far a web archive has been read: hash of its name, byte, digests of its head and of what comes before
# the byte.
replays = Table(
    "replays",
    metadata,
    Column("archive", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("tail", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# Seed files that were read: hash of path and locator, size in bytes, times in nanoseconds, hash of what
# decides how a file is read, the article that it became or was merged into, and what was said of a copy.
known_files = Table(
    "known_files",
    metadata,
    Column("file", BigInteger, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("modified", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("reading", BigInteger, nullable=False),
    Column("article", BigInteger, nullable=False),
    Column("rejected_row", Text),  # JSON
    sqlite_with_rowid=False,
)

# Inputs that killed the worker that read them: hash of the locator.
deadly_inputs = Table(
    "deadly_inputs",
    metadata,
    Column("input", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# What a feed asked for, by the hash of its list's name.
polls = Table(
    "polls",
    metadata,
    Column("list", BigInteger, primary_key=True, autoincrement=False),
    Column("moved", Text),
    Column("gone", Text),
    Column("due", BigInteger),
    Column("pause", BigInteger),
    Column("hours", Text, nullable=False),
    Column("days", Text, nullable=False),
    sqlite_with_rowid=False,
)

articles = Table(
    "articles",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("channel", Text),
    Column("known_by", SmallInteger, nullable=False),
    Column("rank", SmallInteger, nullable=False),
    Column("locator", BigInteger, nullable=False),
    Column("list", BigInteger),
    Column("run", Integer, nullable=False),
    Column("rules", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("title", BigInteger, nullable=False),
    Column("published", BigInteger, index=True),
    Column("dated", Text, nullable=False),  # precision and source of `published`
    Column("updated", BigInteger),
    Column("as_of", BigInteger),
    Column("lacks", SmallInteger, nullable=False),
    Column("chars", Integer, nullable=False),
    Column("copy_of", BigInteger),
    Column("names", Text, nullable=False),  # dates and codes of the text
    Column("figures", LargeBinary, nullable=False),
    Column("sketch", LargeBinary),
)

revisions = Table(
    "revisions",
    metadata,
    Column("article", BigInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("stored", BigInteger, nullable=False),
    Column("run", Integer, nullable=False),
    Column("change", Text, nullable=False),
    Column("has_fragment", Boolean, nullable=False),
    Column("file", Text),
    Column("start", BigInteger),
    Column("length", BigInteger),
    Column("stream", LargeBinary, nullable=False),
    Index("revisions_article", "article", "revision", unique=True),
)

# article 0: a bad key, which identifies nothing.
keys = Table(
    "keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("article", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

texts = Table(
    "texts",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("article", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

bands = Table(
    "bands",
    metadata,
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("article", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

copies = Table(
    "copies",
    metadata,
    Column("article", BigInteger, primary_key=True, autoincrement=False),
    Column("copy", BigInteger, primary_key=True, autoincrement=False),
    Column("locator", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("published", BigInteger),
    Column("estimate", Float),  # null: the same text
    Column("run", Integer, nullable=False),
    Column("evidence", Text),  # null: merged before version 11
    sqlite_with_rowid=False,
)

feeds = Table(
    "feeds",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=False),
    Column("uri", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("pending", Integer),
    Column("rewritable", Boolean, nullable=False),
    Column("placing", Text),  # JSON: the part of a file that is being given its name, and the file's mark
    Column("mark", Text),  # of the file when it last got its name; null for one that is none, or is older
    Column("used", BigInteger),  # the number of the last run that wrote it
    Column("forgettable", Boolean),  # what it has is known without the outbox
    # Whose it is; empty: of the first that continues with it. One worker has an address once.
    Column("worker", Text, nullable=False),
)

# What a file of an output was found to hold though no row of the outbox says so: articles, and whole files.
held = Table(
    "held",
    metadata,
    Column("feed", Integer, primary_key=True, autoincrement=False),
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# state: 0 due, 1 published, 2 held back because a user edited or deleted the post, from 3 on written to a
# file that has not been renamed yet.
outbox = Table(
    "outbox",
    metadata,
    Column("feed", Integer, primary_key=True, autoincrement=False),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("article", BigInteger, primary_key=True, autoincrement=False),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("turn", BigInteger, nullable=False),
    Column("state", SmallInteger, nullable=False),
    _partial("outbox_due", "feed", "generation", "turn", "article", "revision", where="state = 0"),
    sqlite_with_rowid=False,
)

posts = Table(
    "posts",
    metadata,
    Column("feed", Integer, primary_key=True, autoincrement=False),
    Column("article", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)
