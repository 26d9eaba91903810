"""Deletes what is no longer needed: uncleaned sources of old articles, pictures that no article uses."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from newsspider.errors import ExitCode
from newsspider.ledger import Ledger, Wanted
from newsspider.options import Options
from newsspider.outputs.pictures import Pictures, addresses
from newsspider.upkeep import console
from newsspider.upkeep.console import opened


def prune(run: Options, days: int) -> ExitCode:
    """Delete the fragments stored more than *days* days ago; the articles stay."""
    with opened(run) as ledger:
        before = ledger.upkeep.size()
        pruned = ledger.upkeep.prune(run.clock() - timedelta(days=days))
        ledger.upkeep.vacuum()
        after = ledger.upkeep.size()
    room = f"{console.size(max(before - after, 0))} freed, {console.size(after)} left"
    console.line(f"fragments dropped {pruned}, older than {days} days; {room}")
    return ExitCode.DONE


def prune_pictures(run: Options) -> ExitCode:
    """Drop the pictures that no stored article, nor an earlier revision of one, has in its text."""
    with opened(run) as ledger:
        wanted = _addresses(ledger)
    count, size = Pictures(run.images_store).drop_all_but(wanted)
    console.line(f"pictures dropped {count}, {console.size(size)} freed")
    return ExitCode.DONE


def _addresses(ledger: Ledger) -> Collection[str]:
    every = ledger.archive.iterate(Wanted(revisions=True))
    return {url for stored in every for url in addresses(stored.article)}
