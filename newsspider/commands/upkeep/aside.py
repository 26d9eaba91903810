"""Moving the file of a ledger: a damaged one aside, a new one into its place; nothing is overwritten."""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from pathlib import Path

from newsspider.options import Options
from newsspider.outputs.atomic import cannot_write, sync_folder

# What SQLite keeps beside a database; a journal goes with its file, or it would be read into another.
_BESIDE = ("", "-wal", "-shm")
_NEW = ".rebuilding"


def fresh(file: Path) -> Path:
    """Return the path to build the new ledger at, beside *file*, what an earlier try left there removed."""
    path = file.with_name(file.name + _NEW)
    try:
        for ending in _BESIDE:
            with suppress(FileNotFoundError):
                path.with_name(path.name + ending).unlink()
    except OSError as error:
        raise cannot_write(path, error) from error
    return path


def exchange(file: Path, new: Path, run: Options, word: str) -> Path | None:
    """Give the ledger *new* the name of *file*; return where that went, None where there was none.

    It is called `<name>.<word>-<time>` from now on. Raises OutputFailed; then the old file is still there,
    under one name or the other.
    """
    kept = _free(file, f"{word}-{run.clock():%Y%m%d-%H%M%S}") if file.exists() else None
    try:
        if kept is not None:
            for ending in _BESIDE:
                with suppress(FileNotFoundError):
                    file.with_name(file.name + ending).rename(kept.with_name(kept.name + ending))
        new.replace(file)
        sync_folder(file.parent)
    except OSError as error:
        raise cannot_write(file, error) from error
    return kept


def _free(file: Path, ending: str) -> Path:
    plain = file.with_name(f"{file.name}.{ending}")
    tries = (plain.with_name(f"{plain.name}-{number}") if number > 1 else plain for number in count(1))
    return next(path for path in tries if not path.exists())
