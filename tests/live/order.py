"""Runs in which answers come in another order, and what each keeps of pairs of near-duplicates.

`python -m tests.live.order 60` makes 60 and says how many different results there were.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

from tests.conftest import Newsspider
from tests.live import trouble
from tests.live.certificate import context
from tests.live.crawling import NOW, Live, left
from tests.live.sina import Sina
from tests.live.stories import Story

_SETTINGS = {
    "DOWNLOAD_DELAY": "0",
    "AUTOTHROTTLE_ENABLED": "False",
    "CONCURRENT_REQUESTS": "16",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "16",
}
_LATEST = 0.15  # seconds


def play(sina: Sina) -> list[tuple[Story, Story]]:
    """Fill two lists with pairs of near-duplicates, each in both lists; return the pairs."""
    made = sina.world.maker.many(16, NOW - timedelta(minutes=5), timedelta(minutes=12))
    pairs = [(story, sina.world.maker.copy(story, near=True)) for story in made]
    sina.world.channel("china", [story for pair in pairs for story in pair[::-1]])
    sina.world.channel("stock", [story for pair in pairs for story in pair])
    return pairs


def kept(sina: Sina, folder: Path, seed: int) -> tuple[str, ...]:
    """Return the ids of a run's articles, in the order of its file, answers being late by chance of *seed*."""
    rng = Random(seed)
    sina.world.scripts.clear()
    for page in sina.world.stories:
        sina.world.trouble(page, trouble.late(rng.random() * _LATEST), for_ever=True)
    runner = Newsspider(folder)
    try:
        ran = Live(runner, sina)("channel=china,stock", settings=_SETTINGS)
    finally:
        runner.end()
    assert ran.code == 0, ran.stderr
    return tuple(record["id"] for record in left(folder).records)


def results(sina: Sina, folder: Path, runs: int) -> Counter[tuple[str, ...]]:
    """Return what so many runs kept, each in a folder of its own, and how often."""
    found: Counter[tuple[str, ...]] = Counter()
    for number in range(runs):
        own = folder / str(number)
        own.mkdir()
        found[kept(sina, own, number)] += 1
    return found


def main() -> int:
    """Make the runs; return how many results there were besides the first."""
    with tempfile.TemporaryDirectory() as folder, Sina(context(Path(folder))).serving() as sina:
        pairs = play(sina)
        found = results(sina, Path(folder), int(sys.argv[1]))
    print(f"{found.total()} runs over {len(pairs)} pairs: {len(found)} different results")
    return len(found) - 1


if __name__ == "__main__":
    raise SystemExit(main())
