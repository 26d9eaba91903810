"""`scrapy schema`: the record as JSON Schema, or as types of a library that loads our JSONL."""

from __future__ import annotations

import argparse
import json
import sys

from scrapy.commands import ScrapyCommand

from newsspider import options
from newsspider.commands.base import prepare, processing, sentences, take_nothing
from newsspider.errors import UsageError
from newsspider.model.article import schema
from newsspider.model.column_types import LIBRARIES

_JSON_SCHEMA = "json-schema"


class Command(ScrapyCommand):
    """Prints the schema."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        """Return the line that `scrapy` lists."""
        return "Print the schema of the record"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what is ours to Scrapy's options."""
        super().add_options(parser)
        parser.add_argument(
            "--format",
            default=_JSON_SCHEMA,
            help=f"{_JSON_SCHEMA} (the default), or types to load our JSONL with: {', '.join(LIBRARIES)}",
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Merge settings in."""
        with processing(opts):
            super().process_options(args, opts)
            assert self.settings is not None
            prepare(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print it."""
        with sentences():
            take_nothing(self, "scrapy schema", args)
            sys.stdout.write(_page(opts.format))
            sys.stdout.flush()


def _page(name: str) -> str:
    """Return the schema in the format *name*; raises UsageError for one that there is not."""
    if name == _JSON_SCHEMA:
        return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    if name not in LIBRARIES:
        hint = options.did_you_mean(name, [_JSON_SCHEMA, *LIBRARIES])
        message = f"unknown schema format {name!r}{hint}"
        raise UsageError(message)
    return LIBRARIES[name].render()
