"""Finds out which articles a file contains already, for a ledger that is new, was lost or was restored.

The id of an article and the digest of its text identify a line; a file without these two fields cannot be
read back. To add a format, add a row to `_READERS`.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from newsspider.ledger import keys

# The fields that identify a line.
_KNOWN_BY = ("id", "digest")
# Formats in which an article that comes again takes its own place: nothing in them can come twice.
_UPDATED = ("atom", "sqlite")
# Python's limit for a CSV cell is smaller than an article.
_CELL = 1 << 28


def can_tell(output: Mapping[str, Any]) -> bool:
    """Return whether the lines of an output with these options can be identified."""
    fields = output.get("fields")
    if output.get("format") in _UPDATED:
        return True
    names = set(fields.values()) if isinstance(fields, Mapping) else set(fields or _KNOWN_BY)
    whole = names.issuperset(_KNOWN_BY) and (not isinstance(fields, Mapping) or _keeps_names(fields))
    return output.get("format") in _READERS and whole and not output.get("postprocessing")


def _keeps_names(fields: Mapping[str, str]) -> bool:
    return all(fields.get(name) == name for name in _KNOWN_BY)


def lines(path: Path, output: Mapping[str, Any]) -> Iterator[int]:
    """Yield the keys of the lines of *path*, without lines that are not newsspider's; raises OSError."""
    if output["format"] in _UPDATED:
        return
    encoding = codecs.lookup(output.get("encoding") or "utf-8").name
    with path.open("rb") as file:
        text = io.TextIOWrapper(file, "utf-8-sig" if encoding == "utf-8" else encoding, "replace", newline="")
        yield from _READERS[output["format"]](text)


def _of_json_lines(text: io.TextIOWrapper) -> Iterator[int]:
    for line in text:
        try:
            values = json.loads(line)
        except ValueError:
            continue
        if isinstance(values, dict):
            yield from _key(values)


def _of_table(text: io.TextIOWrapper) -> Iterator[int]:
    limit = csv.field_size_limit(_CELL)
    try:
        for row in csv.DictReader(text):
            yield from _key(row)
    except csv.Error:
        return  # no table any more; what stood before it counts
    finally:
        csv.field_size_limit(limit)


def _key(values: Mapping[str, Any]) -> Iterator[int]:
    id_, digest = (values.get(name) for name in _KNOWN_BY)
    if isinstance(id_, str) and isinstance(digest, str) and id_ and digest:
        yield keys.of_line(id_, digest)


_READERS: dict[str, Callable[[io.TextIOWrapper], Iterator[int]]] = {
    "jsonl": _of_json_lines,
    "jsonlines": _of_json_lines,
    "jl": _of_json_lines,
    "csv": _of_table,
}
