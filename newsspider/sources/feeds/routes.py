"""Which known channel a feed carries, by its own address, its page's, or its title.

To add a route, add a row to `routes.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from newsspider.errors import UsageError
from newsspider.sources import channels
from newsspider.sources.channels import Channel
from newsspider.sources.feeds.model import FeedDocument
from newsspider.toml import loads

# The fragment of a rolling list's page address, which a route names as its home.
_IDS = re.compile(r"finance\.sina\.com\.cn/roll/?#(?:.*&)?pageid=(\d{1,9})&lid=(\d{1,9})(?!\d)")


@lru_cache(maxsize=1)
def _routes() -> tuple[dict[str, Any], ...]:
    text = (resources.files("newsspider.sources.feeds") / "routes.toml").read_text("utf-8")
    return tuple(loads(text, "routes.toml")["route"])


def of_document(document: FeedDocument, known: Mapping[str, Channel]) -> Channel | None:
    """Return the channel of *known* that a feed carries, by its addresses, else by its title."""
    routes = (of_address(url, known) for url in (document.own, document.home) if url)
    return next((one for one in routes if one), None) or _of_title(document.title.text.strip(), known)


def of_address(url: str, known: Mapping[str, Channel]) -> Channel | None:
    """Return the channel of *known* that the feed at *url* carries, or None."""
    path = re.split("[?#]", url, maxsplit=1)[0].rstrip("/")
    for route in _routes():
        found = re.search(rf"/{re.escape(route['path'])}(?:/(\d{{1,9}}))?\Z", path)
        if found:
            return _channel(route["channel"].format(found[1] or route["id"]), known)
    ids = _IDS.search(url)
    return _channel(f"{ids[1]}:{ids[2]}", known) if ids else None


def _of_title(title: str, known: Mapping[str, Channel]) -> Channel | None:
    """Return the channel that a feed of this *title* carries: the last of its path, or a route's own."""
    for route in _routes():
        if title in route["titles"]:
            return _channel(route["channel"].format(route["id"]), known)
    return next((channel for channel in known.values() if channel.path[-1] == title), None)


def _channel(name: str, known: Mapping[str, Channel]) -> Channel | None:
    try:
        return channels.select(name, known)[0]
    except UsageError:  # the user switched the whole group off
        return None
