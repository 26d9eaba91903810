"""Sina Finance: the live lists of every channel in `sources/sina/channels.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from newsspider.errors import UsageError
from newsspider.lazy import lazily
from newsspider.spiders.base import Argument
from newsspider.spiders.lists import ListSpider
from newsspider.text import stock_codes
from newsspider.text import url_tables as hosts

if TYPE_CHECKING:
    from newsspider.sources import channels, sites
else:
    channels = lazily("newsspider.sources.channels")
    sites = lazily("newsspider.sources.sites")

_OF_A_STOCK = "a stock"


def _stocks(text: str) -> tuple[str, ...]:
    given = [one for one in re.split(r"[,，;；\s]+", text) if one]
    codes = [stock_codes.code_of_span(f"stock_{one.lower()}") for one in given]
    wrong = next((one for one, code in zip(given, codes, strict=True) if code is None), None)
    if wrong is not None or not given:
        message = (
            f"stock= needs codes such as sh600519, bj430047 or hk00700, separated by commas, "
            f"not {wrong or text!r}"
        )
        raise UsageError(message)
    return tuple(dict.fromkeys(code for code in codes if code))


class SinaFinanceSpider(ListSpider):
    """The live lists of Sina Finance; `newsspider channels` names them."""

    name = "sina_finance"
    site: ClassVar[str] = "sina"
    hosts: ClassVar[tuple[str, ...]] = hosts.SINA
    default: ClassVar[str] = "china"
    referer: ClassVar[str] = "https://finance.sina.com.cn/"
    hints: ClassVar[tuple[tuple[str, str], ...]] = (
        # Its interfaces do so since 2025-09-09.
        ("502", "; Sina answers 502 to addresses outside China"),
    )
    arguments: ClassVar[dict[str, Argument]] = {
        **ListSpider.arguments,
        "stock": Argument("read the lists about these companies: codes separated by commas", _stocks),
    }
    stock: tuple[str, ...] = ()

    @classmethod
    def chosen(
        cls, named: str, own: Mapping[str, channels.Channel], arguments: Mapping[str, Any]
    ) -> list[channels.Channel]:
        """Return the channels that are *named*; of given stocks every list, or those of `channel=` alone.

        Raises UsageError, for a channel that is not a list of a stock beside `stock=`, too.
        """
        if not arguments.get("stock"):
            return super().chosen(named, own, arguments)
        known = sites.kinds()
        about = {name: one for name, one in own.items() if known[one.kind].asked == _OF_A_STOCK}
        wanted = list(about) if arguments.get("channel") is None else channels.split(named)
        other = next((name for name in wanted if name not in about), None)
        if other is not None:
            message = f"stock= works only with the channels {', '.join(about)}, not with {other!r}"
            raise UsageError(message)
        chosen = (about[name] for name in wanted)
        found = [
            one.of(code) for one in chosen for code in arguments["stock"] if known[one.kind].fits([code])
        ]
        if not found:
            message = f"none of {', '.join(wanted)} has lists of {', '.join(arguments['stock'])}"
            raise UsageError(message)
        return found
