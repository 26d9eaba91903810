"""The folders of posts that the ledger knows, and the posts of ours that are in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newsspider.article import OriginKind
from newsspider.draft import Unread
from newsspider.errors import Refused
from newsspider.exporters.naming import feed_path
from newsspider.ledger import Feed, Ledger
from newsspider.options import Options
from newsspider.reasons import Outcome
from newsspider.sites import post
from newsspider.sources import endings, files

# A name that a run fills in stands for a folder of each run.
_PLACEHOLDER = "%("


@dataclass(frozen=True, slots=True)
class OwnPost:
    """A file in a folder that says that it is a post of ours; `name` is relative to the folder, with `/`."""

    name: str
    id: str
    file: files.SeedFile


def known(run: Options, ledger: Ledger) -> Iterator[tuple[Feed, Path]]:
    """Yield the folders of posts of this machine that *ledger* knows, each with its feed."""
    for feed in ledger.outbox.feeds():
        path = feed_path(run, feed.uri)
        if feed.rewritable and path is not None and _PLACEHOLDER not in feed.uri:
            yield feed, path


def own_posts(folder: Path, limit: int) -> Iterator[OwnPost | Unread]:
    """Yield the posts of ours below *folder*, in the order of their names; what cannot be read as Unread.

    None of ours is a link that leads out, what is no text, a file of more than *limit* bytes.
    """
    if not folder.is_dir():
        return
    for found in files.find(str(folder)):
        if isinstance(found, files.SeedFile) and endings.kind(found.path) is not OriginKind.POST:
            continue
        one = found if isinstance(found, Unread) else _own_post(found, limit)
        if one is not None and (isinstance(one, OwnPost) or one.outcome is Outcome.FAILED):
            yield one


def _own_post(found: files.SeedFile, limit: int) -> OwnPost | Unread | None:
    try:
        own = post.own_id(files.read(found, limit))
    except Refused as refusal:
        return Unread(found.locator, refusal.outcome, refusal.reason, refusal.detail)
    return OwnPost(found.locator, own, found) if own is not None else None
