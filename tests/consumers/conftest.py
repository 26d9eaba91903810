"""The folder of posts that everyone here reads, written by the command line once."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Newsspider
from tests.consumers import seeds
from tests.consumers.seeds import Expected

# It takes seconds; minutes on a machine that is busy besides.
_SECONDS = 300


@dataclass(frozen=True)
class Written:
    """What a run over the seeds has written, and what each seed must have become."""

    posts: Path
    jsonl: Path
    parquet: Path
    records: dict[str, dict[str, Any]]
    expected: dict[str, Expected]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Written]:
    """Return what gives the outputs of one run over all seeds, made when they are first asked for."""
    return cache(lambda: _write(tmp_path_factory.mktemp("run"), seeds.ORDINARY, seeds.HOSTILE))


@pytest.fixture(scope="session")
def few_written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Written]:
    """Return what gives the outputs of a run over a tenth of the seeds, half of them hostile."""
    return cache(lambda: _write(tmp_path_factory.mktemp("few"), 75, 75))


def _write(folder: Path, ordinary: int, hostile: int) -> Written:
    expected = seeds.write(folder / "seeds", ordinary, hostile)
    runner = Newsspider(folder)
    try:
        command = ("crawl", "seeds", "-a", "path=seeds", "-O", "all.parquet")
        said, complained = runner.start(*command).communicate(timeout=_SECONDS)
    finally:
        runner.end()
    (jsonl,) = (folder / "output" / "articles").iterdir()
    lines = map(json.loads, jsonl.read_text(encoding="utf-8").splitlines())
    records = {record["id"]: record for record in lines}
    assert len(records) == len(expected), said + complained
    return Written(folder / "output" / "posts", jsonl, folder / "all.parquet", records, expected)


def lack(tool: str) -> None:
    """Skip the test that needs *tool*; fail it where everything has been installed."""
    if os.environ.get("CI"):
        pytest.fail(f"{tool} is not installed, and this is CI")
    pytest.skip(f"{tool} is not installed")
