"""`newsspider ledger rebuild`: makes a new ledger from the posts, if the old one is lost or damaged.

It is built beside the old one and replaces it when it is complete. What only the old one knew is gone: how
far lists were read, earlier texts and uncleaned sources, and which posts a user deleted or edited.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import partial
from itertools import count, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

import msgspec

from newsspider import api, config
from newsspider.clean.rules import RuleSet
from newsspider.errors import ExitCode, NewsspiderError, Rejected, UsageError
from newsspider.ledger import (
    Arrival,
    Candidate,
    Ledger,
    LedgerDamaged,
    Near,
    Output,
    Published,
    RunRow,
    Verdict,
    keys,
)
from newsspider.ledger.candidate import Marks, marks
from newsspider.ledger.database import exists, file_of, redacted
from newsspider.limits import Limits
from newsspider.model.article import Article, from_own_line, from_record
from newsspider.model.draft import Unread
from newsspider.model.outcomes import NearMode, Outcome, Reason
from newsspider.options import Options
from newsspider.outputs.atomic import cannot_write, sync_folder
from newsspider.outputs.posts import scan
from newsspider.outputs.targets import feed_name
from newsspider.render.made_post import body_digest
from newsspider.run import targets
from newsspider.sources import files
from newsspider.upkeep import console
from newsspider.workers import work
from newsspider.workers.spread import spread, waited

# The JSONL of earlier runs, as a source for the new ledger.

# Fields that a post does not contain.
_UNSAID = ("site", "channel", "published_precision", "published_from", "fetched", "origin", "repairs")


class Records:
    """The last revision of each article in *paths*; `faults` are lines that are not newsspider's.

    It remembers the places of the lines, not their text, so that memory stays small.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self.faults: list[Unread] = []
        self._paths = sorted(paths)
        # The id of an article to its revision, the number of its file, and the first byte of its line.
        self._last: dict[str, tuple[int, int, int]] = {}
        for number in range(len(self._paths)):
            self._note(number)

    def _note(self, number: int) -> None:
        """Note the places of the lines of the file with this *number*."""
        path, start = self._paths[number], 0
        try:
            with path.open("rb") as file:
                for line in file:
                    article = _article(line)
                    if article is None:
                        place = f"{path}, byte {start}"
                        self.faults.append(_unread(place, "not a line of newsspider's JSONL"))
                    elif article.revision >= self._last.get(article.id, (0,))[0]:
                        self._last[article.id] = (article.revision, number, start)
                    start += len(line)
        except OSError as error:
            self.faults.append(_unread(str(path), error.strerror or str(error)))

    def complete(self, articles: Sequence[Article]) -> None:
        """Give *articles*, read from posts, the fields that only a line of JSONL with the same text has."""
        lines = self._found([article.id for article in articles])
        for article in articles:
            line = lines.get(article.id)
            if line is not None and (line.revision, line.digest) == (article.revision, article.digest):
                for name in _UNSAID:
                    setattr(article, name, getattr(line, name))

    def others(self, known: Container[str]) -> Iterator[list[Article]]:
        """Yield the articles that are not in *known* by pages, in the order of their first lines."""
        for ids in _pages(id_ for id_ in self._last if id_ not in known):
            lines = self._found(ids)
            yield [lines[id_] for id_ in ids if id_ in lines]

    def _found(self, ids: Sequence[str]) -> dict[str, Article]:
        """Return the articles of those *ids* that have a line; opens each file once."""
        found = {}
        places = sorted((*self._last[id_][1:], id_) for id_ in ids if id_ in self._last)
        for number, lines in groupby(places, key=itemgetter(0)):
            with suppress(OSError), self._paths[number].open("rb") as file:
                for _, start, id_ in lines:
                    file.seek(start)
                    article = _article(file.readline())
                    if article is not None:
                        found[id_] = article
        return found


def _unread(locator: str, detail: str) -> Unread:
    return Unread(locator, Outcome.FAILED, Reason.UNREADABLE, detail)


def _article(line: bytes) -> Article | None:
    """Return the article of a line; None if newsspider did not write it."""
    try:
        article = from_own_line(line) or _of_values(json.loads(line))
        return article if article is not None and article.id and bytes.fromhex(article.digest) else None
    except (ValueError, TypeError, KeyError):
        return None


def _of_values(values: object) -> Article | None:
    return from_record(values) if isinstance(values, dict) else None


# --- ledger rebuild ---

# The posts of a folder, as a source for the new ledger.

ORIGIN = "rebuild"


class OldPost(msgspec.Struct, tag=True):
    """A post in its folder; `digest` is the digest of its body."""

    name: str
    digest: bytes
    article: Article
    marks: Marks


class _Refused(msgspec.Struct, tag=True):
    """A post that cannot be read, and why."""

    name: str
    outcome: Outcome
    reason: Reason
    detail: str


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(OldPost | _Refused).decode


class Posts:
    """Reads newsspider's posts in a folder, as a run would."""

    def __init__(self, run: Options, folder: Path) -> None:
        self._limits = run.limits
        self._folder = folder
        self._now = run.clock
        self._workers = run.workers
        self._rule_set = config.rule_set(run)
        self.rules = self._rule_set.version

    def read(self) -> Iterator[OldPost | Unread]:
        """Yield one post for each id, in the order of their names, and what cannot be read.

        Of several files with one id, the one with the shortest name is the post; a copy has a longer name.
        """
        chosen: dict[str, scan.OwnPost] = {}
        for found in scan.find(self._folder, self._limits.file):
            if isinstance(found, Unread):
                yield found
                continue
            rival = chosen.get(found.id)
            if rival is None or len(found.name) < len(rival.name):
                chosen[found.id] = found
        job = work.Job(self._rule_set, self._limits, ORIGIN, "").packed()
        items = ((own, self._now()) for own in sorted(chosen.values(), key=lambda own: own.name))
        for batch, lines in waited(spread(self._workers, partial(_work, job), items, _lost)):
            for (own, now), line in zip(batch, lines.split(b"\n"), strict=True):
                read = _decode(line) if line else _read(self._rule_set, self._limits, own, now)
                if isinstance(read, OldPost):
                    yield read
                else:
                    yield Unread(read.name, read.outcome, read.reason, read.detail)


def _work(packed: bytes, batch: Sequence[tuple[scan.OwnPost, datetime]]) -> bytes:
    """Return what a worker makes of *batch*, a line each; an empty one for what it cannot do."""
    job, _ = work.unpacked(packed)
    return b"\n".join(_line(job, own, now) for own, now in batch)


def _line(job: work.Job, own: scan.OwnPost, now: datetime) -> bytes:
    try:
        return _encode(_read(job.rules, job.limits, own, now))
    except UnicodeEncodeError:  # half a character
        return b""


def _lost(one: tuple[scan.OwnPost, datetime], why: str) -> bytes:
    own, _ = one
    return _encode(_Refused(own.name, Outcome.FAILED, Reason.WORKER_DIED, why))


def _read(rules: RuleSet, limits: Limits, own: scan.OwnPost, now: datetime) -> OldPost | _Refused:
    try:
        data = files.read(own.file, limits.file)
        draft = api.process(files.Document(own.name, data), rules, limits, now)
        draft.article.origin.spider = ORIGIN
        draft.article.html = draft.article.html  # rendered here: the body does not leave this process
    except Rejected as refusal:
        return _Refused(own.name, refusal.outcome, refusal.reason, refusal.detail)
    digest = body_digest(data.decode("utf-8", "replace"))
    return OldPost(own.name, digest, draft.article, marks(draft.article))


# --- ledger rebuild ---

# Fills a new ledger with the existing articles, as if it had stored and published them itself.

_PAGE = 256
_Item = TypeVar("_Item")


@dataclass(slots=True)
class Filled:
    """What a ledger was filled with, and a line for each item that could not be used."""

    articles: int = 0
    posts: int = 0
    faults: list[str] = field(default_factory=list)


class _Filling:
    """Fills one ledger; the default outputs count as having everything."""

    def __init__(self, run: Options, ledger: Ledger, folder: Path) -> None:
        self._options = run
        self._ledger = ledger
        self._folder = folder
        self._posts = Posts(run, folder)
        self._run: RunRow = ledger.runs.start(f"{ORIGIN}-{run.clock():%Y%m%d-%H%M%S}", run.clock())
        self._of_posts = ledger.outbox.register(feed_name(run, str(folder)), rewritable=True)
        self._of_lines = ledger.outbox.register(feed_name(run, targets.articles(run)))
        self._ids: set[str] = set()
        self.filled = Filled()

    def fill(self) -> Filled:
        """Store posts and records, and return the counts."""
        paths = list((self._options.output / targets.ARTICLES).glob("*.jsonl"))
        self._ledger.outbox.hold(self._of_lines, {keys.of_output_file(path.name) for path in paths})
        records = Records(paths)
        self.filled.faults += map(_fault, records.faults)
        for page in _pages(self._readable()):
            records.complete([old.article for old in page])
            self._store_posts(page)
        for others in records.others(self._ids):
            self._store([Candidate.of(Arrival(article)) for article in others], [self._of_lines])
        counts = {"kept": self.filled.articles}
        self._ledger.runs.finish(self._run, self._options.clock(), ExitCode.DONE, counts, {})
        return self.filled

    def _readable(self) -> Iterator[OldPost]:
        for one in self._posts.read():
            if isinstance(one, Unread):
                self.filled.faults.append(_fault(one))
            else:
                yield one

    def _store_posts(self, page: Sequence[OldPost]) -> None:
        own = [one.article.id for one in page]
        candidates = [Candidate.of(Arrival(one.article)) for one in page]
        for candidate, old in zip(candidates, page, strict=True):
            candidate.known_marks = old.marks
        verdicts = self._store(candidates, [self._of_posts, self._of_lines])
        written = []
        for old, id_, verdict in zip(page, own, verdicts, strict=True):
            if verdict.id != id_:
                self.filled.faults.append(f"a copy of {verdict.id}: {self._folder / old.name}")
                continue
            written.append(Published(id_, verdict.revision, old.name, old.digest))
        self._ledger.outbox.published(self._of_posts, written)
        self.filled.posts += len(written)

    def _store(self, page: Sequence[Candidate], feeds: Sequence[Output]) -> list[Verdict]:
        # Each was an article of its own, so near-duplicates are not merged.
        near = Near(NearMode.OFF, self._options.near_window)
        group = self._ledger.group(self._run, rules=self._posts.rules, feeds=feeds, near=near)
        group.meet(page)
        verdicts = group.commit(self._options.clock())
        self._ids.update(verdict.id for verdict in verdicts)
        self.filled.articles = len(self._ids)
        done = [Published(verdict.id, verdict.revision) for verdict in verdicts]
        self._ledger.outbox.published(self._of_lines, done)
        return verdicts


def fill(run: Options, ledger: Ledger, folder: Path) -> Filled:
    """Fill the empty *ledger* with the posts in *folder* and with articles that only the JSONL has."""
    return _Filling(run, ledger, folder).fill()


def _fault(unread: Unread) -> str:
    return f"{unread.reason.value}: {unread.locator} ({unread.detail})"


def _pages(found: Iterator[_Item]) -> Iterator[list[_Item]]:
    while page := list(islice(found, _PAGE)):
        yield page


# --- ledger rebuild ---

# Moves the file of a ledger: the damaged one aside, the new one into its place; nothing is overwritten.

# SQLite's files beside a database; a journal must move with its file, or another database would read it.
_BESIDE = ("", "-wal", "-shm")
_NEW = ".rebuilding"


def fresh(file: Path) -> Path:
    """Return the path for the new ledger, beside *file*; removes what an earlier try left there."""
    path = file.with_name(file.name + _NEW)
    try:
        for ending in _BESIDE:
            with suppress(FileNotFoundError):
                path.with_name(path.name + ending).unlink()
    except OSError as error:
        raise cannot_write(path, error) from error
    return path


def exchange(file: Path, new: Path, run: Options, word: str) -> Path | None:
    """Rename the ledger *new* to *file*; return the new name of the old one, or None if there was none.

    The old one becomes `<name>.<word>-<time>`. Raises OutputFailed; the old file then still exists under one
    of the two names.
    """
    kept = _free(file, f"{word}-{run.clock():%Y%m%d-%H%M%S}") if file.exists() else None
    try:
        if kept is not None:
            for ending in _BESIDE:
                with suppress(FileNotFoundError):
                    file.with_name(file.name + ending).rename(kept.with_name(kept.name + ending))
        new.replace(file)
        sync_folder(file.parent)
    except OSError as error:
        raise cannot_write(file, error) from error
    return kept


def _free(file: Path, ending: str) -> Path:
    plain = file.with_name(f"{file.name}.{ending}")
    tries = (plain.with_name(f"{plain.name}-{number}") if number > 1 else plain for number in count(1))
    return next(path for path in tries if not path.exists())


# --- ledger rebuild ---


class _Old(Enum):
    """The state of the old ledger, and the word in its new name."""

    ABSENT = ""
    DAMAGED = "damaged"
    SOUND = "replaced"


def folder(run: Options, given: Sequence[str]) -> Path:
    """Return the *given* folder of posts, else that of the settings; raises UsageError if it is missing."""
    posts = Path(given[0]).expanduser() if given else run.posts
    if not posts.is_dir():
        message = f"the folder {posts} does not exist; name the folder of the posts"
        raise UsageError(message)
    return posts


def rebuild(run: Options, posts: Path, *, force: bool) -> ExitCode:
    """Build a ledger from the posts in the folder *posts* and from newsspider's JSONL.

    Returns SOME_FAILED if a file could not be read. Raises UsageError if the ledger is sound, unless *force*;
    raises LedgerFailed if it is of a newer version or in use.
    """
    file = file_of(run.ledger)
    filled = _on_server(run, posts) if file is None else _in_file(run, posts, file, force=force)
    for line in filled.faults:
        console.line(line)
    console.line(
        f"rebuilt {redacted(run.ledger)}: articles {filled.articles}, posts {filled.posts} of {posts}"
    )
    return ExitCode.SOME_FAILED if filled.faults else ExitCode.DONE


def _on_server(run: Options, posts: Path) -> Filled:
    if exists(run.ledger):
        message = (
            f"the ledger {redacted(run.ledger)} exists, and newsspider does not move a "
            "server's database aside: restore its backup, or name a new database in NEWSSPIDER_LEDGER"
        )
        raise NewsspiderError(message)
    with Ledger.open(run.ledger, run.worker, run.roots) as ledger:
        return fill(run, ledger, posts)


def _in_file(run: Options, posts: Path, file: Path, *, force: bool) -> Filled:
    old = _old(run)
    if old is _Old.SOUND and not force:
        message = (
            f"the ledger {redacted(run.ledger)} is not damaged, and a rebuilt one would know less; "
            "--force rebuilds it and moves the old one aside"
        )
        raise UsageError(message)
    new = fresh(file)
    with Ledger.open(str(new)) as ledger:
        filled = fill(run, ledger, posts)
    kept = exchange(file, new, run, old.value)
    if kept is not None:
        console.line(f"the {'damaged' if old is _Old.DAMAGED else 'old'} ledger is now {kept}")
    return filled


def _old(run: Options) -> _Old:
    if not exists(run.ledger):
        return _Old.ABSENT
    try:
        with Ledger.open(run.ledger) as ledger:
            return _Old.DAMAGED if ledger.upkeep.check() else _Old.SOUND
    except LedgerDamaged:
        return _Old.DAMAGED
