"""One spelling of a path as text: for the ledger, for records, and for people.

A name on disk is bytes. Python shows bytes that are not UTF-8 as lone surrogates, and which bytes these are
depends on the locale; no database, no JSON and no terminal takes them. Here a path that is UTF-8 is spelled
as it is, under every locale; any other one as a `file:` address, its other bytes as `%C4`. `native` leads
back from the spelling to what the system calls of this process take.
"""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path

# How the address of an object in a bucket begins, which stands for a path.
BUCKETS = "s3://"
_SCHEME = "file:"
_RELATIVE = "./"  # behind the scheme, so that a relative path is not taken for an absolute one
_ESCAPE = "newsspider-percent"
_ESCAPED = re.compile(rb"%([0-9A-Fa-f]{2})")
_UNTIDY = re.compile(r"/\.?(?:/|$)")  # what `pathlib` leaves out of a path


def _percent(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return "".join(f"%{byte:02X}" for byte in error.object[error.start : error.end]), error.end


codecs.register_error(_ESCAPE, _percent)


def spelled(path: str) -> str:
    """Return the spelling of *path*, as the system gave it or the user wrote it; always valid UTF-8."""
    if path.isascii() and not path.startswith(_SCHEME):
        return path
    data = _bytes(path)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if (text or not data) and not text.startswith(_SCHEME):
        return text
    escaped = data.replace(b"%", b"%25").decode("utf-8", _ESCAPE)
    return f"{_SCHEME}{'' if data.startswith(b'/') else _RELATIVE}{escaped}"


def native(spelling: str) -> str:
    """Return the path of *spelling*, or of any text of a user, in the form that system calls take."""
    if not spelling.startswith((f"{_SCHEME}/", f"{_SCHEME}{_RELATIVE}")):
        return spelling if spelling.isascii() else os.fsdecode(_bytes(spelling))
    data = _bytes(spelling.removeprefix(_SCHEME).removeprefix(_RELATIVE))
    return os.fsdecode(_ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data))


def absolute(path: str) -> str:
    """Return *path* as it is from any working directory: absolute, or the address that it is."""
    if path.startswith(BUCKETS) or (path.startswith("/") and os.sep == "/" and not _UNTIDY.search(path)):
        return path
    return str(Path(path).absolute())


def visible(text: str) -> str:
    r"""Return *text*, which may hold paths, as it can be shown: a byte that is not UTF-8 as `\xc4`."""
    return text if text.isascii() else _bytes(text).decode("utf-8", "backslashreplace")


def _bytes(path: str) -> bytes:
    try:
        return os.fsencode(path)
    except UnicodeEncodeError:
        # Not from the system: Chinese from a file of settings under LC_ALL=C, a surrogate from a JSON text.
        return b"".join(_of_character(character) for character in path)


def _of_character(character: str) -> bytes:
    try:
        return character.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return character.encode("utf-8", "surrogatepass")
