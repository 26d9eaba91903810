"""Promises 1 to 3 of the ledger in a live run, for a few random moments; `python -m tests.live` tries more."""

from __future__ import annotations

import signal
from random import Random

import pytest

from tests.live import killing
from tests.live.crawling import Live

pytestmark = pytest.mark.slow
# About as long as an undisturbed run takes.
_SECONDS = 5.0


@pytest.mark.parametrize("number", range(2))
def test_killed_at_a_random_moment(live: Live, number: int) -> None:
    assert killing.once(live, Random(number), _SECONDS) == []


def test_stopped_at_a_random_moment(live: Live) -> None:
    assert killing.once(live, Random("stop"), _SECONDS, signal.SIGTERM) == []
