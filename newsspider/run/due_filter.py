"""The filter of an output: due articles pass one by one, everything else is kept out."""

from __future__ import annotations

from typing import Any

from scrapy.extensions.feedexport import ItemFilter


class DueFilter(ItemFilter):
    """Lets an article into a feed while it is open, if the feed's own filter takes it.

    `turned_away` are the ids of due articles without a date, if the feed takes only dated ones. While it is
    open, one that `takes_all` accepts every article.
    """

    def __init__(self, inner: ItemFilter, *, undated: bool) -> None:
        super().__init__(None)
        self.is_open = False
        self.turned_away: set[str] = set()
        self._inner = inner
        self._undated = undated
        # Scrapy's own filter looks at nothing else.
        self.takes_all = undated and type(inner) is ItemFilter and not inner.item_classes

    def accepts(self, item: Any) -> bool:
        """Return whether the output takes *item* now."""
        if not self.is_open or not self._inner.accepts(item):
            return False
        if self._undated or item.published is not None:
            return True
        self.turned_away.add(item.id)
        return False
