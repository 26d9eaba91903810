"""Whether there is a ledger at an address: asked by whoever must not make one."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import URL

from newsspider.ledger.database import address, connect, reading
from newsspider.ledger.tables import meta


def file_of(where: str) -> Path | None:
    """Return the file of the ledger at *where*, there or not; None for one that a server keeps."""
    url = address(where)
    return Path(url.database or "") if _is_file(url) else None


def exists(where: str) -> bool:
    """Return whether there is a ledger at *where*, a path or a URL, sound or not; nothing is made.

    Raises WrongUse for an address that is none, LedgerFailed where a server cannot be asked.
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


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"
