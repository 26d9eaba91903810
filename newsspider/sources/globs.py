"""Patterns of paths: `*`, `?`, `[…]` within a part, `**` for any number of folders.

The library's own walks into links and, where two of them lead in a circle, never ends. Here a pattern only
judges paths; the walk is that of `files`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

_WILD = frozenset("*?[")
_ANY = "**"


@dataclass(frozen=True, slots=True)
class Glob:
    """The parts of a pattern; without any, everything fits."""

    parts: tuple[str, ...]

    def fits(self, locator: str) -> bool:
        """Return whether *locator*, or a folder that it lies in, matches the pattern."""
        names = locator.split("/")
        return any(_matches(names[:count], self.parts) for count in range(len(names) + 1))

    def leads(self, locator: str) -> bool:
        """Return whether *locator* or something below it could fit."""
        for name, part in zip(locator.split("/"), self.parts, strict=False):
            if part == _ANY:
                return True
            if not fnmatchcase(name, part):
                return False
        return True


def is_glob(path: str) -> bool:
    """Return whether *path* has a wildcard."""
    return not _WILD.isdisjoint(path)


def split(path: str) -> tuple[str, Glob]:
    """Return the longest folder of *path* that has no wildcard, `.` for none, and the rest as a pattern."""
    parts = Path(path).parts
    wild = next(at for at, part in enumerate(parts) if is_glob(part))
    return str(Path(*parts[:wild])), Glob(parts[wild:])


def _matches(names: Sequence[str], parts: Sequence[str]) -> bool:
    if not parts:
        return not names
    if parts[0] == _ANY:
        return any(_matches(names[count:], parts[1:]) for count in range(len(names) + 1))
    return bool(names) and fnmatchcase(names[0], parts[0]) and _matches(names[1:], parts[1:])
