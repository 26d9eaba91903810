"""Pages saved as MHTML (`.mhtml`, `.mht`, or named `.html`): the page, and the address it was saved from.

It is a MIME message whose parts are the page, its frames and its pictures; browsers, Word and mail programs
write it.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email import policy
from email.message import Message
from typing import NamedTuple
from urllib.parse import urlsplit

from newsspider.errors import Rejected
from newsspider.model.outcomes import Outcome, Reason

# Only header lines at the beginning.
_HEADERS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*)+")
_MIME = re.compile(
    rb"^(?:MIME-Version:\s*1|Content-Type:\s*(?:multipart/|message/rfc822))", re.IGNORECASE | re.MULTILINE
)
_LOOKED_AT = 8192
# Where the programs note the address, the most direct first; the page's own part has the second one, too.
_LOCATIONS = ("Snapshot-Content-Location", "Content-Location")
_PAGES = ("text/html", "application/xhtml+xml")
_MANY = 5000  # parts of one message; a page of news has some hundred pictures
_DEEP = 8  # messages inside messages; the library recurses


class Saved(NamedTuple):
    """The bytes of the page, and the address it was saved from, empty if none is noted."""

    data: bytes
    url: str


def is_one(data: bytes) -> bool:
    """Return whether *data* begins as a MIME message."""
    found = _HEADERS.match(data[:_LOOKED_AT])
    return found is not None and _MIME.search(found[0]) is not None


def read(data: bytes) -> Saved:
    """Return the page that the message *data* holds: the part named as its start, else the first page.

    Raises Rejected if no part is a page, or the parts nest too deep.
    """
    try:
        message = email.message_from_bytes(
            data.removeprefix(b"\xef\xbb\xbf").lstrip(), policy=policy.compat32
        )
        parts = list(_parts(message, 0))
    except RecursionError as error:
        raise Rejected(Outcome.REJECTED, Reason.TOO_DEEP, "the MIME parts nest too deeply") from error
    pages = [part for part in parts if part.get_content_type() in _PAGES]
    start = _start(message)
    page = next((part for part in pages if start and _id(part) == start), pages[0] if pages else None)
    if page is None:
        raise Rejected(Outcome.REJECTED, Reason.NOT_AN_ARTICLE, "a MIME message without a page")
    content = page.get_payload(decode=True)
    return Saved(content if isinstance(content, bytes) else b"", _location(message, page))


def _parts(message: Message, depth: int) -> Iterator[Message]:
    """Yield the parts of *message* that hold something, in their order."""
    held = message.get_payload()
    if not isinstance(held, list):
        yield message
        return
    if depth > _DEEP:
        raise Rejected(Outcome.REJECTED, Reason.TOO_DEEP, f"MIME parts nest deeper than {_DEEP}")
    if len(held) > _MANY:
        raise Rejected(Outcome.REJECTED, Reason.TOO_LARGE, f"more than {_MANY} parts")
    for part in held:
        if isinstance(part, Message):
            yield from _parts(part, depth + 1)


def _start(message: Message) -> str:
    start = message.get_param("start") if message.is_multipart() else None
    return start.strip("<> ") if isinstance(start, str) else ""


def _id(part: Message) -> str:
    return str(part.get("Content-ID", "")).strip("<> ")


def _location(message: Message, page: Message) -> str:
    """Return the address in the headers of *message*, else of *page*; headers may be folded."""
    found = ("".join(str(one.get(name, "")).split()) for one in (message, page) for name in _LOCATIONS)
    return next((url for url in found if urlsplit(url).scheme in ("http", "https")), "")
