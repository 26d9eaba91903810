"""Kill live runs at random moments as often as told: `python -m tests.live --kills 50 --signal KILL`.

Or play a month of hourly runs: `python -m tests.live --month`.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import ssl
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

from tests.conftest import Newsspider
from tests.crash.killing import ended, tell
from tests.live import killing, month
from tests.live.certificate import context
from tests.live.crawling import Live
from tests.live.sina import Sina

# In a month, of what chance does.
_MOST_FALSE = 2


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--signal", choices=("KILL", "TERM", "INT"), default="KILL")
    parser.add_argument("--random", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--seconds", type=float, help="kills come within these (default: a run's, measured)")
    parser.add_argument("--month", action="store_true", help="play 30 days of hourly runs instead")
    options = parser.parse_args()
    if options.month:
        return _month()
    kill = signal.Signals[f"SIG{options.signal}"]
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        tls = context(base)

        seconds = options.seconds or _calm(base / "calm", tls)

        def once(number: int) -> tuple[list[str], list[str]]:
            (base / str(number)).mkdir()
            runner = Newsspider(base / str(number))
            with Sina(tls).serving() as sina:
                random = Random(f"{options.random}:{number}")
                found = killing.campaign(Live(runner, sina), random, seconds, kill)
            runner.end()
            shutil.rmtree(base / str(number))
            said = "; ".join(found[0]) or "nothing lost, nothing twice, nothing torn"
            print(f"{number}: {said}", flush=True)
            return found

        began = time.monotonic()
        with ThreadPoolExecutor(options.at_once) as pool:
            # Each is killed twice on average before it may end.
            found = list(pool.map(once, range(max(1, options.kills // 2))))
    wrong = sum(bool(lines) for lines, _ in found)
    print(f"{wrong} of {len(found)} wrong, {time.monotonic() - began:.0f} s")
    at_work = tell(place for _, places in found for place in places)
    return int(bool(wrong) or not at_work)


def _month() -> int:
    with tempfile.TemporaryDirectory() as folder:
        runner = Newsspider(Path(folder))
        with Sina(context(Path(folder))).serving() as sina:
            found = month.Play(Live(runner, sina), sina, month.MONTH, 30 * 24).run()
        print("\n".join(found.lines()), flush=True)
    return int(bool(found.holes or found.missed) or len(found.false) > _MOST_FALSE)


def _calm(folder: Path, tls: ssl.SSLContext) -> float:
    """Return the seconds that an undisturbed run takes."""
    folder.mkdir()
    with Sina(tls).serving() as sina:
        live = Live(Newsspider(folder), sina)
        killing.play(sina)
        began = time.monotonic()
        ended(killing.start(live, 0))
        return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
