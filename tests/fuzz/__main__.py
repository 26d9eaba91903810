"""Fuzz the targets side by side for a time: `python -m tests.fuzz [TARGET …] --seconds 300`."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz import corpus
from tests.fuzz.targets import TARGETS

_HERE = Path(__file__).parent
# An input that takes longer, or more than this with the process around it, counts as a crash.
_SECONDS_EACH, _MEGABYTES = 10, 2048
_LONGEST = 1 << 16


class Fuzzing:
    """One target being fuzzed in a process of its own."""

    def __init__(self, target: str, seconds: int, findings: Path, work: Path) -> None:
        self.target = target
        self.findings = findings / target
        self.findings.mkdir(parents=True, exist_ok=True)
        grown = work / target
        grown.mkdir()
        self.start = corpus.fill(target, grown)
        self._log = work / f"{target}.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "tests.fuzz.run", target, str(grown)),
                    *(
                        f"-max_total_time={seconds}",
                        f"-timeout={_SECONDS_EACH}",
                        f"-rss_limit_mb={_MEGABYTES}",
                    ),
                    *(f"-max_len={_LONGEST}", f"-dict={_HERE / 'tokens.dict'}", "-print_final_stats=1"),
                    f"-artifact_prefix={self.findings}/",
                ],
                cwd=_HERE.parents[1],
                stdout=log,
                stderr=log,
            )

    def ended(self) -> bool:
        """Wait for the end, print what came of it, and return whether nothing was found."""
        code = self._process.wait()
        text = self._log.read_text(encoding="utf-8", errors="replace")
        told = re.search(r"number_of_executed_units: (\d+)", text)
        found = sorted(path.name for path in self.findings.iterdir())
        count = told[1] if told else "?"
        print(f"{self.target}: {count} executions from {self.start} files, found {found or 'nothing'}")
        if code != 0:
            print(text[-3000:])
        return code == 0


def main() -> int:
    """Fuzz and return 0 where nothing was found, else 1."""
    parser = argparse.ArgumentParser(prog="tests.fuzz", description="Fuzz the readers.")
    parser.add_argument("targets", nargs="*", default=list(TARGETS))
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--findings", type=Path, default=Path("findings"))
    given = parser.parse_args()
    if unknown := set(given.targets) - set(TARGETS):
        parser.error(f"there is no target {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    with tempfile.TemporaryDirectory() as work:
        every = [Fuzzing(name, given.seconds, given.findings.resolve(), Path(work)) for name in given.targets]
        ended = [one.ended() for one in every]
        return 0 if all(ended) else 1


if __name__ == "__main__":
    sys.exit(main())
