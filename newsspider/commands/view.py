"""`view`: Scrapy's own command, which opens the page of an address in a browser, as Scrapy sees it."""

from __future__ import annotations

from scrapy.commands import view

from newsspider.commands.looking import LooksAtPages


class Command(LooksAtPages, view.Command):
    """Looks at pages; see `looking`."""
