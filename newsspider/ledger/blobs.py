"""An article's record and its uncleaned fragment as one compressed stream.

JSON on the first line, the fragment after it: the two say much the same, which only one stream can use
(4.8 KB for the seed; 7.4 KB apart). The streams are zlib's; ISA-L writes them in a quarter of zlib's time
for 1 % more, and where there is none for the machine, zlib does it. LZMA would save 7 % and take ten times
as long.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from typing import Any

from newsspider.model.article import Article, from_record, record

try:
    from isal.isal_zlib import compress
except ImportError:
    from zlib import compress  # type: ignore[assignment]

_LEVEL = 2
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def _plain(article: Article, fragment: str) -> bytes:
    return f"{_JSON.encode(record(article))}\n{fragment}".encode("utf-8", "surrogatepass")


def pack(texts: Iterable[tuple[Article, str]]) -> list[bytes]:
    """Return a stream for each article and fragment, in order; raises ValueError for a naive time."""
    return [compress(_plain(article, fragment), _LEVEL) for article, fragment in texts]


def unpack(stream: bytes) -> tuple[Article, str]:
    """Return the article and the fragment of *stream*; raises ValueError or TypeError for a damaged one."""
    try:
        data = zlib.decompress(stream)
    except zlib.error as error:
        message = f"a stream that cannot be decompressed: {error}"
        raise ValueError(message) from error
    line, _, fragment = data.decode("utf-8", "surrogatepass").partition("\n")
    values: Any = json.loads(line)
    if not isinstance(values, dict):
        message = "a stream without a record"
        raise TypeError(message)
    return from_record(values), fragment
