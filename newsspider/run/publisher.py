"""The outputs of a run: Scrapy's feed exporter, filled from the ledger's outbox instead of item by item.

An article is stored first. Posts are written after each commit; files at the end of a complete run, when the
kept record has got its missing fields from all its copies. So the content of a file does not depend on where
an earlier run was killed. The first output that cannot be written stops the run.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import DropItem
from scrapy.extensions.feedexport import FeedExporter, FeedSlot

from newsspider import config, options
from newsspider.errors import NewsspiderError, OutputFailed, Rejected
from newsspider.ledger import Candidate, Due, Output, PostState, Published, Verdict, Written
from newsspider.model.article import Article
from newsspider.model.outcomes import Outcome, Reason
from newsspider.outputs import atomic
from newsspider.outputs.exporters import JsonLinesExporter, is_usual
from newsspider.outputs.pictures import Pictures
from newsspider.outputs.posts.exporter import PostsExporter, look_of
from newsspider.outputs.posts.newest import retire
from newsspider.outputs.remote import RemoteFile
from newsspider.outputs.storages import FileStorage
from newsspider.outputs.targets import OutputResult, local_path, redacted, written_to
from newsspider.run import endings
from newsspider.run.announcements import Announcements
from newsspider.run.due_filter import DueFilter
from newsspider.run.endings import Kind
from newsspider.run.failures import Failures
from newsspider.run.kept_lines import KeptLines
from newsspider.run.known_files import KnownFiles
from newsspider.run.ledger_session import GROUP, LedgerSession
from newsspider.run.order import AskingOrder
from newsspider.run.outcomes import Outcomes
from newsspider.run.tally import STAYS
from newsspider.text.redact import masked

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

_log = logging.getLogger(__name__)


class Publisher(FeedExporter):
    """The feed exporter of the project; `waiting` is what is due to each output at the end."""

    def __init__(
        self,
        crawler: Crawler,
        session: LedgerSession,
        failures: Failures,
        outcomes: Outcomes,
        known_files: KnownFiles,
    ) -> None:
        super().__init__(crawler)
        run = options.read(crawler.settings)
        self.session = session
        self._failures = failures
        self._outcomes = outcomes
        self._known_files = known_files
        self.order = AskingOrder(self._take)
        self._announcements = Announcements(crawler)
        self._gates: dict[int, DueFilter] = {}
        self._opened: dict[int, FeedSlot] = {}
        self._pictures = Pictures.of(run)
        self._stopped = False
        # Scrapy counts an article when it is committed: a group must not be larger than the limit.
        self._limit = crawler.settings.getint("CLOSESPIDER_ITEMCOUNT") or GROUP
        self.ending = endings.Ending(Kind.END)
        self._refused: set[str] = set()
        self.waiting: dict[str, int] = {}
        posts = [(uri, feed) for uri, feed in self.feeds.items() if feed["format"] == "posts"]
        self.looks = {uri: look_of(run, feed.get("profile")) for uri, feed in posts}
        for uri, feed in self.feeds.items():
            undated = run.undated_posts or feed["format"] != "posts"
            gate = DueFilter(self.filters[uri], undated=undated)
            self.filters[uri] = gate
            output = self.session.register(uri, feed, named=self._named(uri, feed))
            self._gates[output.number] = gate
        # It ignores scraped items: they are in the ledger, and are published from there.
        crawler.signals.connect(self.open_spider, signals.spider_opened)
        crawler.signals.connect(self.close_spider, signals.spider_closed)

    def _named(self, uri: str, feed: dict[str, Any]) -> Callable[[str], bool]:
        """Return a function that says by its stamp whether a file of *uri* got its name."""
        if local_path(uri) is not None:
            return atomic.named

        def asked(mark: str) -> bool:
            storage = self._get_storage(uri, feed)
            found = storage.named(mark) if isinstance(storage, RemoteFile) else False
            if found is None:
                note = f"{redacted(uri)} does not say what the run before has sent: its lines may come twice"
                self.session.notes.append(note)
            return bool(found)

        return asked

    def stop(self) -> None:
        """Publish only the page that is being written, because the process must end."""
        self._stopped = True
        for slot in self.slots:
            if isinstance(slot.storage, FileStorage):
                slot.storage.give_up()

    def meet(self, one: Candidate) -> None:
        """Add an article, in the order in which lists were asked for it."""
        self.order.came(one.arrival.item or "", one)

    def settle(self) -> None:
        """Store everything that is pending, because nothing more will come."""
        self.order.release_all()
        self.commit()

    def _take(self, one: Candidate) -> None:
        """Add an article to the group, and commit when there are enough."""
        if self.session.meet(one) or len(self.session.waiting) >= self._limit:
            self.commit()

    def commit(self) -> None:
        """Store what is pending, write its posts, and count the outcomes."""
        waiting = list(self.session.waiting)
        met: list[tuple[Candidate, Verdict]] = []
        edited: set[str] = set()
        refused: dict[str, Rejected] = {}
        try:
            if not self._failures.is_unwritable:
                with self._outcomes.tally.storing:
                    met = self.session.commit()
                    if met:
                        self._kept_lines.add(self.session.written)
                    edited, refused = self._publish_posts()
                    hindered = edited | refused.keys()
                    self._known_files.note([one for one in met if one[1].id not in hindered])
        except NewsspiderError as error:
            self._failures.fail(error)
        if not met:  # what was stored counts, even if its post failed
            self.session.forget()
            for one in waiting:
                self._outcomes.refused(Rejected(Outcome.FAILED, Reason.NOT_WRITTEN), one.article)
        self._announcements.send((one.article, verdict) for one, verdict in met)
        for one, verdict in met:
            refusal = refused.get(verdict.id) if verdict.outcome in STAYS else None
            self._outcomes.decided(one.article, verdict, edited=verdict.id in edited, refusal=refusal)
        for id_ in refused.keys() - self._refused - {verdict.id for _, verdict in met}:
            # Due from an earlier run, and no input of this one.
            _log.warning("A post was not written: %s", refused[id_].detail)
        self._refused.update(refused)

    def drop(self, item: object, exception: DropItem) -> asyncio.Future[Any]:
        """Begin to tell that *item* was dropped, which the end of the run waits for."""
        return self._announcements.drop(item, exception)

    async def announced(self) -> None:
        """Return when every listener has received everything that was committed, or dropped in workers."""
        await self._announcements.sent()

    async def close_spider(self, spider: Spider, reason: str = "finished") -> None:
        """Commit and publish what is left, complete every file, and name those that may have their names."""
        self.ending = endings.of(reason, self.crawler.settings, self.crawler.stats.get_stats())
        if self.ending.kind is Kind.FAILURE and self.ending.sentence:
            self._failures.fail(NewsspiderError(self.ending.sentence))
        self.settle()
        await self.announced()
        if self.ending.writes_files and not self._in_trouble:
            if self.ending.is_whole:
                self._ended()
            await self._guarded(self._publish_files())
            self._retire()
        self._kept_lines.close()
        await super().close_spider(spider)
        await self._place()
        self._count_waiting()

    def _ended(self) -> None:
        try:
            self.session.ended()
        except (OSError, NewsspiderError) as error:
            self._failures.fail(_as_output_failure(error))

    async def _guarded(self, publishing: AsyncIterator[None]) -> None:
        try:
            async for _ in publishing:
                await asyncio.sleep(0)
        except (OSError, ValueError, NewsspiderError) as error:
            self._failures.fail(_as_output_failure(error))

    def _retire(self) -> None:
        """Remove older posts from a folder that keeps only the newest ones."""
        for uri, feed in self.feeds.items():
            folder, newest = local_path(uri), feed.get("newest")
            if folder is None or feed["format"] != "posts" or not newest:
                continue
            try:
                ours = config.post_style(options.read(self.crawler.settings), feed.get("profile")).keys
                gone = retire(self.session.ledger, self.session.of(uri).number, folder, newest, ours)
            except (OSError, NewsspiderError) as error:
                self._failures.fail(_as_output_failure(error))
                return
            if gone:
                note = f"{gone} posts were removed from {redacted(uri)}, which keeps the newest {newest}"
                self.session.notes.append(note)

    def _publish_posts(self) -> tuple[set[str], dict[str, Rejected]]:
        """Write every due post; return the ids that the user edited, and what was refused."""
        edited: set[str] = set()
        refused: dict[str, Rejected] = {}
        folders = [feed for feed in self.session.feeds if feed.rewritable]
        written = self.session.written if self._pictures is None else Written()
        for number, page in enumerate(_pages(self.session.ledger.outbox.due(folders, written))):
            if self._stopped and number:
                break
            self._give(page)
            for feed in folders:
                held, turned_away = self._taken(feed, page)
                edited.update(held.get(PostState.EDITED, ()))
                refused.update({article.id: refusal for article, refusal in turned_away})
        return edited, refused

    async def _publish_files(self) -> AsyncIterator[None]:
        """Write everything that is due to files, page by page."""
        files = [feed for feed in self.session.feeds if not feed.rewritable and self._may_be_written(feed)]
        for page in _pages(self.session.ledger.outbox.due(files, lines=self._kept_lines)):
            if self._stopped:
                return
            for (feed, batch), done in self._give(page).items():
                self.session.ledger.pending_renames.place(self._feed(feed), batch, done)
            yield

    def _give(self, page: list[Due]) -> dict[tuple[int, int], list[Due]]:
        """Write *page* to the feeds it is due to; return what each file, by feed and number, was given.

        What an output's own filter rejects counts as published, and so does what its files already hold:
        it is no longer due.
        """
        self._expect(page)
        given: defaultdict[tuple[int, int], list[Due]] = defaultdict(list)
        passed: defaultdict[int, list[Published]] = defaultdict(list)
        held = self._held(page)
        for due in page:
            lacking = [number for number in due.feeds if not held[number] or due.id not in held[number]]
            takers = {slot.filter: slot for slot in self._write(due, lacking)}
            for number in due.feeds:
                slot = takers.get(self._gates[number])
                if slot is None:
                    passed[number].append(Published(due.id, due.revision))
                else:
                    given[number, slot.batch_id].append(due)
        for number, done in passed.items():
            self.session.ledger.outbox.published(self._feed(number), done, page)
        return given

    def _held(self, page: list[Due]) -> dict[int, set[str]]:
        """Return by output the ids in *page* that its files already hold, unknown to the outbox."""
        return {
            output.number: self.session.held(output, (due.article for due in page))
            for output in self.session.feeds
        }

    def _write(self, due: Due, lacking: list[int]) -> list[FeedSlot]:
        """Write one article to the outputs of the numbers *lacking*; return the slots that took it."""
        gates = [self._gates[number] for number in lacking]
        before = [(slot, slot.itemcount) for slot in self.slots]
        for gate in gates:
            gate.is_open = True
        try:
            self._copy(due)
            if any(gate.is_open for gate in gates):
                if self._pictures is not None:
                    self._pictures.fill(due.article)
                assert self.crawler.spider is not None
                self.item_scraped(due.article, self.crawler.spider)
        except OSError as error:
            raise _as_output_failure(error) from error
        finally:
            for gate in gates:
                gate.is_open = False
            for slot, _ in before:
                if slot.file is not None:
                    self._opened.setdefault(id(slot), slot)
        return [slot for slot, count in before if slot.itemcount > count]

    def _copy(self, due: Due) -> None:
        """Write the record of *due* as the ledger has it to the open slots that can take it, and close them.

        For these the article itself is not made.
        """
        if (due.record is None and not due.line) or self._pictures is not None:  # which may be stored since
            return
        for slot in self.slots:
            gate = slot.filter
            if not isinstance(gate, DueFilter) or not gate.is_open or not self._copies(slot.uri_template):
                continue
            slot.start_exporting()
            assert isinstance(slot.exporter, JsonLinesExporter)
            if due.line:
                slot.exporter.export_line(due.line)
            elif due.record is None or not slot.exporter.export_stored(due.record.line):
                continue
            slot.itemcount += 1
            gate.is_open = False

    def _copies(self, uri: str) -> bool:
        """Return whether the output gets everything that is due, as lines of ours, in one file."""
        gate, feed = self.filters[uri], self.feeds[uri]
        takes_all = isinstance(gate, DueFilter) and gate.takes_all and not feed.get("batch_item_count")
        return takes_all and self.exporters[feed["format"]] is JsonLinesExporter

    @cached_property
    def _kept_lines(self) -> KeptLines:
        """The lines for the files at the end; nothing is kept unless all files take only such lines."""
        files = {self.session.uri(feed.number): feed for feed in self.session.feeds if not feed.rewritable}
        kept = KeptLines(options.read(self.crawler.settings).output, len(files))
        are_usual = all(self._copies(uri) and is_usual(self.feeds[uri]) for uri in files)
        if not files or not are_usual or self._pictures or any(map(self.session.may_hold, files.values())):
            kept.close()
        return kept

    def _expect(self, page: list[Due]) -> None:
        """Give exporters of posts what was made of *page* before, and what the ledger knows of them."""
        for slot in self.slots:
            feed = self.session.of(slot.uri_template)
            mine = [due for due in page if feed.rewritable and feed.number in due.feeds]
            if mine:
                slot.start_exporting()
                assert isinstance(slot.exporter, PostsExporter)
                look = list(self.looks).index(slot.uri_template)
                prepared = [(due.id, due.prepared.posts) for due in mine if due.prepared is not None]
                made = {id_: posts[look] for id_, posts in prepared if posts}
                known = self.session.ledger.posts.of(feed.number, [due.number for due in mine])
                slot.exporter.expect({post.id: post for post in known}, made)

    def _taken(
        self, feed: Output, page: list[Due]
    ) -> tuple[dict[PostState, list[str]], list[tuple[Article, Rejected]]]:
        """Note in the ledger the posts of *page* in the folder; return what is held back and refused."""
        slot = next(slot for slot in self.slots if self.session.of(slot.uri_template) == feed)
        if not isinstance(slot.exporter, PostsExporter):
            return {}, []
        published, held, refused = slot.exporter.taken()
        self.session.ledger.outbox.published(feed, published, page)
        for state, ids in held.items():
            self.session.ledger.posts.hold(feed.number, ids, state)
        slot.exporter.expect({}, {})
        return held, refused

    def _may_be_written(self, output: Output) -> bool:
        """Return whether *output* may be written after this end: only a complete run replaces files."""
        is_replaced = bool(self.feeds[self.session.uri(output.number)].get("overwrite"))
        ends = not self._stopped and not self._in_trouble and self.ending.writes_files
        return ends and (self.ending.is_whole or not is_replaced)

    async def _place(self) -> None:
        """Give each complete file its name, in the ledger's order: noted, renamed or sent, published."""
        for slot in self._opened.values():
            if isinstance(slot.exporter, PostsExporter):
                continue
            storage, feed = slot.storage, self.session.of(slot.uri_template)
            try:
                if not isinstance(storage, FileStorage | RemoteFile):
                    if self._stored(slot):
                        self.session.ledger.pending_renames.placed(feed, slot.batch_id)
                elif not storage.settled or not self._may_be_named(slot, feed):
                    storage.discard()
                else:
                    await self._name(storage, feed, slot.batch_id)
            except NewsspiderError as error:
                self._failures.fail(error)
        for feed in self.session.feeds:
            if self._may_be_written(feed):
                self.session.ledger.outbox.settle(feed)

    def _may_be_named(self, slot: FeedSlot, output: Output) -> bool:
        """Return whether a complete file gets its name; it may if a signal came while it was written."""
        is_replaced = bool(slot.feed_options.get("overwrite"))
        return not self._in_trouble and (not is_replaced or self._may_be_written(output))

    async def _name(self, storage: FileStorage | RemoteFile, feed: Output, file: int) -> None:
        mark = storage.mark()
        if mark is not None:
            self.session.ledger.pending_renames.intend(feed, file, mark)
        if isinstance(storage, RemoteFile):
            await asyncio.to_thread(storage.place)
        else:
            storage.place()
        self.session.ledger.pending_renames.placed(feed, file)

    def _count_waiting(self) -> None:
        """Note how much is due to each output."""
        try:
            counts = {feed.number: self.session.ledger.outbox.count(feed) for feed in self.session.feeds}
        except NewsspiderError as error:
            self._failures.fail(error)
        else:
            self.waiting = {redacted(self.session.uri(of)): count for of, count in counts.items() if count}

    @property
    def undated(self) -> int:
        """How many articles got no post because they have no date."""
        return len(set[str]().union(*(gate.turned_away for gate in self._gates.values())))

    def outputs(self) -> list[OutputResult]:
        """Return what the outputs have written, in the order in which they were opened."""
        found = ((slot, written_to(slot)) for slot in self._opened.values())
        return [
            OutputResult(masked(slot.uri), slot.format, many, self._stored(slot))
            for slot, many in found
            if many
        ]

    def _stored(self, slot: FeedSlot) -> bool:
        """Return whether *slot* is complete; a storage of Scrapy's own only counts its failures."""
        stored: bool | None = getattr(slot.storage, "stored", None)
        if stored is not None:
            return stored
        return not self.crawler.stats.get_value(f"feedexport/failed_count/{type(slot.storage).__name__}")

    def _feed(self, number: int) -> Output:
        return self.session.of(self.session.uri(number))

    @property
    def _in_trouble(self) -> bool:
        return bool(self._failures.errors)


def _as_output_failure(error: Exception) -> Exception:
    if isinstance(error, OSError):
        return OutputFailed(f"an output cannot be written: {error.strerror or error}")
    return error


def _pages(due: Iterator[Due]) -> Iterator[list[Due]]:
    while page := list(islice(due, GROUP)):
        yield page
