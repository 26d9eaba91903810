"""The answers of Sina's lists that are pages, most of them GBK, with what stands around their rows.

A further one is one function and one row of `KINDS`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.live.stories import BEIJING, Story

if TYPE_CHECKING:
    from tests.live.lists import Channel

_COMPANY_PAGE = 40
_EDITION = re.compile(r"/finance(\d{8})(am|pm)\.shtml")
_NUMBER = re.compile(r"/page/(\d+)/")


def _page(title: str, body: str) -> bytes:
    text = (
        f'<!DOCTYPE html><html><head><meta charset="gb2312"><title>{title}_新浪财经_新浪网</title></head><body>'
        f'<div class="nav"><a href="/">首页</a></div>{body}<div class="foot"><a href="/about">关于</a></div>'
        "</body></html>"
    )
    return text.encode("gb18030")


def _part(channel: Channel, page: str | None, size: int) -> list[Story]:
    number = int(page or 1)
    return channel.stories()[(number - 1) * size : number * size]


def _company(channel: Channel, query: dict[str, str]) -> bytes:
    rows = "".join(
        f"&nbsp;&nbsp;&nbsp;&nbsp;{story.published:%Y-%m-%d}&nbsp;{story.published:%H:%M}&nbsp;&nbsp;"
        f"<a target='_blank' href='{story.url}'>{html.escape(story.title)}</a> <br>\n"
        for story in _part(channel, query.get("Page"), _COMPANY_PAGE)
    )
    return _page("公司资讯", f'<div class="datelist"><ul>\n{rows}</ul></div><a href="?Page=2">下一页</a>')


def _announcements(channel: Channel, query: dict[str, str]) -> bytes:
    rows = "".join(
        f"{story.published:%Y-%m-%d}&nbsp;<a target='_blank' href='{story.url.partition('.com.cn')[2]}'>"
        f"{html.escape(story.title)}</a><br>"
        for story in _part(channel, query.get("Page"), _COMPANY_PAGE)
    )
    return _page("公司公告", f'<div class="datelist"><ul>{rows}</ul></div>')


def _hong_kong(channel: Channel, query: dict[str, str]) -> bytes:
    found = _NUMBER.search(query["path"])
    rows = "".join(
        f'<li><a target="_blank" href="{story.url}">{html.escape(story.title)}</a>'
        f'<span class="rt">({story.published:%m-%d %H:%M})</span></li>'
        for story in _part(channel, found[1] if found else None, _COMPANY_PAGE)
    )
    return _page(
        "公司新闻", f'<div class="part02"><ul class="list01" id="js_ggzx">{rows}<li>&nbsp;</li></ul></div>'
    )


def _paged_column(channel: Channel, query: dict[str, str]) -> bytes:
    rows = "".join(
        f'<li><a href="{story.url}">{html.escape(story.title)}</a><span>({story.published:%m月%d日 %H:%M})</span></li>'
        for story in _part(channel, query.get("page"), _COMPANY_PAGE)
    )
    return _page("主力动向", f'<ul class="list_009">{rows}</ul>')


def _author(channel: Channel, query: dict[str, str]) -> bytes:
    rows = "".join(
        f'<div><a class="link-212121" href="{story.url}">{html.escape(story.title)}</a>'
        f'<a class="blog-viewAll" href="{story.url}">&gt;&gt; 查看全文</a></div>'
        for story in _part(channel, query.get("page"), 10)
    )
    return _page("专栏作家", rows)


def _reports(channel: Channel, query: dict[str, str]) -> bytes:
    day, number = query.get("pubdate"), int(query.get("p") or 1)
    stories = [one for one in channel.stories() if day in (None, f"{one.published:%Y-%m-%d}")]
    rows = "".join(
        f'<tr><td>{story.number}</td><td class="tal"><a title="{html.escape(story.title)}" href="{story.url}">'
        f'{html.escape(story.title[:8])}..</a></td><td>{story.published:%Y-%m-%d}</td><td><div class="fname05">'
        f"<span>{story.source}</span></div></td></tr>"
        for story in stories[(number - 1) * _COMPANY_PAGE : number * _COMPANY_PAGE]
    )
    return _page("研究报告", f"<table>{rows or '<tr><td>没有找到符合条件的研究报告</td></tr>'}</table>")


def _front(channel: Channel, query: dict[str, str]) -> bytes:
    """Answer with what was published in the half day before an edition; empty where it was not kept."""
    found = _EDITION.search(query["path"])
    assert found is not None
    end = datetime.strptime(found[1], "%Y%m%d").replace(tzinfo=BEIJING)
    end += timedelta(hours=10 if found[2] == "am" else 20)
    stories = [one for one in channel.stories() if end - timedelta(hours=14) <= one.published < end]
    rows = "".join(
        f'<li><a href="{story.url}">{html.escape(story.title)}</a>'
        f'<span class="time">{story.published:%Y-%m-%d %H:%M}</span></li>'
        for story in stories
    )
    block = f'<div data-sudaclick="blk_yw_1"><ul>{rows}<li><a href="/zt/x.shtml">专题</a></li></ul></div>'
    return _page("新浪财经", block) if stories else b""


KINDS: dict[str, Callable[[Channel, dict[str, str]], bytes]] = {
    "company": _company,
    "company-hk": _hong_kong,
    "announcements": _announcements,
    "column-paged": _paged_column,
    "author": _author,
    "reports": _reports,
    "front": _front,
}
