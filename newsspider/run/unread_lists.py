"""The lists that a run could not read: which, since when, how often, and the probable cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.request import getproxies

from newsspider.model.outcomes import Reason
from newsspider.text.redact import masked


@dataclass(frozen=True, slots=True)
class UnreadList:
    """A list that could not be read for this `reason`, in so many runs (`times`) since.

    `hint` is what this usually means at its site, `substitute` the list that was read in its place. `is_left`
    says that its host was given up, and `is_unreachable` that it could not be reached at all.
    """

    name: str
    reason: Reason
    detail: str
    since: datetime
    times: int
    hint: str = ""
    substitute: str = ""
    is_left: bool = False
    is_unreachable: bool = False


def sentences(lists: Sequence[UnreadList], *, is_anything_read: bool) -> tuple[list[str], list[str]]:
    """Return the messages about *lists* before and after those about hosts that were given up.

    A common cause is named only if nothing else could be read.
    """
    proxy = next((url for way, url in sorted(getproxies().items()) if way in ("http", "https")), None)
    if lists and proxy and not is_anything_read and all(one.is_unreachable for one in lists):
        return [f"nothing came through the proxy {masked(proxy)}: it may be down; {_together(lists)}"], []
    before = [_one(one, is_anything_read=is_anything_read) for one in lists if not one.is_left]
    left = [one for one in lists if one.is_left]
    return before, [_together(left)] if left else []


def _one(one: UnreadList, *, is_anything_read: bool) -> str:
    hint = "" if is_anything_read else one.hint
    substitute = f"; newsspider reads {one.substitute} instead" if one.substitute else ""
    why = f"{one.reason.value}, {one.detail}"
    return f"the list {one.name} cannot be read: {why}{_often([one])}{hint}{substitute}"


def _together(lists: Sequence[UnreadList]) -> str:
    names = ", ".join(one.name for one in lists)
    return f"the list{'s' if len(lists) > 1 else ''} {names} cannot be read{_often(lists)}"


def _often(lists: Sequence[UnreadList]) -> str:
    times, since = max(one.times for one in lists), min(one.since for one in lists)
    return f", as in {times} runs since {since:%Y-%m-%d %H:%M} UTC" if times > 1 else ""
