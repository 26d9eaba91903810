"""`-a since=` and `-a until=`: a window of publication times, half-open, for every spider that has one.

A day is Beijing's and begins at its midnight; an instant is ISO 8601, in Beijing's zone where it has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from newsspider.errors import WrongUse
from newsspider.spiders.base import Argument
from newsspider.text.dates import BEIJING

# The forms that every version of Python reads alike.
_FORM = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[Zz]|[+-]\d\d:\d\d)?)?")


def instant(text: str) -> datetime:
    """Return the time that *text* says, in Beijing's zone; raises WrongUse for what is neither."""
    try:
        moment = datetime.fromisoformat(re.sub("[Zz]$", "+00:00", text)) if _FORM.fullmatch(text) else None
    except ValueError:  # no such day or hour
        moment = None
    if moment is None:
        message = (
            f"since= and until= take a day such as 2026-11-20 or an ISO instant such as "
            f"2026-11-20T08:30:00+08:00, not {text!r}"
        )
        raise WrongUse(message)
    return moment.replace(tzinfo=BEIJING) if moment.tzinfo is None else moment.astimezone(BEIJING)


ARGUMENTS = {
    "since": Argument("the first day or instant of publication", instant),
    "until": Argument("the day or instant of publication to end before", instant),
}


def check(values: Mapping[str, Any]) -> None:
    """Raise WrongUse where the window in the *values* of arguments holds no time at all."""
    since, until = values.get("since"), values.get("until")
    if since is not None and until is not None and since >= until:
        message = f"since={since:%Y-%m-%dT%H:%M} is not before until={until:%Y-%m-%dT%H:%M}"
        raise WrongUse(message)
