"""Kill as often as told: `python -m tests.crash --kills 300 --signal KILL --doors replay,live,ftp,s3`.

Half of the kills are sent by the clock, at any moment at which an undisturbed run is at work; the others at a drawn
moment of `at_moment`, each kind as often as the other: before and after a commit, a renaming, a file that is written to
disk, bytes that are sent. At the end it says where they landed, since one that finds no process at work has tried
nothing.

The doors `workers` and `dask` also kill the processes that work for a run, and the scheduler, by the clock.
"""

from __future__ import annotations

import argparse
import logging
import shutil
import signal
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from random import Random

from tests.crash import harness, killing
from tests.crash.campaign import Campaign, Found
from tests.crash.doors import Doors
from tests.live.certificate import context
from tests.outputs.remote_servers import ftp_server, s3_server


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--doors", default="replay", help=f"some of {','.join(Doors.NAMES)}")
    parser.add_argument("--signal", choices=("KILL", "TERM", "INT"), default="KILL")
    parser.add_argument("--seeds", type=int, default=600)
    parser.add_argument("--random", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=2)
    options = parser.parse_args()
    kill = signal.Signals[f"SIG{options.signal}"]
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    logging.getLogger("pyftpdlib").addHandler(logging.NullHandler())  # without any it tells each request
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        (base / "ftp").mkdir()
        harness.write_corpus(base / "seeds", options.seeds)
        with ftp_server(base / "ftp") as ftp, s3_server() as s3, ExitStack() as held:
            doors = Doors(base / "seeds", context(base), ftp, s3)
            held.callback(doors.close)
            campaigns = [
                _campaign(doors, each, base, kill, options.at_once) for each in options.doors.split(",")
            ]

            def once(number: int) -> Found:
                campaign = campaigns[number % len(campaigns)]
                folder = base / f"run{number}"
                overwritten = number // len(campaigns) % 2 == 0
                with doors.open(campaign.name, folder, overwritten=overwritten) as door:
                    found = campaign.until_it_ends(door, Random(f"{options.random}:{number}"))
                shutil.rmtree(folder)
                for line in found.wrong:
                    print(f"wrong: {number} {campaign.name}: {line}", flush=True)
                return found

            every: list[Found] = []
            with ThreadPoolExecutor(options.at_once) as pool:
                while sum(len(one.places) for one in every) < options.kills:
                    # So many that each door is tried as often as the other.
                    every += pool.map(once, range(len(every), len(every) + len(campaigns) * options.at_once))
    print(f"{len(every)} folders, {sum(bool(one.wrong) for one in every)} wrong; killed at work by")
    for kind, count in Counter(kind for one in every for kind in one.planted).most_common():
        print(f"  {count:4}  {kind}")
    at_work = killing.tell(place for one in every for place in one.places)
    return int(any(one.wrong for one in every) or not at_work)


def _campaign(doors: Doors, name: str, base: Path, kill: signal.Signals, at_once: int) -> Campaign:
    """Return what undisturbed runs show, timed with as many others beside them as there are when they are killed."""
    with doors.open(name, base / f"calm-{name}", overwritten=True) as door:
        code, said = killing.ended(door.start(0, at=f"count:{base / 'moments'}"))
        wrong = door.wrong()
        doors.want(name, door.folder)
    moments = killing.counted(base / "moments")
    counts = ", ".join(f"{count} of {kind}" for kind, count in sorted(moments.items()))
    print(f"{name}, undisturbed: code {code}; moments: {counts}", *wrong)
    print(said, flush=True)

    def timed(number: int) -> tuple[float, float]:
        with doors.open(name, base / f"timed-{name}-{number}", overwritten=True) as door:
            return killing.seconds(door.start(0)), killing.seconds(door.start(1))

    with ThreadPoolExecutor(at_once) as pool:
        seconds, idle = (min(each) for each in zip(*pool.map(timed, range(at_once)), strict=True))
    print(f"{name}: {seconds:.1f} s, and {idle:.1f} s when all is known", flush=True)
    return Campaign(name, kill, seconds, idle, moments)


if __name__ == "__main__":
    sys.exit(main())
