"""The version of the tables, and the steps from one version to the next.

If you change `tables`, raise `SCHEMA` and add a row to `STEPS`: the statements that turn a ledger of the
version before into this one, none if only contents changed. They run in one transaction with the new number,
so a ledger always has one version. A ledger of a newer version is refused and left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Engine, insert, inspect, select, text, update

from newsspider.ledger.database import LedgerFailed, exclusively, reading, writing
from newsspider.ledger.tables import meta, metadata
from newsspider.text import minhash

_RECHECKS = """CREATE TABLE rechecks (
    item BIGINT NOT NULL PRIMARY KEY, etag TEXT, modified TEXT, due BIGINT NOT NULL, tries SMALLINT NOT NULL
)"""
_AGES = """CREATE TABLE ages (
    list INTEGER NOT NULL, at BIGINT NOT NULL, age BIGINT NOT NULL, PRIMARY KEY (list, at)
)"""
_POLLS = """CREATE TABLE polls (
    list BIGINT NOT NULL PRIMARY KEY, moved TEXT, gone TEXT, due BIGINT, pause BIGINT,
    hours TEXT NOT NULL, days TEXT NOT NULL
)"""

# The two databases name the type for bytes differently.
_REPLAYS = """CREATE TABLE replays (
    archive BIGINT NOT NULL PRIMARY KEY, at BIGINT NOT NULL, head {bytes} NOT NULL, tail {bytes} NOT NULL
)"""

_HELD = """CREATE TABLE held (
    feed INTEGER NOT NULL, key BIGINT NOT NULL, PRIMARY KEY (feed, key)
)"""

_KNOWN_FILES = """CREATE TABLE known_files (
    file BIGINT NOT NULL PRIMARY KEY, size BIGINT NOT NULL, modified BIGINT NOT NULL,
    changed BIGINT NOT NULL, reading BIGINT NOT NULL, article BIGINT NOT NULL, rejected_row TEXT
)"""

_COVERAGE = """CREATE TABLE coverage (
    subject TEXT NOT NULL, measure TEXT NOT NULL, pages INTEGER NOT NULL, have INTEGER NOT NULL,
    recent TEXT NOT NULL, lacking TEXT NOT NULL, began BIGINT, since BIGINT, said BIGINT,
    seen BIGINT NOT NULL, PRIMARY KEY (subject, measure)
)"""

_ANNOUNCED = """CREATE TABLE announced (
    number BIGINT NOT NULL PRIMARY KEY, writer TEXT NOT NULL, keys {bytes} NOT NULL
)"""
_NAMED = """CREATE TABLE named_rows (
    list INTEGER NOT NULL, item BIGINT NOT NULL, PRIMARY KEY (list, item)
)"""
_DUE = """CREATE INDEX outbox_due ON outbox (feed, generation, turn, article, revision) WHERE state = 0"""
# Some ledgers of version 15 have it already: the step to that version made it for a while.
_DEADLY = "CREATE TABLE IF NOT EXISTS deadly_inputs (input BIGINT NOT NULL PRIMARY KEY)"
_UNLOGGED = "ALTER TABLE announced SET UNLOGGED"

SCHEMA = 16
# Version: the statements that lead to it.
STEPS: Mapping[int, Sequence[str]] = {
    2: (_RECHECKS, _AGES),
    3: ("ALTER TABLE lists ADD COLUMN read_from BIGINT", _POLLS),
    4: (_REPLAYS,),
    5: (
        "ALTER TABLE feeds ADD COLUMN mark TEXT",
        "ALTER TABLE feeds ADD COLUMN used BIGINT",
        "ALTER TABLE feeds ADD COLUMN forgettable BOOLEAN",
        _HELD,
    ),
    6: (
        "ALTER TABLE lists ADD COLUMN failing BIGINT",
        "ALTER TABLE lists ADD COLUMN failures INTEGER",
    ),
    7: (_KNOWN_FILES,),
    8: (_COVERAGE,),
    9: (
        "ALTER TABLE ages ADD COLUMN gap BIGINT",
        "ALTER TABLE ages ADD COLUMN rows INTEGER",
        "ALTER TABLE lists ADD COLUMN stale BIGINT",
    ),
    10: ("ALTER TABLE feeds ADD COLUMN worker TEXT NOT NULL DEFAULT ''",),
    11: ("ALTER TABLE copies ADD COLUMN evidence TEXT",),
    12: (_ANNOUNCED,),
    13: (_NAMED,),
    14: (),  # streams hold the body in place of its HTML: an older newsspider would see none
    15: ("DROP INDEX IF EXISTS outbox_due", _DUE),
    16: (_DEADLY,),
}
# What is done besides on a server, whose ledger several machines may share.
SERVER_STEPS: Mapping[int, Sequence[str]] = {
    10: ("ALTER TABLE feeds DROP CONSTRAINT IF EXISTS feeds_uri_key",),
    12: (
        _UNLOGGED,
        "CREATE SEQUENCE IF NOT EXISTS turns",
        "SELECT setval('turns', 1 + (SELECT value FROM meta WHERE name = 'turn'))",
        "CREATE SEQUENCE IF NOT EXISTS article_numbers",
        "SELECT setval('article_numbers', 1 + (SELECT coalesce(max(number), 0) FROM articles))",
        "CREATE SEQUENCE IF NOT EXISTS announcements",
    ),
}


def _create(connection: Connection) -> None:
    if inspect(connection).get_table_names() and connection.dialect.name == "sqlite":
        message = "the file in NEWSSPIDER_LEDGER belongs to another program; choose another file"
        raise LedgerFailed(message)
    metadata.create_all(connection, checkfirst=False)
    if connection.dialect.name == "postgresql":
        connection.execute(text(_UNLOGGED))
    values = {"schema": SCHEMA, "sketch": minhash.VERSION, "turn": 0}
    connection.execute(insert(meta), [{"name": name, "value": value} for name, value in values.items()])


def _migrate(connection: Connection, version: int, steps: Mapping[int, Sequence[str]], goal: int) -> None:
    is_server = connection.dialect.name == "postgresql"
    kind = "BYTEA" if is_server else "BLOB"
    for reached in range(version + 1, goal + 1):
        for statement in (*steps[reached], *(SERVER_STEPS.get(reached, ()) if is_server else ())):
            connection.execute(text(statement.replace("{bytes}", kind)))
    connection.execute(update(meta).where(meta.c.name == "schema").values(value=goal))


def check_version(engine: Engine) -> None:
    """Raise LedgerFailed for a ledger of a newer version; one of an older version can be read."""
    with reading(engine) as connection:
        _version(connection, SCHEMA)


def _version(connection: Connection, goal: int) -> int:
    version = connection.scalar(select(meta.c.value).where(meta.c.name == "schema")) or 0
    if version > goal:
        message = (
            f"the ledger has version {version}, but this newsspider supports {goal}: upgrade newsspider; "
            "nothing was changed"
        )
        raise LedgerFailed(message)
    return version


def prepare(engine: Engine, steps: Mapping[int, Sequence[str]] = STEPS, goal: int = SCHEMA) -> None:
    """Create or migrate the tables; raises LedgerFailed for a newer version or a foreign database."""
    with writing(engine) as connection:
        exclusively(connection)
        if not inspect(connection).has_table(meta.name):
            _create(connection)
        version = _version(connection, goal)
        if version < goal:
            _migrate(connection, version, steps, goal)
