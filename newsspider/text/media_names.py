"""Media: what their names look like, the short forms that bylines use, and words that are not media.

Another short form or word is one more row.
"""

from __future__ import annotations

import re

# What a byline calls its publisher, and the name to keep; empty if it names none that a reader would know.
_SHORT_FORMS = {
    "每经": "每日经济新闻",
    "南都": "南方都市报",
    "北青": "北京青年报",
    "北青报": "北京青年报",
    "中青报": "中国青年报",
    "总台": "中央广播电视总台",
    "总台央视": "中央广播电视总台",
    "央视": "央视新闻",
    "21": "21世纪经济报道",
    "本报": "",
    "本刊": "",
    "本网": "",
    "本台": "",
    "本社": "",
    "本站": "",
    "我报": "",
    "见习": "",
    "实习": "",
    "驻京": "",
    "驻站": "",
    "高级": "",
    "专题": "",
}

_ENDS = (
    r"(?:报|报社|社|网|刊|周刊|新闻|财经|卫视|电视台|广播|电台|总台|客户端|杂志|传媒|观察|视频|资讯|公众号|在线|日报|快讯"
    r"|研究院|研究所|频道|证券|智库|评论|世界|时代|故事|笔记|实验室|工作室|商业|科技|金融|产经|融媒|融媒体|号|APP|app)"
)
_LIKE = re.compile(rf"[《]?[\u3400-\u9fffA-Za-z0-9·+.\-]{{1,18}}?{_ENDS}[》]?")

# No medium: a way of working, the open web, a data vendor below a chart.
_NONE = frozenset(
    word
    for line in (
        "网络 互联网 综合 网络综合 综合网络 公开资料 公开信息 自媒体 微信 微博 网友 转载 未知 其他 其它 原创",
        "Wind wind 万得 iFinD Choice CEIC 本站 见图 网上 新闻 媒体 作者 本文 投稿",
    )
    for word in line.split()
)

# What a publisher calls the texts that it takes over from anywhere, made of words that every publisher has:
# 市场资讯, 市场投研资讯, 新浪财经-自媒体综合.
_CATCH_ALL = re.compile(
    r"(?:新浪(?:财经|科技|新闻|网|证券)?\s?[-－—·]?\s?)?(?:市场|投研|资讯|综合|自媒体|滚动|快讯|要闻|播报|热点|精选|行情|整理)"
    r"(?:市场|投研|资讯|综合|自媒体|滚动|快讯|要闻|播报|热点|精选|行情|整理|财经|新闻|报道)*"
)

# A value that makes a statement is a sentence that only begins with the label.
_TELLS = re.compile(
    "[。！？!?;…:]|获悉|了解到|表示|显示|记者|认为|指出|根据|据悉|报道称|说(?!$)|的(?!士)|于|多样|广泛"
)
_ACCOUNT = re.compile(r"^(?:微信)?公众号[:\s]*")
_QUOTED = re.compile(
    r"[“\"「『《]([^“”\"「」『』《》]{2,20})[”\"」』》](?:微信)?(?:公众号|客户端|官网|官微|微博)?"
)
# What follows a name and is no part of it. 新浪财经-自媒体综合 is Sina's own name for such a source.
_REST = re.compile(
    r"(?<!自媒体)综合(?:整理|报道|自|[“\"《「]|$).*|(?:微信)?(?:公众号|官微|官方微博)$|[(（].*|\d{4}-\d.*"
)
_LATIN = re.compile(r"[A-Za-z0-9 .&'’\-]+")
_PARTS = re.compile(r"[ 、,/|]+")
_LONGEST = 20
_SHORTEST = 2


def looks_like(token: str) -> bool:
    """Return whether *token* ends as the names of media do."""
    return _LIKE.fullmatch(token) is not None


def is_catch_all(name: str) -> bool:
    """Return whether *name* is what a publisher calls texts from anywhere, which names no medium."""
    return _CATCH_ALL.fullmatch(name.strip()) is not None


def of_lead(lead: str) -> str | None:
    """Return the medium in what is before 记者 (新京报, 《棱镜》, 华夏时报(www…)), or None."""
    name = lead.partition("(")[0].strip("《》 ·")
    return _SHORT_FORMS.get(name, name) or None


def name(value: str) -> str | None:
    """Return the name of the medium that *value* (normal) gives, the first of several, or None.

    None if the value tells something, is too long, or says only that several were used.
    """
    if len(value) > _LONGEST * 4:
        return None
    value = _ACCOUNT.sub("", value.strip())
    quoted = _QUOTED.match(value)
    first = quoted[1] if quoted else _first(_REST.sub("", value))
    first = first.strip(" -·“”\"'【】[]")
    plausible = _SHORTEST <= len(first) <= _LONGEST * (2 if _LATIN.fullmatch(first) else 1)
    if not plausible or first in _NONE or first.isdecimal() or (not quoted and _TELLS.search(first)):
        return None
    return first


def _first(value: str) -> str:
    """Return the first name of a list; a space parts Chinese names only."""
    return value if _LATIN.fullmatch(value) else _PARTS.split(value.strip())[0]
