"""Kill as often as told: `python -m tests.crash --kills 200 --signal KILL --seeds 700`."""

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

from tests.crash import harness


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--signal", choices=("KILL", "TERM", "INT"), default="KILL")
    parser.add_argument("--seeds", type=int, default=600)
    parser.add_argument("--random", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=2)
    options = parser.parse_args()
    kill = signal.Signals[f"SIG{options.signal}"]
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        harness.write_corpus(base / "seeds", options.seeds)
        (base / "calm").mkdir()
        began = time.monotonic()
        code, said = harness.finish(harness.start(base / "calm", base / "seeds"))
        seconds = time.monotonic() - began
        wanted = harness.left(base / "calm")
        print(
            f"undisturbed: code {code}, {seconds:.1f} s, {len(wanted.posts)} posts, {len(wanted.lines)} lines"
        )
        print(said)

        def once(number: int) -> list[str]:
            folder = base / f"run{number}"
            folder.mkdir()
            wrong = harness.until_it_ends(
                folder, base / "seeds", Random(f"{options.random}:{number}"), kill, seconds * options.at_once
            )
            wrong += harness.differences(wanted, harness.left(folder))
            shutil.rmtree(folder)
            return [f"{number}: {line}" for line in wrong]

        with ThreadPoolExecutor(options.at_once) as pool:
            wrong = [line for lines in pool.map(once, range(options.kills // 2)) for line in lines]
        print("\n".join(wrong) or "nothing lost, nothing twice, nothing torn")
        return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
