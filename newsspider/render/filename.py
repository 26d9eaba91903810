"""The name of a post's file: by default the day and the key, or what a template makes of the article.

A post keeps its name for life, even if the title changes, so the name always holds the article's key: no two
posts share a name. To add a field, add an entry to `_FIELDS`.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b

from newsspider.errors import UsageError
from newsspider.model.article import Article

# A text to a part of a path that every system accepts: not reserved, not hidden, not leading elsewhere.

# Bytes of a part without its suffix; 255 is what file systems take, less what a sync tool may add.
LONGEST = 197
# Bytes of one value in a part, so that a title leaves room for the rest.
_LONGEST_VALUE = 100
_KEPT = frozenset(".-_+")  # beside letters, marks and digits
_DASHES = re.compile(r"-{2,}")
# Windows' separators and wildcards, and controls; the path is split at `/` before this is used.
_FORBIDDEN = re.compile(r"[\\:*?\"<>|\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
# Windows takes these for devices, whatever follows the first dot.
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³]) *(?:\.|\Z)", re.IGNORECASE)
_DATED = re.compile(r"[0-9][0-9a-z-]*")  # no device, and every character allowed


def safe_value(text: str) -> str:
    """Return *text* as a part may contain it: letters, digits and `.-_+`, dashes for all else; may be ""."""
    normal = unicodedata.normalize("NFC", text)
    kept = "".join(each if _is_kept(each) else "-" for each in normal)
    return cut(_DASHES.sub("-", kept).strip(".-_"), _LONGEST_VALUE).rstrip(".-_")


def safe_part(text: str) -> str:
    """Return *text* as a part of a path of at most `LONGEST` bytes; "" if no character is allowed."""
    if len(text) <= LONGEST and _DATED.fullmatch(text):
        return text  # as most
    part = cut(_FORBIDDEN.sub("-", text).strip(". "), LONGEST).rstrip(". ")
    return f"x-{part}"[:LONGEST] if _RESERVED.match(part) else part


def cut(text: str, size: int) -> str:
    """Return the beginning of *text* in at most *size* bytes of UTF-8, no character halved."""
    if text.isascii():
        return text[:size]
    return text.encode("utf-8", "replace")[:size].decode("utf-8", "ignore")


def _is_kept(character: str) -> bool:
    return character in _KEPT or unicodedata.category(character)[0] in "LMN"


# --- filename ---

_DEFAULT = "{date}-{key}.md"
_SUFFIX = ".md"
_UNDATED = "undated"
_DAY = "%Y-%m-%d"
# The other directives of strftime depend on the machine's language or library.
_DIRECTIVES = {
    "%Y": "{0.year:04d}",
    "%m": "{0.month:02d}",
    "%d": "{0.day:02d}",
    "%H": "{0.hour:02d}",
    "%M": "{0.minute:02d}",
    "%S": "{0.second:02d}",
}
_DIRECTIVE = re.compile(r"%.?", re.DOTALL)
_PLAIN_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_KEY = 64
_OF_WORD = re.compile(r"[0-9A-Za-z]")

# How a field is read, and what replaces it where no character of it is allowed in a name.
_FIELDS: dict[str, tuple[Callable[[Article], str], str]] = {
    "title": (lambda article: article.title, "untitled"),
    "category": (lambda article: article.categories[-1] if article.categories else "", "uncategorised"),
    "source": (lambda article: article.source or "", "unknown"),
}


def post_name(article: Article, template: str | None = None) -> str:
    """Return the path of *article*'s post below its folder, `/` between parts of at most 200 bytes.

    The date is in the article's own zone, `undated` without one. A missing key or suffix is added to the
    template. Raises UsageError for a template that is malformed or has an unknown field.
    """
    key = _key(article)
    path = "".join(_pieces(_DEFAULT if template is None else template, article, key))
    parts = [part for raw in path.removesuffix(_SUFFIX).split("/") if (part := safe_part(raw))]
    if not any(_names(part, key) for part in parts):
        stem = cut(parts.pop(), LONGEST - len(key) - 1) if parts else ""
        parts.append(f"{stem}-{key}" if stem else key)
    return "/".join(parts) + _SUFFIX


def _names(part: str, key: str) -> bool:
    """Return whether *key* is a whole word in *part*."""
    start = part.find(key)
    while start >= 0:
        end = start + len(key)
        if not _OF_WORD.search(part[max(start - 1, 0) : start] + part[end : end + 1]):
            return True
        start = part.find(key, start + 1)
    return False


def _key(article: Article) -> str:
    """Return the docid or digest in the id; a digest of the id where that is not allowed in a name."""
    key = article.id.rpartition(":")[2]
    if len(key) <= _LONGEST_KEY and _PLAIN_KEY.fullmatch(key) and not _RESERVED.match(key):
        return key
    return blake2b(article.id.encode("utf-8", "surrogatepass"), digest_size=16, person=b"name").hexdigest()


def _pieces(template: str, article: Article, key: str) -> Iterator[str]:
    for literal, name, form, conversion in _parsed(template):
        yield literal
        if name is None:
            continue
        if conversion or (form and name != "date"):
            raise _wrong(template, f"gives {name!r} a format, which only the date can have")
        if name == "date":
            yield _date(article.published, form or _DAY, template)
        else:
            yield key if name == "key" else _value(article, name, template)


@lru_cache(maxsize=32)  # a run has one for each folder of posts
def _parsed(template: str) -> tuple[tuple[str, str | None, str | None, str | None], ...]:
    try:
        return tuple(string.Formatter().parse(template))
    except ValueError as error:
        raise _wrong(template, f"is malformed: {error}") from error


def _wrong(template: str, what: str) -> UsageError:
    return UsageError(f"The file name template {template!r} {what}.")


def _value(article: Article, name: str, template: str) -> str:
    if name not in _FIELDS:
        known = ", ".join(sorted([*_FIELDS, "date", "key"]))
        raise _wrong(template, f"names {name!r}; it may use {known}")
    read, otherwise = _FIELDS[name]
    return safe_value(read(article)) or otherwise


def _date(moment: datetime | None, form: str, template: str) -> str:
    pattern = _pattern(form, template)
    return _UNDATED if moment is None else pattern.format(moment)


@lru_cache(maxsize=32)
def _pattern(form: str, template: str) -> str:
    """Return the date format *form* of *template* as one of `str.format`."""
    unknown = [found for found in _DIRECTIVE.findall(form) if found not in _DIRECTIVES]
    if unknown or "{" in form:
        raise _wrong(template, f"has the date format {form!r}; it may use {' '.join(_DIRECTIVES)}")
    return _DIRECTIVE.sub(lambda found: _DIRECTIVES[found[0]], form)
