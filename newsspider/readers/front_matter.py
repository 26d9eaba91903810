"""The envelope of a post: where its front matter begins and ends, in whatever state the file is.

Copes with leading blank lines, a missing opening or closing fence, YAML (`---`), TOML (`+++`) and JSON
(`{…}`, `;;;`). What it had to mend is in `repairs`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from newsspider.model.outcomes import Repair

_FENCES = {"---": "yaml", "+++": "toml", ";;;": "json"}
_CLOSERS = {"---": ("---", "..."), "+++": ("+++",), ";;;": (";;;",)}
# A line of YAML front matter: a key, an item, an indented line or a comment.
_KEY = re.compile(r"[A-Za-z_][\w.\-]{0,40}\s*:(?:\s|$)")
_YAML_LINE = re.compile(r"(?:[A-Za-z_][\w.\-]{0,40}\s*:(?:\s|$)|\s*-\s|\s+\S|\s*#|\s*$)")
# Front matter without a fence must hold one of these, or it is the first lines of a text.
_TELLING = frozenset({"title", "date", "categories", "tags", "author", "headimg", "layout"})


@dataclass(slots=True)
class Envelope:
    """Front matter and body as text; `form` is yaml, toml, json or none."""

    matter: str = ""
    body: str = ""
    form: str = "none"
    repairs: list[Repair] = field(default_factory=list)


def split(text: str) -> Envelope:
    """Return the envelope of *text*; a text without front matter is all body."""
    repairs: list[Repair] = []
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        repairs.append(Repair.NEWLINES_NORMALISED)
    stripped = text.lstrip(" \t\n\u3000\xa0\ufeff")
    if len(stripped) != len(text) and stripped:
        repairs.append(Repair.LEADING_BLANKS)
    envelope = _json(stripped) or _fenced(stripped) or _unfenced(stripped) or Envelope(body=stripped)
    envelope.repairs = repairs + envelope.repairs
    return envelope


def _json(text: str) -> Envelope | None:
    if not text.startswith("{"):
        return None
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return Envelope(text[:end], text[end:], "json") if isinstance(value, dict) else None


def _fenced(text: str) -> Envelope | None:
    first, _, rest = text.partition("\n")
    fence = first.rstrip()
    if fence not in _FENCES:
        return None
    lines = rest.split("\n")
    for at, line in enumerate(lines):
        if line.rstrip() in _CLOSERS[fence]:
            return Envelope("\n".join(lines[:at]), "\n".join(lines[at + 1 :]), _FENCES[fence])
    return _unclosed(lines) if fence == "---" else None


def _unclosed(lines: list[str]) -> Envelope | None:
    """Front matter that was opened and never closed ends where its lines do."""
    end = next(
        (at for at, line in enumerate(lines) if not line.strip() or not _YAML_LINE.match(line)), len(lines)
    )
    if not _tells(lines[:end]):
        return None
    return Envelope("\n".join(lines[:end]), "\n".join(lines[end:]), "yaml", [Repair.FENCE_MISSING])


def _unfenced(text: str) -> Envelope | None:
    """Front matter that was never opened: keys down to a fence, or to the first empty line."""
    lines = text.split("\n")
    if not _KEY.match(lines[0]):
        return None
    for at, line in enumerate(lines):
        if line.rstrip() == "---" or not line.strip():
            skip = 1
        elif not _YAML_LINE.match(line):
            skip = 0
        else:
            continue
        if not _tells(lines[:at]):
            return None
        return Envelope("\n".join(lines[:at]), "\n".join(lines[at + skip :]), "yaml", [Repair.FENCE_MISSING])
    return None


def _tells(lines: list[str]) -> bool:
    keys = {line.partition(":")[0].strip().lower() for line in lines if _KEY.match(line)}
    return bool(keys & _TELLING) and len(keys) > 1
