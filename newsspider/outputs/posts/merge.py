"""Merges a new post with the user's changes in the old one.

Keys of the front matter that are not newsspider's stay, line for line. The body counts as a whole: unchanged
or edited.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from newsspider.render.made_post import FENCE, split
from newsspider.render.post_style import KEYS

# All keys of newsspider's posts in the usual style; any other key was added by the user.
OURS = frozenset(KEYS)
_KEY = re.compile(r"(?:\"([^\"]+)\"|'([^']+)'|([^\s#'\"\-:][^:]*?))\s*:(?:\s|$)")


def added(front_matter: list[str], ours: Collection[str] = OURS) -> list[str]:
    """Return the lines of *front_matter* that the user added: keys not in *ours*, and all below them."""
    kept: list[str] = []
    theirs = True
    for line in front_matter:
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
    return "\n".join([FENCE, *new[0], *lines, FENCE, new[1]])
