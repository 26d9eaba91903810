"""CLS (财联社): the wire and the long articles in `sources/cls/channels.toml`."""

from __future__ import annotations

from typing import ClassVar

from newsspider.spiders.lists import ListSpider


class ClsSpider(ListSpider):
    """The lists of CLS (财联社), built from public descriptions; `newsspider channels` names them."""

    name = "cls"
    site: ClassVar[str] = "cls"
    hosts: ClassVar[tuple[str, ...]] = ("cls.cn",)
    default: ClassVar[str] = "cls-all"
    referer: ClassVar[str] = "https://www.cls.cn/telegraph"
