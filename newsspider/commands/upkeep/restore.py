"""`scrapy ledger restore`: posts that a person deleted are written again by the next run."""

from __future__ import annotations

import os
from collections.abc import Sequence

from newsspider.commands.upkeep import folders, telling
from newsspider.commands.upkeep.opening import opened
from newsspider.errors import ExitCode, WrongUse
from newsspider.ledger import Ledger, PostState
from newsspider.options import Options


def restore(run: Options, ids: Sequence[str], *, all_missing: bool) -> ExitCode:
    """Make the posts of these articles due again, or all that are missing; raises WrongUse for no such id.

    Where an id is named, what a person made of a post that is there is overwritten too.
    """
    if bool(ids) == all_missing:
        message = "scrapy ledger restore needs the ids of articles, or --all-missing"
        raise WrongUse(message)
    with opened(run) as ledger:
        restored = _all_missing(run, ledger) if all_missing else _named(ledger, ids)
    telling.line(f"posts due again {restored}; the next run writes them")
    return ExitCode.DONE


def _named(ledger: Ledger, ids: Sequence[str]) -> int:
    unknown = ledger.archive.unknown(ids)
    if unknown:
        message = f"the ledger has no article {' and none '.join(unknown)}; nothing was restored"
        raise WrongUse(message)
    folders_of = [feed.number for feed in ledger.outbox.feeds() if feed.rewritable]
    posts = {name for feed in folders_of for name in ledger.posts.facts(feed, ids)}
    for name in dict.fromkeys(ids):
        if name not in posts:
            telling.line(f"{name} never had a post")
    return len(ledger.posts.restore(posts))


def _all_missing(run: Options, ledger: Ledger) -> int:
    """Restore every post that is not in its folder, whether a run has noted that or not."""
    restored: set[str] = set()
    for feed, folder in folders.known(run, ledger):
        known = ledger.posts.iterate(feed.number)
        missing = [
            post.id
            for post in known
            if post.state is PostState.DELETED or not os.path.lexists(folder / post.name)
        ]
        restored.update(ledger.posts.restore(missing, feed.number))
    return len(restored)
