"""A thousand ordinary posts and three hundred hostile ones, built by site generators in two zones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.consumers.checking import faults
from tests.consumers.conftest import Written, lack
from tests.consumers.generators import GENERATORS, Generator, build

pytestmark = pytest.mark.slow


_ZONES = ("UTC", "Asia/Shanghai")


@pytest.mark.parametrize(
    ("generator", "zone"),
    [(generator, zone) for generator in GENERATORS for zone in _ZONES[: 1 if generator.few else None]],
    ids=lambda value: getattr(value, "name", value),
)
def test_posts_are_shown_as_they_were_written(
    generator: Generator,
    zone: str,
    written: Callable[[], Written],
    few_written: Callable[[], Written],
    tmp_path: Path,
) -> None:
    if not generator.found():
        lack(generator.name)
    around = tmp_path / "around"
    around.mkdir()
    posts = few_written() if generator.few else written()
    built = build(generator, posts.posts, around / "site", zone)
    complaints = [
        line for line in built.said.splitlines() if any(word in line for word in generator.complaint)
    ]
    assert (built.code, complaints) == (0, []), built.said[-2000:]
    assert list(faults(built, posts.records, posts.expected)) == []
