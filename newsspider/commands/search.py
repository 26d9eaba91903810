"""`newsspider search`: the newest articles of the archive that hold a word, from an output of SQLite."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from newsspider import options
from newsspider.commands.base import prepare, processing, say, sentences, show
from newsspider.errors import UsageError
from newsspider.lazy import lazily

if TYPE_CHECKING:
    from newsspider.outputs import sqlite, targets
    from newsspider.spiders import window
else:
    sqlite = lazily("newsspider.outputs.sqlite")
    targets = lazily("newsspider.outputs.targets")
    window = lazily("newsspider.spiders.window")

_DEFAULT = "archive.sqlite"
_MOST = 20


class Command(ScrapyCommand):
    """Prints a line for each article, newest first."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "WORD… [--stock CODE] [--since DAY]"

    def short_desc(self) -> str:
        """Return the line that `scrapy` lists."""
        return "Search the archive: the newest articles that contain a word or name a stock"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Take what narrows the search."""
        super().add_options(parser)
        parser.add_argument("--stock", metavar="CODE", help="a code that the article names, such as sh600519")
        parser.add_argument("--since", metavar="DAY", help="first day or time of publication")
        parser.add_argument(
            "--most",
            metavar="N",
            type=int,
            default=_MOST,
            help=f"maximum number of articles ({_MOST})",
        )
        parser.add_argument("--in", dest="database", metavar="FILE", help="search this database")
        parser.add_argument("--json", action="store_true", help="print JSON Lines")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Merge settings in."""
        with processing(opts):
            super().process_options(args, opts)
            assert self.settings is not None
            prepare(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Search, and print what was found; raises UsageError if there is no database."""
        with sentences():
            since = window.instant(opts.since) if opts.since else None
            if opts.most < 1:
                message = f"--most must be 1 or more, not {opts.most}"
                raise UsageError(message)
            path = Path(opts.database) if opts.database else self._database()
            if not path.is_file():
                message = (
                    f"there is no {path} to search in; `newsspider crawl archive -O {path}` creates it, "
                    f'and a table [settings.FEEDS."{path}"] with format = "sqlite" keeps it up to date'
                )
                raise UsageError(message)
            hits = sqlite.search(path, args, stock=opts.stock, since=since, most=opts.most)
            for hit in hits:
                show(json.dumps(asdict(hit), ensure_ascii=False) + "\n" if opts.json else _line(hit))
            if not hits:
                say("no article was found")
            sys.stdout.flush()

    def _database(self) -> Path:
        """Return the first output of SQLite that the settings name, else the usual place of one."""
        assert self.settings is not None
        for uri, output in self.settings.getdict("FEEDS").items():
            path = targets.local_path(str(uri))
            named = output.get("format") or Path(str(uri)).suffix.lstrip(".")
            if named == "sqlite" and path is not None:
                return path
        return options.read(self.settings).output / _DEFAULT


def _line(hit: sqlite.Hit) -> str:
    when = (hit.published or "-" * 16)[:16].replace("T", " ")
    return f"{when}  {hit.title}  {hit.url or hit.id}\n"
