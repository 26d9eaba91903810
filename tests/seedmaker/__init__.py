"""Seed files by the thousand, all invented: what the tests of memory and the benchmarks feed on.

`frame` has the shape of a generator's post, `prose` the sentences, `words` the tables they are made of.
Another kind of damage is one more choice in `frame`; another kind of sentence one more line in `words`.
The same seed gives the same bytes everywhere.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.seedmaker.frame import Seed, invent

__all__ = ["Seed", "seed_at", "write_seeds"]


def seed_at(index: int, *, seed: int = 1) -> Seed:
    """Return the seed number *index* of the sequence that *seed* names."""
    return invent(index, Random(f"{seed}:{index}"))


def write_seeds(folder: Path, count: int, *, seed: int = 1, duplicates: int = 0) -> list[Path]:
    """Write *count* distinct seed files below *folder*, and *duplicates* of the first of them in `mirror/`.

    Returns the paths, duplicates last. A duplicate has the same text and a date one to three minutes later;
    raises ValueError for more duplicates than seeds.
    """
    if duplicates > count:
        message = f"{duplicates} duplicates of {count} seeds"
        raise ValueError(message)
    mirror = folder / "mirror"
    (mirror if duplicates else folder).mkdir(parents=True, exist_ok=True)
    paths = []
    for index in range(count + duplicates):
        made = seed_at(index % count, seed=seed)
        copied = index >= count
        path = (mirror if copied else folder) / made.name
        path.write_bytes(made.content(later=60 + index % 120 if copied else 0))
        paths.append(path)
    return paths
