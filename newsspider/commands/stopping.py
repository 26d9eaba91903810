"""SIGINT and SIGTERM: which of them came, for the exit code; Scrapy does the stopping."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from types import FrameType

from newsspider.errors import ExitCode

_CODES = {signal.SIGINT: ExitCode.SIGINT, signal.SIGTERM: ExitCode.SIGTERM}


class Stopping:
    """Notes the first signal; before Scrapy handles signals itself the process ends at once."""

    def __init__(self) -> None:
        self.code: ExitCode | None = None
        self.tell: Callable[[], None] | None = None

    def guard(self) -> None:
        """End the process at a signal, as long as nothing has begun that would need an end of its own."""
        for number in _CODES:
            signal.signal(number, self._exit)

    def listen(self) -> None:
        """Note signals and pass them on; to be called when Scrapy's handlers are in place."""
        for number in _CODES:
            self._wrap(number)

    def _wrap(self, number: int) -> None:
        handler = signal.getsignal(number)
        if not callable(handler):
            return

        def note(received: int, frame: FrameType | None) -> None:
            self.code = self.code or _CODES[signal.Signals(received)]
            if self.tell is not None:
                self.tell()
            handler(received, frame)

        signal.signal(number, note)

    @staticmethod
    def _exit(number: int, frame: FrameType | None) -> None:
        del frame
        sys.exit(int(_CODES[signal.Signals(number)]))
