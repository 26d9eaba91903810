"""The layout of 2010 to 2014; what has a body and no other sign is read as this one is."""

from __future__ import annotations

from typing import ClassVar

from newsspider.readers.sina.layout import Layout


class Classic2014(Layout):
    """Finance, news and technology: `#artibody` below a line with `#pub_date` and `#media_name`."""

    name = "sina/2014"
    signs = ("#artibody",)
    body = ("#artibody",)
    title_at: ClassVar[tuple[str, ...]] = (
        "h1#artibodyTitle",
        "#artibodyTitle",
        "h1#main_title",
        "h1.main-title",
    )
    time_at: ClassVar[tuple[str, ...]] = ("#pub_date", ".time-source", ".titer")
    source_at: ClassVar[tuple[str, ...]] = ("#media_name", "#art_source", ".source")
    keywords_at: ClassVar[tuple[str, ...]] = (".art_keywords a", ".keywords a", "#art_keywords a")
