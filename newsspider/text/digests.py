"""Digests: the content key of an article and the key of an address.

Both are 16 bytes of BLAKE2b in hex. Each use has a person string of its own, and fields are joined with
their lengths, so that no two different inputs are the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from newsspider.text import unicode

_SIZE = 16
# Below this a text is a flash, a caption or nothing, and says too little to stand for the article.
_SHORT = 60
_SCHEME = re.compile(r"(?:https?:)?//", re.IGNORECASE)


def _hash(purpose: bytes, parts: Iterable[str]) -> str:
    state = blake2b(digest_size=_SIZE, person=purpose)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        state.update(b"%d:" % len(data))
        state.update(data)
    return state.hexdigest()


def _address(picture: str) -> str:
    """Return *picture* without its scheme: http and https show the same picture."""
    found = _SCHEME.match(picture)
    return picture[found.end() :] if found else picture


def digest(text: str, title: str, pictures: Sequence[str]) -> str:
    """Return the content digest: of the text alone, or of everything where the text is short."""
    body = unicode.plain(text)
    if len(body) >= _SHORT:
        return _hash(b"text", (body,))
    return _hash(b"whole", (unicode.plain(title), body, *map(_address, pictures)))


def url_digest(url: str) -> str:
    """Return the digest of a canonical address."""
    return _hash(b"url", (url,))
