"""Lines of JSON of what a run stores, kept until its end: then they are only copied to its files.

They are in a temporary file without a name, so a killed run leaves nothing of them. The ledger has everything
that is in them: what is not kept, or no longer true, is read from there. So nothing is kept where the files
would lack the room for it.
"""

from __future__ import annotations

import shutil
import tempfile
from bisect import bisect_left
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec

from newsspider.ledger import Written, blobs
from newsspider.outputs.exporters import usual_line

_Which = tuple[int, int]
# Bytes of all lines, and revisions whose lines are no longer true: what comes later is not kept.
_MOST_BYTES = 1 << 30
_MOST_STALE = 100_000
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[tuple[_Which, bytes]]).decode


class KeptLines:
    """The usual lines of what was stored as a worker has made it, in *folder*, for so many *files*.

    They are true while the ledger's `turns.last` is `last`: nobody else has written.
    """

    def __init__(self, folder: Path, files: int) -> None:
        self.last = -1
        self._folder = folder
        self._files = files
        self._file: IO[bytes] | None = None
        self._is_closed = False
        # The last turn of each group, and where its lines are in the file.
        self._turns: list[int] = []
        self._places: list[tuple[int, int]] = []
        self._end = 0
        self._stale: set[_Which] = set()
        self._read: tuple[int, dict[_Which, bytes]] = (-1, {})

    def add(self, written: Written) -> None:
        """Keep the lines of what one commit has *written*; those that it changes are no longer true."""
        if self._is_closed:
            return
        is_alone = written.before >= 0 and (self.last < 0 or self.last == written.before)
        self._stale.update(which for which, text in written.texts.items() if text.is_stored)
        if not is_alone or len(self._stale) > _MOST_STALE:
            self.close()
            return
        self.last = written.last
        if self._end > _MOST_BYTES:
            return
        lines = [
            (which, line)
            for which, text in written.texts.items()
            if text.prepared is not None
            and not text.is_stored
            and (line := usual_line(blobs.StoredRecord(text.prepared.stream).line))
        ]
        try:
            self._write(_encode(lines))
            is_room_left = shutil.disk_usage(self._folder).free >= self._end * self._files
        except OSError:  # there is no room for it; should an output lack it too, that is told
            is_room_left = False
        if not is_room_left:
            self.close()

    def _write(self, data: bytes) -> None:
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - `close` closes it
        self._file.write(data)
        self._file.flush()
        self._turns.append(self.last)
        self._places.append((self._end, len(data)))
        self._end += len(data)

    def find(self, turn: int, which: _Which) -> bytes:
        """Return the line of a revision that was met in this *turn*; *which* has its article and number.

        Empty if it was not kept, or cannot be read.
        """
        group = bisect_left(self._turns, turn)
        if group == len(self._turns) or which in self._stale:
            return b""
        if group != self._read[0]:
            assert self._file is not None
            start, length = self._places[group]
            try:
                self._file.seek(start)
                self._read = group, dict(_decode(self._file.read(length)))
            except OSError:
                self.close()
                return b""
        return self._read[1].get(which, b"")

    def close(self) -> None:
        """Give the room of the file back; nothing is kept from now on."""
        self._is_closed = True
        self.last = -1
        self._turns, self._places = [], []
        if self._file is not None:
            with suppress(OSError):  # there was no room for its last lines, which nobody needs
                self._file.close()
            self._file = None
