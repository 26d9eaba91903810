"""What a run keeps: the open ledger with its feeds registered, and a group that waits for its commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlparse

from w3lib.url import file_uri_to_path

from newsspider import config
from newsspider.clean import rules
from newsspider.errors import ExitCode, NewsspiderError
from newsspider.exporters import placing
from newsspider.ledger import Arrival, Feed, Group, Ledger, Near, PostState, Verdict
from newsspider.options import LEDGER_NAME, Options

# Arrivals in one commit: what a run that is killed has to do again at most, and what a commit costs least at.
GROUP = 256


class Keeping:
    """The ledger of one run; raises LedgerFailed where it cannot be used."""

    def __init__(self, run: Options, spider: str) -> None:
        self._options = run
        self.rules = rules.load(config.load(run.config).rules).version
        self.ledger = Ledger.open(run.ledger)
        self.run = self.ledger.runs.start(run.run or spider, run.clock())
        self._by_uri: dict[str, Feed] = {}
        self._group: Group | None = None
        self._waiting: list[Arrival] = []

    @property
    def feeds(self) -> list[Feed]:
        """Return the feeds of the run."""
        return list(self._by_uri.values())

    def of(self, uri: str) -> Feed:
        """Return the feed that is written to the address *uri*."""
        return self._by_uri[uri]

    def uri(self, number: int) -> str:
        """Return the address that the feed of this number is written to."""
        return next(uri for uri, feed in self._by_uri.items() if feed.number == number)

    def register(self, uri: str, feed: Mapping[str, object]) -> Feed:
        """Return the feed of *uri*; raises NewsspiderError where most of its posts are gone."""
        posts = feed["format"] == "posts"
        path = local_path(uri)
        absent = path is not None and "%(" not in uri and not path.exists()
        anew = absent or bool(feed.get("overwrite")) or path is None
        name = self._name(uri, path)
        known = self.ledger.outbox.register(name, rewritable=posts, anew=anew, named=placing.named)
        if absent and not known.is_new:
            # What was there is gone already, so this generation counts from the start.
            self.ledger.outbox.settle(known)
            self.ledger.posts.lost(known.number)
        elif posts and path is not None:
            self._check_folder(known, path)
        self._by_uri[uri] = known
        return known

    def _name(self, uri: str, path: Path | None) -> str:
        """Return what the ledger calls a feed: relative to the output folder where both move together."""
        if path is None:
            return uri
        output = self._options.output.absolute()
        if self._options.ledger == str(self._options.output / LEDGER_NAME) and path.is_relative_to(output):
            return path.relative_to(output).as_posix()
        return path.as_posix()

    def _check_folder(self, feed: Feed, folder: Path) -> None:
        """Raise where more than half of the known posts are gone: that is no choice of single articles."""
        known = missing = 0
        for post in self.ledger.posts.iterate(feed.number):
            if post.state in (PostState.WRITTEN, PostState.EDITED):
                known += 1
                missing += not (folder / post.name).exists()
        if missing * 2 > known:
            message = (
                f"{missing} of {known} posts are gone from {folder}, which is not taken for deletions: "
                "put them back, or have them written again by `scrapy ledger restore --all-missing`"
            )
            raise NewsspiderError(message)

    def meet(self, arrival: Arrival) -> bool:
        """Take in an article; returns whether it is time to commit."""
        self._waiting.append(arrival)
        return len(self._waiting) >= GROUP

    def commit(self) -> list[tuple[Arrival, Verdict]]:
        """Store what waits and return what became of each; nothing waits afterwards, whatever happens."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return []
        if self._group is None:
            near = Near(self._options.near_duplicates, self._options.near_window)
            self._group = self.ledger.group(self.run, rules=self.rules, feeds=self.feeds, near=near)
        self._group.meet(waiting)
        return list(zip(waiting, self._group.commit(self._options.clock()), strict=True))

    def forget(self) -> None:
        """Drop what waits: the run has failed."""
        self._waiting = []

    @property
    def waiting(self) -> Sequence[Arrival]:
        """Return what waits for the commit."""
        return self._waiting

    def finish(self, exit_code: ExitCode, counts: Mapping[str, int]) -> None:
        """Note how the run ended and close the ledger."""
        try:
            self.ledger.runs.finish(self.run, self._options.clock(), int(exit_code), counts, {})
        finally:
            self.ledger.close()


def local_path(uri: str) -> Path | None:
    """Return the path that *uri* names on this machine, absolute; None for an address elsewhere."""
    scheme = urlparse(uri).scheme
    if scheme not in ("", "file"):
        return None
    return Path(file_uri_to_path(uri) if scheme else uri).absolute()
