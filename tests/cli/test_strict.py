"""The runs of these tests end with an error where they use what Scrapy has deprecated."""

from __future__ import annotations

import pytest

from tests.conftest import Newsspider

pytestmark = pytest.mark.real_starts


def test_the_strict_path_makes_deprecations_errors(run_newsspider: Newsspider) -> None:
    (run_newsspider.folder / "parts.py").write_text(
        "import warnings\nfrom scrapy.exceptions import ScrapyDeprecationWarning\n"
        "warnings.warn('old', ScrapyDeprecationWarning)\n",
        encoding="utf-8",
    )
    process = run_newsspider.start("list", "-s", "SPIDER_MODULES=parts")
    _, stderr = process.communicate(timeout=30)
    assert process.returncode != 0
    assert "ScrapyDeprecationWarning: old" in stderr
