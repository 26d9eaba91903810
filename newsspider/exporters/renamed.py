"""Posts that a person renamed or moved inside their folder: looked for by their `guid`, once a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from newsspider.ledger import Ledger, Post, PostState
from newsspider.outputs.posts import scan as own_posts


def follow(ledger: Ledger, feed: int, folder: Path, missing: Sequence[Post], limit: int) -> set[str]:
    """Note the new names of those of the posts *missing* that are in *folder* still; return their ids.

    Only files that are no known post's are read, and of these none of more than *limit* bytes.
    """
    if not missing:
        return set()
    known = {post.name for post in ledger.posts.iterate(feed)}
    names = own_posts.renamed(folder, limit, known, {post.id for post in missing})
    moved = [replace(post, name=names[post.id]) for post in missing if post.id in names]
    ledger.posts.adopt(feed, moved)
    ledger.posts.release(feed, [post.id for post in moved if post.state is PostState.DELETED])
    return set(names)
