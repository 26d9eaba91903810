"""The answer of an interface: JSON, or JSON in a call of a function, of any site.

Shared by every list that is JSON. To add a wrapping, add an alternative to `_CALL`.
"""

from __future__ import annotations

import re
from typing import Any

from newsspider.errors import Rejected
from newsspider.model.outcomes import Reason
from newsspider.readers import html_page, rejections
from newsspider.sources.listing import BadList
from newsspider.text import lenient_json
from newsspider.text.charset import decode

# What came instead of a list: a page that blocks the crawler says so, in words that `readers` knows.

# A page that asks for a captcha is small; limiting what is parsed limits the time.
_LONGEST = 200_000


def bad_list(text: str, reason: Reason, detail: str) -> BadList:
    """Return the error for *text*, which is not a list: `blocked` if it says so, else *reason*."""
    try:
        refusal = rejections.refusal(html_page.parse(text[:_LONGEST].encode("utf-8", "replace"), None, ""))
    except Rejected:  # nothing visible, so it says nothing
        refusal = None
    if refusal is not None and refusal.reason is Reason.BLOCKED:
        return BadList(Reason.BLOCKED, refusal.detail)
    return BadList(reason, detail)


# --- responses ---

# callback({…}); try{callback({…});}catch(e){}; typeof callback === 'function' && callback({…});
# var name = {…}; IO.XSRV2.CallbackList['id'](({…})); with a comment before it against old browsers.
_NAME = r"[\w$.]{1,200}(?:\[\s*['\"]?[\w$.-]{1,200}['\"]?\s*\])?"
_CALL = re.compile(
    r"(?:/\*(?:[^*]|\*(?!/)){0,400}\*/\s*)*(?:try\s*\{\s*)?"
    rf"(?:typeof\s+{_NAME}\s*===?\s*['\"]function['\"]\s*&&\s*|{_NAME}\s*&&\s*)?"
    rf"(?:(?:(?:var|let|const)\s+)?{_NAME}\s*=(?!=)\s*)?(?:{_NAME}\s*)?(?P<open>[(\s]{{0,9}})"
)
_CALL_ENDS = re.compile(
    r"(?P<close>[)\s]{0,9})\s*;?\s*(?:\}\s*catch\s*\(\w*\)\s*\{[^{}]*\}\s*;?\s*)?(?:/\*(?:[^*]|\*(?!/)){0,400}\*/\s*)?"
)
_HTML = re.compile(r"<(?:!doctype|html|head|body|script|meta|title|div|center|h1)\b|<!--", re.IGNORECASE)
_SHOWN = 80


def read_object(data: bytes) -> dict[str, Any]:
    """Return the object that *data* holds, of any site; raises BadList for anything else."""
    value = _parsed(_text(data))
    if not isinstance(value, dict):
        raise BadList(Reason.LIST_WRONG_TYPE, f"expected an object, not {described(value)}")
    return value


def within(value: Any, *path: str) -> Any:
    """Return the object at *path* of nested objects, or None; raises BadList for other types."""
    for at, name in enumerate(path):
        if value is None or value == []:  # PHP writes an empty object as an empty list
            return None
        if not isinstance(value, dict):
            where = ".".join(path[:at]) or "the answer"
            raise BadList(Reason.LIST_WRONG_TYPE, f"{where} is not an object but {described(value)}")
        value = value.get(name)
    return value


def rows(value: Any, *path: str) -> list[Any]:
    """Return the list at *path*, [] if there is none; raises BadList for another type.

    An object whose keys are all numbers is a list too: PHP writes a list with a missing element like that.
    """
    found = within(value, *path)
    if found is None or found in ("", False) or found == {}:
        return []
    if isinstance(found, dict) and all(key.isdecimal() for key in found):
        return list(found.values())
    if not isinstance(found, list):
        raise BadList(Reason.LIST_WRONG_TYPE, f"{'.'.join(path)} is not a list but {described(found)}")
    return found


def number(value: Any) -> int | None:
    """Return *value*, a number or its digits, as a number; None for anything else and for nothing."""
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 12:  # noqa: PLR2004 - a bound
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _text(data: bytes) -> str:
    try:
        text = decode(data).text.strip()
    except Rejected as refusal:
        raise BadList(Reason.LIST_MALFORMED, refusal.detail) from refusal
    if not text:
        raise BadList(Reason.LIST_MALFORMED, "an empty response")
    if text.startswith("<") and _HTML.match(text):
        raise bad_list(text, Reason.LIST_IS_HTML, f"got a page instead of data: {_start(text)}")
    return text


def _parsed(text: str) -> Any:
    call = _CALL.match(text) if text[:1] not in "{[" else None
    start = call.end() if call and re.search("[(=]", call[0]) else 0
    try:
        value, end = lenient_json.first(text, start)
    except ValueError as error:
        raise bad_list(text, Reason.LIST_MALFORMED, f"invalid JSON ({error}): {_start(text)}") from error
    behind = _CALL_ENDS.fullmatch(text, end)
    if behind is None or behind["close"].count(")") != (call["open"].count("(") if call and start else 0):
        raise BadList(Reason.LIST_MALFORMED, f"there is text after the data: {_start(text[end:].strip())}")
    return value


def described(value: Any) -> str:
    """Return the type of *value* and its beginning, for a message."""
    return f"{type(value).__name__} {str(value)[:_SHOWN]!r}"


def _start(text: str) -> str:
    return repr(text[:_SHOWN])
