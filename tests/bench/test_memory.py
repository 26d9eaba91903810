"""A replay holds a few seeds at a time, however many there are."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.conftest import Newsspider, most_memory
from tests.seedmaker import write_seeds

pytestmark = [pytest.mark.slow, pytest.mark.real_starts]

# 10,000 seeds may take 300 MB. A process of about 125 MB that grows by 50 MB over 3,000 seeds would get there.
_SEEDS = 3_000
_MEGABYTES = 175


@pytest.mark.skipif(sys.platform != "linux", reason="the largest resident size is in kilobytes on Linux only")
def test_many_seeds_stay_in_little_memory(run_newsspider: Newsspider, tmp_path: Path) -> None:
    write_seeds(tmp_path / "seeds", _SEEDS)
    process = run_newsspider.start("crawl", "seeds", "--quiet", "-a", f"path={tmp_path / 'seeds'}")
    highest = most_memory(process)
    assert process.returncode == 0, process.communicate()
    assert sum(1 for _ in (tmp_path / "output" / "posts").iterdir()) == _SEEDS
    assert 0 < highest < _MEGABYTES
