"""A real answer of an interface that is kin to the list of US stocks."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsspider.sources.sina import usstock
from newsspider.sources.sites import load_channels as load

pytestmark = pytest.mark.shared


def test_every_row_of_a_real_answer_is_read(shared: Path) -> None:
    data = (shared / "data" / "api" / "recommended-2018.json").read_bytes()
    listing = usstock.read(data, load()["us"], 1)
    assert (len(listing.rows), listing.problems) == (18, [])
    for row in listing.rows:
        assert row.docid
        assert row.docid in (row.url or "") or "doc-" not in (row.url or "")
        assert row.title
        assert row.media
        assert row.published is not None
        assert row.published.year == 2018
