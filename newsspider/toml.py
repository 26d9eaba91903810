"""Reads TOML on every Python version that newsspider supports."""

from __future__ import annotations

import sys
from typing import Any

from newsspider.errors import UsageError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DecodeError = tomllib.TOMLDecodeError


def loads(text: str, name: str) -> dict[str, Any]:
    """Return the tables in *text*; raises UsageError with the file's *name* if it is not valid TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{name} is not valid TOML: {error}"
        raise UsageError(message) from error
