"""`shell`: Scrapy's own command, a console for a page or a file, with `read_page` at hand."""

from __future__ import annotations

from typing import Any

from scrapy.commands import shell

from newsspider.commands.looking import LooksAtPages


class Command(LooksAtPages, shell.Command):
    """Looks at pages; see `looking`."""

    def update_vars(self, vars: dict[str, Any]) -> None:  # noqa: A002 - Scrapy's name
        """Add what makes an article of a page: `read_page(response.body, response.url)`."""
        from newsspider import read_page  # noqa: PLC0415 - only a console needs it

        vars["read_page"] = read_page
