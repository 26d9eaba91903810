"""The content coding of a page, undone within a limit, whatever its headers claim.

Archives keep headers of what was already decoded, and servers name things that are not codings: the bytes
decide. To add a coding, add a row to `_DECODERS`, and the beginning of its bytes to `_MAGIC` if it is fixed.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import NamedTuple

from newsspider.errors import Rejected
from newsspider.model.outcomes import Outcome, Reason
from newsspider.sources.warc.members import ZSTD, module

_CHUNK = 1 << 16
_GZIP = b"\x1f\x8b\x08"
_MAGIC = {"gzip": _GZIP, "x-gzip": _GZIP, "zstd": b"\x28\xb5\x2f\xfd"}
_MOST_LAYERS = 3  # a coding that was applied again
# Markup or prose, in any charset: no coded data begins like this.
_PLAIN = re.compile(rb"(?:\xef\xbb\xbf)?[\s\0]*<(?:[!?]|[a-zA-Z][a-zA-Z0-9]*[\s>/])")


class Decoded(NamedTuple):
    """The bytes without their coding, and whether they end before the coding does."""

    data: bytes
    is_cut: bool = False


def decoded(data: bytes, codings: str, limit: int) -> Decoded:
    """Return *data* without the codings that the header `Content-Encoding` names, the last one first.

    Data that is not in the named coding stays as it is, and gzip is undone even if not named. Raises Rejected
    for a coding that is unknown or not supported, and for more than *limit* bytes.
    """
    is_cut = False
    names = [part.strip().lower() for part in codings.split(",")]
    for name in reversed([*["gzip"] * _MOST_LAYERS, *names]):
        decoder = _DECODERS.get(name)
        if decoder is None:
            _check_is_known(name, data)
            continue
        magic = _MAGIC.get(name)
        is_another = any(data.startswith(other) for other in _MAGIC.values() if other != magic)
        if (magic and not data.startswith(magic)) or is_another or _PLAIN.match(data) or not data:
            continue
        found = decoder(data, limit)
        data, is_cut = found.data, is_cut or found.is_cut
        if len(data) > limit:
            raise Rejected(Outcome.REJECTED, Reason.TOO_LARGE, f"more than {limit} bytes")
    return Decoded(data, is_cut)


def _check_is_known(name: str, data: bytes) -> None:
    """Raise Rejected for an unknown coding if *data* may be in it; a charset is not a coding."""
    if name in _UNKNOWN and not _PLAIN.match(data):
        raise Rejected(Outcome.FAILED, Reason.UNREADABLE, f"unknown content coding {name}")


def _gzip(data: bytes, limit: int) -> Decoded:
    """Undo gzip; a truncated stream gives its beginning, as in browsers."""
    found = b""
    is_cut = False
    while data.startswith(_GZIP) and len(found) <= limit:
        stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            found += stream.decompress(data, limit + 1 - len(found))
        except zlib.error as error:
            if found:
                return Decoded(found)  # something else follows the page
            raise Rejected(Outcome.FAILED, Reason.UNREADABLE, f"invalid gzip: {error}") from error
        is_cut = not stream.eof
        data = stream.unused_data
    return Decoded(found, is_cut)


def _deflate(data: bytes, limit: int) -> Decoded:
    """Undo deflate, with its header or, as many servers send it, without."""
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        stream = zlib.decompressobj(window)
        try:
            return Decoded(stream.decompress(data, limit + 1), not stream.eof)
        except zlib.error as error:
            detail = f"invalid deflate: {error}"
    raise Rejected(Outcome.FAILED, Reason.UNREADABLE, detail)


def _brotli(data: bytes, limit: int) -> Decoded:
    brotli = module("br", "brotli")
    stream = brotli.Decompressor()
    found: bytes = b""
    try:
        for start in range(0, len(data), _CHUNK):
            found += stream.process(data[start : start + _CHUNK])
            if len(found) > limit:
                break
    except brotli.error as error:
        raise Rejected(Outcome.FAILED, Reason.UNREADABLE, f"invalid Brotli: {error}") from error
    return Decoded(found, not stream.is_finished())


def _zstd(data: bytes, limit: int) -> Decoded:
    zstd = module("zstd", ZSTD)
    stream = zstd.ZstdDecompressor()
    try:
        found: bytes = stream.decompress(data, limit + 1)
    except zstd.ZstdError as error:
        raise Rejected(Outcome.FAILED, Reason.UNREADABLE, f"invalid Zstandard: {error}") from error
    return Decoded(found, not stream.eof)


_DECODERS: dict[str, Callable[[bytes, int], Decoded]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
# Codings that exist but are not supported here.
_UNKNOWN = frozenset(
    {"compress", "x-compress", "sdch", "exi", "pack200-gzip", "dcb", "dcz", "bzip2", "xz", "lzma"}
)
