"""Runs in which answers come in another order keep the same of two near-duplicates."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.live.order import play, results
from tests.live.sina import Sina

pytestmark = pytest.mark.slow
_RUNS = 4


def test_runs_agree_on_which_of_two_is_kept(sina: Sina, tmp_path: Path) -> None:
    pairs = play(sina)
    found = results(sina, tmp_path, _RUNS)
    assert len(found) == 1
    (ids,) = found
    assert len(ids) == len(pairs)
    assert len(sina.articles()) == 2 * len(pairs) * _RUNS
