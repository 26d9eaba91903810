"""`newsspider ledger restore`: the next run writes deleted posts again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from newsspider.errors import ExitCode, UsageError
from newsspider.ledger import Ledger, Output, Post, PostState
from newsspider.options import Options
from newsspider.outputs.posts import ownership
from newsspider.outputs.targets import feed_path
from newsspider.upkeep import console
from newsspider.upkeep.console import opened

# The folders of posts in the ledger.

# A placeholder means another folder in each run.
_PLACEHOLDER = "%("


def known(run: Options, ledger: Ledger) -> Iterator[tuple[Output, Path]]:
    """Yield the local folders of posts in *ledger*, each with its output."""
    for feed in ledger.outbox.feeds():
        path = feed_path(run, feed.uri)
        if feed.rewritable and path is not None and _PLACEHOLDER not in feed.uri:
            yield feed, path


# --- ledger restore ---


def restore(run: Options, ids: Sequence[str], *, all_missing: bool) -> ExitCode:
    """Make the posts of these articles due again, or all missing ones; raises UsageError for unknown ids.

    A post whose id is given is overwritten even if the user edited it.
    """
    if bool(ids) == all_missing:
        message = "ledger restore needs ids of articles, or --all-missing"
        raise UsageError(message)
    with opened(run) as ledger:
        restored = _all_missing(run, ledger) if all_missing else _named(run, ledger, ids)
    console.line(f"posts due again {restored}; the next run writes them")
    return ExitCode.DONE


def _named(run: Options, ledger: Ledger, ids: Sequence[str]) -> int:
    unknown = ledger.archive.unknown(ids)
    if unknown:
        message = f"unknown article ids: {', '.join(unknown)}; nothing was restored"
        raise UsageError(message)
    folders_of = [feed.number for feed in ledger.outbox.feeds() if feed.rewritable]
    posts = {name for feed in folders_of for name in ledger.posts.facts(feed, ids)}
    for name in dict.fromkeys(ids):
        if name not in posts:
            console.line(f"{name} never had a post")
    for feed, folder in known(run, ledger):
        there = ledger.posts.facts(feed.number, ids).values()
        _followed(run, ledger, feed, folder, [post for post in there if not _exists(folder, post)])
    return len({name for feed in folders_of for name in ledger.posts.restore(posts, feed)})


def _all_missing(run: Options, ledger: Ledger) -> int:
    """Restore all posts that are missing in their folder, whether a run has noted that or not."""
    restored: set[str] = set()
    for feed, folder in known(run, ledger):
        posts = ledger.posts.iterate(feed.number)
        missing = [post for post in posts if post.state is PostState.DELETED or not _exists(folder, post)]
        followed = _followed(
            run, ledger, feed, folder, [post for post in missing if not _exists(folder, post)]
        )
        gone = [post.id for post in missing if post.id not in followed]
        restored.update(ledger.posts.restore(gone, feed.number))
    return len(restored)


def _followed(run: Options, ledger: Ledger, feed: Output, folder: Path, missing: Sequence[Post]) -> set[str]:
    """Return the ids of the posts *missing* that are in *folder* under other names, and note these."""
    return ownership.follow(ledger, feed.number, folder, missing, run.max_file)


def _exists(folder: Path, post: Post) -> bool:
    return os.path.lexists(folder / post.name)
