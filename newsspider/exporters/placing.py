"""Whether a file that was to be given its name has got it: told by what stays the same when it is renamed.

The ledger notes this before the renaming. A run that was killed in between leaves the next one to look: so
what the file holds is counted as published exactly if it is there.
"""

from __future__ import annotations

import json
import os
from pathlib import Path


def mark(part: Path, target: Path) -> str:
    """Return the mark of *part*, complete and on disk, that is about to be named *target*; raises OSError."""
    found = part.stat()
    return json.dumps([os.fspath(target.absolute()), *_same(found)])


def named(marked: str) -> bool:
    """Say whether the file of a mark has its name."""
    path: str
    same: list[int]
    path, *same = json.loads(marked)
    try:
        found = Path(path).stat()
    except OSError:
        return False
    return list(_same(found)) == same


def _same(found: os.stat_result) -> tuple[int, ...]:
    """Return what a renaming leaves as it is."""
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
