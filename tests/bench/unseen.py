"""The command line of newsspider without what its report and its page add: `python unseen.py crawl seeds …`.

The baseline of the cost of seeing: nothing is counted but the outcomes, and no page is made. With `SEEN` in the
environment everything is as usual.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any
from unittest.mock import patch

from newsspider import cli
from newsspider.model.article import Article
from newsspider.model.outcomes import Outcome
from newsspider.run import outcomes, report_files
from newsspider.run.tally import Tally, source_of


class Uncounted(Tally):
    """A tally that counts nothing."""

    def began(self, name: str) -> None:
        """Count nothing."""

    def met(self, locator: str, name: str | None) -> None:
        """Count nothing."""

    def settled(self, key: tuple[str, str], outcome: Outcome) -> None:
        """Count nothing."""

    def cleaned(self, article: Article, locator: str, name: str | None, rules: Sequence[str]) -> None:
        """Count nothing."""

    def judged(self, article: Article, outcome: Outcome) -> tuple[str, str]:
        """Return the source, and count nothing."""
        del outcome
        return source_of(article.origin.locator)

    def values(self, session: Any, rules: Any) -> dict[str, Any]:
        """Return nothing."""
        del session, rules
        return {}


def _write(account: Any, options: Any, known: Any) -> None:
    """Make no page, and no report."""


if __name__ == "__main__":
    if os.environ.get("SEEN"):  # the other contestant, which starts alike
        cli.main()
    with patch.object(outcomes, "Tally", Uncounted), patch.object(report_files, "write", _write):
        cli.main()
