"""The layout since 2018: heading, `.date-source`, and a body that finance and news call differently."""

from __future__ import annotations

from typing import ClassVar

from newsspider.readers import page_dates
from newsspider.readers.html_page import Page
from newsspider.readers.sina.layout import Layout
from newsspider.text import urls
from newsspider.text.dates import Moment


class Finance2018(Layout):
    """Finance, sports, entertainment, columns: `#artibody`."""

    name = "sina/finance-2018"
    signs = ("#artibody",)
    body = ("#artibody",)
    title_at = ("h1.main-title", ".second-title")
    time_at = (".date-source .date", ".date-source")
    source_at = (".date-source .source", ".date-source a")
    editor_at = (".article-editor", ".show_author")
    keywords_at = ("#keywords a", ".keywords a")

    @classmethod
    def fits(cls, page: Page) -> bool:
        """Return whether *page* has the body and above it the heading or the line with the date."""
        heading = page.first("h1.main-title") is not None or page.first(".date-source") is not None
        return heading and super().fits(page)


class News2018(Finance2018):
    """News and military: `#article`, the editor in `p.show_author`."""

    name = "sina/news-2018"
    signs = ("#article",)
    body = ("#article",)
    editor_at = (".show_author", ".article-editor")


# --- classic2014 ---
# The layout of 2010 to 2014; what has a body and no other sign is read as this one is.


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


# --- header2016 ---
# The layout of 2015 to 2017: time and medium in one line, `#navtimeSource`, or side by side, `.titer`.


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


# --- mobile ---
# The mobile layout (`sina.cn`): the container holds heading, time and medium besides the text.


class Mobile(Layout):
    """Paragraphs `p.art_p`; a medium with an account shows its name and a time without a year."""

    name = "sina/mobile"
    signs = ("h1.art_tit_h1",)
    body = ("section.art_content", "article.art_box", ".art_content", "article")
    title_at = ("h1.art_tit_h1",)
    time_at = ("time.art_time", "time.weibo_time", ".art_time", ".weibo_time", "time")
    source_at = (".art_cite", ".weibo_user")
    keywords_at = (".art_keywords a", ".keywords a")

    @classmethod
    def fits(cls, page: Page) -> bool:
        """Return whether *page* has the mobile heading, or the mobile body."""
        return super().fits(page) or page.first("article.art_box, section.art_content") is not None

    def moment(self, line: str) -> Moment | None:
        """Return the time of *line*; where it has no year, in the year of the address."""
        day = urls.date_in(self.url or "")
        return page_dates.shown(line) or page_dates.yearless(line, day.at if day else None)


# --- plain2009 ---
# The layout of 2009: the body in lines and centred pictures, the channel's logo as the first heading.


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


# --- tech2019 ---
# The layout of technology in 2019: the boxes of the house, keywords among them, stand inside the body.


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
