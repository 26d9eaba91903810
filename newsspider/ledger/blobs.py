"""An article's record, what gave its fields, and its uncleaned fragment as one compressed stream.

The record is JSON on the first line; behind a tab, which JSON has nowhere, what gave each field, if that is
known, and behind another the cleaned body, which `html` is rendered from when somebody asks for it. The
fragment follows. All have much text in common, so one stream is smaller than several (4.8 KB instead of 7.4
for the seed). The format is zlib's. ISA-L writes it in a quarter of zlib's time and 1 % larger, and reads it
in half of it; zlib itself is used where ISA-L is not available. LZMA would save 7 % and take ten times as
long.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple, cast

import msgspec

from newsspider.model.article import Article, from_json, leave_html, record, unrendered
from newsspider.render.html import UnrenderedBody

try:
    from isal import isal_zlib as deflate
except ImportError:
    import zlib as deflate  # type: ignore[no-redef]

_LEVEL = 2
_Damaged = cast("type[Exception]", deflate.error)
_encode = msgspec.json.Encoder().encode
# For half a character, which the quick one refuses; both write the same of all else.
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


class Contents(NamedTuple):
    """What a stream holds; `given_by` names what gave a field: a selector, a key of a list, a rule."""

    article: Article
    fragment: str = ""
    given_by: Mapping[str, str] = {}


class StreamedBody:
    """The body of an article in the stream that was made of it, unpacked when somebody asks for its HTML."""

    __slots__ = ("_stream",)

    def __init__(self, stream: bytes) -> None:
        self._stream = stream

    def html(self) -> str:
        """Return the body as HTML; raises ValueError for a damaged stream."""
        return unpack(self._stream).article.html

    def packed(self) -> bytes:
        """Return the body as the ledger keeps it; raises ValueError for a damaged stream."""
        return _parts(self._stream).body


def _plain(contents: Contents) -> bytes:
    body = _body(contents.article)  # first, as it may render the HTML
    parts = [_json(record(contents.article, html=False))]
    if contents.given_by or body:
        parts += b"\t", _json(contents.given_by) if contents.given_by else b""
    if body:
        parts += b"\t", body
    return b"".join([*parts, b"\n", contents.fragment.encode("utf-8", "surrogatepass")])


def _body(article: Article) -> bytes:
    """Return the body of *article*; empty if its HTML is rendered, as that of half a character has to be."""
    body = unrendered(article)
    try:
        return body.packed() if body is not None else b""
    except UnicodeEncodeError:
        article.html = article.html  # the record can hold it
        return b""


def _json(values: Mapping[str, Any]) -> bytes:
    try:
        return _encode(values)
    except UnicodeEncodeError:
        return _JSON.encode(values).encode("utf-8", "surrogatepass")


def pack(texts: Iterable[Contents]) -> list[bytes]:
    """Return a stream for each of *texts*, in order; raises ValueError for a time without a zone."""
    return [deflate.compress(_plain(contents), _LEVEL) for contents in texts]


def unpack(stream: bytes) -> Contents:
    """Return the contents of *stream*; raises ValueError or TypeError for a damaged one."""
    parts = _parts(stream)
    given_by: Any = json.loads(parts.given_by) if parts.given_by else {}
    if not isinstance(given_by, dict):
        message = "the stream holds no record"
        raise TypeError(message)
    return Contents(_article(parts), parts.fragment.decode("utf-8", "surrogatepass"), given_by)


class _Parts(NamedTuple):
    record: bytes
    given_by: bytes
    body: bytes
    fragment: bytes


def _parts(stream: bytes) -> _Parts:
    """Return what *stream* holds; raises ValueError for a damaged one."""
    try:
        data = deflate.decompress(stream)
    except _Damaged as error:
        message = f"the stream cannot be decompressed: {error}"
        raise ValueError(message) from error
    line, _, fragment = data.partition(b"\n")
    text, _, rest = line.partition(b"\t")
    given_by, _, body = rest.partition(b"\t")
    return _Parts(text, given_by, body, fragment)


def _article(parts: _Parts) -> Article:
    article = from_json(parts.record)
    if parts.body:
        leave_html(article, UnrenderedBody(parts.body))
    return article


class StoredRecord:
    """The record in a stream: `line` is its JSON, and the article is made when somebody asks for it.

    In the line `html` is empty if nobody has asked for it. Raises ValueError for a damaged stream, and where
    the article is asked for also TypeError.
    """

    def __init__(self, stream: bytes) -> None:
        self._parts = _parts(stream)
        self.line = self._parts.record

    @cached_property
    def article(self) -> Article:
        """The article, the same one each time."""
        return _article(self._parts)
