"""Drops the uncleaned sources of old articles and gives the space back."""

from __future__ import annotations

from datetime import timedelta

from newsspider.errors import ExitCode
from newsspider.options import Options
from newsspider.upkeep import console
from newsspider.upkeep.console import opened


def prune(run: Options, days: int) -> ExitCode:
    """Drop the fragments stored more than *days* days ago; the articles stay."""
    with opened(run) as ledger:
        before = ledger.upkeep.size()
        pruned = ledger.upkeep.prune(run.clock() - timedelta(days=days))
        ledger.upkeep.vacuum()
        after = ledger.upkeep.size()
    room = f"{console.size(max(before - after, 0))} freed, {console.size(after)} left"
    console.line(f"fragments dropped {pruned}, older than {days} days; {room}")
    return ExitCode.DONE
