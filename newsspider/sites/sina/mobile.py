"""The mobile layout (`sina.cn`): the container holds heading, time and medium besides the text."""

from __future__ import annotations

from newsspider.readers import page_dates as times
from newsspider.readers.html_page import Page
from newsspider.readers.sina.layout import Layout
from newsspider.text import urls
from newsspider.text.dates import Moment


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
        return times.shown(line) or times.yearless(line, day.at if day else None)
