"""The folders of posts that the ledger knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from newsspider.ledger import Feed, Ledger
from newsspider.options import Options
from newsspider.outputs.targets import feed_path

# A name that a run fills in stands for a folder of each run.
_PLACEHOLDER = "%("


def known(run: Options, ledger: Ledger) -> Iterator[tuple[Feed, Path]]:
    """Yield the folders of posts of this machine that *ledger* knows, each with its feed."""
    for feed in ledger.outbox.feeds():
        path = feed_path(run, feed.uri)
        if feed.rewritable and path is not None and _PLACEHOLDER not in feed.uri:
            yield feed, path
