"""Opens the database, SQLite or PostgreSQL; its settings, and its errors as sentences.

SQLite runs in WAL mode with `synchronous = NORMAL`. A commit has reached the operating system when it
returns, so SIGKILL loses nothing. After a power failure the newest commits may be missing, always the last
ones in order. The next run then repeats their work: it lists rows again, stores articles again and writes
the same posts again. Something may be published twice, but nothing is lost, because a watermark or a
validator is committed with or after what it stands for. `FULL` would add a sync to every group and prevent
only that. PostgreSQL keeps its server's setting, which is the safe one.
"""

from __future__ import annotations

import logging
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from newsspider.errors import NewsspiderError, UsageError
from newsspider.ledger.tables import meta

# What can go wrong with the database, as sentences for the user.
#
# To add a case, add a row to `_SENTENCES`: a part of the driver's message, and what to do about it.


class LedgerFailed(NewsspiderError):
    """The ledger cannot be opened, read or written; the step that failed changed nothing in it."""


class LedgerDamaged(LedgerFailed):
    """The file exists but is damaged: only a backup or `newsspider ledger rebuild` helps."""


# Parts of SQLite's messages that mean this.
_DAMAGED = ("disk image is malformed", "not a database", "file is encrypted")

# Parts of the drivers' messages in lower case (SQLite's first, then PostgreSQL's), and our message for each.
_SENTENCES = (
    (
        "malformed",
        "is damaged: restore a backup, or run `newsspider ledger rebuild`, which moves the damaged one aside",
    ),
    ("not a database", "is not a ledger: move that file away, or set NEWSSPIDER_LEDGER to another one"),
    ("file is encrypted", "is not a ledger: move that file away, or set NEWSSPIDER_LEDGER to another one"),
    (
        "is full",
        "cannot be written, the disk is full: free some space and run the same command again",
    ),
    (
        "no space left",
        "cannot be written, the disk is full: free some space and run the same command again",
    ),
    ("disk i/o error", "cannot be read or written: check the disk, its free space and its quota"),
    ("readonly", "cannot be written: give this user write permission for the file and its folder"),
    ("read-only", "cannot be written: give this user write permission"),
    ("unable to open", "cannot be opened: its folder must exist and be writable for this user"),
    ("is locked", "is locked by another process: wait until that ends, then run the same command again"),
    (
        "lock timeout",
        "is locked by another process: wait until that ends, then run the same command again",
    ),
    ("permission denied", "cannot be used: the database server denies this user access"),
    ("authentication failed", "cannot be opened: the database server rejects this user or password"),
    ("does not exist", "cannot be used: the database, user or table does not exist"),
    (
        "connection",
        "cannot be reached: check that the database server is running and that the address is correct",
    ),
)
_UNKNOWN = "cannot be used"


def failure(where: str, error: BaseException) -> LedgerFailed:
    """Return the exception for a driver's *error*; *where* names the ledger without a password."""
    said = str(error).lower()
    kind = LedgerDamaged if any(words in said for words in _DAMAGED) else LedgerFailed
    return kind(sentence(where, error))


def sentence(where: str, error: BaseException) -> str:
    """Return the message for *error*; *where* names the ledger without a password."""
    said = str(error).lower()
    advice = next((advice for words, advice in _SENTENCES if words in said), None)
    if advice:
        return f"the ledger {where} {advice}"
    return f"the ledger {where} {_UNKNOWN}: {' '.join(str(error).split())[:200]}"


# --- database ---

# Seconds to wait for another process's commit before the ledger counts as locked.
_PATIENCE = 10

# An arbitrary number, the same in every newsspider: the lock for creating, migrating and numbering in a
# shared ledger.
_LOCK = 20211009

_PRAGMAS = (
    "PRAGMA page_size = 4096",  # a 4.6 KB stream fills a little over a page; 8 KB pages would be half empty
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    # KiB for each connection. With 32 or 200 MB an article costs the same, even in a ledger of a million:
    # what is not here lies in the system's own cache.
    "PRAGMA cache_size = -8192",
    # Pages. A checkpoint syncs, so not one after every group; and where a million articles are stored, each
    # group changes some four thousand pages of bands, mostly those that the group before changed.
    "PRAGMA wal_autocheckpoint = 16000",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA temp_store = MEMORY",
)


_POSTGRES = {
    "lock_timeout": f"{60 * _PATIENCE}s",
    # A run that is stopped in the middle of a transaction loses it before those that wait for it give up.
    "idle_in_transaction_session_timeout": f"{30 * _PATIENCE}s",
    # After 30 silent seconds the server asks a machine whether it is there, and gives it up 30 seconds later;
    # by default that takes hours, for which its locks would stop all other machines.
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "60s",
    # Thousands of keys are looked up at a time, and hardly any exists. The planner expects many of them, and
    # would read the whole table in parallel once it has a million rows.
    "enable_seqscan": "off",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",  # compiling takes longer than the query
}
# The same for the driver, whose server may disappear.
_DRIVER = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}


def address(where: str) -> URL:
    """Return the URL for *where*, a path of a SQLite file or a URL; raises UsageError for other databases."""
    if "://" not in where:
        return URL.create("sqlite", database=where)
    try:
        url = make_url(where)
    except (ArgumentError, ValueError) as error:  # a port that is no number is a ValueError
        message = "NEWSSPIDER_LEDGER must be a path or a URL such as postgresql://user@host/name"
        raise UsageError(message) from error
    kind = url.get_backend_name()
    if kind == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite":
        return url
    message = f"NEWSSPIDER_LEDGER cannot be a {kind} database; use SQLite or PostgreSQL"
    raise UsageError(message)


def _name(url: URL) -> str:
    return (
        url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
    )


def _on_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        if tables and (meta.name,) not in tables:
            return  # another program's database, which WAL mode would change
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        chosen = connection.get_execution_options()
        if chosen.get("isolation_level") == "AUTOCOMMIT":
            return  # for statements that cannot run inside a transaction
        writes = chosen.get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _speak(engine: Engine, name: str) -> None:
    @event.listens_for(engine, "handle_error")
    def speak(context: ExceptionContext) -> NoReturn:
        raise failure(name, context.original_exception) from context.original_exception


def look(where: str) -> Engine:
    """Return an engine for *where* that only reads, also where nothing may be written; raises UsageError."""
    url = address(where)
    if not _is_file(url):
        return connect(where)
    file = Path(url.database or "").absolute().as_uri()

    def open_file() -> sqlite3.Connection:
        connection = sqlite3.connect(f"{file}?mode=ro", uri=True, timeout=_PATIENCE)
        try:
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            # SQLite cannot create the files that it needs beside an open database, so it is read-only.
            connection.close()
            connection = sqlite3.connect(f"{file}?immutable=1", uri=True)
        return connection

    engine = create_engine("sqlite://", creator=open_file, poolclass=NullPool)
    _speak(engine, _name(url))
    return engine


def _is_special(file: Path) -> bool:
    """Return whether *file* is neither a file nor a folder; False where that cannot be seen."""
    try:
        mode = file.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def connect(where: str) -> Engine:
    """Return the engine for *where*, without opening it; raises UsageError for an invalid address.

    Raises LedgerFailed where a pipe or a device has its name, which SQLite would wait for.
    """
    url = address(where)
    file = file_of(where)
    if file is not None and _is_special(file):
        message = f"the ledger {redacted(where)} is no ordinary file: remove it"
        raise LedgerFailed(message)
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": _PATIENCE})
        _on_sqlite(engine)
    else:
        engine = _postgres(url)
    _speak(engine, _name(url))
    return engine


def _postgres(url: URL) -> Engine:
    ours = " ".join(f"-c {name}={value}" for name, value in _POSTGRES.items())
    given = url.query  # what the user has set counts
    arguments = {name: value for name, value in _DRIVER.items() if name not in given}
    # It warns of a pipeline that a lost connection has cut off; the run says that in one sentence.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    options = {"options": " ".join((ours, *url.normalized_query.get("options", ())))}
    try:
        return create_engine(url, connect_args={**arguments, **options})
    except ModuleNotFoundError as error:
        message = "PostgreSQL needs an extra package: pip install 'newsspider[postgres]'"
        raise UsageError(message) from error


def exclusively(connection: Connection) -> None:
    """Let one newsspider at a time pass here, until its transaction ends.

    SQLite has only one writer. In a shared ledger, two workers would otherwise give two things one number.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection for reading; in SQLite it sees a snapshot."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction: committed at the end, rolled back on an exception."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


# --- presence ---
# Whether a ledger exists: for callers that must not create one.


def file_of(where: str) -> Path | None:
    """Return the file of the ledger at *where*, whether it exists or not; None for a server's."""
    url = address(where)
    return Path(url.database or "") if _is_file(url) else None


def exists(where: str) -> bool:
    """Return whether a ledger exists at *where*, a path or a URL, sound or damaged; creates nothing.

    Raises UsageError for an invalid address, LedgerFailed if a server cannot be reached.
    """
    file = file_of(where)
    if file is not None:
        return file.is_file() and file.stat().st_size > 0  # a run that is killed at once leaves an empty file
    engine = connect(where)
    try:
        with reading(engine) as connection:
            return inspect(connection).has_table(meta.name)
    finally:
        engine.dispose()


def must_exist(where: str) -> None:
    """Raise NewsspiderError if there is no ledger at *where*; otherwise raises like `exists`."""
    if not exists(where):
        message = (
            f"there is no ledger {redacted(where)}: the first run creates one, "
            "and `newsspider ledger rebuild` creates one from the posts that exist"
        )
        raise NewsspiderError(message)


def redacted(where: str) -> str:
    """Return the address of a ledger without a password."""
    scheme, separator, rest = where.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}" if separator else where


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"
