"""`parse`: Scrapy's own command, which shows what a spider makes of the page of an address."""

from __future__ import annotations

from scrapy.commands import parse

from newsspider.commands.looking import LooksAtPages


class Command(LooksAtPages, parse.Command):
    """Looks at pages; see `looking`."""
