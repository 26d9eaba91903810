"""Channels, and the answers of Sina's lists: rows as irregular as the real ones.

A further kind of list is one function and one row of `KINDS`.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.live import html_lists
from tests.live.stories import Story
from tests.live.wire import Request

_CLAMP = 50
_LIVE_CLAMP = 10
_APP_CLAMP = 100


@dataclass
class Listed:
    """One place of a list: a story, perhaps at another address; or a row that is not as it should be.

    One with neither is a place that the source left empty: pages have fewer rows there than were asked for.
    """

    story: Story | None = None
    url: str | None = None
    raw: Any = None


@dataclass
class Channel:
    """One list, newest place first.

    `later` are places put on top once so many requests have been answered. `by_day` says whether it takes
    the parameters for one day, `jsonp` whether it answers in a call of a function, asked for or not. `total`
    is what it says to hold where that is not true.
    """

    kind: str
    ids: tuple[int | str, ...]
    places: list[Listed] = field(default_factory=list)
    later: dict[int, list[Listed]] = field(default_factory=dict)
    by_day: bool = False
    jsonp: bool = False
    asked: int = 0
    total: int | None = None

    def put(self, *stories: Story) -> None:
        """Put *stories*, newest first, on top."""
        self.places[:0] = [Listed(story) for story in stories]

    def answer(self, request: Request) -> bytes:
        """Return the body of the answer, then let what comes later come."""
        body = KINDS[self.kind](self, {**request.query, "path": request.path})
        self.asked += 1
        self.places[:0] = self.later.pop(self.asked, [])
        return body

    def stories(self) -> list[Story]:
        """Return the stories that it lists, newest first."""
        return [place.story for place in self.places if place.story is not None]


def _rolling(channel: Channel, query: dict[str, str]) -> bytes:
    places = channel.places
    if channel.by_day and "etime" in query and "stime" in query:
        first, last = int(query["etime"]), int(query["stime"])
        places = [one for one in places if one.story and first <= one.story.published.timestamp() < last]
    size = min(int(query.get("num") or _CLAMP), _CLAMP)
    start = (int(query.get("page") or 1) - 1) * size
    rows = [_row(one) for one in places[start : start + size] if one.story or one.raw is not None]
    status = {"code": 0, "msg": "succ"}
    result = {"status": status, "timestamp": "", "total": channel.total or len(places), "data": rows}
    return _called(json.dumps({"result": result}, ensure_ascii=False), channel, query)


def _called(text: str, channel: Channel, query: dict[str, str]) -> bytes:
    name = query.get("callback") or ("feedCardJsonpCallback" if channel.jsonp else "")
    return (f"try{{{name}({text});}}catch(e){{}};" if name else text).encode()


def _row(listed: Listed) -> Any:
    story = listed.story
    if story is None:
        return listed.raw
    at = int(story.published.timestamp())
    row = {
        "title": html.escape(story.title),
        "stitle": "",
        "url": listed.url or story.url,
        "wapurl": "",
        "intro": story.paragraphs[0][:60],
        "media_name": story.source,
        "keywords": ",".join(story.keywords),
        "docid": f"comos:{story.docid[1:]}" if story.docid else "",
        "ctime": str(at),
        "mtime": str(int(story.updated.timestamp())) if story.updated else str(at),
        "intime": str(at),
        "images": [{"u": f"https://n.sinaimg.cn/finance/{story.number}.jpg", "w": "550", "h": "400"}],
        "img": {"u": f"https://n.sinaimg.cn/finance/{story.number}.jpg"},
        "level": "1",
        "lids": "1686",
        "oid": "",
    }
    return {**row, **_ODD[story.number % len(_ODD)](at)}


# Fields that are missing, null or of another type, as rows have them now and then; by the time of the story.
_ODD: tuple[Callable[[int], dict[str, Any]], ...] = (
    lambda _: {},
    lambda at: {"intime": "0", "ctime": str(at)},
    lambda _: {"media_name": None, "images": "", "img": ""},
    lambda at: {"intime": at, "ctime": at},
    lambda _: {"intro": [], "keywords": None, "docid": 0},
    lambda _: {"stitle": False, "images": {}, "img": [], "keywords": ["甲", 7]},
    lambda at: {"intime": None, "ctime": str(at), "media_name": "", "images": [None, 3]},
)


def _us(channel: Channel, query: dict[str, str]) -> bytes:
    start = int(query.get("up") or 0) * _CLAMP
    rows = [
        {
            "title": html.escape(story.title),
            "url": story.url,
            "ctime": f"{story.published:%Y-%m-%d %H:%M:%S}",
            "media": story.source,
        }
        for story in channel.stories()[start : start + _CLAMP]
    ]
    return _called(json.dumps({"status": 0, "data": rows}, ensure_ascii=False), channel, query)


def _live(channel: Channel, query: dict[str, str]) -> bytes:
    size = min(int(query.get("pagesize") or _LIVE_CLAMP), _LIVE_CLAMP)
    page = int(query.get("page") or 1)
    stories = channel.stories()
    info = {"totalNum": len(stories), "totalPage": -(-len(stories) // size), "page": page, "pageSize": size}
    entries = [_entry(story) for story in stories[(page - 1) * size : page * size]]
    feed = {"list": entries, "page_info": info}
    whole = {"result": {"status": {"code": 0}, "data": {"feed": feed}}}
    return _called(json.dumps(whole, ensure_ascii=False), channel, query)


def _entry(story: Story) -> dict[str, Any]:
    ext = {
        "docurl": story.url,
        "docid": (story.docid or "")[1:],
        "stocks": [{"market": "cn", "symbol": f"sh60{story.number:04}", "key": ""}],
    }
    return {
        "id": story.number,
        "rich_text": f"【{html.escape(story.title)}】{html.escape(story.paragraphs[0])}",
        "create_time": f"{story.published:%Y-%m-%d %H:%M:%S}",
        "creator": "someone@example.com",
        "docurl": story.url if story.number % 2 else "",
        "multimedia": "",
        "tag": [{"id": "10", "name": "A股"}],
        "ext": json.dumps(ext, ensure_ascii=False),
    }


def _wire(channel: Channel, query: dict[str, str]) -> bytes:
    size, page = min(int(query.get("size") or _CLAMP), _CLAMP), int(query.get("page") or 1)
    entries = [_entry(story) for story in channel.stories()[(page - 1) * size : page * size]]
    whole = {"result": {"status": {"code": 0}, "data": {"feed": {"list": entries}}}}
    return _called(json.dumps(whole, ensure_ascii=False), channel, query)


def _app(channel: Channel, query: dict[str, str]) -> bytes:
    """Answer as the app is: ten where more than a hundred are asked for, below the entry of an id."""
    size = int(query.get("num") or _LIVE_CLAMP)
    stories = channel.stories()
    below = query.get("id")
    start = next((at + 1 for at, story in enumerate(stories) if str(story.number) == below), 0)
    rows = [_app_entry(one) for one in stories[start : start + (size if size <= _APP_CLAMP else _LIVE_CLAMP)]]
    return json.dumps(
        {"result": {"status": {"code": 0}, "data": {"data": rows}}}, ensure_ascii=False
    ).encode()


def _app_entry(story: Story) -> dict[str, Any]:
    return {
        "id": story.number,
        "content": f"【{html.escape(story.title)}】{html.escape(story.paragraphs[0])}",
        "ctime": f"{story.published:%Y-%m-%d %H:%M:%S}",
        "pageUrl": story.url if story.number % 2 else f"https://news.cj.sina.cn/7x24/{story.number}",
        "url": f"https://finance.sina.com.cn/focus/app/7x24_share.shtml?id={story.number}",
        "color": 1 if story.number % 3 == 0 else 0,
        "original_pic": [],
        "stock": [
            {"stocktype": "cn", "symbol": f"sh60{story.number:04}", "name": "", "range": "+1.20%"},
            {"stocktype": "fund", "symbol": "of000001", "name": "某基金", "code": ""},
        ],
    }


def _column(channel: Channel, query: dict[str, str]) -> bytes:  # noqa: ARG001 - it has one page
    rows = "\n".join(
        f'<li><a href="{story.url}" target="_blank">{html.escape(story.title)}</a>'
        f"<span>({story.published:%m月%d日 %H:%M})</span></li>"
        for story in channel.stories()
    )
    page = (
        '<!DOCTYPE html><html><head><meta charset="gb2312"><title>大盘评述_新浪财经</title></head><body>'
        f'<ul class="nav"><li><a href="/">首页</a></li></ul><ul class="list_009" id="listcontent">\n{rows}\n'
        "</ul></body></html>"
    )
    return page.encode("gb18030")


KINDS: dict[str, Callable[[Channel, dict[str, str]], bytes]] = {
    "roll": _rolling,
    "us": _us,
    "live": _live,
    "column": _column,
    "wire": _wire,
    "app": _app,
    **html_lists.KINDS,
}
