"""Kill live runs as often as told: `python -m tests.live --kills 50 --signal KILL`."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

from tests.conftest import Newsspider
from tests.live import killing
from tests.live.certificate import context
from tests.live.crawling import Live
from tests.live.sina import Sina


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--signal", choices=("KILL", "TERM", "INT"), default="KILL")
    parser.add_argument("--random", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=5.0, help="about as long as a whole run takes")
    options = parser.parse_args()
    kill = signal.Signals[f"SIG{options.signal}"]
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        tls = context(base)

        def once(number: int) -> list[str]:
            (base / str(number)).mkdir()
            runner = Newsspider(base / str(number))
            with Sina(tls).serving() as sina:
                random = Random(f"{options.random}:{number}")
                wrong = killing.once(Live(runner, sina), random, options.seconds, kill)
            runner.end()
            shutil.rmtree(base / str(number))
            print(f"{number}: {'; '.join(wrong) or 'nothing lost, nothing twice, nothing torn'}", flush=True)
            return wrong

        began = time.monotonic()
        with ThreadPoolExecutor(options.at_once) as pool:
            # Each is killed twice on average before it may end.
            found = list(pool.map(once, range(max(1, options.kills // 2))))
    print(f"{sum(map(bool, found))} of {len(found)} wrong, {time.monotonic() - began:.0f} s")
    return int(any(found))


if __name__ == "__main__":
    sys.exit(main())
