"""Write seed files from a shell: `python -m tests.seedmaker FOLDER --count 10000`."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.seedmaker import write_seeds


def main() -> None:
    """Write what the command line asks for and say how much that was."""
    parser = argparse.ArgumentParser(prog="tests.seedmaker", description="Write invented seed files.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--duplicates", type=int, default=0)
    given = parser.parse_args()
    paths = write_seeds(given.folder, given.count, seed=given.seed, duplicates=given.duplicates)
    size = sum(path.stat().st_size for path in paths)
    print(f"{len(paths)} files, {size:,} bytes in {given.folder}")


main()
