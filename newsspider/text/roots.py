"""Named folders of files that stay: the ledger knows a file in one by its name and a relative path.

The folder may be elsewhere on another machine, or later on this one. A path below none of them is known as
it is. In the ledger `@archive/2021/a.md` is the file `2021/a.md` in the folder named `archive`; no other path
of it begins with `@`, as those are absolute.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from newsspider.text.paths import native, spelled

_SIGN = "@"


@dataclass(frozen=True, slots=True)
class Roots:
    """Absolute folders by name; the innermost one counts."""

    folders: Mapping[str, str] = field(default_factory=dict)

    def named(self, path: str) -> str:
        """Return what the ledger knows the file at *path* by, an absolute path of the system's."""
        holding = [(root, name) for name, root in self.folders.items() if path.startswith(_inside(root))]
        if not holding:
            return spelled(path)
        root, name = max(holding, key=lambda one: len(one[0]))
        return f"{_SIGN}{name}/{spelled(path[len(_inside(root)) :])}"

    def native(self, known: str) -> str:
        """Return the system's path of what the ledger knows as *known*; that itself without its root."""
        name, slash, rest = known.removeprefix(_SIGN).partition("/")
        root = self.folders.get(name) if slash and known.startswith(_SIGN) else None
        return native(known) if root is None else _inside(root) + native(rest)


def _inside(root: str) -> str:
    return root.rstrip(os.sep) + os.sep


def missing(path: str) -> str | None:
    """Return the name of the root that is not known here, of a path as `Roots.native` returned it."""
    return path.removeprefix(_SIGN).partition("/")[0] if path.startswith(_SIGN) else None
