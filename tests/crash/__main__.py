"""Kill as often as told: `python -m tests.crash --kills 200 --signal KILL --seeds 700`.

Half of the kills are sent by the clock, at any moment of an undisturbed run's time; the others at a drawn commit,
post or file. At the end it says where they landed, since one that finds no process at work has tried nothing.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.crash import harness, killing
from tests.crash.killing import CODES

_MOST = 3  # kills before a run may come to its end


@dataclass(frozen=True)
class Campaign:
    """What is killed, how, and what an undisturbed run is: its seconds, its moments, what it leaves."""

    seeds: Path
    kill: signal.Signals
    seconds: float
    moments: Mapping[str, int]
    wanted: harness.Left

    def until_it_ends(self, folder: Path, random: Random) -> tuple[list[str], list[str]]:
        """Kill one to three runs in *folder*, let one end; return what went wrong, and where the kills landed."""
        wrong, places = [], []
        for _ in range(random.randint(1, _MOST)):
            code, said = self._by_clock(folder, random) if random.random() < 0.5 else self._at(folder, random)
            places.append(killing.place(folder, code, len(self.wanted.posts)))
            if code not in (0, CODES[self.kill], -self.kill):
                wrong.append(f"ended with {code}: {said[-300:]}")
        code, said = killing.ended(harness.start(folder, self.seeds))
        if code != 0:
            wrong.append(f"the last run ended with {code}: {said[-300:]}")
        return wrong + harness.differences(self.wanted, harness.left(folder)), places

    def _by_clock(self, folder: Path, random: Random) -> tuple[int, str]:
        process = harness.start(folder, self.seeds)
        time.sleep(random.uniform(0, self.seconds))
        process.send_signal(self.kill)
        return killing.ended(process)

    def _at(self, folder: Path, random: Random) -> tuple[int, str]:
        kind = random.choice(sorted(self.moments))
        count = self.moments[kind]
        if kind == "post":  # those before are not written again
            count -= len(list((folder / "output" / "posts").glob("*.md")))
        number = random.randint(1, max(1, count))
        return killing.ended(
            harness.start(folder, self.seeds, at=killing.Moment(kind, number, self.kill).watched)
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--signal", choices=("KILL", "TERM", "INT"), default="KILL")
    parser.add_argument("--seeds", type=int, default=600)
    parser.add_argument("--random", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=2)
    options = parser.parse_args()
    kill = signal.Signals[f"SIG{options.signal}"]
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        campaign = _campaign(base, options.seeds, kill)

        def once(number: int) -> tuple[list[str], list[str]]:
            folder = base / f"run{number}"
            folder.mkdir()
            wrong, places = campaign.until_it_ends(folder, Random(f"{options.random}:{number}"))
            shutil.rmtree(folder)
            return [f"{number}: {line}" for line in wrong], places

        # Each folder sees two kills on average.
        with ThreadPoolExecutor(options.at_once) as pool:
            found = list(pool.map(once, range(max(1, options.kills // 2))))
    wrong = [line for lines, _ in found for line in lines]
    print("".join(f"wrong: {line}\n" for line in wrong), end="")
    at_work = killing.tell(place for _, places in found for place in places)
    return int(bool(wrong) or not at_work)


def _campaign(base: Path, seeds: int, kill: signal.Signals) -> Campaign:
    """Return what an undisturbed run shows."""
    harness.write_corpus(base / "seeds", seeds)
    (base / "calm").mkdir()
    began = time.monotonic()
    code, said = killing.ended(harness.start(base / "calm", base / "seeds", at=f"count:{base / 'moments'}"))
    seconds = time.monotonic() - began
    moments, wanted = killing.counted(base / "moments"), harness.left(base / "calm")
    counts = ", ".join(f"{count} of {kind}" for kind, count in sorted(moments.items()))
    print(f"undisturbed: code {code}, {seconds:.1f} s; moments: {counts}")
    print(said)
    return Campaign(base / "seeds", kill, seconds, moments, wanted)


if __name__ == "__main__":
    sys.exit(main())
