"""The layout since 2018: heading, `.date-source`, and a body that finance and news call differently."""

from __future__ import annotations

import re
from html import escape
from typing import ClassVar

from selectolax.lexbor import LexborNode

from newsspider.readers import markdown, page_dates
from newsspider.readers.html_page import Found, Page, visible_text
from newsspider.readers.sina.layout import Layout
from newsspider.text import unicode, urls
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
# The layout of 2010 to 2014; also reads pages that have a body and no other sign.


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
    source_at: ClassVar[tuple[str, ...]] = ("#media_name", "#art_source", ".source", "#author_ename a")
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
        return page_dates.in_line(line) or page_dates.yearless(line, day.at if day else None)


# --- plain2009 ---
# The layout of 2009: the body in lines and centred pictures, the channel's logo as the first heading.


class Plain2009(Layout):
    """Entertainment and news of 2009, GBK; no editor, no keyword block."""

    name = "sina/2009"
    signs = ("#artibody.blkContainerSblkCon",)
    later: ClassVar[str] = "#artibody.BSHARE_POP, #J_Article_Wrap"
    body = ("#artibody",)
    title_at = ("h1#artibodyTitle", "#artibodyTitle")
    time_at = ("#pub_date",)
    source_at = ("#media_name", "#art_source")
    keywords_at = ()

    @classmethod
    def fits(cls, page: Page) -> bool:
        """Return whether *page* has the body's old class and nothing that came later."""
        return super().fits(page) and "og:title" not in page.metas and page.first(cls.later) is None


# --- tech2019 ---
# The layout of technology in 2019: the boxes of the publisher, keywords among them, are inside the body.


class Tech2019(Classic2014):
    """As in 2014, but keywords and furniture are inside the body; the rules remove them."""

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
        """Return whether one of the publisher's boxes is in the body."""
        return page.first(cls.boxes) is not None


# --- report ---
# Research reports on the host of quotes, GBK: broker, analysts and day in one line above the text.


class Report(Layout):
    """`stock.finance.sina.com.cn/…/vReport_Show/…`: the broker is the medium, the analysts the authors."""

    name = "sina/report"
    signs = ("div.creab",)
    body = ("div.blk_container", "div.content")
    title_at = ("div.content h1", "h1")
    time_at = ("div.creab",)
    broker_label: ClassVar[str] = "机构"
    analysts: ClassVar[str] = "研究员|分析师"

    def source(self) -> Found | None:
        """Return the broker that made the report."""
        return self._labelled(self.broker_label)

    def authors(self, _source: str | None) -> Found | None:
        """Return the analysts, joined by 、."""
        found = self._labelled(self.analysts)
        names = [name for name in re.split(r"[\s/、,，;；]+", found.value) if name] if found else []
        return Found("、".join(names), found.where) if found and names else None

    def _labelled(self, label: str) -> Found | None:
        line = self.page.text("div.creab", separator=" ")
        value = rf"(?:{label})\s?[:：]\s?(\S.*?)\s?(?=\S{{2,4}}\s?[:：]|$)"
        found = re.search(value, line.value) if line else None
        return Found(found[1], "css:div.creab") if found else None


# --- bulletin ---
# Notices of companies on the host of quotes, GBK: the text is preformatted, or there is only a PDF.

_PDF = 'a[href$=".pdf" i], iframe[src$=".pdf" i], embed[src$=".pdf" i], object[data$=".pdf" i]'
_DOWNLOAD = re.compile(r"\s*[(（]\s*下载(?:公告|全文|原文)?\s*[)）]\s*$")
_EMPTY_LINES = re.compile(r"\n\s*\n|\n(?=[\u3000\xa0 ]{2})")


class Bulletin(Layout):
    """`vip.stock.finance.sina.com.cn/corp/…`: a table with the title, the day and the text."""

    name = "sina/bulletin"
    signs = ("#allbulletin",)
    body = ("#allbulletin #content", "#allbulletin")
    title_at = ("#allbulletin th", "h1")
    time_at = ("#allbulletin .graybgH2", "#allbulletin")

    def title(self) -> Found | None:
        """Return the title without the words of the link to the file beside it."""
        found = super().title()
        return Found(_DOWNLOAD.sub("", found.value), found.where) if found else None

    def content(self) -> tuple[LexborNode, str] | None:
        """Return the container, its preformatted text in paragraphs, and the file that the heading links to.

        A notice that is nothing but a file has content, too.
        """
        for at in self.body:
            node = self.page.first(at)
            if node is None:
                continue
            if not (unicode.visible(visible_text(node)) or node.css_first(_PDF)):
                break
            html = self._with_file(node.html or "")
            if node.css_first("pre") is not None or html != node.html:
                body = markdown.body_of(html)
                for preformatted in body.css("pre"):
                    preformatted.replace_with(_paragraphs(preformatted))
                return body, body.html or ""
            return node, html
        return self._file()

    def _with_file(self, html: str) -> str:
        """Return *html* with the file behind it that the heading links to, if it has none itself."""
        return html if markdown.body_of(html).css_first(_PDF) is not None else f"{html}{self._link()}"

    def _file(self) -> tuple[LexborNode, str] | None:
        link = self._link()
        return (markdown.body_of(link), link) if link else None

    def _link(self) -> str:
        link = self.page.first(f"#allbulletin th {_PDF.partition(',')[0]}")
        href = link.attributes.get("href") if link is not None else None
        # With its name, since notices of one title are distinguished by nothing else.
        name = f"公告原文 {(href or '').rpartition('/')[2]}"
        return f'<p><a href="{escape(href)}">{escape(name)}</a></p>' if href else ""


def _paragraphs(node: LexborNode) -> LexborNode:
    """Return the text of a preformatted *node* as paragraphs, its own where it has some."""
    inner = re.sub(r"(?i)</?pre\b[^>]*>", "", node.html or "").replace("&nbsp;", "\xa0")
    if node.css_first("p, br, div, table") is None:
        inner = "".join(f"<p>{lines}</p>" for lines in _EMPTY_LINES.split(inner) if unicode.visible(lines))
    made = markdown.body_of(f"<div>{inner}</div>").css_first("div")
    assert made is not None
    return made


# --- trial2023 ---
# Reports of readers who tried a thing (`zhongce.sina.com.cn`): the account that wrote is above the text.


class Trial2023(Layout):
    """Trials: `#task_page`, pictures in `p.zc_img`."""

    name = "sina/trial-2023"
    signs = ("#task_page",)
    body = ("#task_page",)
    title_at = (".content-head h1", ".content-head h2", "h1")
    time_at = (".content-head .time", ".content-head")
    source_at = (".content-head .author span", ".content-head .author")
