"""What the tasks share: lines that no name and no title can turn into anything else, and the ledger."""

from __future__ import annotations

import sys

from newsspider.ledger import Ledger, database
from newsspider.options import Options
from newsspider.text.redact import harmless


def line(text: str) -> None:
    """Print *text* on one line of stdout, without what a terminal would act on."""
    shown = harmless(" ".join(text.splitlines()))
    sys.stdout.write(shown.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")


def size(number: int) -> str:
    """Return a number of bytes as people read it, in millions."""
    return f"{number / 1_000_000:.1f} MB"


def opened(run: Options) -> Ledger:
    """Return the ledger, open; raises NewsspiderError where there is none or it cannot be used."""
    database.must_exist(run.ledger)
    return Ledger.open(run.ledger)
