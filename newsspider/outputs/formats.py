"""What each format of an output can do, and the sentence for what it cannot.

To add one, add a row to `_FORMATS`. A format without a row (lines, or a user's own) takes every option but
`newest`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from newsspider.errors import UsageError
from newsspider.outputs.targets import local_path, redacted


@dataclass(frozen=True)
class Format:
    """One format: why it cannot be appended to ("" where it can), what it needs, and which options it takes.

    `needs` is a module, and what to install for it; a `lone` format is a file of this machine that a library
    writes by its path.
    """

    has_end: str = ""
    needs: tuple[str, str] | None = None
    newest: bool = False
    fields: bool = True
    postprocessing: bool = True
    lone: bool = False


_FORMATS: dict[str, Format] = {
    "posts": Format(newest=True),
    "json": Format(has_end="is one JSON array and cannot be appended to; use -O to overwrite it, or .jsonl"),
    "parquet": Format(
        has_end="is Parquet and cannot be appended to; use -O to overwrite it, or one file a run, {each}",
        needs=("pyarrow", "newsspider[parquet]"),
        postprocessing=False,
    ),
    "atom": Format(newest=True, fields=False, postprocessing=False),
    "sqlite": Format(fields=False, postprocessing=False, lone=True),
}


def check(uri: str, feed: Mapping[str, Any]) -> None:
    """Raise UsageError if the format of *feed*, written to *uri*, cannot do what its options ask for."""
    name = feed["format"]
    one = _FORMATS.get(name, Format())
    if one.needs is not None:
        check_installed(redacted(uri), *one.needs)
    for option, can in (
        ("fields", one.fields),
        ("postprocessing", one.postprocessing),
        ("newest", one.newest),
    ):
        if feed.get(option) and not can:
            message = f"{redacted(uri)} is {name}, which takes no {option}; leave it out"
            raise UsageError(message)
    newest = feed.get("newest")
    if newest is not None and (isinstance(newest, bool) or not isinstance(newest, int) or newest < 1):
        message = f"newest of {redacted(uri)} must be a whole number greater than 0, not {newest!r}"
        raise UsageError(message)
    path = local_path(uri)
    if one.lone and (path is None or (path.exists() and not path.is_file())):
        message = f"{name} needs a local file, not {redacted(uri)}"
        raise UsageError(message)
    if one.has_end and path is not None and not feed.get("overwrite") and _has_content(path):
        base, dot, ending = redacted(uri).rpartition(".")
        message = f"{uri} {one.has_end.format(each=f'{base}-%(run)s{dot}{ending}')}"
        raise UsageError(message)


def check_installed(name: str, module: str, package: str) -> None:
    """Raise UsageError if *module* is not installed, which the output called *name* needs."""
    try:
        found = find_spec(module)
    except (ImportError, ValueError):
        found = None
    if found is None:
        message = f"{name} needs a library that is not installed: pip install '{package}'"
        raise UsageError(message)


def _has_content(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0
