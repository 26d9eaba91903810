"""An archive as a seed: its pages in their order, each with its place; other records are only counted.

To add a reason to skip a record, add a member to `Skipped`.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from hashlib import blake2b
from typing import BinaryIO, NamedTuple, TypeVar, cast
from urllib.parse import urljoin, urlsplit
from zipfile import BadZipFile, ZipFile

from newsspider.errors import Rejected
from newsspider.limits import LIMITS, Limits
from newsspider.model.draft import Draft, Listed, Unread
from newsspider.model.outcomes import Outcome, Reason, Repair
from newsspider.sources import files
from newsspider.sources.files import SeedFile
from newsspider.sources.inputs import ArchivedPage, FetchedPage, ListEntry, RecordLocation
from newsspider.sources.warc import inputs
from newsspider.sources.warc.inputs import ExchangeRef
from newsspider.sources.warc.members import Damaged
from newsspider.sources.warc.records import CutOff, Damage, ResponseRecord, WarcRecord, WarcRecords
from newsspider.text import url_tables, urls

_Opened = TypeVar("_Opened")

# How far an archive has been read, and whether it is still the same one.

_LENGTH = 1 << 16
_SIZE = 16


class Mark(NamedTuple):
    """An archive read up to the byte `end`, with digests of its first bytes and of those before `end`."""

    end: int
    head: bytes
    tail: bytes


def mark(file: BinaryIO, end: int) -> Mark:
    """Return the mark of *file* read up to *end*; the position in the file is not changed."""
    at = file.tell()
    head = _digest(file, 0, min(_LENGTH, end))
    tail = _digest(file, max(0, end - _LENGTH), end)
    file.seek(at)
    return Mark(end, head, tail)


def begin(file: BinaryIO, known: Mark | None) -> int:
    """Return the byte from which *file* is to be read: 0 if *known* is the mark of another file."""
    if known is None or known.end > files.size(file) or mark(file, known.end) != known:
        return 0
    return known.end


def _digest(file: BinaryIO, start: int, end: int) -> bytes:
    file.seek(start)
    return blake2b(file.read(end - start), digest_size=_SIZE).digest()


# --- reader ---

Found = ArchivedPage | FetchedPage | ListEntry

_OK = (200, 203)  # a proxy may have changed the second
_PARTIAL = 206
_RANGE = re.compile(r"bytes\s+0-(\d+)/(\d+|\*)", re.IGNORECASE)
_REDIRECTS = range(300, 400)
_MANY = 10_000  # redirects that are remembered until their target comes
_ROBOTS = "/robots.txt"
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
# Types that servers give to unknown files: there the bytes decide.
_ANY = frozenset(
    {"", "text/plain", "application/octet-stream", "binary/octet-stream", "unknown/unknown", "html"}
)
_BETWEEN_TYPES = re.compile(r"[\s,;]+")
_BEGINS_AS_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}>\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_ENDS_AS_PAGE = re.compile(rb"</html\s*>[\s\0]*(?:<!--.{0,2000}?-->\s*)*\Z", re.IGNORECASE | re.DOTALL)
_TAIL = 4000
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_OF_NOTHING = frozenset(
    {"sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709"}
)
_IN_PACKAGE = re.compile(r"(?:^|/)archive/[^/]+\.warc(?:\.gz|\.zst)?$", re.IGNORECASE)
_SHOWN = 200
_ZIP = b"PK\x03\x04"


class Skipped(str, Enum):
    """Why a record is not an input, as the summary says it."""

    OTHER_HOST = "of other hosts"
    NO_PAGE = "no pages"
    STATUS = "without a page"
    REVISIT = "seen before"
    CUT_OFF = "cut off"
    KNOWN = "archives read before"


@dataclass
class WarcReader:
    """Reads archives; `only` are the hosts whose pages are wanted, none for all.

    `known` says how far an earlier run read an archive; `whole` is called for one that was read to its end.
    """

    only: Sequence[str] = ()
    known: Callable[[str], Mark | None] = lambda path: None  # noqa: ARG005
    whole: Callable[[str, int], None] = lambda path, end: None  # noqa: ARG005

    def __post_init__(self) -> None:
        self.skipped: Counter[Skipped] = Counter()

    def read(self, seed: SeedFile, limits: Limits) -> Iterator[Found | Unread]:
        """Yield the pages of *seed* within *limits*; raises Rejected if it is not an archive."""
        with files.opened(seed) as file:
            size = files.size(file)
            start = begin(file, self.known(seed.path))
            if size == 0:
                raise Rejected(Outcome.REJECTED, Reason.EMPTY_FILE, "0 bytes")
            if start == size:
                self.skipped[Skipped.KNOWN] += 1
                return
            if file.read(len(_ZIP)) == _ZIP:
                yield from self._package(seed, file, limits)
                self.whole(seed.path, size)
                return
            file.seek(start)
            records = WarcRecords(file, limits)
            with files.opened(seed) as beside:
                reading = _Reading(self, seed, limits, beside)
                yield from _placed(reading, records)
            self.whole(seed.path, records.end)

    def _package(self, seed: SeedFile, file: BinaryIO, limits: Limits) -> Iterator[Found | Unread]:
        """Yield the pages of the archives in a WACZ; they cannot be found again by their place."""
        try:
            with _opened(partial(ZipFile, file)) as package:
                names = [name for name in package.namelist() if _IN_PACKAGE.search(name)]
                if not names:
                    raise Rejected(Outcome.FAILED, Reason.UNREADABLE, "a package without an archive in it")
                for name in sorted(names):
                    member = partial(package.open, name)
                    with _opened(member) as packed, _opened(member) as beside:
                        reading = _Reading(self, seed, limits, cast("BinaryIO", beside), is_packed=True)
                        yield from _placed(reading, WarcRecords(cast("BinaryIO", packed), limits))
        except (BadZipFile, zlib.error, EOFError) as error:
            raise _no_package(error) from error

    def wants(self, host: str) -> bool:
        """Return whether pages of *host* are wanted."""
        return not self.only or any(url_tables.belongs(host, one) for one in self.only)


def _opened(opens: Callable[[], _Opened]) -> _Opened:
    """Return what *opens* opens; raises Rejected if it is encrypted, or packed in an unknown way."""
    try:
        return opens()
    except RuntimeError as error:  # a NotImplementedError is one, too
        raise _no_package(error) from error


def _no_package(error: Exception) -> Rejected:
    return Rejected(Outcome.FAILED, Reason.UNREADABLE, f"no package: {error}"[:200])


def _placed(reading: _Reading, records: WarcRecords) -> Iterator[Found | Unread]:
    """Yield what is found, each with its length in the file, which the next record shows."""
    waiting: Found | None = None
    for record in records:
        if isinstance(record, Damage):
            yield from reading.damaged(record, waiting)
            waiting = None if record.hits_record else waiting
            continue
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


def _ended(found: Found, end: int | None) -> Found:
    """Return *found* with its length; without its place if the record after it has none."""
    assert found.kept is not None
    if end is None or not found.kept.file:
        return replace(found, kept=found.kept._replace(file="", start=0))
    return replace(found, kept=found.kept._replace(length=max(0, end - found.kept.start)))


def at(seed: SeedFile, start: int, limit: int) -> Found:
    """Return the input in the record at the byte *start*; raises Rejected if there is none."""
    limits = replace(LIMITS, file=limit)
    with files.opened(seed) as file, files.opened(seed) as beside:
        file.seek(start)
        reading = _Reading(WarcReader(), seed, limits, beside)
        for record in WarcRecords(file, limits):
            found = None if isinstance(record, Damage) else reading.found(record)
            if found is not None and not isinstance(found, Unread):
                return found
            break
    raise Rejected(Outcome.FAILED, Reason.SOURCE_CHANGED, f"{seed.path} has changed since it was read")


@dataclass(frozen=True, slots=True)
class InArchive:
    """A page whose bytes are left in its archive, to be read from there; `page` has the rest."""

    page: ArchivedPage | FetchedPage

    @classmethod
    def of(cls, page: Found | Unread) -> InArchive | Found | Unread:
        """Return *page* without its bytes; as it is, if they cannot be found again or there are none."""
        if not isinstance(page, (ArchivedPage, FetchedPage)) or page.kept is None or not page.kept.file:
            return page
        if isinstance(page, FetchedPage):
            return cls(replace(page, data=b"", further=()))
        return cls(replace(page, data=b""))

    @property
    def locator(self) -> str:
        """The page's address."""
        return self.page.locator

    @property
    def kept(self) -> RecordLocation | None:
        """Where its record is."""
        return self.page.kept

    @property
    def listed(self) -> Listed | None:
        """How a list led to it, if one did."""
        return self.page.listed if isinstance(self.page, FetchedPage) else None

    def read(self, limits: Limits) -> Draft:
        """Return the draft of the page; raises Rejected if it is not an article or no longer there."""
        kept = self.page.kept
        assert kept is not None
        found = at(SeedFile(self.locator, kept.file), kept.start, limits.file)
        is_same = found.locator == self.locator
        if is_same and isinstance(self.page, ArchivedPage) and isinstance(found, ArchivedPage):
            return replace(self.page, data=found.data).read(limits)
        if is_same and isinstance(self.page, FetchedPage) and isinstance(found, FetchedPage):
            return replace(self.page, data=found.data, further=found.further).read(limits)
        raise Rejected(Outcome.FAILED, Reason.SOURCE_CHANGED, f"{kept.file} has changed since it was listed")


class _Reading:
    """One archive while it is read; *beside* is the same file, opened again for reading other places."""

    def __init__(
        self,
        archives: WarcReader,
        seed: SeedFile,
        limits: Limits,
        beside: BinaryIO,
        *,
        is_packed: bool = False,
    ) -> None:
        self._archives = archives
        self._seed = seed
        self._limits = limits
        self._limit = limits.file
        self._beside = beside
        self._is_packed = is_packed
        self._ways: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self._answers: OrderedDict[str, tuple[int, str]] = OrderedDict()

    def found(self, record: WarcRecord) -> Found | Unread | None:
        """Return the input in *record*, or None."""
        try:
            return self._read(record)
        except CutOff:
            self._skip(Skipped.CUT_OFF)
            return None
        except Damaged as error:
            detail = f"a damaged record: {error}"[:_SHOWN]
            return Unread(record.url, Outcome.FAILED, Reason.UNREADABLE, detail)
        except Rejected as refusal:
            return Unread(record.url, refusal.outcome, refusal.reason, refusal.detail)

    def _read(self, record: WarcRecord) -> Found | None:
        if record.kind == "metadata" and record.content_type == inputs.TYPE:
            return self._recorded(record)
        if record.ours == inputs.EXCHANGE:
            return None
        if record.kind == "revisit":
            return self._revisited(record)
        if record.kind in ("response", "resource"):
            self._note(record)
            return self._archived(record)
        return None

    def damaged(self, damage: Damage, waiting: Found | None) -> Iterator[Unread]:
        """Yield what was lost: the input before the damage if it is affected, else the damaged bytes."""
        refusal = damage.rejected
        if isinstance(refusal, CutOff):
            self._skip(Skipped.CUT_OFF)
            return
        locator = waiting.locator if waiting is not None and damage.hits_record else self._seed.locator
        detail = f"{refusal.detail} (byte {damage.start})"
        yield Unread(locator, refusal.outcome, refusal.reason, detail)

    def _note(self, record: WarcRecord) -> None:
        """Remember the place of *record*, for revisits that refer to it."""
        if record.start is None:
            return
        for name in filter(None, (record.id, _digest_of(record))):
            self._answers.setdefault(name, (record.start, record.url))
        while len(self._answers) > _MANY:
            self._answers.popitem(last=False)

    def _revisited(self, record: WarcRecord) -> ArchivedPage | None:
        """Return the page of a revisit whose address differs from that of the answer that it refers to.

        At the same address the page was already read; an answer that is not in this file was seen before.
        """
        names = (record.headers.get("warc-refers-to", ""), _digest_of(record))
        known = next((self._answers[name] for name in names if name in self._answers), None)
        if known is None or urls.canonical(known[1]) in (None, urls.canonical(record.url)):
            self._skip(Skipped.REVISIT)
            return None
        self._beside.seek(known[0])
        for answer in WarcRecords(self._beside, self._limits):
            if not isinstance(answer, Damage):
                page = self._archived(answer, as_of=record)
                # The place of the revisit is of no use without the answer.
                return replace(page, kept=page.kept._replace(file="", start=0)) if page else None
            break
        raise Rejected(Outcome.FAILED, Reason.SOURCE_CHANGED, "what it refers to is not where it was")

    def _skip(self, why: Skipped) -> None:
        self._archives.skipped[why] += 1

    def _kept(self, record: WarcRecord) -> RecordLocation:
        if record.start is None or self._is_packed:
            return RecordLocation("", 0, 0, record.at)
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
        """Return the page that was recorded at this place; raises Rejected if another record is there."""
        self._beside.seek(at.start)
        for answer in WarcRecords(self._beside, self._limits):
            if not isinstance(answer, Damage) and answer.id == at.id:
                return answer.answer(self._limit).data
            break
        raise Rejected(Outcome.FAILED, Reason.SOURCE_CHANGED, "the page is no longer where it was recorded")

    def _archived(self, record: WarcRecord, as_of: WarcRecord | None = None) -> ArchivedPage | None:
        """Return the page in *record*, for the revisit *as_of* if that refers to it."""
        met = as_of or record
        if not met.url.startswith(("http://", "https://")) or urlsplit(met.url).path == _ROBOTS:
            self._skip(Skipped.NO_PAGE)
            return None
        if not self._archives.wants(met.host):
            self._skip(Skipped.OTHER_HOST)
            return None
        if record.kind == "resource":
            headers = {"content-type": record.headers.get("content-type", "")}
            return self._page(met, headers, lambda: ResponseRecord(0, {}, record.content(self._limit)))
        status, headers = record.status_and_headers()
        if status in _REDIRECTS and headers.get("location"):
            self._leads(met.url, headers["location"])
        if status not in _OK and not (status == _PARTIAL and _RANGE.match(headers.get("content-range", ""))):
            self._skip(Skipped.STATUS)
            return None
        return self._page(met, headers, lambda: record.answer(self._limit), _repairs(record, status, headers))

    def _page(
        self,
        record: WarcRecord,
        headers: Mapping[str, str],
        answer: Callable[[], ResponseRecord],
        repairs: tuple[Repair, ...] = (),
    ) -> ArchivedPage | None:
        kinds = set(_BETWEEN_TYPES.split(headers.get("content-type", "").strip().lower()))
        if not kinds & _PAGES and not kinds & _ANY:
            self._skip(Skipped.NO_PAGE)
            return None
        read = answer()
        if not kinds & _PAGES and not _BEGINS_AS_PAGE.match(read.data[:_TAIL]):
            self._skip(Skipped.NO_PAGE)
            return None
        is_marked = Repair.TRUNCATED_RECORD in repairs and not _ENDS_AS_PAGE.search(read.data[-_TAIL:])
        if (read.is_cut or is_marked) and Repair.FIRST_PART_ONLY not in repairs:
            repairs = (*repairs, Repair.FIRST_PART_ONLY)
        found = urls.canonical(record.url)
        ways = self._ways.pop(found or "", ())
        kind = _CHARSET.search(headers.get("content-type", ""))
        content_type = f"text/html; charset={kind[1]}" if kind else "text/html"
        return ArchivedPage(
            record.url, read.data, {"Content-Type": content_type}, ways, self._kept(record), repairs
        )

    def _leads(self, url: str, location: str) -> None:
        """Remember that *url* redirects to *location*: the page there has both addresses."""
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


def _digest_of(record: WarcRecord) -> str:
    """Return the digest of a record's payload, empty if there is none or the payload is empty."""
    digest = record.headers.get("warc-payload-digest", "").strip()
    return "" if digest in _OF_NOTHING else digest


def _repairs(record: WarcRecord, status: int, headers: Mapping[str, str]) -> tuple[Repair, ...]:
    """Return what is missing by the record: its writer truncated it, or the server sent a part."""
    repairs = [Repair.TRUNCATED_RECORD] if record.headers.get("warc-truncated") else []
    given = _RANGE.match(headers.get("content-range", "")) if status == _PARTIAL else None
    if given and given[2] != str(int(given[1]) + 1):
        repairs.append(Repair.FIRST_PART_ONLY)
    return tuple(repairs)
