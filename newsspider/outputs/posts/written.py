"""Which bodies of posts newsspider wrote itself, as far as our own JSONL shows.

The ledger knows the last one; a ledger that was lost, or restored from a backup, knows an older one or none.
Without this a post that was revised since would look like one that the user edited.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

from newsspider.model.article import from_record
from newsspider.render.made_post import body_digest
from newsspider.render.post import to_post

_ID = re.compile(rb'\{"id": ?"([^"\\]+)"')


class WrittenBodies:
    """The bodies of the records below *folder*; nothing is read before the first question."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places: dict[bytes, list[tuple[Path, int]]] | None = None

    def has(self, id_: str, digest: bytes) -> bool:
        """Return whether a record of the article *id_* becomes a post with a body of this digest."""
        if self._places is None:
            self._places = self._find()
        return any(
            _digest(path, start) == digest for path, start in self._places.get(id_.encode("utf-8"), ())
        )

    def _find(self) -> dict[bytes, list[tuple[Path, int]]]:
        """Return where the lines of each article are; the lines themselves are not kept."""
        places: defaultdict[bytes, list[tuple[Path, int]]] = defaultdict(list)
        for path in sorted(self._folder.glob("*.jsonl")):
            start = 0
            try:
                with path.open("rb") as file:
                    for line in file:
                        if found := _ID.match(line):
                            places[found[1]].append((path, start))
                        start += len(line)
            except OSError:  # it says nothing, and the post counts as a user's
                continue
        return dict(places)


def _digest(path: Path, start: int) -> bytes | None:
    try:
        with path.open("rb") as file:
            file.seek(start)
            return body_digest(to_post(from_record(json.loads(file.readline()))))
    except (OSError, ValueError, TypeError, KeyError):  # no record of this version
        return None
