"""An answer of Sina's interfaces and the status inside it; what is not a list at all, `answers` tells."""

from __future__ import annotations

from typing import Any

from newsspider.model.outcomes import Reason
from newsspider.sources import answers
from newsspider.sources.listing import BadList

_STATUS = (("result", "status", "code"), ("status", "code"), ("status",), ("code",))
_FINE = frozenset({"0", "200", "succ", "success", "ok"})
_SHOWN = 80


def read(data: bytes) -> dict[str, Any]:
    """Return the object in *data*, after checking its own status.

    Raises BadList for a page, for anything but a JSON object, and for a status that reports a failure.
    """
    value = answers.read_object(data)
    _check_status(value)
    return value


def _check_status(value: dict[str, Any]) -> None:
    for path in _STATUS:
        found: Any = value
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        if isinstance(found, (str, int)) and not isinstance(found, bool):
            if str(found).strip().lower() not in _FINE:
                raise BadList(
                    Reason.LIST_STATUS, f"{'.'.join(path)} is {answers.described(found)}{_message_of(value)}"
                )
            return


def _message_of(value: dict[str, Any]) -> str:
    """Return the message that comes with a status, if any."""
    places = (value, value.get("status"), value.get("result"), _get(value.get("result"), "status"))
    found = (_get(place, "msg") for place in places)
    message = next((text for text in found if isinstance(text, str) and text), "")
    return f": {message[:_SHOWN]}" if message else ""


def _get(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None
