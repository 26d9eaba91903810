"""The open ledger of a run: its outputs are registered, and a group of arrivals waits for its commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from newsspider import config
from newsspider.errors import ExitCode, NewsspiderError, Rejected
from newsspider.ledger import (
    Candidate,
    Group,
    Ledger,
    Near,
    Output,
    PostState,
    Reached,
    Recheck,
    Validators,
    Verdict,
    Written,
    keys,
)
from newsspider.model.article import Article
from newsspider.model.draft import Listed
from newsspider.options import Options
from newsspider.outputs import adoption, atomic
from newsspider.outputs.atomic import cannot_read, cannot_write
from newsspider.outputs.posts import ownership, scan
from newsspider.outputs.targets import OutputFile, feed_name, files_of, is_fixed, local_path, redacted
from newsspider.run import selection
from newsspider.sources import files
from newsspider.sources.warc import reader

# Arrivals in one commit: a killed run has to repeat at most this many; larger groups are not faster.
GROUP = 256
# After this many runs that do not write an output, it is forgotten.
_REMEMBERED = 3


class LedgerSession:
    """The ledger of one run; raises LedgerFailed if it cannot be used."""

    def __init__(self, run: Options, spider: str, rules: str) -> None:
        self._options = run
        own = config.load(run.config)
        self.selection = selection.of_tables(own.keep, own.drop)
        # What was not wanted is worth another look where others are wanted, as where rules changed.
        self.rules = rules + self.selection.version
        self.ledger = Ledger.open(run.ledger, run.worker, run.roots)
        self.known_runs = self.ledger.runs.names()
        self.run = self.ledger.runs.start(run.run or spider, run.clock())
        self._by_uri: dict[str, Output] = {}
        # Outputs whose files were found to hold what the outbox does not know.
        self._holding: set[int] = set()
        self.has_fresh_feeds = False  # one that nobody has had anything of, or that is written again
        # What the user should know about ledger and outputs, one sentence each.
        self.notes: list[str] = []
        # How archives are remembered, by their files, and those that were read to their end.
        self.archives: dict[str, str] = {}
        self.read_to_end: dict[str, int] = {}
        self._group: Group | None = None
        self._waiting: list[Candidate] = []
        self._planned: list[Recheck] = []
        self._looked: list[str] = []

    def now(self) -> datetime:
        """Return the present time by the clock of the run."""
        return self._options.clock()

    @property
    def feeds(self) -> list[Output]:
        """Return the outputs of the run."""
        return list(self._by_uri.values())

    def of(self, uri: str) -> Output:
        """Return the output that is written to the address *uri*."""
        return self._by_uri[uri]

    def uri(self, number: int) -> str:
        """Return the address that the output of this number is written to."""
        return next(uri for uri, feed in self._by_uri.items() if feed.number == number)

    def register(
        self, uri: str, feed: Mapping[str, object], *, named: Callable[[str], bool] = atomic.named
    ) -> Output:
        """Return the output of *uri*; raises NewsspiderError if most of its posts are gone.

        *named* says whether the file of a stamp, of a run that was killed, has its name.
        """
        posts = feed["format"] == "posts"
        path = local_path(uri)
        absent = path is not None and "%(" not in uri and not path.exists()
        # What was written to a pipe is gone, and a remote file with a fixed name is overwritten.
        if path is None:
            fleeting = is_fixed(uri)
        else:
            fleeting = path.exists() and not path.is_file() and not path.is_dir()
        again = absent or fleeting or bool(feed.get("overwrite"))
        name = feed_name(self._options, uri)
        known = self.ledger.outbox.register(
            name, rewritable=posts, again=again, named=named, wait=self._options.lock_wait
        )
        if absent and not known.is_new:
            # The old content is already gone, so this generation counts from the start.
            self.ledger.outbox.settle(known)
            self.ledger.posts.lost(known.number)
        elif posts and path is not None:
            try:
                self._look_over(known, path)
            except OSError as error:
                raise cannot_write(path, error) from error
        if path is not None and not again:
            self._take_up(known, uri, path, feed)
        whole = posts or not is_fixed(uri)
        can_tell = bool(feed.get("overwrite")) or fleeting or adoption.can_tell(feed)
        self.ledger.outbox.use(known, self.run.number, forgettable=can_tell and not whole)
        self.has_fresh_feeds = self.has_fresh_feeds or again or known.is_new
        self._by_uri[uri] = known
        if self.ledger.outbox.holds_any(known):
            self._holding.add(known.number)
        return known

    def _take_up(self, output: Output, uri: str, path: Path, options: Mapping[str, object]) -> None:
        """Note what the files of *output* hold if the ledger does not: it is new, lost or restored."""
        if output.rewritable:
            if output.is_new and scan.has_own(path, self._options.max_file):
                self.notes.append(
                    f"the ledger does not know the posts in {redacted(uri)}: this run adds the posts of the "
                    "articles that it reads, and counts their revisions from 1; "
                    "`newsspider ledger rebuild` adds all of them as they are"
                )
            return
        unknown = [file for file in files_of(path) if self._is_unknown(output, file)]
        if unknown and adoption.can_tell(options):
            self._adopt(output, unknown, options)
        elif unknown:
            self.notes.append(
                f"the ledger does not know which articles {redacted(uri)} holds, and its lines have no ids: "
                "some articles may be written twice; -O replaces it"
            )

    def _is_unknown(self, output: Output, file: OutputFile) -> bool:
        """Return whether the ledger does not know what *file* holds."""
        if file.is_only:
            return output.is_new or (output.mark is not None and not atomic.is_as_long(output.mark))
        if self.ledger.outbox.holds(output, [keys.of_output_file(file.name)]):
            return False
        return output.is_new or (file.run is not None and file.run not in self.known_runs)

    def _adopt(self, output: Output, unknown: Sequence[OutputFile], options: Mapping[str, object]) -> None:
        where = unknown[0].path
        lines: set[int] = set()
        try:
            for file in unknown:
                where = file.path
                lines.update(adoption.lines(where, options))
            mark = atomic.mark(where, where) if unknown[0].is_only else None
        except OSError as error:
            raise cannot_read(where, error) from error
        files = {keys.of_output_file(file.name) for file in unknown}
        self.ledger.outbox.hold(output, lines | files, mark)
        if lines:
            others = f" and {len(unknown) - 1} more files" if len(unknown) > 1 else ""
            self.notes.append(
                f"the ledger does not know all of {where}{others}, {len(lines)} articles: "
                "none of them is written there twice"
            )

    def may_hold(self, output: Output) -> bool:
        """Return whether files of *output* were found to hold what the outbox does not know."""
        return output.number in self._holding

    def held(self, output: Output, articles: Iterable[Article]) -> set[str]:
        """Return the ids of those *articles* whose text a file of *output* holds, unknown to the outbox."""
        if not self.may_hold(output):
            return set()
        by_key = {keys.of_line(article.id, article.digest): article.id for article in articles}
        return {by_key[key] for key in self.ledger.outbox.holds(output, by_key)}

    def _look_over(self, feed: Output, folder: Path) -> None:
        """Note which posts the user deleted or renamed, and whose text is again what was written.

        Raises NewsspiderError if more than half of them are gone: that is no choice of single articles.
        """
        known = 0
        absent: list[int] = []
        doubtful: list[int] = []
        there = scan.Names(folder)
        for number, name, state in self.ledger.posts.names(feed.number):
            if state in (PostState.WRITTEN, PostState.EDITED):
                known += 1
                if name not in there:
                    absent.append(number)
            if state is PostState.EDITED or (state is PostState.DELETED and name in there):
                doubtful.append(number)
        missing = self.ledger.posts.of(feed.number, absent)
        back = [
            post.id
            for post in self.ledger.posts.of(feed.number, doubtful)
            if post.state is PostState.DELETED or ownership.is_as_written(folder / post.name, post)
        ]
        followed = ownership.follow(self.ledger, feed.number, folder, missing, self._options.max_file)
        gone = [post.id for post in missing if post.id not in followed]
        if len(gone) * 2 > known:
            message = (
                f"{len(gone)} of {known} posts are missing in {folder}, too many to be deletions: "
                "put them back, or run `newsspider ledger restore --all-missing` to write them again"
            )
            raise NewsspiderError(message)
        self.ledger.posts.hold(feed.number, gone, PostState.DELETED)
        self.ledger.posts.release(feed.number, back)

    def meet(self, one: Candidate) -> bool:
        """Add an article to the group; returns whether it is time to commit."""
        self._waiting.append(one)
        return len(self._waiting) >= GROUP

    def look_again(self, listed: Listed) -> None:
        """Plan to fetch the article again when it is old enough, unless that was already done."""
        if listed.again:
            self._looked.append(listed.key)
        elif listed.validators is not None and self._options.recheck:
            due = self._options.clock() + timedelta(hours=self._options.recheck)
            self._planned.append(Recheck(listed.key, Validators(*listed.validators), due))

    def commit(self) -> list[tuple[Candidate, Verdict]]:
        """Store the group and return each verdict; the group is empty afterwards, whatever happens."""
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

    def _note_archives(self, stored: list[Candidate]) -> None:
        """Note how far the archives of *stored* have been read; everything before is stored."""
        places = [source for one in stored if (source := one.arrival.source) is not None]
        for file, end in {place.file: place.start + place.length for place in places}.items():
            self._reached(file, end)

    def ended(self) -> None:
        """Note that the run is complete, so that archives read to their end are not read again.

        Outputs that are settled and were not written for a while are forgotten.
        """
        before = self.run.number - _REMEMBERED
        forgotten = self.ledger.outbox.forget(before) if before > 0 else []
        if forgotten and any(output.is_new for output in self._fixed_files()):
            self.notes.append(
                f"the ledger forgot {redacted(forgotten[-1])}, which only one run wrote; if each run writes "
                "a new file, put %(run)s or %(_job)s in the name: then no article is written twice"
            )
        for file, end in self.read_to_end.items():
            self._reached(file, end)

    def _fixed_files(self) -> list[Output]:
        return [output for uri, output in self._by_uri.items() if not output.rewritable and is_fixed(uri)]

    def _reached(self, file: str, end: int) -> None:
        name = self.archives.get(file)
        if name is not None:
            try:
                with files.opened(files.SeedFile("", file)) as archive:
                    mark = reader.mark(archive, end)
            except Rejected:  # it is gone; should it come back, it is read from its beginning
                return
            self.ledger.replays.note(name, self.feeds, Reached(mark.end, mark.head, mark.tail))

    @property
    def written(self) -> Written:
        """What the last commit stored."""
        return Written() if self._group is None else self._group.written

    def forget(self) -> None:
        """Drop what waits: the run has failed."""
        self._waiting = []

    @property
    def waiting(self) -> Sequence[Candidate]:
        """Return the group that waits for the commit."""
        return self._waiting

    def finish(self, exit_code: ExitCode, counts: Mapping[str, int], fill: Mapping[str, float]) -> None:
        """Note how the run ended and close the ledger."""
        try:
            self.ledger.runs.finish(self.run, self._options.clock(), int(exit_code), counts, fill)
        finally:
            self.ledger.close()
