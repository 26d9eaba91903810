"""Patterns of paths: `*`, `?`, `[…]` within a part, `**` for any number of folders.

The standard library's glob follows links, and never ends if they form a circle. Here a pattern only matches
paths; `files` finds them.
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
    """The parts of a pattern; a pattern without parts matches everything."""

    parts: tuple[str, ...]

    def fits(self, locator: str) -> bool:
        """Return whether *locator*, or a folder that contains it, matches the pattern."""
        names = locator.split("/")
        return any(_matches(names[:count], self.parts) for count in range(len(names) + 1))

    def leads(self, locator: str) -> bool:
        """Return whether *locator* or something below it could match."""
        for name, part in zip(locator.split("/"), self.parts, strict=False):
            if part == _ANY:
                return True
            if not fnmatchcase(name, part):
                return False
        return True


EVERYTHING = Glob(())


def is_glob(path: str) -> bool:
    """Return whether *path* has a wildcard."""
    return not _WILD.isdisjoint(path)


def literal(path: str) -> str:
    """Return the characters of *path* before its first wildcard."""
    return path[: next((at for at, character in enumerate(path) if character in _WILD), len(path))]


def split(path: str) -> tuple[str, Glob]:
    """Return the part of *path* before the first wildcard, or `.`, and the rest as a pattern.

    If a folder with that name exists (`a[1]`), it is that folder and not a pattern.
    """
    parts = Path(path).parts
    wild = next(
        at
        for at, part in enumerate(parts)
        if is_glob(part) and (at == len(parts) - 1 or not Path(*parts[: at + 1]).is_dir())
    )
    return str(Path(*parts[:wild])), Glob(parts[wild:])


def split_key(key: str) -> tuple[str, Glob]:
    """Return the folder before the first wildcard of *key*, an object's, with its slash, and the rest."""
    parts = key.split("/")
    wild = next((at for at, part in enumerate(parts) if is_glob(part)), None)
    if wild is None:
        return key, EVERYTHING
    return "".join(f"{part}/" for part in parts[:wild]), Glob(tuple(parts[wild:]))


def _matches(names: Sequence[str], parts: Sequence[str]) -> bool:
    if not parts:
        return not names
    if parts[0] == _ANY:
        return any(_matches(names[count:], parts[1:]) for count in range(len(names) + 1))
    return bool(names) and fnmatchcase(names[0], parts[0]) and _matches(names[1:], parts[1:])
