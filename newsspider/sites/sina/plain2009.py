"""The layout of 2009: the body in lines and centred pictures, the channel's logo as the first heading."""

from __future__ import annotations

from typing import ClassVar

from newsspider.readers.html_page import Page
from newsspider.readers.sina.layout import Layout


class Plain2009(Layout):
    """Entertainment and news of 2009, GBK; no editor, no keyword block."""

    name = "sina/2009"
    signs = ("#artibody.blkContainerSblkCon",)
    later: ClassVar[str] = '#artibody.BSHARE_POP, #J_Article_Wrap, meta[property="og:title"]'
    body = ("#artibody",)
    title_at = ("h1#artibodyTitle", "#artibodyTitle")
    time_at = ("#pub_date",)
    source_at = ("#media_name", "#art_source")
    keywords_at = ()

    @classmethod
    def fits(cls, page: Page) -> bool:
        """Return whether *page* has the body's old class and nothing that came later."""
        return super().fits(page) and page.first(cls.later) is None
