"""The layout since 2018: heading, `.date-source`, and a body that finance and news call differently."""

from __future__ import annotations

from newsspider.readers.html_page import Page
from newsspider.readers.sina.layout import Layout


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
