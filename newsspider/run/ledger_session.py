"""What a run keeps: the open ledger with its feeds registered, and a group that waits for its commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from newsspider import config
from newsspider.errors import ExitCode, NewsspiderError
from newsspider.ledger import (
    Arrival,
    Group,
    Ledger,
    Near,
    Output,
    Post,
    PostState,
    Reached,
    Recheck,
    Validators,
    Verdict,
)
from newsspider.model.draft import Listed
from newsspider.options import Options
from newsspider.outputs import atomic
from newsspider.outputs.atomic import cannot_write
from newsspider.outputs.posts import ownership
from newsspider.outputs.targets import feed_name, local_path
from newsspider.sources.warc import reader

# Arrivals in one commit: what a run that is killed has to do again at most, and what a commit costs least at.
GROUP = 256


class LedgerSession:
    """The ledger of one run; raises LedgerFailed where it cannot be used."""

    def __init__(self, run: Options, spider: str) -> None:
        self._options = run
        self.rules = config.rule_set(run).version
        self.ledger = Ledger.open(run.ledger)
        self.run = self.ledger.runs.start(run.run or spider, run.clock())
        self._by_uri: dict[str, Output] = {}
        self.has_fresh_feeds = False  # one that nobody has had anything of, or that is written anew
        # What archives are remembered by, by their files, and those that were read to their end.
        self.archives: dict[str, str] = {}
        self.whole: dict[str, int] = {}
        self._group: Group | None = None
        self._waiting: list[Arrival] = []
        self._planned: list[Recheck] = []
        self._looked: list[str] = []

    def now(self) -> datetime:
        """Return the present time by the clock of the run."""
        return self._options.clock()

    @property
    def feeds(self) -> list[Output]:
        """Return the feeds of the run."""
        return list(self._by_uri.values())

    def of(self, uri: str) -> Output:
        """Return the feed that is written to the address *uri*."""
        return self._by_uri[uri]

    def uri(self, number: int) -> str:
        """Return the address that the feed of this number is written to."""
        return next(uri for uri, feed in self._by_uri.items() if feed.number == number)

    def register(self, uri: str, feed: Mapping[str, object]) -> Output:
        """Return the feed of *uri*; raises NewsspiderError where most of its posts are gone."""
        posts = feed["format"] == "posts"
        path = local_path(uri)
        absent = path is not None and "%(" not in uri and not path.exists()
        fleeting = path is None or (path.exists() and not path.is_file() and not path.is_dir())
        anew = absent or fleeting or bool(feed.get("overwrite"))
        name = feed_name(self._options, uri)
        known = self.ledger.outbox.register(name, rewritable=posts, anew=anew, named=atomic.named)
        if absent and not known.is_new:
            # What was there is gone already, so this generation counts from the start.
            self.ledger.outbox.settle(known)
            self.ledger.posts.lost(known.number)
        elif posts and path is not None:
            try:
                self._look_over(known, path)
            except OSError as error:
                raise cannot_write(path, error) from error
        self.has_fresh_feeds = self.has_fresh_feeds or anew or known.is_new
        self._by_uri[uri] = known
        return known

    def _look_over(self, feed: Output, folder: Path) -> None:
        """Note which posts a person has deleted, which renamed, and whose text is back to what was written.

        Raises NewsspiderError where more than half of them are gone: that is no choice of single articles.
        """
        known = 0
        missing: list[Post] = []
        back: list[str] = []
        for post in self.ledger.posts.iterate(feed.number):
            path = folder / post.name
            if post.state in (PostState.WRITTEN, PostState.EDITED):
                known += 1
                if not path.exists():
                    missing.append(post)
            if (post.state is PostState.DELETED and path.exists()) or (
                post.state is PostState.EDITED and ownership.is_as_written(path, post)
            ):
                back.append(post.id)
        followed = ownership.follow(self.ledger, feed.number, folder, missing, self._options.max_file)
        gone = [post.id for post in missing if post.id not in followed]
        if len(gone) * 2 > known:
            message = (
                f"{len(gone)} of {known} posts are gone from {folder}, which is not taken for deletions: "
                "put them back, or have them written again by `scrapy ledger restore --all-missing`"
            )
            raise NewsspiderError(message)
        self.ledger.posts.hold(feed.number, gone, PostState.DELETED)
        self.ledger.posts.release(feed.number, back)

    def meet(self, arrival: Arrival) -> bool:
        """Take in an article; returns whether it is time to commit."""
        self._waiting.append(arrival)
        return len(self._waiting) >= GROUP

    def look_again(self, listed: Listed) -> None:
        """Have what waits next asked for once more, when it is old enough; what was already, is not again."""
        if listed.again:
            self._looked.append(listed.key)
        elif listed.validators is not None and self._options.recheck:
            due = self._options.clock() + timedelta(hours=self._options.recheck)
            self._planned.append(Recheck(listed.key, Validators(*listed.validators), due))

    def commit(self) -> list[tuple[Arrival, Verdict]]:
        """Store what waits and return what became of each; nothing waits afterwards, whatever happens."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return []
        if self._group is None:
            near = Near(self._options.near_duplicates, self._options.near_window)
            self._group = self.ledger.group(self.run, rules=self.rules, feeds=self.feeds, near=near)
        planned, self._planned = self._planned, []
        self.ledger.rechecks.plan(planned)
        self._group.meet(waiting)
        met = list(zip(waiting, self._group.commit(self._options.clock()), strict=True))
        looked, self._looked = self._looked, []
        self.ledger.rechecks.done(looked)
        self._note_archives(waiting)
        return met

    def _note_archives(self, stored: list[Arrival]) -> None:
        """Note how far the archives have been read that *stored* are from, all before them being stored."""
        places = [arrival.source for arrival in stored if arrival.source is not None]
        for file, end in {place.file: place.start + place.length for place in places}.items():
            self._reached(file, end)

    def ended(self) -> None:
        """Note that the run came to its end: what was read to its end then needs not be read again."""
        for file, end in self.whole.items():
            self._reached(file, end)

    def _reached(self, file: str, end: int) -> None:
        name = self.archives.get(file)
        if name is not None:
            with Path(file).open("rb") as archive:
                mark = reader.mark(archive, end)
            self.ledger.replays.note(name, Reached(mark.end, mark.head, mark.tail))

    def forget(self) -> None:
        """Drop what waits: the run has failed."""
        self._waiting = []

    @property
    def waiting(self) -> Sequence[Arrival]:
        """Return what waits for the commit."""
        return self._waiting

    def finish(self, exit_code: ExitCode, counts: Mapping[str, int], fill: Mapping[str, float]) -> None:
        """Note how the run ended and close the ledger."""
        try:
            self.ledger.runs.finish(self.run, self._options.clock(), int(exit_code), counts, fill)
        finally:
            self.ledger.close()
