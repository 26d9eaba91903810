"""`fetch`: Scrapy's own command, which prints the page of an address."""

from __future__ import annotations

from scrapy.commands import fetch

from newsspider.commands.looking import LooksAtPages


class Command(LooksAtPages, fetch.Command):
    """Looks at pages; see `looking`."""
