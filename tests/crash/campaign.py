"""Kills at drawn moments through one door, until a run comes to its end; see `__main__`."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from tests.crash import killing
from tests.crash.doors import RUN, Door
from tests.crash.killing import CODES

_MOST = 3  # kills before a run may come to its end
_CLOCK = "the clock"
_BETWEEN = 0.01


@dataclass
class Found:
    """What was wrong in one folder, where its kills landed, and what planted those that landed at work."""

    wrong: list[str]
    places: list[str]
    planted: list[str]


@dataclass(frozen=True)
class Campaign:
    """What is killed through one door, how, and what an undisturbed run is: its seconds, its moments."""

    name: str
    kill: signal.Signals
    seconds: float
    moments: Mapping[str, int]

    def until_it_ends(self, door: Door, random: Random, victims: Sequence[str] = ()) -> Found:
        """Kill one of the *victims* of each run of *door*, one after the other, then let a run end.

        Return what went wrong, and where the kills landed. Without *victims*, one to three are drawn.
        """
        found = Found([], [], [])
        victims = victims or random.choices(sorted(door.victims), k=random.randint(1, _MOST))
        for later, victim in enumerate(victims):
            if victim != RUN:
                self._bereft(door, later, victim, random, found)
                continue
            by_moment = bool(self.moments) and random.random() < 0.5
            kind = random.choice(sorted(self.moments)) if by_moment else _CLOCK
            code, said = self._killed(door, later, kind, random)
            found.places.append(f"{self.name}: {killing.place(door.folder, code, door.posts())}")
            found.planted += [kind] if code == CODES[self.kill] else []
            if code not in (0, CODES[self.kill], -self.kill):
                found.wrong.append(f"killed at {kind}, it ended with {code}: {said[-300:]}")
            found.wrong += door.left_behind()
        code, said = killing.ended(door.start(len(victims)))
        if code != 0:
            found.wrong.append(f"the last run ended with {code}: {said[-300:]}")
        found.wrong += door.left_behind()
        found.wrong += door.wrong()
        return found

    def _bereft(self, door: Door, later: int, victim: str, random: Random, found: Found) -> None:
        """Kill a *victim* that works for a run, and add to what was *found* how that went."""
        process = door.start(later)
        moment = random.uniform(0, self.seconds)
        was_there = False
        try:
            process.wait(moment)
        except subprocess.TimeoutExpired:
            while not (was_there := door.kill(victim, random)) and process.poll() is None:
                time.sleep(_BETWEEN)  # workers come later than the run
        place = killing.place(door.folder, None if was_there else 0, door.posts())
        found.places.append(f"{self.name}, {victim}: {place}")
        found.planted += [victim] if was_there else []
        code, said = killing.ended(process)
        if code not in (0, *door.victims[victim]) or "Traceback" in said:
            found.wrong.append(f"without {victim} after {moment:.2f} s, it ended with {code}: {said[-600:]}")
        found.wrong += door.left_behind()

    def _killed(self, door: Door, later: int, kind: str, random: Random) -> tuple[int, str]:
        if kind == _CLOCK:
            process = door.start(later)
            time.sleep(random.uniform(0, self.seconds))
            process.send_signal(self.kill)
            return killing.ended(process)
        count = self.moments[kind]
        if kind == "post":  # those before are not written again
            count -= len(list((door.folder / "output" / "posts").glob("*.md")))
        moment = killing.Moment(kind, random.randint(1, max(1, count)), self.kill)
        return killing.ended(door.start(later, at=moment.watched))
