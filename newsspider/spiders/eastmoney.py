"""Eastmoney (东方财富): the columns in `sources/eastmoney/channels.toml`."""

from __future__ import annotations

from typing import ClassVar

from newsspider.spiders.lists import ListSpider


class EastmoneySpider(ListSpider):
    """The lists of Eastmoney (东方财富), built from public descriptions; `newsspider channels` names them."""

    name = "eastmoney"
    site: ClassVar[str] = "eastmoney"
    hosts: ClassVar[tuple[str, ...]] = ("eastmoney.com",)
    default: ClassVar[str] = "em-finance"
    referer: ClassVar[str] = "https://finance.eastmoney.com/"
