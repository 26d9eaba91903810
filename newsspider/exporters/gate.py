"""The gate of a feed: what is due is let in one by one, everything else stays out."""

from __future__ import annotations

from typing import Any

from scrapy.extensions.feedexport import ItemFilter


class Gate(ItemFilter):
    """Lets an article into a feed while it is open, if the feed's own filter takes it.

    `turned_away` are the ids of those that were due and have no date, where the feed takes none of these.
    """

    def __init__(self, inner: ItemFilter, *, undated: bool) -> None:
        super().__init__(None)
        self.is_open = False
        self.turned_away: set[str] = set()
        self._inner = inner
        self._undated = undated

    def accepts(self, item: Any) -> bool:
        """Return whether the feed takes *item* now."""
        if not self.is_open or not self._inner.accepts(item):
            return False
        if self._undated or item.published is not None:
            return True
        self.turned_away.add(item.id)
        return False
