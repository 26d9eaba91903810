"""The records of an archive, one after the other, each with its place in the file; none is kept.

Heads are read line by line within limits, a payload only on request. Damage is reported, and reading
continues at the next record. To add a layout of a payload, add a branch to `WarcRecord.answer`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO
from urllib.parse import urlsplit

from newsspider.errors import Rejected
from newsspider.limits import LIMITS, Limits
from newsspider.model.outcomes import Outcome, Reason
from newsspider.sources.warc.codings import decoded
from newsspider.sources.warc.members import BEGINS, Damaged, Members, TooLong
from newsspider.text import dates

_PIECE = 1 << 16
_VERSION = re.compile(rb"WARC/[01]\.\d\d?\s*")
_STATUS = re.compile(r"HTTP/\S+\s+(\d{3})(?:\s|$)")
_NAME = b"WARC/"
_SHOWN = 40
_BLANKS = b"\r\n \t\0"
_MARK = b"\xef\xbb\xbf"
_STEP, _STEP_OVER = 1 << 12, 1 << 20
_MOST_BLANKS = 1 << 26  # between records of a compressed member
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_LONGEST_LENGTH = 18  # digits


class CutOff(Rejected):
    """The file ends in the middle of the record: its writer was stopped."""


@dataclass(frozen=True)
class Damage:
    """Bytes that are not a record, from the byte `start` on; `record` says that the one before is hit."""

    start: int
    rejected: Rejected
    hits_record: bool = False


@dataclass(frozen=True)
class ResponseRecord:
    """What a server answered: status, headers by their names in lower case, and the payload, decoded.

    `is_cut` says that the payload ends before its coding, its chunks or its stated length.
    """

    status: int
    headers: Mapping[str, str]
    data: bytes
    is_cut: bool = False


@dataclass
class WarcRecord:
    """One record; its payload can be read until the next record is asked for.

    `start` is None inside a compressed member, where a record cannot be found again.
    """

    start: int | None
    headers: Mapping[str, str]
    _payload: _Payload
    _limits: Limits
    _http: tuple[int, dict[str, str]] | None = field(default=None, init=False)

    @property
    def kind(self) -> str:
        """The type of the record."""
        return self.headers.get("warc-type", "").lower()

    @property
    def url(self) -> str:
        """The address of the record, empty without one."""
        return self.headers.get("warc-target-uri", "").strip("<>")

    @property
    def id(self) -> str:
        """The identifier of the record."""
        return self.headers.get("warc-record-id", "")

    @property
    def content_type(self) -> str:
        """The media type of the record itself, in lower case, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def at(self) -> datetime | None:
        """When it was made, aware; None if it does not say."""
        moment = dates.parse(self.headers.get("warc-date", ""))
        return moment.at if moment else None

    @property
    def ours(self) -> str:
        """The value of the header that only newsspider writes."""
        return self.headers.get("warc-newsspider", "")

    @property
    def host(self) -> str:
        """The host of the address, empty without one."""
        try:
            return urlsplit(self.url).hostname or ""
        except ValueError:
            return ""

    def status_and_headers(self) -> tuple[int, dict[str, str]]:
        """Return the status and the headers of an answer; 0 if it is not HTTP.

        Raises Rejected if there are more headers, or longer ones, than the limits allow.
        """
        if self._http is None:
            status = _STATUS.match(_text(self._payload.line(self._limits.header_line)))
            headers = _headers(self._payload, self._limits) if status else {}
            self._http = (int(status[1]) if status else 0, headers)
        return self._http

    def answer(self, limit: int) -> ResponseRecord:
        """Return the whole answer; raises Rejected if it is cut off, too large or in an unknown coding."""
        status, headers = self.status_and_headers()
        data = self.content(limit)
        is_cut = False
        if headers.get("transfer-encoding", "").lower().strip() == "chunked":
            data, is_cut = _without_chunks(data)
        found = decoded(data, headers.get("content-encoding", ""), limit)
        return ResponseRecord(status, headers, found.data, is_cut or found.is_cut)

    def content(self, limit: int) -> bytes:
        """Return the unread bytes of the payload; raises Rejected like `answer`."""
        pieces, size = [], 0
        while size <= limit and (piece := self._payload.take(_PIECE)):
            pieces.append(piece)
            size += len(piece)
        if size > limit:
            raise Rejected(Outcome.REJECTED, Reason.TOO_LARGE, f"more than {limit} bytes")
        if self._payload.left:
            raise CutOff(Outcome.FAILED, Reason.CUT_OFF, "the record ends before its length")
        return b"".join(pieces)


class _Payload:
    """The bytes of one record, which may continue in further members."""

    def __init__(self, members: Members, length: int) -> None:
        self._members = members
        self.left = length

    def take(self, count: int) -> bytes:
        """Return at most *count* bytes, none at the end of the record or of the file."""
        while self.left:
            piece = self._members.take(min(count, self.left))
            self.left -= len(piece)
            if piece or not self._goes_on():
                return piece
        return b""

    def line(self, limit: int) -> bytes:
        """Return the next line, empty at the end; raises Rejected for one of more than *limit* bytes."""
        while self.left:
            line = _line(self._members, min(limit, self.left), is_last=self.left <= limit)
            self.left -= len(line)
            if line or not self._goes_on():
                return line
        return b""

    def _goes_on(self) -> bool:
        """Return whether the record continues in the next member, instead of a new record."""
        if not self._members.next_member():
            return False
        return BEGINS.match(self._members.peek(_PIECE)) is None


class WarcRecords:
    """The records of *file* from its current position; `end` is where the last complete one ended.

    Iterating raises Rejected if it is not an archive.
    """

    def __init__(self, file: BinaryIO, limits: Limits = LIMITS) -> None:
        self._file = file
        self._limits = limits
        self._is_whole = True  # the record before the current place
        self.end = file.tell()

    def __iter__(self) -> Iterator[WarcRecord | Damage]:
        """Yield the records in their order, and the damage between them."""
        begins, is_empty, has_record = self._file.tell(), True, False
        try:
            members = Members(self._file)
        except Damaged as error:
            raise _damaged(str(error)) from error
        while True:
            start = before = members.start
            is_between = True
            try:
                if not self._goes_to_record(members):
                    break
                is_between = False
                start = members.place if members.place is not None else members.start
                record = self._head(members)
            except (Damaged, Rejected) as error:
                refusal = error if isinstance(error, Rejected) else _damaged(str(error))
                members_start = members.start
                goes_on = not isinstance(error, CutOff) and members.seek_record()
                if is_empty and not goes_on:
                    raise refusal from error
                self._is_whole = goes_on
                # A wrong checksum shows at the end of the member, where the next record is expected.
                hits_record = (
                    has_record and is_between and isinstance(error, Damaged) and members_start == before
                )
                yield Damage(start, refusal, hits_record=hits_record)
                has_record = False
                if not goes_on:
                    return
                continue
            is_empty, has_record = False, True
            yield record
            try:
                self._is_whole = _finish(record)
            except Damaged as error:
                goes_on = self._is_whole = members.seek_record()
                yield Damage(start, _damaged(str(error)), hits_record=True)
                has_record = False
                if not goes_on:
                    return
        if is_empty and not begins:
            raise Rejected(Outcome.FAILED, Reason.UNREADABLE, "no WARC record in it")

    def _goes_to_record(self, members: Members) -> bool:
        """Move to the start of the next record; False at the end. Sets `end` to where complete data ends."""
        passed = 0
        while True:
            blanks = members.peek(_STEP)
            count = len(blanks) - len(blanks.lstrip(_BLANKS))
            if not blanks:
                if members.next_member():
                    continue
                if self._is_whole and not members.is_cut:
                    self.end = members.end
                return False
            if count:
                passed += len(members.take(count))
            elif blanks.startswith(_MARK):
                members.take(len(_MARK))
            else:
                break
            if passed > _MOST_BLANKS and members.is_compressed:
                message = "nothing but blanks"
                raise Damaged(message)
        if members.place is not None and self._is_whole:
            self.end = members.place
        return True

    def _head(self, members: Members) -> WarcRecord:
        """Return the record that begins here; raises Damaged, Rejected, or CutOff if the file ends in it."""
        start = members.place
        begins = members.peek(_SHOWN)
        # Other bytes are not taken: the next record may begin in the same line.
        if not begins.startswith(_NAME[: len(begins)]):
            raise Rejected(Outcome.FAILED, Reason.UNREADABLE, f"not a WARC record: {_text(begins)!r}")
        first = _line(members, self._limits.header_line)
        if not _VERSION.fullmatch(first):
            if members.has_ended:
                raise _cut_off()
            raise Rejected(Outcome.FAILED, Reason.UNREADABLE, f"not a WARC record: {_text(first)[:_SHOWN]!r}")
        headers = _headers(members, self._limits)
        if members.has_ended and not headers.get("content-length"):
            raise _cut_off()
        length = headers.get("content-length", "")
        if not length.isdecimal() or len(length) > _LONGEST_LENGTH:
            message = f"invalid length: {length[:40]!r}"
            raise Damaged(message)
        return WarcRecord(start, headers, _Payload(members, int(length)), self._limits)


def _finish(record: WarcRecord) -> bool:
    """Move past the payload of *record*; returns whether it was complete. Raises Damaged."""
    payload = record._payload  # noqa: SLF001 - of this module
    while payload.take(_STEP_OVER):
        pass
    return not payload.left


def _cut_off() -> CutOff:
    return CutOff(Outcome.FAILED, Reason.CUT_OFF, "the file ends inside the header of a record")


def _damaged(detail: str) -> Rejected:
    return Rejected(Outcome.FAILED, Reason.UNREADABLE, f"damaged record: {' '.join(detail.split())[:200]}")


def _line(members: Members, limit: int, *, is_last: bool = False) -> bytes:
    """Return the next line of *members*; raises Rejected for one of more than *limit* bytes.

    With *is_last*, the record, and so the line, may end there.
    """
    try:
        line = members.line(limit)
        while line and not line.endswith(b"\n") and not is_last and members.next_member():
            line += members.line(limit)
    except TooLong:
        if is_last:
            return members.take(limit)
        detail = f"a header line of more than {limit} bytes"
        raise Rejected(Outcome.REJECTED, Reason.TOO_LARGE, detail) from None
    return line


def _headers(source: Members | _Payload, limits: Limits) -> dict[str, str]:
    """Return the headers down to the empty line; raises Rejected for more than the limits allow."""
    headers: dict[str, str] = {}
    last = ""
    size = 0
    for _ in range(limits.headers):
        if isinstance(source, _Payload):
            line = source.line(limits.header_line)
        else:
            line = _line(source, limits.header_line)
        size += len(line)
        text = _text(line)
        if not text.strip() or size > limits.header_line * 4:
            break
        name, colon, value = text.partition(":")
        if text[0] in " \t" and last:
            headers[last] = f"{headers[last]} {text.strip()}"
        elif colon:
            last = name.strip().lower()
            value = value.strip()
            # A coding named twice may have been applied twice.
            headers[last] = (
                f"{headers[last]}, {value}" if last == "content-encoding" and last in headers else value
            )
    else:
        detail = f"more than {limits.headers} lines in the header of a record"
        raise Rejected(Outcome.REJECTED, Reason.TOO_LARGE, detail)
    if size > limits.header_line * 4:
        detail = f"more than {limits.header_line * 4} bytes in the header of a record"
        raise Rejected(Outcome.REJECTED, Reason.TOO_LARGE, detail)
    return headers


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        return line.decode("latin-1").rstrip("\r\n")


def _without_chunks(data: bytes) -> tuple[bytes, bool]:
    """Return *data* without its transfer chunks, and whether the last of them is missing.

    Many tools keep the header but not the chunks: then *data* is returned unchanged.
    """
    pieces: list[bytes] = []
    at = 0
    while found := _CHUNK_SIZE.match(data, at):
        size = int(found[1], 16)
        if not size:
            return b"".join(pieces), False
        pieces.append(data[found.end() : found.end() + size])
        at = found.end() + size
        if at > len(data):
            return b"".join(pieces), True
        at += 2 if data[at : at + 2] == b"\r\n" else 1 if data[at : at + 1] == b"\n" else 0
    return (b"".join(pieces), True) if pieces and at >= len(data) else (data, False)
