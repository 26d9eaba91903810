"""feedparser in a separate process, which is killed if a document takes too long: see `worker`.

The process starts with the first document and ends with the last user of the parser.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from threading import Lock, Timer
from typing import Any

from newsspider.errors import Rejected
from newsspider.limits import LIMITS, Limits
from newsspider.model.outcomes import Outcome, Reason

# Additional seconds for each megabyte of a document: several times what it needs.
_PER_MEGABYTE = 10.0
_LENGTH = 8
_COMMAND = "newsspider.sources.feeds.worker"


class Parser:
    """One process and its pipes; used by one thread at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def parse(self, data: bytes, address: str, limits: Limits = LIMITS) -> dict[str, Any]:
        """Return the fields of a `FeedDocument`, see `worker.parse`.

        Raises Rejected for a document that took longer than *limits* allow, or broke the process.
        """
        with self._lock:
            process = self._started()
            limit = limits.feed_seconds + _PER_MEGABYTE * len(data) / 1_000_000
            timer = Timer(limit, process.kill)
            timer.start()
            try:
                answer = _asked(process, address.encode("utf-8"), b"%d" % limits.feed_entries, data)
            finally:
                timer.cancel()
            if answer is None:
                self._end()
        if answer is None:
            detail = f"it took longer than {limit:.0f} seconds, or more memory than a feed may use"
            raise Rejected(Outcome.REJECTED, Reason.TOO_LARGE, detail)
        found: dict[str, Any] = json.loads(answer)
        return found

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            path = os.pathsep.join(part for part in sys.path if part)
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", _COMMAND],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
                start_new_session=True,  # a signal from the terminal is only for the run
            )
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _asked(process: subprocess.Popen[bytes], *frames: bytes) -> bytes | None:
    """Return the answer of *process* to *frames*, None if it ended instead."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        for frame in frames:
            process.stdin.write(len(frame).to_bytes(_LENGTH, "big") + frame)
        process.stdin.flush()
    except OSError:
        return None
    head = process.stdout.read(_LENGTH)
    size = int.from_bytes(head, "big")
    answer = process.stdout.read(size) if len(head) == _LENGTH else b""
    return answer if len(answer) == size and size else None
