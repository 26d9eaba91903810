"""What Sina's layouts share: one method per field, read at the layout's own places, else from the metas.

A layout is a class with its selectors on top; it overrides a method where selectors are not enough. To add
one, add a class to `layouts` and a row to `reader.LAYOUTS`.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import ClassVar

from selectolax.lexbor import LexborNode

from newsspider.model.article import DateFrom
from newsspider.readers import page_dates
from newsspider.readers.html_page import Found, Page, shows_text
from newsspider.readers.sina import metadata
from newsspider.text import bylines, dates, media_names, surnames, titles, unicode, urls
from newsspider.text.dates import Moment

Published = tuple[Moment, DateFrom, str]

# The name of the site and of the channel at the end of a page's whole title, and the keywords before it. A
# bar between spaces is the headline's own (个股异动 | …).
_SITE_TAIL = re.compile(rf"(?:{metadata.BAR}|_)(?:[^|]*(?:{metadata.BAR}|_))?(?:手机)?新浪[^|]*$")
_KEYWORD_TAIL = re.compile(rf"{metadata.BAR}.*$")
# The time that a reader sees, to the second: Sina's own meta, and the one for another platform's readers,
# which has the same value. Where these exist, `article:published_time` is the time of the last rendering.
_CREATED = ("weibo: article:create_at", "bytedance:published_time")
_LABEL = re.compile(r"^(?:来源|稿源|媒体)\s*[:：]\s*")
# The button beside a medium's name that follows its microblog.
_BUTTONS = frozenset({"微博", "+关注", "关注", "[微博]"})


class Layout:
    """Reads one page; every selector is tried in its order, the first that finds text gives the field."""

    name: ClassVar[str]
    signs: ClassVar[tuple[str, ...]]
    body: ClassVar[tuple[str, ...]] = ()
    title_at: ClassVar[tuple[str, ...]] = ()
    time_at: ClassVar[tuple[str, ...]] = ()
    source_at: ClassVar[tuple[str, ...]] = ()
    editor_at: ClassVar[tuple[str, ...]] = ("p.article-editor", ".show_author")
    keywords_at: ClassVar[tuple[str, ...]] = (".keywords a",)

    def __init__(self, page: Page, url: str | None) -> None:
        self.page = page
        self.url = url

    @classmethod
    def fits(cls, page: Page) -> bool:
        """Return whether *page* shows this layout: every one of its signs is there."""
        return all(page.first(sign) is not None for sign in cls.signs)

    def content(self) -> tuple[LexborNode, str] | None:
        """Return the container of the article and its HTML, uncleaned; None if it holds nothing."""
        for at in self.body:
            for node in self.page.every(at):
                if shows_text(node) or node.css_first("img") is not None:
                    return node, node.html or ""
        return None

    def title(self) -> Found | None:
        """Return the title that a reader sees, else the declared one, on one clean line."""
        found = self._at(self.title_at)
        declared = self.page.meta("og:title") if found is None else None
        if declared is not None:
            found = Found(_SITE_TAIL.sub("", declared.value), declared.where)
        if found is None:
            whole = self.page.text("title")
            title = _KEYWORD_TAIL.sub("", _SITE_TAIL.sub("", whole.value)) if whole else ""
            found = Found(title, "css:title") if title else None
        return Found(titles.clean_title(found.value), found.where) if found else None

    def published(self) -> Published | None:
        """Return the time that a reader sees and what it was read from, to the second where a meta agrees."""
        created = self._created()
        for at in self.time_at:
            found = self.page.text(at, separator=" ")
            moment = self.moment(found.value) if found else None
            if moment is not None:
                return page_dates.refined(moment, created), DateFrom.PAGE, f"css:{at}"
        declared = self.page.meta(*_CREATED, "article:published_time")
        moment = dates.parse(declared.value) if declared else None
        if declared is not None and moment is not None:
            return moment, DateFrom.META, declared.where
        moment = urls.date_in(self.url or "")
        return (moment, DateFrom.URL, "url") if moment else None

    def moment(self, line: str) -> Moment | None:
        """Return the time in a line at the layout's place."""
        return page_dates.in_line(line)

    def updated(self, published: Moment | None) -> tuple[Moment, str] | None:
        """Return when the page says that it was last changed, where that is after its publication."""
        declared = self.page.meta("weibo: article:update_at", "article:modified_time")
        moment = dates.parse(declared.value) if declared else None
        if declared is None or moment is None or published is None:
            return None
        return (moment, declared.where) if moment.at - published.at >= timedelta(minutes=1) else None

    def source(self) -> Found | None:
        """Return the medium, as the page writes it; where that names none, the account that it declares."""
        visible = next((found for at in self.source_at if (found := self._medium(at))), None)
        declared = self.page.meta("mediaid", "article:author")
        account = self.page.meta("article:author") if self._declares_accounts() else None
        if account and visible and media_names.is_catch_all(visible.value):
            return visible if media_names.is_catch_all(account.value) else account
        return visible or (Found(_LABEL.sub("", declared.value), declared.where) if declared else None)

    def authors(self, source: str | None) -> Found | None:
        """Return the authors that the page names, joined by 、; an account is a medium."""
        declared = self.page.meta("article:author")
        if (
            declared is None
            or self._declares_accounts()
            or declared.value == source
            or media_names.looks_like(declared.value)
        ):
            return None
        return declared if surnames.looks_like_name(declared.value) else None

    def editor(self) -> Found | None:
        """Return the editor, or the code for the name, from the page's own element."""
        for at in self.editor_at:
            for node in self.page.every(at):
                editor = bylines.editor(unicode.squeeze(node.text(separator=" ")))
                if editor:
                    return Found(editor, f"css:{at}")
        return None

    def keywords(self, title: str) -> tuple[list[str], str]:
        """Return the keywords, none of which repeats *title*, and the evidence for them."""
        return metadata.read(self.page, self.keywords_at, title)

    def cover(self) -> Found | None:
        """Return the address of the picture that the page declares for itself."""
        return self.page.meta("og:image")

    def _at(self, selectors: tuple[str, ...]) -> Found | None:
        return next((found for at in selectors if (found := self.page.text(at))), None)

    def _medium(self, at: str) -> Found | None:
        for node in self.page.every(at):
            for line in (_line(node.css_first("a")), _line(node)):
                if line:
                    return Found(line, f"css:{at}")
        return None

    def _declares_accounts(self) -> bool:
        """Return whether this is the template since 2022, whose meta for the author is the medium again."""
        return self.page.meta("bytedance:published_time") is not None

    def _created(self) -> Moment | None:
        declared = self.page.meta(*_CREATED)
        return dates.parse(declared.value) if declared else None


def _line(node: LexborNode | None) -> str:
    """Return the name of a medium that *node* holds: its label and the buttons beside it left out."""
    if node is None:
        return ""
    words = [word for word in unicode.squeeze(node.text(separator=" ")).split(" ") if word not in _BUTTONS]
    return _LABEL.sub("", " ".join(words))
