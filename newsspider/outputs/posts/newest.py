"""The option `newest` of a folder of posts: posts older than its newest N are removed again.

To the ledger such a post is one that was deleted: it stays away, and `ledger restore` writes it again. That
is noted before the file goes, so that a run that is killed in between finds it returned, not lost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from newsspider.ledger import Ledger, Post, PostState
from newsspider.outputs.atomic import cannot_write, read_ordinary, sync_folder
from newsspider.outputs.posts.merge import added
from newsspider.render.made_post import body_digest, split

_GROUP = 500


def retire(ledger: Ledger, output: int, folder: Path, newest: int, ours: Collection[str]) -> int:
    """Remove the posts of *output* older than its *newest*, as far as no user changed them; return how many.

    *ours* are the keys of our front matter. Raises OutputFailed if a file cannot be removed.
    """
    gone = 0
    # All of them are looked at first: what is noted would shift those that follow.
    old = [
        post for post in ledger.posts.beyond(output, newest) if _is_ours_alone(folder / post.name, post, ours)
    ]
    for start in range(0, len(old), _GROUP):
        group = old[start : start + _GROUP]
        ledger.posts.hold(output, [post.id for post in group], PostState.DELETED)
        for path in _paths(folder, group):
            try:
                path.unlink()
            except OSError as error:
                raise cannot_write(path, error) from error
            gone += 1
    return gone


def _paths(folder: Path, posts: Collection[Post]) -> Iterator[Path]:
    folders = set()
    for post in posts:
        path = folder / post.name
        yield path
        folders.add(path.parent)
    for one in folders:
        sync_folder(one)


def _is_ours_alone(path: Path, post: Post, ours: Collection[str]) -> bool:
    """Return whether *path* is as newsspider wrote it, without a line of the user's."""
    try:
        data = read_ordinary(path)
    except FileNotFoundError:
        return False
    text = (data or b"").decode("utf-8", "replace")
    parts = split(text)
    return parts is not None and body_digest(text) == post.digest and not added(parts[0], ours)
