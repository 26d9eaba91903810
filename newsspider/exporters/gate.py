"""The gate of a feed: what is due is let in one by one, everything else stays out."""

from __future__ import annotations

from typing import Any

from scrapy.extensions.feedexport import ItemFilter


class Gate(ItemFilter):
    """Lets an article into a feed while it is open, if the feed's own filter takes it."""

    def __init__(self, inner: ItemFilter, *, undated: bool) -> None:
        super().__init__(None)
        self.is_open = False
        self._inner = inner
        self._undated = undated

    def accepts(self, item: Any) -> bool:
        """Return whether the feed takes *item* now."""
        dated = self._undated or item.published is not None
        return self.is_open and dated and bool(self._inner.accepts(item))
