"""Appends records to a file: one gzip member for each record, each written at once.

If a killed run left a partial record at the end, the next run cuts it off and continues.
"""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from newsspider.errors import OutputFailed
from newsspider.sources.warc.inputs import EXCHANGE, TYPE, ExchangeRef

Headers = Sequence[tuple[str, str]]

_MEMBER = b"\x1f\x8b\x08"
_BLOCK = 1 << 20
_NOT_MODIFIED = 304
_UNMODIFIED = "http://netpreserve.org/warc/1.0/revisit/server-not-modified"
# They describe the transfer, or hold secrets: neither belongs into an archive.
_UNTOLD = frozenset({"transfer-encoding", "authorization", "proxy-authorization", "cookie", "set-cookie"})


class WarcWriter:
    """An archive that is written to; raises OutputFailed if that cannot be done."""

    def __init__(self, path: Path, software: str) -> None:
        from warcio.warcwriter import WARCWriter  # noqa: PLC0415 - only a run that records needs it

        self._path = path
        self._buffer = io.BytesIO()
        self._writer: Any = WARCWriter(self._buffer, gzip=True)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("a+b", buffering=0)
            self._file.truncate(_whole(self._file))
            self._file.seek(0, os.SEEK_END)
        except OSError as error:
            raise self._failed(error) from error
        self._append(self._writer.create_warcinfo_record(path.name, {"software": software}))

    def exchange(
        self, url: str, at: datetime, asked: tuple[str, Headers], answered: RecordedResponse
    ) -> ExchangeRef:
        """Append a request with the method and headers *asked*, and its answer; return the place."""
        url = _without_login(url)
        parts = urlsplit(url)
        line = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''} HTTP/1.1"
        headers = (("Host", parts.netloc), *_recorded(asked[1]))
        self._record(url, "request", at, (f"{asked[0]} {line}", headers), b"")
        status = f"{answered.status} {answered.reason}".strip()
        body = answered.body
        further = (*_recorded(answered.headers), ("Content-Length", str(len(body))))
        kind = "revisit" if answered.status == _NOT_MODIFIED else "response"
        return self._record(url, kind, at, (status, further), body)

    def input(self, url: str, at: datetime, content: bytes) -> None:
        """Append an input of the run, as `inputs.write` writes it."""
        headers = {"WARC-Date": _date(at), "WARC-Newsspider": "input"}
        record = self._writer.create_warc_record(
            _without_login(url),
            "metadata",
            payload=io.BytesIO(content),
            length=len(content),
            warc_content_type=TYPE,
            warc_headers_dict=headers,
        )
        self._append(record)

    def close(self) -> None:
        """Write everything to disk and close the file."""
        try:
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise self._failed(error) from error

    def _record(
        self, url: str, kind: str, at: datetime, head: tuple[str, Headers], body: bytes
    ) -> ExchangeRef:
        from warcio.statusandheaders import StatusAndHeaders  # noqa: PLC0415

        headers = {"WARC-Date": _date(at), "WARC-Newsspider": EXCHANGE}
        if kind == "revisit":
            headers["WARC-Profile"] = _UNMODIFIED
        http = StatusAndHeaders(
            head[0],
            list(head[1]),
            protocol="HTTP/1.1" if kind != "request" else "",
            is_http_request=kind == "request",
        )
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_headers_dict=headers,
        )
        return ExchangeRef(record.rec_headers.get_header("WARC-Record-ID"), self._append(record))

    def _append(self, record: Any) -> int:
        """Write *record* and return the byte that it begins at."""
        self._writer.write_record(record)
        data = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        try:
            start = self._file.tell()
            while data:
                data = data[self._file.write(data) :]
        except OSError as error:
            raise self._failed(error) from error
        return start

    def _failed(self, error: OSError) -> OutputFailed:
        return OutputFailed(f"the archive {self._path} cannot be written: {error.strerror or error}")


class RecordedResponse:
    """What a server answered, its body as it came, without transfer chunks."""

    def __init__(self, status: int, reason: str, headers: Headers, body: bytes) -> None:
        self.status, self.reason, self.headers, self.body = status, reason, headers, body


def _recorded(headers: Headers) -> Headers:
    left_out = {*_UNTOLD, "content-length", "host"}
    return [(name, value) for name, value in headers if name.lower() not in left_out]


def _date(at: datetime) -> str:
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _without_login(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _whole(file: Any) -> int:
    """Return where the last complete member of *file* ends: later bytes were being written."""
    size: int = file.seek(0, os.SEEK_END)
    end = size
    while end > 0:
        start = max(0, end - _BLOCK)
        file.seek(start)
        block: bytes = file.read(min(end + len(_MEMBER) - 1, size) - start)
        at = len(block)
        while (at := block.rfind(_MEMBER, 0, at)) >= 0:
            begins, ends = _member(file, start + at)
            if begins:
                return ends if ends is not None else start + at
        end = start
    return 0 if size else size


def _member(file: Any, start: int) -> tuple[bool, int | None]:
    """Return whether a record begins at *start*, and where its member ends; None if it has no end."""
    file.seek(start)
    stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
    begins = False
    head = b""
    read = 0
    while piece := file.read(1 << 16):
        try:
            plain = stream.decompress(piece)
        except zlib.error:
            return begins, None
        read += len(piece)
        if not begins:
            head += plain
            if len(head) >= 5 and not head.startswith(b"WARC/"):  # noqa: PLR2004 - the length of that
                return False, None
            begins = head.startswith(b"WARC/")
        if stream.eof:
            return begins, start + read - len(stream.unused_data)
    return begins, None
