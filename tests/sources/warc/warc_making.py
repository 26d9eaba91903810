"""Archives as other people's crawlers write them."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.conftest import story

HOST = "finance.sina.com.cn"
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_财经_新浪网</title></head><body>
<h1 class="main-title">{title}</h1><div class="date-source"><span class="date">2021年10月09日 19:{minute:02}</span>
<span class="source">陵江晚报</span></div><div class="article" id="artibody"><p>{text}</p></div></body></html>"""


def url(number: int, host: str = HOST) -> str:
    """Return the address of the page of this number."""
    return f"https://{host}/china/2021-10-09/doc-iabcdefg{number:07}.shtml"


def title(number: int) -> str:
    """Return the title of the page of this number."""
    return f"第{number}号消息的题目"


def html(number: int) -> str:
    """Return the page of this number."""
    return PAGE.format(title=title(number), minute=number % 60, text=story(f"warc {number}"))


class Making:
    """An archive being made; `gzip` tells whether each record is a member."""

    def __init__(self, *, gzip: bool = True) -> None:
        self._out = io.BytesIO()
        self._writer: Any = WARCWriter(self._out, gzip=gzip)

    def answer(
        self, url: str, body: bytes, status: str = "200 OK", kind: str = "text/html", **headers: str
    ) -> Making:
        """Add an answer; `_` in the name of a header is a dash."""
        given = [
            ("Content-Type", kind),
            *((name.replace("_", "-"), value) for name, value in headers.items()),
        ]
        http = StatusAndHeaders(status, given, protocol="HTTP/1.1")
        return self._add(url, "response", body, http_headers=http)

    def page(self, number: int, host: str = HOST, **headers: str) -> Making:
        """Add the page of this number."""
        return self.answer(url(number, host), html(number).encode(), **headers)

    def other(self, url: str, kind: str, body: bytes = b"", **more: Any) -> Making:
        """Add a record of another kind."""
        return self._add(url, kind, body, **more)

    def _add(self, url: str, kind: str, body: bytes, **more: Any) -> Making:
        date = {"WARC-Date": "2021-10-10T08:00:00Z", **more.pop("warc_headers_dict", {})}
        record = self._writer.create_warc_record(
            url, kind, payload=io.BytesIO(body), length=len(body), warc_headers_dict=date, **more
        )
        self._writer.write_record(record)
        return self

    @property
    def data(self) -> bytes:
        """The archive so far."""
        return self._out.getvalue()

    def save(self, path: Path) -> Path:
        """Write the archive to *path* and return it."""
        path.write_bytes(self.data)
        return path


def chunked(body: bytes) -> bytes:
    """Return *body* in chunks."""
    pieces = [body[at : at + 100] for at in range(0, len(body), 100)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def raw_deflate(body: bytes) -> bytes:
    """Return *body* deflated without a header."""
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(body) + stream.flush()


def gzipped(body: bytes) -> bytes:
    """Return *body* in gzip."""
    return gzip.compress(body)
