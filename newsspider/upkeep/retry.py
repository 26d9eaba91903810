"""`newsspider ledger retry`: lists the articles that were given up, or lets the next run fetch them again."""

from __future__ import annotations

from collections.abc import Sequence

from newsspider.errors import ExitCode, UsageError
from newsspider.options import Options
from newsspider.upkeep import console
from newsspider.upkeep.console import opened


def listed(run: Options) -> ExitCode:
    """Print a line for each article that was given up: key, address, last reason and tries."""
    with opened(run) as ledger:
        every = ledger.lists.given_up()
    for one in every:
        named = f"{one.last:%Y-%m-%d %H:%M} UTC" if one.last else "an unknown time"
        console.line(f"{one.key}  {one.locator}  {one.reason}, {one.tries} tries, last listed {named}")
    console.line(f"given up {len(every)}")
    return ExitCode.DONE


def retry(run: Options, items: Sequence[str], *, everything: bool) -> ExitCode:
    """Open articles again, by key or address, or all; raises UsageError for others."""
    if not items and not everything:
        message = "ledger retry needs ids or addresses, --all, or --list"
        raise UsageError(message)
    with opened(run) as ledger:
        known = ledger.lists.given_up()
        names = {name for one in known for name in (one.key, one.locator)}
        unknown = [item for item in items if item not in names]
        if unknown:
            message = f"not given up: {', '.join(unknown)}; `newsspider ledger retry --list` names what is"
            raise UsageError(message)
        opened_again = ledger.lists.retry_given_up(run.clock(), None if everything else items)
    console.line(f"opened again {opened_again}; the next run of their lists requests them")
    return ExitCode.DONE
