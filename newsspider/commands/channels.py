"""`scrapy channels`: every list that can be crawled, the user's own among them, with its last article."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from scrapy.commands import ScrapyCommand

from newsspider import options
from newsspider.commands.base import prepare, processing, sentences, take_nothing
from newsspider.lazy import lazily
from newsspider.options import Options
from newsspider.text.dates import BEIJING

if TYPE_CHECKING:
    from newsspider import config
    from newsspider import ledger as ledgers
    from newsspider.ledger import database
    from newsspider.sources import channels, sites
else:
    config = lazily("newsspider.config")
    ledgers = lazily("newsspider.ledger")
    database = lazily("newsspider.ledger.database")
    channels = lazily("newsspider.sources.channels")
    sites = lazily("newsspider.sources.sites")

_HEADINGS = ("name", "key", "kind", "categories", "last article")
_NONE = "-"
_LONGEST_TITLE = 40  # columns of a terminal


class Command(ScrapyCommand):
    """Prints the table."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        """Return the line that `scrapy` lists."""
        return "List the channels that can be crawled, with the last article of each"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Merge settings in."""
        with processing(opts):
            super().process_options(args, opts)
            assert self.settings is not None
            prepare(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print it."""
        del opts
        assert self.settings is not None
        with sentences():
            take_nothing(self, "scrapy channels", args)
            run = options.read(self.settings)
            known = sites.load_channels(config.load(run.config).channels)
            rows = [_HEADINGS, *_rows(run, list(known.values()))]
            sys.stdout.writelines(_lines(rows))


def _rows(run: Options, every: Sequence[channels.Channel]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each channel; without a ledger nothing is known of articles, and none is made."""
    is_absent = "://" not in run.ledger and not Path(run.ledger).exists()  # so there is nothing to open
    if is_absent or not database.exists(run.ledger):
        yield from ((*_named(channel), _NONE) for channel in every)
        return
    with ledgers.Ledger.look(run.ledger) as ledger:
        for channel in every:
            yield (*_named(channel), _last(ledger, channel))


def _named(channel: channels.Channel) -> tuple[str, ...]:
    return channel.name, channel.key, channel.kind, " > ".join(channel.path)


def _last(ledger: ledgers.Ledger, channel: channels.Channel) -> str:
    newest = ledger.archive.newest(channel.key)
    if newest is None or newest.article.published is None:
        return _NONE
    title = newest.article.title
    if cell_len(title) > _LONGEST_TITLE:
        title = set_cell_size(title, _LONGEST_TITLE - 1).rstrip() + "…"
    return f"{newest.article.published.astimezone(BEIJING):%Y-%m-%d %H:%M}  {title}"


def _lines(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield the rows as lines, their columns below one another however wide their letters are."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (set_cell_size(text, width) for text, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip() + "\n"
