"""One channel: its type, and the checks that a table of TOML must pass to become one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import Any, NoReturn

from newsspider.errors import WrongUse

# Kind of list to how many ids it has: pageid and lid, a cid, a zhibo_id, a cid.
KINDS = {"roll": 2, "us": 1, "live": 1, "column": 1}
BEIJING = "+08:00"
_TYPES = {
    **dict.fromkeys(("name", "group", "kind", "zone", "why"), str),
    **dict.fromkeys(("ids", "path"), list),
    "off": bool,
}
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_ZONE = re.compile(r"([+-])(0\d|1[0-4]):([0-5]\d)\Z")


@dataclass(frozen=True, slots=True)
class Channel:
    """One list; `key` is what its articles carry as their channel, `path` their categories.

    `zone` is that of the times which the list writes without one.
    """

    name: str
    group: str
    kind: str
    ids: tuple[int, ...]
    path: tuple[str, ...]
    zone: timezone
    why: str = ""

    @property
    def key(self) -> str:
        """Return the group and the list's own id, such as `china/1686`."""
        return f"{self.group}/{self.ids[-1]}"

    @property
    def shown(self) -> str | None:
        """Return what its articles carry as their channel."""
        return self.key


def name_of(table: Mapping[str, Any]) -> str:
    """Return the name of a channel's table; raises WrongUse where it has none."""
    name = table.get("name")
    if not isinstance(name, str) or not _NAME.match(name):
        message = f"a [[channel]] needs a name of small letters, digits and dashes: {dict(table)!r}"
        raise WrongUse(message)
    return name


def from_table(table: Mapping[str, Any]) -> Channel:
    """Return the channel of a whole table; raises WrongUse that says what it lacks or has wrong."""
    name = name_of(table)
    _check_types(name, table)
    kind = table.get("kind", "")
    if kind not in KINDS:
        fault(name, f"needs a kind, one of {', '.join(KINDS)}")
    ids = table.get("ids", [])
    if len(ids) != KINDS[kind] or not all(type(number) is int and number > 0 for number in ids):
        fault(name, f"needs ids, a list of {KINDS[kind]} whole number(s) for the kind {kind}")
    path = table.get("path", [])
    if not path or not all(isinstance(part, str) and part.strip() for part in path):
        fault(name, "needs a path, the list of its categories from top to leaf")
    group = table.get("group", name)
    if not _NAME.match(group):
        fault(name, f"group must be of small letters, digits and dashes, not {group!r}")
    zone = read_zone(name, table.get("zone", BEIJING))
    return Channel(name, group, kind, tuple(ids), tuple(path), zone, table.get("why", ""))


def read_zone(name: str, text: str) -> timezone:
    """Return the zone that *text* (`+08:00`) says; raises WrongUse naming the channel for another text."""
    found = _ZONE.match(text)
    if found is None:
        fault(name, f"zone must be an offset such as {BEIJING}, not {text!r}")
    shift = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-shift if found[1] == "-" else shift)


def fault(name: str, says: str) -> NoReturn:
    """Raise WrongUse that names the channel."""
    message = f"channel {name!r} {says}"
    raise WrongUse(message)


def _check_types(name: str, table: Mapping[str, Any]) -> None:
    for key, value in table.items():
        if key not in _TYPES:
            fault(name, f"has an unknown key {key!r}; known are {', '.join(_TYPES)}")
        if not isinstance(value, _TYPES[key]):
            fault(name, f"{key} must be a {_TYPES[key].__name__}, not {value!r}")
