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
from typing import Any, NoReturn

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError

from newsspider.errors import WrongUse
from newsspider.ledger.failures import failure
from newsspider.ledger.tables import meta

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
    """Return the URL of *where*, a path of a SQLite file or a URL; raises WrongUse for another kind."""
    if "://" not in where:
        return URL.create("sqlite", database=where)
    try:
        url = make_url(where)
    except ArgumentError as error:
        message = "NEWSSPIDER_LEDGER must be a path or a URL such as postgresql://user@host/name"
        raise WrongUse(message) from error
    kind = url.get_backend_name()
    if kind == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite":
        return url
    message = f"NEWSSPIDER_LEDGER names {kind}: the ledger is kept in SQLite or PostgreSQL"
    raise WrongUse(message)


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
    """Return the engine for *where*; nothing is opened yet. Raises WrongUse for what is no such address."""
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
        raise WrongUse(message) from error


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
