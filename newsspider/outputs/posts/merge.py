"""Merges a new post with the user's changes in the old one.

Keys of the front matter that are not newsspider's stay, line for line. The body counts as a whole: unchanged
or edited.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from hashlib import blake2b

from newsspider.render.post_style import KEYS, split_footer

# All keys of newsspider's posts in the usual style; any other key was added by the user.
OURS = frozenset(KEYS)
_FENCE = "---"
_KEY = re.compile(r"(?:\"([^\"]+)\"|'([^']+)'|([^\s#'\"\-:][^:]*?))\s*:(?:\s|$)")
_DIGEST_BYTES = 16


def split(text: str) -> tuple[list[str], str] | None:
    """Return the lines of a post's front matter, and its body; None without front matter."""
    lines = text.replace("\r\n", "\n").lstrip("\ufeff").split("\n")
    if lines[0].rstrip() != _FENCE:
        return None
    for at, line in enumerate(lines[1:], 1):
        if line.rstrip() == _FENCE:
            return lines[1:at], "\n".join(lines[at + 1 :])
    return None


def body_digest(text: str) -> bytes:
    """Return a digest of a post's body, 16 bytes; line ends, outer white space and the footer do not count.

    A post without recognisable front matter counts as body as a whole.
    """
    parts = split(text)
    body = parts[1] if parts is not None else text.replace("\r\n", "\n")
    lines = (line.rstrip() for line in split_footer(body)[0].strip().split("\n"))
    return blake2b("\n".join(lines).encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()


def added(matter: list[str], ours: Collection[str] = OURS) -> list[str]:
    """Return the lines of *matter* that the user added: keys not of *ours* with everything below them."""
    kept: list[str] = []
    theirs = True
    for line in matter:
        found = _KEY.match(line)
        if found:
            theirs = next(name for name in found.groups() if name) not in ours
        elif line.startswith("#"):
            theirs = True
        if theirs:
            kept.append(line)
    return kept


def merge(there: str, post: str, ours: Collection[str] = OURS) -> str:
    """Return *post* with the lines that the user added to the front matter of *there*, *ours* apart."""
    parts, new = split(there), split(post)
    if parts is None or new is None:
        return post
    lines = added(parts[0], ours)
    if not lines:
        return post
    return "\n".join([_FENCE, *new[0], *lines, _FENCE, new[1]])
