"""The coding in which a server sends a page, undone within a limit. A further coding is one more row."""

from __future__ import annotations

import importlib
import sys
import zlib
from collections.abc import Callable
from typing import Any

from newsspider.errors import Refused
from newsspider.model.outcomes import Outcome, Reason

_CHUNK = 1 << 16
# Of Python itself from 3.14 on, else the same as a package of its own.
_ZSTD = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"


def decoded(data: bytes, codings: str, limit: int) -> bytes:
    """Return *data* without the codings that the header `Content-Encoding` names, the last one first.

    Raises Refused for a coding that is not known, for what is not in it, and for more than *limit* bytes.
    """
    for name in reversed([part.strip().lower() for part in codings.split(",")]):
        if name in ("", "identity"):
            continue
        decoder = _DECODERS.get(name)
        if decoder is None:
            raise Refused(Outcome.FAILED, Reason.UNREADABLE, f"an answer in the coding {name}")
        data = decoder(data, limit)
        if len(data) > limit:
            raise Refused(Outcome.REJECTED, Reason.TOO_LARGE, f"more than {limit} bytes")
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
            raise Refused(Outcome.FAILED, Reason.UNREADABLE, f"no gzip: {error}") from error
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
        raise Refused(Outcome.FAILED, Reason.UNREADABLE, f"no deflate: {error}") from error


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
        raise Refused(Outcome.FAILED, Reason.UNREADABLE, f"no Brotli: {error}") from error
    return found


def _zstd(data: bytes, limit: int) -> bytes:
    zstd = _module("zstd", _ZSTD)
    try:
        found: bytes = zstd.ZstdDecompressor().decompress(data, limit + 1)
    except zstd.ZstdError as error:
        raise Refused(Outcome.FAILED, Reason.UNREADABLE, f"no Zstandard: {error}") from error
    return found


def _module(coding: str, name: str) -> Any:
    """Return the module *name*; raises Refused where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        detail = f"an answer in the coding {coding}, which needs the package {name}"
        raise Refused(Outcome.FAILED, Reason.UNREADABLE, detail) from error


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
