"""An archive as a seed: its pages in their order, each with its place; what is no page is counted only.

A reason to pass a record over is one more member of `Skipped`.
"""

from __future__ import annotations

import os
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from hashlib import blake2b
from typing import BinaryIO, NamedTuple
from urllib.parse import urljoin, urlsplit

from newsspider.errors import Rejected
from newsspider.limits import Limits
from newsspider.model.draft import Unread
from newsspider.model.outcomes import Outcome, Reason
from newsspider.sources import files
from newsspider.sources.files import SeedFile
from newsspider.sources.inputs import ArchivedPage, FetchedPage, ListEntry, RecordLocation
from newsspider.sources.warc import inputs
from newsspider.sources.warc.inputs import ExchangeRef
from newsspider.sources.warc.records import CutOff, WarcRecord, WarcRecords
from newsspider.text import url_tables, urls

# How far an archive has been read, and whether it is still the same one.

_LENGTH = 1 << 16
_SIZE = 16


class Mark(NamedTuple):
    """An archive read down to the byte `end`, with digests of its first bytes and of those before `end`."""

    end: int
    head: bytes
    tail: bytes


def mark(file: BinaryIO, end: int) -> Mark:
    """Return the mark of *file* read down to *end*; where the file stands is not changed."""
    at = file.tell()
    head = _digest(file, 0, min(_LENGTH, end))
    tail = _digest(file, max(0, end - _LENGTH), end)
    file.seek(at)
    return Mark(end, head, tail)


def begin(file: BinaryIO, known: Mark | None) -> int:
    """Return the byte from which *file* is to be read: 0 where it is not the one that *known* is of."""
    size = os.fstat(file.fileno()).st_size
    if known is None or known.end > size or mark(file, known.end) != known:
        return 0
    return known.end


def _digest(file: BinaryIO, start: int, end: int) -> bytes:
    file.seek(start)
    return blake2b(file.read(end - start), digest_size=_SIZE).digest()


# --- reader ---

Found = ArchivedPage | FetchedPage | ListEntry

_OK = 200
_REDIRECTS = range(300, 400)
_MANY = 10_000  # redirects that are remembered until their target comes
_ROBOTS = "/robots.txt"
_PAGES = ("text/html", "application/xhtml+xml", "")


class Skipped(str, Enum):
    """Why a record is no input, as the summary says it."""

    OTHER_HOST = "of other hosts"
    NO_PAGE = "no pages"
    STATUS = "without a page"
    REVISIT = "seen before"
    CUT_OFF = "cut off"
    KNOWN = "archives read before"


@dataclass
class WarcReader:
    """Reads archives; `only` are the hosts whose pages are wanted, none for all.

    `known` says how far an archive was read by an earlier run, `whole` is told of one read to its end.
    """

    only: Sequence[str] = ()
    known: Callable[[str], Mark | None] = lambda path: None  # noqa: ARG005
    whole: Callable[[str, int], None] = lambda path, end: None  # noqa: ARG005

    def __post_init__(self) -> None:
        self.skipped: Counter[Skipped] = Counter()

    def read(self, seed: SeedFile, limits: Limits) -> Iterator[Found | Unread]:
        """Yield the pages of *seed* that *limits* let pass; raises Rejected where it is no archive."""
        with files.opened(seed) as file:
            start = begin(file, self.known(seed.path))
            if os.fstat(file.fileno()).st_size == 0:
                raise Rejected(Outcome.REJECTED, Reason.EMPTY_FILE, "0 bytes")
            if start == os.fstat(file.fileno()).st_size:
                self.skipped[Skipped.KNOWN] += 1
                return
            file.seek(start)
            records = WarcRecords(file)
            with files.opened(seed) as beside:
                reading = _Reading(self, seed, limits.file, beside)
                yield from _placed(reading, records)
            self.whole(seed.path, records.end)

    def wants(self, host: str) -> bool:
        """Return whether pages of *host* are wanted."""
        return not self.only or any(url_tables.belongs(host, one) for one in self.only)


def _placed(reading: _Reading, records: WarcRecords) -> Iterator[Found | Unread]:
    """Yield what is found, each with its length in the file, which the next record tells."""
    waiting: Found | None = None
    for record in records:
        if waiting is not None:
            yield _ended(waiting, record.start)
            waiting = None
        found = reading.found(record)
        if isinstance(found, Unread):
            yield found
        else:
            waiting = found
    if waiting is not None:
        yield _ended(waiting, records.end)


def _ended(found: Found, end: int) -> Found:
    assert found.kept is not None
    return replace(found, kept=found.kept._replace(length=end - found.kept.start))


def at(seed: SeedFile, start: int, limit: int) -> Found:
    """Return what the record at the byte *start* holds; raises Rejected where it holds nothing."""
    with files.opened(seed) as file, files.opened(seed) as beside:
        file.seek(start)
        reading = _Reading(WarcReader(), seed, limit, beside)
        for record in WarcRecords(file):
            found = reading.found(record)
            if found is not None and not isinstance(found, Unread):
                return found
            break
    raise Rejected(Outcome.FAILED, Reason.SOURCE_CHANGED, f"{seed.path} has changed since it was read")


class _Reading:
    """One archive while it is read; *beside* is the same file, open for what stands elsewhere in it."""

    def __init__(self, archives: WarcReader, seed: SeedFile, limit: int, beside: BinaryIO) -> None:
        self._archives = archives
        self._seed = seed
        self._limit = limit
        self._beside = beside
        self._ways: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    def found(self, record: WarcRecord) -> Found | Unread | None:
        """Return the input that *record* is, None for one that is none."""
        try:
            if record.kind == "metadata" and record.content_type == inputs.TYPE:
                return self._recorded(record)
            if record.kind == "revisit" and record.ours != inputs.EXCHANGE:
                self._skip(Skipped.REVISIT)
                return None
            if record.kind in ("response", "resource") and record.ours != inputs.EXCHANGE:
                return self._archived(record)
        except CutOff:
            self._skip(Skipped.CUT_OFF)
            return None
        except Rejected as refusal:
            return Unread(record.url, refusal.outcome, refusal.reason, refusal.detail)
        return None

    def _skip(self, why: Skipped) -> None:
        self._archives.skipped[why] += 1

    def _kept(self, record: WarcRecord) -> RecordLocation:
        return RecordLocation(self._seed.path, record.start, 0, record.at)

    def _recorded(self, record: WarcRecord) -> Found | None:
        if not self._archives.wants(record.host):
            self._skip(Skipped.OTHER_HOST)
            return None
        read = inputs.read(record.content(self._limit), self._kept(record))
        if read.page is None:
            return read.item
        if read.answer is None:
            raise Rejected(Outcome.FAILED, Reason.SOURCE_CHANGED, "the page was not recorded")
        further = tuple((url, self._answer(at)) for url, at in read.further)
        return read.fetched(self._answer(read.answer), further)

    def _answer(self, at: ExchangeRef) -> bytes:
        """Return the page that was recorded at this place; raises Rejected where it is another record."""
        self._beside.seek(at.start)
        for answer in WarcRecords(self._beside):
            if answer.id == at.id:
                return answer.answer(self._limit).data
            break
        raise Rejected(Outcome.FAILED, Reason.SOURCE_CHANGED, "the page is no longer where it was recorded")

    def _archived(self, record: WarcRecord) -> ArchivedPage | None:
        if not record.url.startswith(("http://", "https://")) or urlsplit(record.url).path == _ROBOTS:
            self._skip(Skipped.NO_PAGE)
            return None
        if not self._archives.wants(record.host):
            self._skip(Skipped.OTHER_HOST)
            return None
        if record.kind == "resource":
            headers = {"content-type": record.content_type}
            return self._page(record, headers, lambda: record.content(self._limit))
        status, headers = record.status_and_headers()
        if status in _REDIRECTS and headers.get("location"):
            self._leads(record.url, headers["location"])
        if status != _OK:
            self._skip(Skipped.STATUS)
            return None
        return self._page(record, headers, lambda: record.answer(self._limit).data)

    def _page(
        self, record: WarcRecord, headers: dict[str, str], data: Callable[[], bytes]
    ) -> ArchivedPage | None:
        kind = headers.get("content-type", "")
        if kind.partition(";")[0].strip().lower() not in _PAGES:
            self._skip(Skipped.NO_PAGE)
            return None
        content = data()
        found = urls.canonical(record.url)
        ways = self._ways.pop(found or "", ())
        return ArchivedPage(record.url, content, {"Content-Type": kind}, ways, self._kept(record))

    def _leads(self, url: str, location: str) -> None:
        """Remember that *url* leads to *location*: what is found there is known by both addresses."""
        try:
            target = urls.canonical(urljoin(url, location))
        except ValueError:
            return
        own = urls.canonical(url)
        if target is None or own is None or target == own:
            return
        self._ways[target] = tuple(dict.fromkeys((*self._ways.pop(own, ()), own)))
        if len(self._ways) > _MANY:
            self._ways.popitem(last=False)
