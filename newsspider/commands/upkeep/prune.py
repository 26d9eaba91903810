"""`scrapy ledger prune`: drops the uncleaned sources of old articles and gives their room back."""

from __future__ import annotations

from datetime import timedelta

from newsspider.commands.upkeep import telling
from newsspider.commands.upkeep.opening import opened
from newsspider.errors import ExitCode
from newsspider.options import Options

# A change of rules that is to reach an article comes in its first months or never.
DEFAULT_DAYS = 180


def prune(run: Options, days: int) -> ExitCode:
    """Drop the fragments that were stored more than *days* days ago; the articles stay."""
    with opened(run) as ledger:
        before = ledger.upkeep.size()
        pruned = ledger.upkeep.prune(run.clock() - timedelta(days=days))
        ledger.upkeep.vacuum()
        after = ledger.upkeep.size()
    room = f"{telling.size(max(before - after, 0))} freed, {telling.size(after)} left"
    telling.line(f"fragments dropped {pruned}, those of more than {days} days; {room}")
    return ExitCode.DONE
