"""The records of an archive, one after the other, each with its place in the file; nothing is kept of them.

A record's payload is read only when it is asked for.
"""

from __future__ import annotations

import importlib
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from newsspider.errors import Rejected
from newsspider.model.outcomes import Outcome, Reason
from newsspider.text import dates

# The coding in which a server sends a page, undone within a limit. A further coding is one more row.

_CHUNK = 1 << 16
# Of Python itself from 3.14 on, else the same as a package of its own.
_ZSTD = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"


def decoded(data: bytes, codings: str, limit: int) -> bytes:
    """Return *data* without the codings that the header `Content-Encoding` names, the last one first.

    Raises Rejected for a coding that is not known, for what is not in it, and for more than *limit* bytes.
    """
    for name in reversed([part.strip().lower() for part in codings.split(",")]):
        if name in ("", "identity"):
            continue
        decoder = _DECODERS.get(name)
        if decoder is None:
            raise Rejected(Outcome.FAILED, Reason.UNREADABLE, f"unknown content coding {name}")
        data = decoder(data, limit)
        if len(data) > limit:
            raise Rejected(Outcome.REJECTED, Reason.TOO_LARGE, f"more than {limit} bytes")
    return data


def _gzip(data: bytes, limit: int) -> bytes:
    """Undo gzip; what is cut off gives what there is, as browsers do."""
    found = b""
    while data and len(found) <= limit:
        stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            found += stream.decompress(data, limit + 1 - len(found))
        except zlib.error as error:
            if found:
                return found  # something else stands behind the page
            raise Rejected(Outcome.FAILED, Reason.UNREADABLE, f"invalid gzip: {error}") from error
        data = stream.unused_data
    return found


def _deflate(data: bytes, limit: int) -> bytes:
    """Undo deflate, with its header or, as many servers send it, without."""
    try:
        return zlib.decompressobj().decompress(data, limit + 1)
    except zlib.error:
        pass  # it begins without one
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, limit + 1)
    except zlib.error as error:
        raise Rejected(Outcome.FAILED, Reason.UNREADABLE, f"invalid deflate: {error}") from error


def _brotli(data: bytes, limit: int) -> bytes:
    brotli = _module("br", "brotli")
    stream = brotli.Decompressor()
    found: bytes = b""
    try:
        for start in range(0, len(data), _CHUNK):
            found += stream.process(data[start : start + _CHUNK])
            if len(found) > limit:
                break
    except brotli.error as error:
        raise Rejected(Outcome.FAILED, Reason.UNREADABLE, f"invalid Brotli: {error}") from error
    return found


def _zstd(data: bytes, limit: int) -> bytes:
    zstd = _module("zstd", _ZSTD)
    try:
        found: bytes = zstd.ZstdDecompressor().decompress(data, limit + 1)
    except zstd.ZstdError as error:
        raise Rejected(Outcome.FAILED, Reason.UNREADABLE, f"invalid Zstandard: {error}") from error
    return found


def _module(coding: str, name: str) -> Any:
    """Return the module *name*; raises Rejected where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        detail = f"content coding {coding} needs the package {name}; install it"
        raise Rejected(Outcome.FAILED, Reason.UNREADABLE, detail) from error


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}


# --- records ---

_HTTP = ("HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/2.0", "HTTP/3")


class CutOff(Rejected):
    """The file ends in the middle of the record: whoever wrote it was stopped."""


@dataclass(frozen=True)
class ResponseRecord:
    """What a server answered: status, headers by their names in lower case, and the payload, decoded."""

    status: int
    headers: Mapping[str, str]
    data: bytes


@dataclass
class WarcRecord:
    """One record; its payload can be read until the next record is asked for."""

    start: int
    kind: str
    url: str
    id: str
    content_type: str
    at: datetime | None
    ours: str
    _record: Any

    @property
    def host(self) -> str:
        """The host of the address, empty without one."""
        try:
            return urlsplit(self.url).hostname or ""
        except ValueError:
            return ""

    def status_and_headers(self) -> tuple[int, dict[str, str]]:
        """Return the status and the headers of an answer; 0 where it is none of HTTP's."""
        from warcio.statusandheaders import (  # noqa: PLC0415 - only archives need it
            StatusAndHeadersParser,
            StatusAndHeadersParserException,
        )

        if self._record.http_headers is None:
            try:
                parser = StatusAndHeadersParser(_HTTP, verify=False)
                self._record.http_headers = parser.parse(self._record.raw_stream)
            except (StatusAndHeadersParserException, EOFError, ValueError):
                return 0, {}
        found = self._record.http_headers
        status = found.get_statuscode()
        return int(status) if status.isdecimal() else 0, {
            name.lower(): value for name, value in found.headers
        }

    def answer(self, limit: int) -> ResponseRecord:
        """Return the whole answer; raises Rejected where it is cut off, too large or in no coding known."""
        status, headers = self.status_and_headers()
        data = self._payload(headers, limit)
        return ResponseRecord(status, headers, decoded(data, headers.get("content-encoding", ""), limit))

    def content(self, limit: int) -> bytes:
        """Return the bytes of a record that is no answer; raises Rejected as `answer` does."""
        data = _read(self._record.raw_stream, limit)
        self._check_is_whole()
        return data

    def _payload(self, headers: Mapping[str, str], limit: int) -> bytes:
        from warcio.bufferedreaders import ChunkedDataReader  # noqa: PLC0415

        stream = self._record.raw_stream
        if headers.get("transfer-encoding", "").lower() == "chunked":
            # Many tools keep the header and not the chunks; the reader sees that and lets them pass.
            stream = ChunkedDataReader(stream)
        data = _read(stream, limit)
        self._check_is_whole()
        return data

    def _check_is_whole(self) -> None:
        # Without its header whole there is no length, and what is read has no limit.
        if getattr(self._record.raw_stream, "limit", 1) > 0:
            raise CutOff(Outcome.FAILED, Reason.CUT_OFF, "the record ends before its length")


def _read(stream: Any, limit: int) -> bytes:
    pieces, size = [], 0
    while size <= limit and (piece := stream.read(1 << 16)):
        pieces.append(piece)
        size += len(piece)
    if size > limit:
        raise Rejected(Outcome.REJECTED, Reason.TOO_LARGE, f"more than {limit} bytes")
    return b"".join(pieces)


class WarcRecords:
    """The records of *file* from where it stands; `end` is where the last whole one ended.

    Iterating raises Rejected where it is no archive, or one whose records cannot be told apart.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.end = file.tell()

    def __iter__(self) -> Iterator[WarcRecord]:
        """Yield the records in their order."""
        from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415
        from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415

        begins, is_empty = self._file.tell(), True
        iterator = ArchiveIterator(self._file, no_record_parse=True)
        iterator.INC_RECORD = ""  # what it would print of a record that is cut off
        try:
            for record in iterator:
                is_empty = False
                if record.format != "warc":  # warcio takes any words for the forerunner of WARC
                    raise Rejected(Outcome.FAILED, Reason.UNREADABLE, "not a WARC file")
                self.end = iterator.offset
                yield _made(record, iterator.offset)
                iterator.read_to_end()
                if getattr(record.raw_stream, "limit", 1) <= 0:
                    self.end = iterator.offset
        except (ArchiveLoadFailed, zlib.error, EOFError, ValueError, AttributeError) as error:
            detail = " ".join(str(error).split())[:200]
            raise Rejected(
                Outcome.FAILED, Reason.UNREADABLE, f"not a WARC record from here on: {detail}"
            ) from error
        if is_empty and not begins:
            raise Rejected(Outcome.FAILED, Reason.UNREADABLE, "no WARC record in it")


def _made(record: Any, start: int) -> WarcRecord:
    headers = record.rec_headers
    moment = dates.parse(headers.get_header("WARC-Date") or "")
    return WarcRecord(
        start,
        record.rec_type or "",
        (headers.get_header("WARC-Target-URI") or "").strip("<>"),
        headers.get_header("WARC-Record-ID") or "",
        (headers.get_header("Content-Type") or "").partition(";")[0].strip().lower(),
        moment.at if moment else None,
        headers.get_header("WARC-Newsspider") or "",
        record,
    )
