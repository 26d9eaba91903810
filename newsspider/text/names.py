"""People and media as Chinese news writes them: bylines, editors, sources, original titles.

Who wrote is read by `bylines` and `reporters`, what a label says by `labels`; this is their one door.
"""

from __future__ import annotations

from newsspider.text.bylines import Byline, byline
from newsspider.text.credit_labels import editor, medium, original_title, split_title_and_source
from newsspider.text.reporters import inline_reporters

__all__ = (
    "Byline",
    "byline",
    "editor",
    "inline_reporters",
    "medium",
    "original_title",
    "split_title_and_source",
)
