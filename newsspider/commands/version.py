"""`version`: Scrapy's own command, which names newsspider first."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands import version

from newsspider.version import __version__, versions


class Command(version.Command):
    """Prints versions."""

    def short_desc(self) -> str:
        """Return the line that `scrapy` lists."""
        return "Print the versions of newsspider and Scrapy"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print them; with `--verbose` those of Scrapy's libraries too."""
        if opts.verbose:
            sys.stdout.write(f"newsspider : {__version__}\n")
            super().run(args, opts)
        else:
            sys.stdout.write(versions())
