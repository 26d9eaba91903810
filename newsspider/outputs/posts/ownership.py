"""Decides whether a post may be written in a folder where users work, and what of theirs is kept.

The `guid` identifies a post. What the user added to the front matter stays. A body that the user changed and
a file that the user deleted are left alone. A file that is not newsspider's is never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from newsspider.errors import Rejected
from newsspider.ledger import Ledger, Post, PostState
from newsspider.model.article import Article
from newsspider.model.outcomes import Outcome, Reason
from newsspider.outputs.posts import scan
from newsspider.outputs.posts.merge import OURS, added, merge
from newsspider.readers import posts
from newsspider.render.made_post import MadePost, body_digest, split
from newsspider.render.post_style import split_footer


@dataclass(frozen=True, slots=True)
class WriteDecision:
    """What to do about a post: the bytes to write, if any, or the state in which the user left it."""

    data: bytes | None = None
    digest: bytes = b""
    held: PostState | None = None


def decide(  # noqa: PLR0913, PLR0917 - all that is known of one post
    article: Article,
    made: MadePost,
    there: bytes | None,
    known: Post | None,
    target: Path,
    wrote: Callable[[str, bytes], bool],
    ours: Collection[str] = OURS,
) -> WriteDecision:
    """Return what to do about the post *made* of *article* at *target*, which holds *there*.

    *ours* are the keys that newsspider writes; *known* is what the ledger knows of the post; *wrote* says
    whether newsspider wrote a body of this digest for an id, though the ledger does not know. Raises Rejected
    for a file that is another article's.
    """
    text, digest = made.text, made.digest
    restored = known is not None and known.state is PostState.RESTORED
    if there is None:
        if known is not None and not restored:
            return WriteDecision(held=PostState.DELETED)
        return WriteDecision(text.encode("utf-8"), digest)
    if there == text.encode("utf-8"):
        return WriteDecision(None, digest)
    if guid(there) != article.id:
        raise Rejected(
            Outcome.FAILED,
            Reason.FOREIGN_FILE,
            f"{target} belongs to another article, or newsspider did not write it",
        )
    found = there.decode("utf-8", "replace")
    body = body_digest(found)
    # The body is already the new one: a killed run wrote it and did not note it.
    is_known = restored or body == digest or (known is not None and body == known.digest)
    if not is_known and not wrote(article.id, body):
        return WriteDecision(held=PostState.EDITED)
    if body == digest and _is_same_around(found, text, ours):
        return WriteDecision(None, digest)
    return WriteDecision(merge(found, text, ours).encode("utf-8"), digest)


def _is_same_around(found: str, text: str, ours: Collection[str]) -> bool:
    """Return whether *found* and *text* have one footer, and front matter but for the user's lines."""
    parts, new = split(found), split(text)
    if parts is None or new is None:
        return False
    theirs = set(added(parts[0], ours))
    is_same_footer = split_footer(parts[1])[1] == split_footer(new[1])[1]
    return is_same_footer and [line for line in parts[0] if line not in theirs] == new[0]


def is_as_written(path: Path, known: Post) -> bool:
    """Return whether the body of the file *path* is the last one written there."""
    try:
        found = path.read_bytes()
    except OSError:
        return False
    return body_digest(found.decode("utf-8", "replace")) == known.digest


def guid(data: bytes) -> str | None:
    """Return the `guid` in a post's bytes, or None."""
    try:
        return str(posts.read(data, "").meta.get("guid"))
    except Rejected:
        return None


# --- renamed ---
# Posts that the user renamed or moved inside their folder: found by `guid`, once a run.


def follow(ledger: Ledger, feed: int, folder: Path, missing: Sequence[Post], limit: int) -> set[str]:
    """Note the new names of those of the posts *missing* that are in *folder* still; return their ids.

    Only files that are no known post's are read, and of these none of more than *limit* bytes.
    """
    if not missing:
        return set()
    known = {post.name for post in ledger.posts.iterate(feed)}
    names = scan.renamed(folder, limit, known, {post.id for post in missing})
    moved = [replace(post, name=names[post.id]) for post in missing if post.id in names]
    ledger.posts.adopt(feed, moved)
    ledger.posts.release(feed, [post.id for post in moved if post.state is PostState.DELETED])
    return set(names)
