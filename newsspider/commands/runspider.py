"""`runspider`: the spider of a file, as a run like any other."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy import Spider
from scrapy.commands import runspider
from scrapy.utils.spider import iter_spider_classes

from newsspider.commands import crawl
from newsspider.errors import UsageError


class Command(crawl.Command):
    """Runs the spider that a file holds."""

    default_settings = runspider.Command.default_settings

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[options] <spider_file>"

    def short_desc(self) -> str:
        """Return the line that `scrapy` lists."""
        return "Run a spider from a Python file"

    def spiders(self) -> str:
        """Return nothing: the file is not known yet."""
        return ""

    def _spider(self, args: list[str], opts: argparse.Namespace) -> type[Spider]:
        del opts
        if len(args) != 1:
            message = "runspider needs the path of one Python file with a spider"
            raise UsageError(message)
        path = Path(args[0])
        if not path.exists():
            message = f"the file {path} does not exist"
            raise UsageError(message)
        try:
            module = runspider._import_file(path)  # noqa: SLF001 - as Scrapy itself imports such a file
        except (ImportError, ValueError) as error:
            message = f"cannot import the spider {path}: {error}"
            raise UsageError(message) from error
        found = list(iter_spider_classes(module))
        if not found:
            message = f"{path} contains no spider"
            raise UsageError(message)
        return found[-1]
