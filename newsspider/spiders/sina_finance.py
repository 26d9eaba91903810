"""Sina Finance: the live lists of every channel in `sources/sina/channels.toml`."""

from __future__ import annotations

from typing import ClassVar

from newsspider.sources.sina import lists
from newsspider.spiders.lists import ListSpider
from newsspider.text import url_tables as hosts


class SinaFinanceSpider(ListSpider):
    """The live lists of Sina Finance; `newsspider channels` names them."""

    name = "sina_finance"
    site: ClassVar[str] = "sina"
    hosts: ClassVar[tuple[str, ...]] = hosts.SINA
    default: ClassVar[str] = lists.DEFAULT
    referer: ClassVar[str] = "https://finance.sina.com.cn/"
    hints: ClassVar[tuple[tuple[str, str], ...]] = (
        # Its interfaces do so since 2025-09-09.
        ("502", "; Sina answers 502 to addresses outside China"),
    )
