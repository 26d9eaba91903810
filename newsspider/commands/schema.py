"""`scrapy schema`: the record as JSON Schema, or as types that load our JSONL; the report with `--report`."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from newsspider import options
from newsspider.commands.base import prepare, processing, sentences, take_nothing
from newsspider.errors import UsageError
from newsspider.lazy import lazily
from newsspider.model.article import schema
from newsspider.model.column_types import LIBRARIES

if TYPE_CHECKING:
    from newsspider.run import report as reports
else:
    reports = lazily("newsspider.run.report")

_JSON_SCHEMA = "json-schema"


class Command(ScrapyCommand):
    """Prints the schema."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        """Return the line that `scrapy` lists."""
        return "Print the schema of the record, or of a report"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add newsspider's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument(
            "--format",
            default=_JSON_SCHEMA,
            help=f"{_JSON_SCHEMA} (the default), or column types for the JSONL: {', '.join(LIBRARIES)}",
        )
        parser.add_argument(
            "--report", action="store_true", help="the schema of a run's report instead, as JSON Schema"
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
            sys.stdout.write(_page(opts.format, report=opts.report))
            sys.stdout.flush()


def _page(name: str, *, report: bool) -> str:
    """Return the schema in the format *name*; raises UsageError for an unknown one."""
    if name == _JSON_SCHEMA:
        found = reports.schema() if report else schema()
        return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    if report:
        message = "schema --report has no --format: a report is one JSON document"
        raise UsageError(message)
    if name not in LIBRARIES:
        hint = options.did_you_mean(name, [_JSON_SCHEMA, *LIBRARIES])
        message = f"unknown schema format {name!r}{hint}"
        raise UsageError(message)
    return LIBRARIES[name].render()
