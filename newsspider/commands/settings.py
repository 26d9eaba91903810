"""`settings`: Scrapy's own command, which shows a setting as a run would have it."""

from __future__ import annotations

import argparse

from scrapy.commands import settings

from newsspider.commands.base import prepare, processing


class Command(settings.Command):
    """Prints the value of a setting, `newsspider.toml` merged in."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Merge settings in."""
        with processing(opts):
            super().process_options(args, opts)
            assert self.settings is not None
            prepare(self.settings)
