"""Saves a document and its expected result for a test: `NAME.html` beside `NAME.json`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from newsspider.errors import UsageError
from newsspider.model.article import record
from newsspider.model.draft import Draft
from newsspider.outputs.atomic import cannot_write

# Fields that no reader gives, or that only repeat the text.
_LEFT_OUT = ("html", "fetched", "schema", "digest", "revision", "duplicate_of", "chars", "lang", "summary")
_OTHER = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 80


def expected(draft: Draft) -> dict[str, Any]:
    """Return the expected result of a finished *draft*: its fields, their origins, and the removals."""
    fields = {key: value for key, value in record(draft.article).items() if key not in _LEFT_OUT}
    removed = [f"{removal.rule}: {removal.text}" for removal in draft.trace.removals]
    return {**fields, "from": draft.trace.fields, "removed": removed}


def name_of(locator: str) -> str:
    """Return the file name for a document read from *locator*, in ASCII."""
    stem, dot, ending = locator.replace("\\", "/").rstrip("/").rpartition("/")[2].rpartition(".")
    if not dot:
        stem, ending = ending, "html"
    ending = ending if ending in ("html", "htm", "md", "txt", "mhtml") else "html"
    return f"{_OTHER.sub('-', stem).strip('-.')[:_LONGEST] or 'document'}.{ending}"


def save(folder: Path, name: str, data: bytes, expectation: dict[str, Any]) -> list[Path]:
    """Write *data* under *name* into *folder*, and the *expectation* beside it; return both paths.

    Raises UsageError if one of them exists, OutputFailed if they cannot be written.
    """
    paths = [folder / name, folder / f"{name.rpartition('.')[0]}.json"]
    for path in paths:
        if path.exists():
            message = f"{path} exists already; choose another folder, or delete it"
            raise UsageError(message)
    text = json.dumps(expectation, ensure_ascii=False, indent=1)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths[0].write_bytes(data)
        paths[1].write_text(f"{text}\n", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise cannot_write(folder, error) from error
    return paths
