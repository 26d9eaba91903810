"""The layout of 2015 to 2017: time and medium in one line, `#navtimeSource`, or side by side, `.titer`."""

from __future__ import annotations

from typing import ClassVar

from newsspider.readers.html_page import Page
from newsspider.readers.sina.layout import Layout


class Header2016(Layout):
    """News with `#navtimeSource`, technology and finance with `.titer` and `.source`."""

    name = "sina/2016"
    signs = ("#artibody",)
    headers: ClassVar[tuple[str, ...]] = ("#navtimeSource", ".titer")
    body = ("#artibody",)
    title_at = ("h1#artibodyTitle", "h1#main_title", "#artibodyTitle", "#main_title")
    time_at = headers
    source_at = ('#navtimeSource [data-sudaclick="media_name"]', "#navtimeSource span", ".source")
    keywords_at = (".art_keywords a", ".article-keywords a", ".keywords a")

    @classmethod
    def fits(cls, page: Page) -> bool:
        """Return whether *page* has a body and one of the two headers."""
        return super().fits(page) and any(page.first(header) is not None for header in cls.headers)
