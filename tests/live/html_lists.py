"""The answers of Sina's lists that are pages, most of them GBK, with what stands around their rows.

A further one is one function and one row of `KINDS`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.live.stories import Story

if TYPE_CHECKING:
    from tests.live.lists import Channel

_COMPANY_PAGE = 40
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


KINDS: dict[str, Callable[[Channel, dict[str, str]], bytes]] = {
    "company": _company,
    "company-hk": _hong_kong,
    "announcements": _announcements,
}
