"""JSON from outside, whatever it holds: what it gives can be written as UTF-8."""

from __future__ import annotations

import json
import re
from typing import Any

_LONE = re.compile("[\ud800-\udfff]")


def first(text: str, start: int = 0) -> tuple[Any, int]:
    """Return the value that begins at *start* of *text*, and where it ends; raises ValueError for none.

    Halves of characters, which an interface leaves where it cuts a text, are taken out of it.
    """
    try:
        value, end = json.JSONDecoder().raw_decode(text, start)
        return _whole(value), end
    except RecursionError as error:
        message = "nested too deep"
        raise ValueError(message) from error


def whole(text: str) -> Any:
    """Return the value that *text* is as a whole; raises ValueError."""
    value, end = first(text.strip())
    if end != len(text.strip()):
        message = "something follows the value"
        raise ValueError(message)
    return value


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE.sub("", value) if _LONE.search(value) else value
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(one) for name, one in value.items()}
    return value
