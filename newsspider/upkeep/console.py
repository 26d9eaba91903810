"""What the tasks share: safe lines on the console, and the open ledger."""

from __future__ import annotations

import sys

from newsspider.ledger import Ledger, database
from newsspider.options import Options
from newsspider.text.redact import harmless


def line(text: str) -> None:
    """Print *text* as one line on stdout, without control characters."""
    line = harmless(" ".join(text.splitlines()))
    sys.stdout.write(line.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")


def size(number: int) -> str:
    """Return a number of bytes as text, in megabytes."""
    return f"{number / 1_000_000:.1f} MB"


def opened(run: Options) -> Ledger:
    """Return the open ledger; raises NewsspiderError if there is none or it cannot be used."""
    database.must_exist(run.ledger)
    return Ledger.open(run.ledger, run.worker, run.roots)
