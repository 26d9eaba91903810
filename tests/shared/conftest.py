"""Where the real documents lie that these tests read.

They lie beside the project and not in it; where they are absent, these tests are skipped and say so.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT

_SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real documents."""
    if not (_SHARED / "data").is_dir():
        pytest.skip("the real documents, ../shared/data, are not beside the project")
    return _SHARED
