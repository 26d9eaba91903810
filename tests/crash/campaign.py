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
CLOCK = "the clock"  # what planted a kill that no moment of the code did
_BETWEEN = 0.01


@dataclass
class Found:
    """What was wrong in one folder, where its kills landed, and what planted those that landed at work."""

    wrong: list[str]
    places: list[str]
    planted: list[str]


@dataclass(frozen=True)
class Campaign:
    """What is killed through one door and how; what an undisturbed run is: its seconds, its moments.

    `idle` is the seconds of a run that finds everything done.
    """

    name: str
    kill: signal.Signals
    seconds: float
    idle: float
    moments: Mapping[str, int]

    def until_it_ends(self, door: Door, random: Random, victims: Sequence[str] = ()) -> Found:
        """Kill one of the *victims* of each run of *door*, one after the other, then let a run end.

        Return what went wrong, and where the kills landed. Without *victims*, one to three are drawn. A run that came
        to its end before its kill is the last that is killed: those after it would find nothing to do.
        """
        found = Found([], [], [])
        victims = victims or random.choices(sorted(door.victims), k=random.randint(1, _MOST))
        for later, victim in enumerate(victims):
            if victim != RUN:
                code = self._bereft(door, later, victim, random, found)
                if code == 0:
                    break
                continue
            code, said = self._killed(door, later, kind := self._kind(door, random), random)
            found.places.append(f"{self.name}: {killing.place(door.folder, code, door.posts())}")
            found.planted += [kind] if code == CODES[self.kill] else []
            if code not in (0, CODES[self.kill], -self.kill):
                found.wrong.append(f"killed at {kind}, it ended with {code}: {said[-300:]}")
            found.wrong += door.left_behind()
            if code == 0:
                break
        code, said = killing.ended(door.start(len(found.places)))
        if code != 0:
            found.wrong.append(f"the last run ended with {code}: {said[-300:]}")
        found.wrong += door.left_behind()
        found.wrong += door.wrong()
        return found

    def _bereft(self, door: Door, later: int, victim: str, random: Random, found: Found) -> int:
        """Kill a *victim* that works for a run, add to what was *found* how that went, and return the run's code."""
        moment = self._second(door, random)
        process = door.start(later)
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
        return code

    def _kind(self, door: Door, random: Random) -> str:
        """Return what plants a kill: the clock as often as a moment of the code, of which each kind is as likely."""
        kinds = [kind for kind in sorted(self.moments) if kind != "post" or self._rest(door)]
        return random.choice(kinds) if kinds and random.random() < 0.5 else CLOCK

    def _killed(self, door: Door, later: int, kind: str, random: Random) -> tuple[int, str]:
        if kind == CLOCK:
            second = self._second(door, random)
            process = door.start(later)
            time.sleep(second)
            process.send_signal(self.kill)
            return killing.ended(process)
        count = max(1, int(self.moments[kind] * self._rest(door)))
        moment = killing.Moment(kind, random.randint(1, count), self.kill)
        return killing.ended(door.start(later, at=moment.watched))

    def _second(self, door: Door, random: Random) -> float:
        """Return a second of the next run at which it is likely to be at work."""
        return random.uniform(self.idle / 2, self.idle + (self.seconds - self.idle) * self._rest(door))

    def _rest(self, door: Door) -> float:
        """Return the share of the posts that the next run has to write: what was written is not written again."""
        posts = door.posts()
        return 1 - len(list((door.folder / "output" / "posts").glob("*.md"))) / posts if posts else 1
