"""The name of a run: its spider and the time it began, and a number where that name is taken."""

from __future__ import annotations

from newsspider.options import Options

# Where a run's name becomes a file's: folder and ending.
_PLACES = (("articles", ".jsonl"), ("articles", ".jsonl.part"), ("rejected", ".jsonl"), ("reports", ".json"))


def run_name(run: Options, spider: str) -> str:
    """Return the name that the settings give, else `<spider>-<YYYYMMDD>-<HHMMSS>` by Beijing's clock."""
    if run.run is not None:
        return run.run
    plain = name = f"{spider}-{run.clock():%Y%m%d-%H%M%S}"
    number = 1
    while any((run.output / folder / (name + ending)).exists() for folder, ending in _PLACES):
        number += 1
        name = f"{plain}-{number}"
    return name
