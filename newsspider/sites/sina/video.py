"""Videos (`video.sina.com.cn`): an article only where something is told in words, if but a sentence."""

from __future__ import annotations

import re
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsspider.readers.html_page import Found, Page
from newsspider.readers.sina.layout import Layout
from newsspider.text import titles
from newsspider.text import unicode as spaces

_SCOPE = re.compile(r"\$SCOPE\[['\"]video['\"]\]")
_ID = re.compile(r"\b(?:video_?id|vid)['\"]?\s*[:=]\s*['\"]?\d+")
_POSTER = re.compile(r"\b(?:pic|poster|image)['\"]?\s*:\s*['\"]((?:https?:)?//[^'\"\s]+)['\"]")
_PREFIX = re.compile(r"^(?:\[?视频\]?|组图|图集)\s*[:：]\s*")
_HOST = "video."


class Video(Layout):
    """The text is the description that the page declares, where it is not the title once more."""

    name = "sina/video"
    signs = ()
    time_at = (".date", "#pub_date", ".time")
    source_at = (".source", "#media_name", ".from")

    @classmethod
    def fits(cls, page: Page) -> bool:
        """Return whether *page* plays one video: on the host of videos, or by the player's own script."""
        on_host = page.host().startswith(_HOST) and _ID.search(page.source) is not None
        return on_host or _SCOPE.search(page.source) is not None

    def content(self) -> tuple[LexborNode, str] | None:
        """Return a container made of the poster and the text; None for a video without a text."""
        told = self._told()
        if not told:
            return None
        poster = _POSTER.search(self.page.source)
        picture = f'<p><img src="{escape(poster[1])}"></p>\n' if poster else ""
        html = f"{picture}<p>{escape(told)}</p>"
        body = LexborHTMLParser(html).body
        return (body, html) if body is not None else None

    def title(self) -> Found | None:
        """Return the title without the word that says that it is a video."""
        found = super().title()
        return Found(_PREFIX.sub("", found.value), found.where) if found else None

    def _told(self) -> str:
        title = self.title()
        for name in ("description", "og:description"):
            found = self.page.meta(name)
            told = _PREFIX.sub("", spaces.squeeze(found.value)) if found else ""
            if told and not (title and titles.same(told, title.value)):
                return told
        return ""
