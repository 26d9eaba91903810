"""Channels: the lists that can be crawled, from `channels.toml` and a person's own, and how a choice is read.

A channel is one line there. It is chosen by its name (`china`), its key (`china/1686`) or its raw ids
(`155:1686`); a key or raw ids also reach a list that the table does not name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from typing import Any

from newsspider.errors import WrongUse
from newsspider.sources import channel as one
from newsspider.sources.channel import Channel
from newsspider.toml import loads

DEFAULT = "china"
_KEY = re.compile(r"([a-z0-9-]+)/([1-9]\d{0,8})\Z", re.ASCII)
_RAW = re.compile(r"([1-9]\d{0,8}):([1-9]\d{0,8})\Z", re.ASCII)
_UNLISTED = "not in the table of channels"


@lru_cache(maxsize=1)
def _shipped() -> tuple[dict[str, Any], ...]:
    text = (resources.files("newsspider.sources") / "channels.toml").read_text("utf-8")
    return tuple(loads(text, "channels.toml")["channel"])


def load(own: Sequence[Mapping[str, Any]] = ()) -> dict[str, Channel]:
    """Return the channels by name, shipped ones first, with a person's *own* tables merged over them.

    A table of a known name changes the keys that it gives; `off = true` takes the channel away. Raises
    WrongUse that names the channel at fault.
    """
    tables: dict[str, dict[str, Any]] = {}
    for table in (*_shipped(), *own):
        tables.setdefault(one.name_of(table), {}).update(table)
    channels = [one.from_table(table) for table in tables.values() if table.get("off") is not True]
    _check_keys(channels)
    return {channel.name: channel for channel in channels}


def select(names: str, channels: Mapping[str, Channel]) -> list[Channel]:
    """Return the channels that *names*, parted by commas, choose, each once, in their order.

    Raises WrongUse for a name that is none and for an empty choice.
    """
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if not wanted:
        message = "channel= needs a name, such as china, or several, such as china,stock"
        raise WrongUse(message)
    chosen = (_chosen(name, channels) for name in wanted)
    return list({channel.key: channel for channel in chosen}.values())


def _chosen(name: str, channels: Mapping[str, Channel]) -> Channel:
    if name in channels:
        return channels[name]
    if key := _KEY.match(name):
        return _by_key(key[1], int(key[2]), channels)
    if raw := _RAW.match(name):
        return _by_ids((int(raw[1]), int(raw[2])), channels)
    near = get_close_matches(name, channels, n=1)
    hint = f"did you mean {near[0]}?" if near else "`scrapy channels` lists them all"
    message = f"there is no channel {name!r}; {hint}"
    raise WrongUse(message)


def _by_key(group: str, number: int, channels: Mapping[str, Channel]) -> Channel:
    """Return the channel of a key; an id that the table lacks belongs to the group's page."""
    family = [channel for channel in channels.values() if channel.group == group]
    if not family:
        known = ", ".join(sorted({channel.group for channel in channels.values()}))
        message = f"there is no group of channels {group!r}; known are {known}"
        raise WrongUse(message)
    listed = (channel for channel in family if channel.ids[-1] == number)
    return next(listed, None) or _unlisted(family[0], (*family[0].ids[:-1], number))


def _by_ids(ids: tuple[int, int], channels: Mapping[str, Channel]) -> Channel:
    """Return the rolling list of *ids*; one that the table lacks is like the others of its page."""
    rolling = [channel for channel in channels.values() if channel.kind == "roll"]
    for channel in rolling:
        if channel.ids == ids:
            return channel
    like = next((channel for channel in rolling if channel.ids[0] == ids[0]), None)
    if like is not None:
        return _unlisted(like, ids)
    name = f"{ids[0]}:{ids[1]}"
    zone = one.read_zone(name, one.BEIJING)
    return Channel(name, str(ids[0]), "roll", ids, ("新浪",), zone, _UNLISTED)


def _unlisted(like: Channel, ids: tuple[int, ...]) -> Channel:
    """Return a channel of *ids* in the family of *like*, its categories without the leaf."""
    name = ":".join(map(str, ids)) if len(ids) > 1 else f"{like.group}/{ids[0]}"
    return Channel(name, like.group, like.kind, ids, like.path[:-1] or like.path, like.zone, _UNLISTED)


def _check_keys(channels: Iterable[Channel]) -> None:
    """Raise WrongUse where two channels would give their articles the same key."""
    seen: dict[str, Channel] = {}
    for channel in channels:
        other = seen.setdefault(channel.key, channel)
        if other is not channel:
            one.fault(channel.name, f"has the same group and id as {other.name!r}: {channel.key}")
