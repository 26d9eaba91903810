"""Channels: the lists that can be crawled, and how to choose them; and the kinds of lists.

A channel is one line of its site's `channels.toml`, or a `[[channel]]` of the user's own. Choose it by its
name (`china`), its key (`china/1686`) or, of Sina, its raw ids (`155:1686`). A key or raw ids also reach a
list that the table does not name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NoReturn

from newsspider.errors import UsageError
from newsspider.sources.listing import Listing, Row

if TYPE_CHECKING:
    from newsspider.model.draft import Draft

# One channel: its type, and the checks of its TOML table.

BEIJING = "+08:00"
_TYPES = {
    **dict.fromkeys(("name", "group", "kind", "zone", "why", "fallback", "back"), str),
    **dict.fromkeys(("ids", "path"), list),
    "off": bool,
}
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}\Z")
_ZONE = re.compile(r"([+-])(0\d|1[0-4]):([0-5]\d)\Z")


@dataclass(frozen=True, slots=True)
class Channel:
    """One list; `key` is the channel of its articles, `path` their categories.

    `zone` is the time zone of times that the list writes without one. `fallback` is the name of the channel
    that is read where the list answers 403, `back` of the one that goes on where it ends above the window.
    One that `is_open` has no ids yet: a user names them.
    """

    name: str
    group: str
    kind: str
    ids: tuple[int | str, ...]
    path: tuple[str, ...]
    zone: timezone
    why: str = ""
    owner: str = "sina"  # the site whose list it is
    fallback: str = ""
    back: str = ""
    is_open: bool = False

    @property
    def key(self) -> str:
        """The group and the last id, such as `china/1686`; the group alone for a list that has no id."""
        return f"{self.group}/{self.ids[-1]}" if self.ids else self.group

    @property
    def article_channel(self) -> str | None:
        """The channel of its articles; None for articles that no list names."""
        return self.key or None

    def of(self, given: int | str) -> Channel:
        """Return this channel, which is open, for the id *given*."""
        return replace(self, name=f"{self.group}/{given}", ids=(given,), is_open=False)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list of a site; its functions are pure.

    `url(channel, page, base)` is the address of a page (from 1); `read(data, channel, page)` returns its
    listing or raises BadList. Three more are optional:

    - `day_url(channel, day, page, base)` asks for one day's rows.
    - `following(channel, listing, base)` is the address of the page below *listing*, which has rows, for a
      list whose pages have no numbers.
    - `draft(row, channel, locator)` is the draft of a row with a `raw`, where rows are articles themselves.

    A channel of this kind has `ids` ids, whole numbers or, where `named` says so, short names, of the `form`
    if there is one. `asked` says what a user names where a channel has none, such as `a stock`. A list with
    `editions` is asked for by day alone: so many pages a day, any of which may be missing. The Site that has
    the kind fills in `site`.
    """

    base: str
    referer: str
    url: Callable[[Channel, int, str], str]
    read: Callable[[bytes, Channel, int], Listing]
    day_url: Callable[[Channel, datetime, int, str], str] | None = None
    following: Callable[[Channel, Listing, str], str] | None = None
    draft: Callable[[Row, Channel, str], Draft] | None = None
    ids: int = 1
    named: bool = False
    editions: int = 0
    form: str = ""
    asked: str = ""
    site: str = ""

    def fits(self, ids: Sequence[object]) -> bool:
        """Return whether a channel of this kind may have these *ids*."""
        return len(ids) == self.ids and all(map(self._is_id, ids))

    def _is_id(self, given: object) -> bool:
        if self.named:
            form = re.compile(self.form) if self.form else _ID
            return isinstance(given, str) and form.fullmatch(given) is not None
        return type(given) is int and given > 0


def name_of(table: Mapping[str, Any]) -> str:
    """Return the name in a channel's table; raises UsageError if it has none."""
    name = table.get("name")
    if not isinstance(name, str) or not _NAME.match(name):
        message = f"a [[channel]] needs a name of lower-case letters, digits and dashes: {dict(table)!r}"
        raise UsageError(message)
    return name


def from_table(table: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Channel:
    """Return the channel of a *table*, of one of the *kinds*.

    Raises UsageError that says what is missing or wrong.
    """
    name = name_of(table)
    _check_types(name, table)
    named = table.get("kind", "")
    if named not in kinds:
        fault(name, f"needs a kind: {', '.join(kinds)}")
    kind, ids = kinds[named], table.get("ids", [])
    is_open = bool(kind.asked) and not ids
    if not is_open and not kind.fits(ids):
        what = "short name(s)" if kind.named else "whole number(s)"
        fault(name, f"needs ids: {kind.ids} {what} for the kind {named}")
    path = table.get("path", [])
    if not path or not all(isinstance(part, str) and part.strip() for part in path):
        fault(name, "needs a path: the list of its categories, from top to leaf")
    group = table.get("group", name)
    if not _NAME.match(group):
        fault(name, f"needs a group of lower-case letters, digits and dashes, not {group!r}")
    zone = read_zone(name, table.get("zone", BEIJING))
    others = {key: table.get(key, "") for key in ("why", "fallback", "back")}
    return Channel(
        name, group, named, tuple(ids), tuple(path), zone, owner=kind.site, is_open=is_open, **others
    )


def read_zone(name: str, text: str) -> timezone:
    """Return the time zone of *text*, such as `+08:00`; raises UsageError that names the channel."""
    found = _ZONE.match(text)
    if found is None:
        fault(name, f"needs a zone such as {BEIJING}, not {text!r}")
    shift = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-shift if found[1] == "-" else shift)


def fault(name: str, says: str) -> NoReturn:
    """Raise UsageError that names the channel."""
    message = f"channel {name!r} {says}"
    raise UsageError(message)


def _check_types(name: str, table: Mapping[str, Any]) -> None:
    for key, value in table.items():
        if key not in _TYPES:
            fault(name, f"has an unknown key {key!r}; use one of {', '.join(_TYPES)}")
        if not isinstance(value, _TYPES[key]):
            fault(name, f"needs {key} to be a {_TYPES[key].__name__}, not {value!r}")


# --- channels ---

_KEY = re.compile(r"([a-z0-9-]+)/([A-Za-z0-9][A-Za-z0-9._-]{0,59})\Z", re.ASCII)
_NUMBER = re.compile(r"[1-9]\d{0,11}\Z", re.ASCII)  # the number of an account has ten digits
_RAW = re.compile(r"([1-9]\d{0,8}):([1-9]\d{0,8})\Z", re.ASCII)
_UNLISTED = "not in the table of channels"


def of_tables(tables: Iterable[Mapping[str, Any]], kinds: Mapping[str, Kind]) -> dict[str, Channel]:
    """Return the channels of *tables* by name, in their order; a later table of a name is merged over it.

    Such a table changes the keys that it gives; `off = true` takes the channel away. Raises UsageError that
    names the faulty channel.
    """
    merged: dict[str, dict[str, Any]] = {}
    for table in tables:
        merged.setdefault(name_of(table), {}).update(table)
    channels = [from_table(table, kinds) for table in merged.values() if table.get("off") is not True]
    _check_keys(channels)
    for channel in channels:
        unknown = next((name for name in (channel.fallback, channel.back) if name and name not in merged), "")
        if unknown:
            fault(channel.name, f"names an unknown channel: {unknown!r}")
    return {channel.name: channel for channel in channels}


def split(names: str) -> list[str]:
    """Return the names of *names*, separated by commas or spaces, Chinese ones too."""
    return [name for name in re.split(r"[,，、;；\s]+", names) if name]


def select(names: str, channels: Mapping[str, Channel]) -> list[Channel]:
    """Return the channels that *names*, separated by commas or spaces, choose; each once, in their order.

    Raises UsageError for an unknown name and for an empty choice.
    """
    wanted = split(names)
    if not wanted:
        message = "channel= is empty; give one or more channels, such as china,stock"
        raise UsageError(message)
    chosen = (_chosen(name, channels) for name in wanted)
    return list({channel.key: channel for channel in chosen}.values())


def _chosen(name: str, channels: Mapping[str, Channel]) -> Channel:
    if name in channels:
        channel = channels[name]
        if channel.is_open:
            message = f"the channel {name!r} needs an id: {channel.group}/<id>"
            raise UsageError(message)
        return channel
    if key := _KEY.match(name):
        return _by_key(key[1], key[2], channels)
    if raw := _RAW.match(name):
        return _by_ids((int(raw[1]), int(raw[2])), channels)
    near = get_close_matches(name, channels, n=1)
    hint = f"did you mean {near[0]}?" if near else "`newsspider channels` lists all"
    message = f"unknown channel {name!r}; {hint}"
    raise UsageError(message)


def _by_key(group: str, text: str, channels: Mapping[str, Channel]) -> Channel:
    """Return the channel of a key; an id outside the table is a list on the group's page."""
    family = [channel for channel in channels.values() if channel.group == group]
    if not family:
        known = ", ".join(sorted({channel.group for channel in channels.values()}))
        message = f"unknown group of channels {group!r}; use one of {known}"
        raise UsageError(message)
    like = family[0]
    is_named = bool(like.ids) and isinstance(like.ids[-1], str)
    given = int(text) if _NUMBER.match(text) and not is_named else text
    if like.is_open:
        return like.of(given)
    listed = next((channel for channel in family if channel.ids[-1:] == (given,)), None)
    if listed is not None:
        return listed
    if not like.ids or type(like.ids[-1]) is not type(given):
        message = f"unknown channel {group}/{given}; `newsspider channels` lists all"
        raise UsageError(message)
    return _unlisted(like, (*like.ids[:-1], given))


def _by_ids(ids: tuple[int, int], channels: Mapping[str, Channel]) -> Channel:
    """Return the rolling list of *ids*; one that is not in the table is like the others of its page."""
    rolling = [channel for channel in channels.values() if channel.kind == "roll"]
    if not rolling:
        message = f"unknown channel '{ids[0]}:{ids[1]}'; only Sina's rolling lists have such ids"
        raise UsageError(message)
    for channel in rolling:
        if channel.ids == ids:
            return channel
    like = next((channel for channel in rolling if channel.ids[0] == ids[0]), None)
    if like is not None:
        return _unlisted(like, ids)
    name = f"{ids[0]}:{ids[1]}"
    zone = read_zone(name, BEIJING)
    return Channel(name, str(ids[0]), "roll", ids, ("新浪",), zone, _UNLISTED)


def _unlisted(like: Channel, ids: tuple[int | str, ...]) -> Channel:
    """Return a channel with *ids* in the group of *like*, with its categories but the last one."""
    name = ":".join(map(str, ids)) if len(ids) > 1 else f"{like.group}/{ids[0]}"
    return replace(like, name=name, ids=ids, path=like.path[:-1] or like.path, why=_UNLISTED)


def _check_keys(channels: Iterable[Channel]) -> None:
    """Raise UsageError if two channels have the same key."""
    seen: dict[str, Channel] = {}
    for channel in channels:
        other = seen.setdefault(channel.key, channel)
        if other is not channel:
            fault(channel.name, f"has the same key as {other.name!r}: {channel.key}")
