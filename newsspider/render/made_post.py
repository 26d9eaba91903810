"""A post, made before it is known whether it will be written: its name, text and digest.

A worker process makes it before the ledger decides; if the article changes, it is made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from types import MappingProxyType
from typing import Any

import msgspec

from newsspider.model.article import Article
from newsspider.render import post_style
from newsspider.render.filename import post_name
from newsspider.render.post import to_post
from newsspider.render.post_style import PostStyle, split_footer

FENCE = "---"
_DIGEST_BYTES = 16


def split(text: str) -> tuple[list[str], str] | None:
    """Return the lines of a post's front matter, and its body; None without front matter."""
    lines = text.replace("\r\n", "\n").lstrip("\ufeff").split("\n")
    if lines[0].rstrip() != FENCE:
        return None
    for at, line in enumerate(lines[1:], 1):
        if line.rstrip() == FENCE:
            return lines[1:at], "\n".join(lines[at + 1 :])
    return None


def body_digest(text: str) -> bytes:
    """Return a digest of a post's body, 16 bytes; ignores line ends, outer white space and the footer.

    A post without recognisable front matter counts as body as a whole.
    """
    parts = split(text)
    return _digest(parts[1] if parts is not None else text.replace("\r\n", "\n"))


def _digest(body: str) -> bytes:
    lines = (line.rstrip() for line in split_footer(body)[0].strip().split("\n"))
    return blake2b("\n".join(lines).encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()


class MadePost(msgspec.Struct):
    """A post: the name of its file if it is new, its text, and the digest of its body."""

    name: str
    text: str
    digest: bytes


def make(
    article: Article, name: str, style: PostStyle, links: Mapping[str, str] = MappingProxyType({})
) -> MadePost:
    """Return the post of *article* under *name*; *links* lead from pictures to their files."""
    text = to_post(article, style, links)
    # Every value of our own front matter is on the line of its key.
    _, _, body = text.partition(f"\n{FENCE}\n")
    return MadePost(name, text, _digest(body.replace("\r\n", "\n")))


def name_of(article: Article, template: str | None, style: PostStyle) -> str:
    """Return the name of a new post of *article*; *template* is the user's and overrides the style's."""
    return post_name(article, template or style.profile.template)


@dataclass(frozen=True)
class Look:
    """How the posts of one folder look: the user's file name template, the `[post]` table, and a profile.

    It can be sent to another process; a style cannot, because it has functions.
    """

    template: str | None
    table: Mapping[str, Any]
    profile: str | None

    def style(self) -> PostStyle:
        """Return the style; raises UsageError if the user's table is wrong."""
        return post_style.from_table(self.table, self.profile)
