"""The layout of technology in 2019: the boxes of the house, keywords among them, stand inside the body."""

from __future__ import annotations

from typing import ClassVar

from newsspider.readers.html_page import Page
from newsspider.sites.sina.classic2014 import Classic2014


class Tech2019(Classic2014):
    """As in 2014, but what tells keywords, and what is no text, is in the body; the rules take it out."""

    name = "sina/tech-2019"
    boxes: ClassVar[str] = (
        "#artibody .tech-quotation, #artibody .tech-con, #artibody .artical-player-wrap, "
        "#artibody .art_keywords, #artibody .content_interest"
    )
    title_at = (*Classic2014.title_at, ".second-title")
    time_at = (*Classic2014.time_at, ".date-source .date")
    source_at = ("#media_name", ".date-source .source", ".source")
    keywords_at = ("#artibody .art_keywords a", ".art_keywords a", "#keywords a", ".keywords a")

    @classmethod
    def fits(cls, page: Page) -> bool:
        """Return whether one of the house's boxes stands in the body."""
        return page.first(cls.boxes) is not None
