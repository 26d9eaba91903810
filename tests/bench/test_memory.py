"""A replay holds a few seeds at a time, however many there are."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.conftest import Newsspider, most_memory
from tests.seedmaker import write_seeds

pytestmark = [pytest.mark.slow, pytest.mark.real_starts]

# A run may take 200 MB, whatever it reads. Most of it is there before the first seed; 2,700 seeds more may add
# 35 MB, of caches that fill up: what grew with them would take gigabytes for a hundred thousand.
_FEW, _MANY = 300, 3_000
_MEGABYTES, _GROWTH = 200, 35


def _most(folder: Path, count: int) -> float:
    folder.mkdir()
    write_seeds(folder / "seeds", count)
    process = Newsspider(folder, real=True).start("crawl", "seeds", "--quiet", "-a", "path=seeds")
    highest = most_memory(process)
    assert process.returncode == 0, process.communicate()
    assert sum(1 for _ in (folder / "output" / "posts").iterdir()) == count
    return highest


@pytest.mark.skipif(sys.platform != "linux", reason="the largest resident size is in kilobytes on Linux only")
def test_many_seeds_stay_in_little_memory(tmp_path: Path) -> None:
    few, many = _most(tmp_path / "few", _FEW), _most(tmp_path / "many", _MANY)
    assert 0 < few < many < _MEGABYTES
    assert many - few < _GROWTH
