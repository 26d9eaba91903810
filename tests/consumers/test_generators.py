"""A thousand ordinary posts and three hundred hostile ones, built by six site generators in two zones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.consumers.checking import faults
from tests.consumers.conftest import Written, lack
from tests.consumers.generators import GENERATORS, Generator, build

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai"])
@pytest.mark.parametrize("generator", GENERATORS, ids=lambda generator: generator.name)
def test_posts_are_shown_as_they_were_written(
    generator: Generator, zone: str, written: Callable[[], Written], tmp_path: Path
) -> None:
    if not generator.found():
        lack(generator.name)
    around = tmp_path / "around"
    around.mkdir()
    posts = written()
    built = build(generator, posts.posts, around / "site", zone)
    complaints = [
        line for line in built.said.splitlines() if any(word in line for word in generator.complaint)
    ]
    assert (built.code, complaints) == (0, []), built.said[-2000:]
    assert list(faults(built, posts.records, posts.expected)) == []
