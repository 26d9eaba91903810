"""A replay holds a few seeds at a time, however many there are."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Newsspider
from tests.seedmaker import write_seeds

# 10,000 seeds may take 300 MB. A process of about 125 MB that grows by 50 MB over 3,000 seeds would get there.
_SEEDS = 3_000
_MEGABYTES = 175


@pytest.mark.skipif(sys.platform != "linux", reason="the largest resident size is in kilobytes on Linux only")
def test_many_seeds_stay_in_little_memory(run_newsspider: Newsspider, tmp_path: Path) -> None:
    write_seeds(tmp_path / "seeds", _SEEDS)
    process = run_newsspider.start("crawl", "seeds", "--quiet", "-a", f"path={tmp_path / 'seeds'}")
    # Not what wait4 tells: that counts the memory of this process, which the child had before its exec.
    highest = 0
    while process.poll() is None:
        highest = max(highest, _high_water(process.pid))
        time.sleep(0.02)
    assert process.returncode == 0, process.communicate()
    assert sum(1 for _ in (tmp_path / "output" / "posts").iterdir()) == _SEEDS
    assert 0 < highest / 1024 < _MEGABYTES


def _high_water(pid: int) -> int:
    """Return the largest resident size of a process so far, in kilobytes; 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = re.search(r"^VmHWM:\s+(\d+)", status, re.MULTILINE)
    return int(found.group(1)) if found else 0
