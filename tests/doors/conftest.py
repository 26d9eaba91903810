from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Ran
from tests.doors.project import SAMPLES, Project
from tests.spiders.feeding import hub

__all__ = ("hub",)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty folder of somebody's."""
    return Project(tmp_path / "theirs")


@pytest.fixture(scope="session")
def by_command(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The samples, read by the command."""
    return Project(tmp_path_factory.mktemp("command")).newsspider("crawl", "seeds", "-a", f"path={SAMPLES}")
