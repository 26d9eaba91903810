"""`parse`: Scrapy's own command, what a spider makes of a page; see `looking`."""

from __future__ import annotations

import argparse
import warnings

from scrapy.commands import parse
from scrapy.exceptions import ScrapyDeprecationWarning

from newsspider.commands.looking import LooksAtPages


class Command(LooksAtPages, parse.Command):
    """Looks at pages; see `looking`."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do as Scrapy does, without its warning of itself: its own callback is what it calls deprecated."""
        warnings.filterwarnings("ignore", ".* returned a Deferred", ScrapyDeprecationWarning)
        super().run(args, opts)
