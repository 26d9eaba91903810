"""Opening the database: one engine for SQLite and PostgreSQL, its settings, its errors as sentences.

SQLite is in WAL mode with `synchronous = NORMAL`: a commit is in the system's hands when it returns, so
that SIGKILL loses nothing; after a loss of power the newest commits may be missing, always a whole tail
of them, in order. What they recorded is then done again: rows listed again, articles stored again, posts
written over themselves. Published again, perhaps; lost never, since a mark or a validator is committed
with or after what it stands for and so is lost with it. FULL would add a sync to every group and save
only that. PostgreSQL keeps its server's setting, which is the safe one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError

from newsspider.errors import NewsspiderError, UsageError
from newsspider.ledger.tables import meta

# What can go wrong with the database, each as one sentence for the user.
#
# A further case is one row of `_SENTENCES`: a piece of the driver's message and what to do about it.


class LedgerFailed(NewsspiderError):
    """The ledger cannot be opened, read or written; nothing in it was changed by the step that failed."""


class LedgerDamaged(LedgerFailed):
    """The file is there and is no sound ledger: nothing helps but a backup or `scrapy ledger rebuild`."""


# What tells of that, in SQLite's words.
_DAMAGED = ("disk image is malformed", "not a database", "file is encrypted")

# The drivers' own words (SQLite's first, then PostgreSQL's), lower case, and what they mean to the user.
_SENTENCES = (
    (
        "malformed",
        "is damaged: put a backup in its place, or run `scrapy ledger rebuild`, which moves it aside",
    ),
    ("not a database", "is not a ledger: move that file away, or name another one"),
    ("file is encrypted", "is not a ledger: move that file away, or name another one"),
    ("is full", "cannot grow: the disk is full; make room and run the same command again"),
    ("no space left", "cannot grow: the disk is full; make room and run the same command again"),
    ("disk i/o error", "cannot be read or written: check the disk, its free space and its quota"),
    ("readonly", "cannot be written: give this user the right to write the file and its folder"),
    ("read-only", "cannot be written: give this user the right to write it"),
    ("unable to open", "cannot be opened: its folder must exist and be writable for this user"),
    ("is locked", "is being written by another process: wait for it to end, then run the same command again"),
    (
        "lock timeout",
        "is being written by another process: wait for it to end, then run the same command again",
    ),
    ("permission denied", "cannot be used: the database refuses this user"),
    ("authentication failed", "cannot be opened: the database refuses this user or password"),
    ("does not exist", "cannot be used: there is no such database, user or table"),
    ("connection", "cannot be reached: check that the database server runs and that its address is right"),
)
_UNKNOWN = "cannot be used"


def failure(where: str, error: BaseException) -> LedgerFailed:
    """Return what to raise for *error* of the driver; *where* names the ledger, without a password."""
    said = str(error).lower()
    kind = LedgerDamaged if any(words in said for words in _DAMAGED) else LedgerFailed
    return kind(sentence(where, error))


def sentence(where: str, error: BaseException) -> str:
    """Return what to tell the user about *error*; *where* names the ledger, without a password."""
    said = str(error).lower()
    advice = next((advice for words, advice in _SENTENCES if words in said), None)
    if advice:
        return f"the ledger {where} {advice}"
    return f"the ledger {where} {_UNKNOWN}: {' '.join(str(error).split())[:200]}"


# --- database ---

# Seconds to wait for another process's commit before the ledger counts as locked.
_PATIENCE = 10

# Any number that every newsspider uses: the lock of who creates, migrates or numbers in a shared ledger.
_LOCK = 20211009

_PRAGMAS = (
    "PRAGMA page_size = 4096",  # a 4.6 KB stream fills a page and a bit; at 8 KB half of each would be empty
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA cache_size = -32768",  # KiB: the pages of keys and bands that every group touches
    "PRAGMA wal_autocheckpoint = 4000",  # pages: a checkpoint syncs, so not one for every group
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA temp_store = MEMORY",
)


_POSTGRES = {
    "lock_timeout": f"{60 * _PATIENCE}s",
    # Everything is looked up by its key, thousands at a time. The planner takes it that a good share of them
    # is there, which hardly one is, and reads the whole table in parallel once it has a million rows.
    "enable_seqscan": "off",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",  # compiling takes longer than the look-up
}


def address(where: str) -> URL:
    """Return the URL of *where*, a path of a SQLite file or a URL; raises UsageError for another kind."""
    if "://" not in where:
        return URL.create("sqlite", database=where)
    try:
        url = make_url(where)
    except ArgumentError as error:
        message = "NEWSSPIDER_LEDGER must be a path or a URL such as postgresql://user@host/name"
        raise UsageError(message) from error
    kind = url.get_backend_name()
    if kind == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite":
        return url
    message = f"NEWSSPIDER_LEDGER names {kind}: the ledger is kept in SQLite or PostgreSQL"
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
            return  # a database of something else, which WAL mode would be written into
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        chosen = connection.get_execution_options()
        if chosen.get("isolation_level") == "AUTOCOMMIT":
            return  # what cannot be done inside a transaction
        writes = chosen.get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _speak(engine: Engine) -> None:
    name = _name(engine.url)

    @event.listens_for(engine, "handle_error")
    def speak(context: ExceptionContext) -> NoReturn:
        raise failure(name, context.original_exception) from context.original_exception


def connect(where: str) -> Engine:
    """Return the engine for *where*; nothing is opened yet. Raises UsageError for what is no such address."""
    url = address(where)
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": _PATIENCE})
        _on_sqlite(engine)
    else:
        engine = _postgres(url)
    _speak(engine)
    return engine


def _postgres(url: URL) -> Engine:
    try:
        options = " ".join(f"-c {name}={value}" for name, value in _POSTGRES.items())
        return create_engine(url, connect_args={"options": options})
    except ModuleNotFoundError as error:
        message = "a ledger in PostgreSQL needs the extra: pip install 'newsspider[postgres]'"
        raise UsageError(message) from error


def exclusively(connection: Connection) -> None:
    """Keep every other newsspider from passing here until the transaction ends.

    SQLite has but one writer; on a shared ledger two workers would give one number to two things.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection for reading; what it sees on SQLite is one moment's state."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction that is committed at the end, or rolled back on an exception."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


# --- presence ---
# Whether there is a ledger at an address: asked by whoever must not make one.


def file_of(where: str) -> Path | None:
    """Return the file of the ledger at *where*, there or not; None for one that a server keeps."""
    url = address(where)
    return Path(url.database or "") if _is_file(url) else None


def exists(where: str) -> bool:
    """Return whether there is a ledger at *where*, a path or a URL, sound or not; nothing is made.

    Raises UsageError for an address that is none, LedgerFailed where a server cannot be asked.
    """
    file = file_of(where)
    if file is not None:
        return file.is_file() and file.stat().st_size > 0  # a run killed in its first moment leaves none
    engine = connect(where)
    try:
        with reading(engine) as connection:
            return inspect(connection).has_table(meta.name)
    finally:
        engine.dispose()


def must_exist(where: str) -> None:
    """Raise NewsspiderError where there is no ledger at *where*; as `exists` else."""
    if not exists(where):
        message = (
            f"there is no ledger {shown(where)}: the first run makes one, "
            "and `newsspider ledger rebuild` makes one of the posts that are there"
        )
        raise NewsspiderError(message)


def shown(where: str) -> str:
    """Return the address of a ledger without a password."""
    scheme, separator, rest = where.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}" if separator else where


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"
