"""`check`: Scrapy's own command, which runs the contracts of spiders."""

from __future__ import annotations

from scrapy.commands import check

from newsspider.commands.looking import LooksAtPages


class Command(LooksAtPages, check.Command):
    """Looks at pages; see `looking`."""
