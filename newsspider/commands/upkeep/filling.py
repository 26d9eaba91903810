"""Filling a new ledger with the articles that are there, as if it had stored and published them itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

from newsspider.commands.upkeep.documents import ORIGIN, OldPost, Posts
from newsspider.commands.upkeep.records import Records
from newsspider.errors import ExitCode
from newsspider.ledger import Arrival, Feed, Ledger, Near, NearMode, Published, Run, Verdict
from newsspider.model.article import Article
from newsspider.model.draft import Unread
from newsspider.options import Options
from newsspider.outputs.targets import feed_name
from newsspider.run import targets as outputs

_PAGE = 256
_Item = TypeVar("_Item")


@dataclass(slots=True)
class Filled:
    """What a ledger was filled with, and what could not be taken, a line each."""

    articles: int = 0
    posts: int = 0
    faults: list[str] = field(default_factory=list)


class _Filling:
    """One filling; the default feeds have had everything that is there."""

    def __init__(self, run: Options, ledger: Ledger, folder: Path) -> None:
        self._options = run
        self._ledger = ledger
        self._folder = folder
        self._posts = Posts(run, folder)
        self._run: Run = ledger.runs.start(f"{ORIGIN}-{run.clock():%Y%m%d-%H%M%S}", run.clock())
        self._of_posts = ledger.outbox.register(feed_name(run, str(folder)), rewritable=True)
        self._of_lines = ledger.outbox.register(feed_name(run, str(run.output / outputs.ARTICLES)))
        self._ids: set[str] = set()
        self.filled = Filled()

    def fill(self) -> Filled:
        """Store posts and records, and return what came of it."""
        records = Records((self._options.output / "articles").glob("*.jsonl"))
        self.filled.faults += map(_told, records.faults)
        for page in _pages(self._readable()):
            for old in page:
                records.complete(old.article)
            self._store_posts(page)
        for others in _pages(records.others(self._ids)):
            self._store(others, [self._of_lines])
        counts = {"kept": self.filled.articles}
        self._ledger.runs.finish(self._run, self._options.clock(), ExitCode.DONE, counts, {})
        return self.filled

    def _readable(self) -> Iterator[OldPost]:
        for one in self._posts.read():
            if isinstance(one, Unread):
                self.filled.faults.append(_told(one))
            else:
                yield one

    def _store_posts(self, page: Sequence[OldPost]) -> None:
        own = [one.article.id for one in page]
        verdicts = self._store([one.article for one in page], [self._of_posts, self._of_lines])
        written = []
        for old, id_, verdict in zip(page, own, verdicts, strict=True):
            if verdict.id != id_:
                self.filled.faults.append(f"a copy of {verdict.id}: {self._folder / old.name}")
                continue
            written.append(Published(id_, verdict.revision, old.name, old.digest))
        self._ledger.outbox.published(self._of_posts, written)
        self.filled.posts += len(written)

    def _store(self, page: Sequence[Article], feeds: Sequence[Feed]) -> list[Verdict]:
        # Each was an article of its own, so none is folded for being nearly another.
        near = Near(NearMode.OFF, self._options.near_window)
        group = self._ledger.group(self._run, rules=self._posts.rules, feeds=feeds, near=near)
        group.meet([Arrival(article) for article in page])
        verdicts = group.commit(self._options.clock())
        self._ids.update(verdict.id for verdict in verdicts)
        self.filled.articles = len(self._ids)
        done = [Published(verdict.id, verdict.revision) for verdict in verdicts]
        self._ledger.outbox.published(self._of_lines, done)
        return verdicts


def fill(run: Options, ledger: Ledger, folder: Path) -> Filled:
    """Fill the empty *ledger* with the posts of *folder*, and with what only our own JSONL still tells."""
    return _Filling(run, ledger, folder).fill()


def _told(unread: Unread) -> str:
    return f"{unread.reason.value}: {unread.locator} ({unread.detail})"


def _pages(found: Iterator[_Item]) -> Iterator[list[_Item]]:
    while page := list(islice(found, _PAGE)):
        yield page
