"""Feed documents for the tests, each in the shape that some program writes."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from typing import Any

_RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel>
<title>{title}</title><link>{home}</link>{head}
{items}</channel></rss>
"""
_ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>{title}</title><link href="{home}"/><id>{home}</id>
<author><name>林晚</name></author>{head}
{items}</feed>
"""


def element(name: str, value: str) -> str:
    """Return an element with *value* as its text."""
    return f"<{name}>{html.escape(value, quote=False)}</{name}>" if value else ""


def rss(*items: str, title: str = "远山财经", home: str = "https://news.example/", head: str = "") -> str:
    """Return an RSS document of *items*."""
    return _RSS.format(title=title, home=home, head=head, items="\n".join(items))


def item(title: str = "", text: str = "", link: str = "", date: str = "", **more: str) -> str:
    """Return an entry of RSS; *more* are its guid, its content (HTML, as *text* is), and further XML."""
    guid, content, further = (more.get(name, "") for name in ("guid", "content", "further"))
    parts = [
        element("title", title),
        element("description", text),
        element("link", link),
        f'<guid isPermaLink="false">{html.escape(guid)}</guid>' if guid else "",
        element("pubDate", date),
        element("content:encoded", content),
        further,
    ]
    return f"<item>{''.join(parts)}</item>"


def atom(*entries: str, title: str = "远山财经", home: str = "https://news.example/", head: str = "") -> str:
    """Return an Atom document of *entries*."""
    return _ATOM.format(title=title, home=home, head=head, items="\n".join(entries))


def json_feed(items: Sequence[Any], **further: Any) -> str:
    """Return a JSON Feed of *items*."""
    value = {"version": "https://jsonfeed.org/version/1.1", "title": "远山财经", "items": items, **further}
    return json.dumps(value, ensure_ascii=False)


def hub(*items: str, route: str = "/sina/finance/china", title: str = "新浪财经－国内滚动") -> str:
    """Return what an RSSHub answers to one of its Sina routes."""
    own = f'<atom:link href="http://127.0.0.1:1200{route}" rel="self" type="application/rss+xml" />'
    head = f"{own}<generator>RSSHub</generator><language>en</language>"
    return rss(*items, title=title, home="http://finance.sina.com.cn/china/", head=head)
