"""What the fuzzers found once, and what people thought of: read again, without a fuzzer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.targets import ATTACKS, TARGETS

_FILES = sorted(path for path in ATTACKS.glob("*/*") if path.is_file())


@pytest.mark.parametrize("path", _FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_attack_ends(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


def test_every_target_has_attacks() -> None:
    assert {path.parent.name for path in _FILES} == set(TARGETS)
