"""Promises 1 to 3 of the ledger in a live run, for chosen moments; `python -m tests.live` tries many more."""

from __future__ import annotations

from collections.abc import Sequence
from signal import SIGTERM

import pytest

from tests.crash.killing import Moment
from tests.live import killing
from tests.live.crawling import Live, left

pytestmark = pytest.mark.slow

MOMENTS = {
    "a list is being noted, then an article stored": [Moment("committing", 4), Moment("committing", 9)],
    "among the posts, then at a file": [Moment("post", 30), Moment("output", 1)],
    "again and again": [Moment("commit", 8), Moment("post", 1), Moment("commit", 12)],
    # A stopped run still writes the posts that it has begun, so the second one has only a file to write.
    "SIGTERM among the posts, then at a file": [Moment("post", 20, SIGTERM), Moment("output", 1, SIGTERM)],
}


@pytest.mark.parametrize("moments", MOMENTS.values(), ids=MOMENTS)
def test_killed_and_run_again(live: Live, moments: Sequence[Moment]) -> None:
    played = killing.play(live.sina)
    assert killing.until_it_ends(live, moments) == []
    assert killing.broken(played, left(live.folder)) == []
