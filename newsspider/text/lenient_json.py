r"""JSON from outside, whatever it holds: what it gives can be written as UTF-8.

Scripts and people write what JavaScript reads and JSON forbids: comments, a comma behind the last value, an
escape such as `\'`, control characters, single quotes, keys without quotes. Where strict JSON fails,
these are mended, in one pass over the text; another liberty is one more alternative in `_TOKEN`.
"""

from __future__ import annotations

import json
import re
from typing import Any

_LONE = re.compile("[\ud800-\udfff]")
# Control characters are in strings as they are (`strict=False`), as interfaces leave them.
_DECODER = json.JSONDecoder(strict=False)
_OPENS, _CLOSES = "{[", "}]"
_BEFORE = re.compile(r"\s*(?:(?://[^\n]*(?:\n|$)|/\*.*?\*/)\s*)*", re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<double>"[^"\\]*(?:\\.[^"\\]*)*")"""
    r"""|(?P<single>'[^'\\]*(?:\\.[^'\\]*)*')"""
    r"""|(?P<comment>//[^\n]*|/\*.*?\*/)"""
    r"""|(?P<key>[A-Za-z_$][\w$]{0,200}(?=\s{0,20}:))"""
    r"""|(?P<comma>,)|(?P<blank>\s+)|[^\s"'/,{}\[\]A-Za-z_$]+|[A-Za-z_$][\w$]*|.""",
    re.DOTALL,
)
# A backslash before what JSON knows no escape of; `\xAB` of JavaScript is a character by its number.
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))|\"", re.DOTALL)
_KNOWN = frozenset('"\\/bfnrt')


def first(text: str, start: int = 0) -> tuple[Any, int]:
    """Return the value that begins at *start* of *text*, and where it ends; raises ValueError for none.

    Comments before it are passed over. Halves of characters, which an interface leaves where it cuts a text,
    are removed from it.
    """
    try:
        return _first(text, start)
    except RecursionError as error:
        message = "nested too deep"
        raise ValueError(message) from error


def whole(text: str) -> Any:
    """Return the value that *text* is as a whole; raises ValueError."""
    text = text.strip()
    value, end = first(text)
    behind = _BEFORE.match(text, end)
    if behind is None or behind.end() != len(text):
        message = "something follows the value"
        raise ValueError(message)
    return value


def after_comments(text: str) -> str:
    """Return *text* from its first character on that is neither blank nor of a comment of JavaScript."""
    found = _BEFORE.match(text)
    return text[found.end() :] if found else text


def _first(text: str, start: int) -> tuple[Any, int]:
    before = _BEFORE.match(text, start)
    at = before.end() if before else start
    try:
        value, end = _DECODER.raw_decode(text, at)
    except ValueError:
        if text[at : at + 1] not in tuple(_OPENS):
            raise
        mended, end = _mended(text, at)
        value = _DECODER.decode(mended)
    return _whole(value), end


def _mended(text: str, start: int) -> tuple[str, int]:
    """Return the bracketed value at *start* as JSON, and where it ends; or raise ValueError."""
    pieces: list[str] = []
    depth, comma = 0, False
    for token in _TOKEN.finditer(text, start):
        kind, piece = token.lastgroup, token[0]
        if kind in ("comment", "blank"):
            continue
        if comma and piece not in tuple(_CLOSES):
            pieces.append(",")
        comma = kind == "comma"
        if comma:
            continue
        if kind is None and piece in ('"', "'"):
            break  # a string that never ends: nothing behind it can be distinguished
        pieces.append(_piece(kind, piece))
        depth += (piece in tuple(_OPENS)) - (piece in tuple(_CLOSES))
        if depth == 0:
            return "".join(pieces), token.end()
    message = "the value does not end"
    raise ValueError(message)


def _piece(kind: str | None, piece: str) -> str:
    if kind == "key":
        return json.dumps(piece)
    if kind in ("double", "single"):
        return f'"{_ESCAPE.sub(_escape, piece[1:-1])}"'
    return piece


def _escape(found: re.Match[str]) -> str:
    if found[0] == '"':  # between single quotes
        return '\\"'
    if found[1]:
        return f"\\u00{found[1]}"
    return found[0] if found[2] or found[3] in _KNOWN else found[3]


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE.sub("", value) if _LONE.search(value) else value
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(one) for name, one in value.items()}
    return value
