"""An article's record, what gave its fields, and its uncleaned fragment as one compressed stream.

The record is JSON on the first line; behind a tab, which JSON has nowhere, what gave each field, if that is
known. The fragment follows. The two have much text in common, so one stream is
smaller than two (4.8 KB instead of 7.4 KB for the seed). The format is zlib's. ISA-L writes it in a quarter
of zlib's time and 1 % larger, and reads it in half of it; zlib itself is used where ISA-L is not available.
LZMA would save 7 % and take ten times as long.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast

import msgspec

from newsspider.model.article import Article, from_json, from_own_json, record

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


def _plain(contents: Contents) -> bytes:
    line = _json(record(contents.article))
    if contents.given_by:
        line += b"\t" + _json(contents.given_by)
    return line + b"\n" + contents.fragment.encode("utf-8", "surrogatepass")


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
    line, fragment = _split(stream)
    text, _, origins = line.partition(b"\t")
    given_by: Any = json.loads(origins) if origins else {}
    if not isinstance(given_by, dict):
        message = "the stream holds no record"
        raise TypeError(message)
    return Contents(from_json(text), fragment.decode("utf-8", "surrogatepass"), given_by)


def unpack_record(stream: bytes) -> tuple[Article, bytes]:
    """Return the article in *stream*, and its record as `from_own_json` reads it, if it does.

    Raises like `unpack`.
    """
    text = _split(stream)[0].partition(b"\t")[0]
    article = from_own_json(text)
    return (from_json(text), b"") if article is None else (article, text)


def _split(stream: bytes) -> tuple[bytes, bytes]:
    """Return the first line of *stream* and the fragment behind it; raises ValueError."""
    try:
        data = deflate.decompress(stream)
    except _Damaged as error:
        message = f"the stream cannot be decompressed: {error}"
        raise ValueError(message) from error
    line, _, fragment = data.partition(b"\n")
    return line, fragment
