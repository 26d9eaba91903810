"""Untyped values of front matter to typed ones, with bounds: a value may be nested, shared or huge."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from newsspider.text.titles import clean_title

_MAX_ITEMS = 100
_MAX_DEPTH = 4
_MAX_TEXT = 2000
_MAX_ADDRESS = 4096
# Site generators make folders of these names, one in another, and some spell Chinese out in Latin letters: a
# file system takes 255 bytes for each, and 4,096 for all of them together.
_MAX_NAME = 120
_MAX_PATH = 10
# The names of a folder's own places, which are no category's.
_NO_NAME = re.compile(r"[./\\]+|index\.\w+", re.IGNORECASE)
# YAML's and JavaScript's words for nothing, which a generator writes where it has no value.
NOTHING = frozenset({"", "~", "null", "Null", "NULL", "none", "None", "undefined"})
_SEPARATORS = re.compile(r"[,，、;；]")
_BETWEEN_PEOPLE = "、"
# The names of one person's keys in a mapping, the best first.
_NAMES = ("name", "title", "nickname", "nick", "login", "value")


def text(value: Any, *, longest: int = _MAX_TEXT) -> str | None:
    """Return *value* as one clean line, or None for nothing; numbers and dates become their text."""
    told = value if isinstance(value, str) else _told(value)
    # Twice as much, as what shows nothing does not count: a post of ours may hold many joiners.
    line = clean_title(told[: 2 * longest])[:longest].rstrip()
    return line or None


def _told(value: Any) -> str:
    """Return what stands for a *value* that is no text itself, "" for nothing."""
    if isinstance(value, Mapping):
        value = next((value[key] for key in _NAMES if key in value), None)
    if isinstance(value, (list, tuple)):
        value = value[0] if value else None
    if value is None or isinstance(value, (Mapping, list, tuple, bytes)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def address(value: Any) -> str | None:
    """Return *value* as `text` does, None for what is too long: a part of an address is another one."""
    line = text(value, longest=_MAX_ADDRESS + 1)
    return line if line and len(line) <= _MAX_ADDRESS else None


def texts(value: Any) -> list[str]:
    """Return *value* (text with separators, a list, nested lists, mappings) as a list of clean lines."""
    found: list[str] = []
    for item in _flatten(value, 0):
        pieces = _SEPARATORS.split(item) if isinstance(value, str) else [item]
        for piece in pieces:
            line = _name(piece)
            if line and line not in found:
                found.append(line)
        if len(found) >= _MAX_ITEMS:
            break
    return found[:_MAX_ITEMS]


def path(value: Any) -> list[str]:
    """Return *value* as one path of categories: of several paths the first."""
    if (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and value
        and isinstance(value[0], (list, tuple))
    ):
        value = value[0]
    if isinstance(value, str) and ">" in value:
        value = value.split(">")
    found = list(_flatten(value, 0))
    if isinstance(value, str) and len(found) == 1:
        found = _SEPARATORS.split(value)
    return [line for item in found[:_MAX_PATH] for line in [_name(item)] if line]


def _name(value: str) -> str | None:
    """Return *value* as one clean line that can name a folder, or None for nothing."""
    line = text(value) or ""
    while len(unicodedata.normalize("NFKC", line).encode("utf-8", "ignore")) > _MAX_NAME:
        line = line[: min(len(line) - 1, _MAX_NAME)].rstrip()
    return None if not line or _NO_NAME.fullmatch(line) else line


def _flatten(value: Any, depth: int) -> Iterator[str]:
    if value is None or depth > _MAX_DEPTH:
        return
    if isinstance(value, Mapping):
        named = next((value[key] for key in _NAMES if key in value), None)
        yield from _flatten(named if named is not None else list(value)[:_MAX_ITEMS], depth + 1)
    elif isinstance(value, (list, tuple)):
        for item in value[:_MAX_ITEMS]:
            yield from _flatten(item, depth + 1)
    else:
        line = text(value)
        if line:
            yield line


def people(value: Any) -> list[str]:
    """Return the persons that *value* names, parted by 、 as in our posts; a comma may be a name's own."""
    listed = [line for line in [text(value)] if line] if isinstance(value, Mapping) else _flatten(value, 0)
    named = (text(piece) for line in listed for piece in line.split(_BETWEEN_PEOPLE))
    return list(dict.fromkeys(name for name in named if name))[:_MAX_ITEMS]
