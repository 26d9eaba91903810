"""Passes on what lists name in the order in which it was asked for, whichever answer comes first.

Of two near-duplicates the one that is stored first stays. Answers come in another order in each run, so what
comes early waits until what was asked for before it has come, or has ended otherwise. The wait is bounded in
number and in time: a server that does not answer holds nothing up for long. What has arrived and is being
read is sure to come, also if its worker dies and it is read again: more may wait for that.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

Arrived = TypeVar("Arrived")

# What waits at most: as much as one commit stores, so that a killed run has not much more to do again.
MOST = 256
# What waits at most for something that is being read: a worker that starts again takes a second or two, in
# which the others read several hundred pages.
MOST_FOR_READING = 16 * MOST
# Seconds without any progress after which the rest is no longer held up.
PATIENCE = 60.0


class AskingOrder(Generic[Arrived]):
    """Holds what has come, by the key under which it was asked for; `pass_on` takes each in its turn."""

    def __init__(self, pass_on: Callable[[Arrived], None], clock: Callable[[], float] = monotonic) -> None:
        self._pass_on = pass_on
        self._clock = clock
        self._numbers: dict[str, int] = {}
        self._waiting: dict[int, list[Arrived]] = {}
        self._ended: set[int] = set()
        self._read: set[int] = set()
        self._next = 0
        self._progressed = clock()

    def asked(self, key: str) -> None:
        """Note that what is called *key* was asked for, after all that was asked for before."""
        self._numbers.setdefault(key, len(self._numbers))

    def is_being_read(self, key: str) -> None:
        """Note that what is called *key* has arrived, and comes as soon as it has been read."""
        number = self._numbers.get(key, -1)
        if number >= self._next:
            self._read.add(number)

    def came(self, key: str, arrived: Arrived) -> None:
        """Pass on *arrived* in its turn; at once if it was not asked for, or if its turn is over."""
        number = self._numbers.get(key, -1)
        if number < self._next:
            self._pass_on(arrived)
            return
        self._waiting.setdefault(number, []).append(arrived)
        self.release()

    def ended(self, key: str) -> None:
        """Note that nothing comes of what is called *key*, or that it had its turn."""
        number = self._numbers.get(key, -1)
        if number >= self._next:
            self._ended.add(number)
            self.release()

    def release(self) -> None:
        """Pass on what nothing holds up any longer."""
        self._go_on()
        is_late = self._clock() - self._progressed > PATIENCE
        while self._waiting and (is_late or len(self._waiting) > self._most()):
            self._next = min(self._waiting)
            self._go_on()

    def _most(self) -> int:
        """Return how many may wait for what stands at the turn."""
        return MOST_FOR_READING if self._next in self._read else MOST

    def release_all(self) -> None:
        """Pass on everything: the run ends."""
        while self._waiting:
            self._next = min(self._waiting)
            self._go_on()

    def _go_on(self) -> None:
        """Pass on what stands at the turn, and what follows it without a gap."""
        before = self._next
        while self._next in self._waiting or self._next in self._ended:
            number, self._next = self._next, self._next + 1
            self._ended.discard(number)
            self._read.discard(number)
            for arrived in self._waiting.pop(number, ()):
                self._pass_on(arrived)
        if self._next != before or not self._waiting:
            self._progressed = self._clock()
