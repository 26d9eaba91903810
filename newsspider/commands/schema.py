"""`scrapy schema`: the record as JSON Schema."""

from __future__ import annotations

import argparse
import json
import sys

from scrapy.commands import ScrapyCommand

from newsspider.commands.base import prepare, processing, sentences, take_nothing
from newsspider.model.article import schema


class Command(ScrapyCommand):
    """Prints the schema."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        """Return the line that `scrapy` lists."""
        return "Print the JSON Schema of the record"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Merge settings in."""
        with processing(opts):
            super().process_options(args, opts)
            assert self.settings is not None
            prepare(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print it."""
        del opts
        with sentences():
            take_nothing("scrapy schema", args)
            sys.stdout.write(json.dumps(schema(), ensure_ascii=False, indent=2) + "\n")
            sys.stdout.flush()
