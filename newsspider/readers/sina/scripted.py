"""Slides (`slide.*.sina.com.cn`): the pictures and their texts are in a script, `slide_data`."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from selectolax.lexbor import LexborNode

from newsspider.model.article import DateFrom
from newsspider.readers import markdown, values
from newsspider.readers.html_page import Found, Page
from newsspider.readers.sina.layout import Layout, Published
from newsspider.text import dates, lenient_json, titles, unicode

_DATA = re.compile(r"\bslide_data\s*=\s*(?=\{)")
# Where a picture's address stands, the largest first.
_ADDRESSES = ("download_img", "image_url", "img", "url")
_TIMES = ("createtime", "ctime", "pubtime")


class Slides(Layout):
    """Each picture is followed by its text; the same text under several pictures is written once."""

    name = "sina/slides"
    signs = ()
    time_at = (".swpt-time", ".date", "#pub_date")
    source_at = (".source", "#media_name")

    def __init__(self, page: Page, url: str | None) -> None:
        super().__init__(page, url)
        data = _data(page)
        slide, images = data.get("slide"), data.get("images")
        self.slide: dict[str, Any] = slide if isinstance(slide, dict) else {}
        self.images = [row for row in images if isinstance(row, dict)] if isinstance(images, list) else []

    @classmethod
    def fits(cls, page: Page) -> bool:
        """Return whether *page* sets the script's variable."""
        return _DATA.search(page.source) is not None

    def content(self) -> tuple[LexborNode, str] | None:
        """Return a container made of the pictures and texts in order; None if there is no picture."""
        pieces = []
        text = unicode.squeeze(values.text(self.slide.get("long_intro")) or "")
        if text:
            pieces.append(f"<p>{text}</p>")
        for image in self.images:
            address = next((url for name in _ADDRESSES if (url := values.text(image.get(name)))), None)
            if address is None:
                continue
            pieces.append(f'<p><img src="{escape(address)}"></p>')
            intro = image.get("intro")
            if isinstance(intro, str) and unicode.bare(intro) and intro != text:
                pieces.append(f"<div>{intro}</div>")
                text = intro
        html = "\n".join(pieces)
        return (markdown.body_of(html), html) if "<img" in html else None

    def title(self) -> Found | None:
        """Return the title in the script, else the page's."""
        own = titles.clean_title(values.text(self.slide.get("title")) or "")
        return Found(own, "script:slide_data.slide.title") if own else super().title()

    def published(self) -> Published | None:
        """Return the time that the page shows or declares, else the script's."""
        found = super().published()
        if found is not None and found[1] is not DateFrom.URL:
            return found
        for name in _TIMES:
            moment = dates.parse(values.text(self.slide.get(name)))
            if moment is not None:
                return moment, DateFrom.PAGE, f"script:slide_data.slide.{name}"
        return found


def _data(page: Page) -> dict[str, Any]:
    """Return the script's data; empty if it is not JSON."""
    at = _DATA.search(page.source)
    try:
        data, _ = lenient_json.first(page.source, at.end() if at else 0)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


# --- video ---
# Videos (`video.sina.com.cn`): an article only if there is a text, at least a sentence.

_SCOPE = re.compile(r"\$SCOPE\[['\"]video['\"]\]")
_ID = re.compile(r"\b(?:video_?id|vid)['\"]?\s*[:=]\s*['\"]?\d+")
_POSTER = re.compile(r"\b(?:pic|poster|image)['\"]?\s*:\s*['\"]((?:https?:)?//[^'\"\s]+)['\"]")
_PREFIX = re.compile(r"^(?:\[?视频\]?|组图|图集)\s*[:：]\s*")
_HOST = "video."


class Video(Layout):
    """The text is the description that the page declares, where it is not the title again."""

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
        text = self._description()
        if not text:
            return None
        poster = _POSTER.search(self.page.source)
        picture = f'<p><img src="{escape(poster[1])}"></p>\n' if poster else ""
        html = f"{picture}<p>{escape(text)}</p>"
        return markdown.body_of(html), html

    def title(self) -> Found | None:
        """Return the title without the word that says that it is a video."""
        found = super().title()
        return Found(_PREFIX.sub("", found.value), found.where) if found else None

    def _description(self) -> str:
        title = self.title()
        for name in ("description", "og:description"):
            found = self.page.meta(name)
            text = _PREFIX.sub("", unicode.squeeze(found.value)) if found else ""
            if text and not (title and titles.same(text, title.value)):
                return text
        return ""
