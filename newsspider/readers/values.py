"""Untyped values of front matter to typed ones, with bounds: a value may be nested, shared or huge."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from newsspider.lazy import pattern
from newsspider.text import bylines, media_names
from newsspider.text.surnames import looks_like_name
from newsspider.text.titles import clean_title

_MAX_ITEMS = 100
_MAX_DEPTH = 4
_MAX_TEXT = 2000
_MAX_ADDRESS = 4096
# Site generators make folders of these names, one in another, and some spell Chinese out in Latin letters: a
# file system takes 255 bytes for each, and 4,096 for all of them together.
_MAX_NAME = 120
_MAX_PATH = 10
# The names of a folder itself and its parent, which are never a category.
_NO_NAME = pattern(r"[./\\]+|index\.\w+", re.IGNORECASE)
# YAML's and JavaScript's words for nothing, which a generator writes where it has no value.
NOTHING = frozenset({"", "~", "null", "Null", "NULL", "none", "None", "undefined"})
_SEPARATORS = pattern(r"[,，、;；]")
_BETWEEN_PEOPLE = "、"
# The names of one person's keys in a mapping, the best first.
_NAMES = ("name", "title", "nickname", "nick", "login", "value")
_ADDRESSES = ("url", "src", "href", "path", "image", "link")
# Links of notes: [[page]], [[page|what is shown]], [shown](address).
_WIKI = pattern(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")
_MARKDOWN = re.compile(r"\[([^\[\]]*)\]\(\s*<?([^()\s<>]+)>?(?:\s[^()]*)?\)")
_BARE = re.compile(r"<?((?:https?:)?//[^\s<>\"]+)>?", re.IGNORECASE)
# #tag, #tag#
_HASH = pattern(r"#*([^\s#]+(?:[^#]*[^\s#])?)#*")
_HASHES = pattern(r"(?:#\S+(?:\s+|$))+")
_HANZI = pattern(r"[\u3400-\u9fff]")
_FEW_WORDS = 20  # tags in a string that spaces separate
# Between people of one string, where every part is a name; a comma may be part of one in Latin letters.
_PEOPLE = pattern(r"\s*(?:[,，;；/|&]|\band\b)\s*|\s+(?=[\u3400-\u9fff])")
_MAIL = pattern(r"\s*[<(（]?[\w.+-]+@[\w-]+(?:\.[\w-]+)+[>)）]?\s*")
_LATIN_NAME = pattern(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)+")
_LONGEST_PERSON = 3  # characters of a Chinese name, except for the rare ones of two surnames
# What systems write where nobody is named.
_NOBODY = frozenset(
    {"未知", "佚名", "匿名", "无名", "admin", "administrator", "root", "unknown", "anonymous", "无"}
)


def text(value: Any, *, longest: int = _MAX_TEXT) -> str | None:
    """Return *value* as one clean line, or None for nothing; numbers and dates become their text."""
    if value is None:
        return None
    written = value if isinstance(value, str) else _as_text(value)
    # Twice as much, as what shows nothing does not count: a post of newsspider may hold many joiners.
    line = clean_title(written[: 2 * longest])[:longest].rstrip()
    return line or None


def _as_text(value: Any) -> str:
    """Return the text of a *value* that is not a text itself, "" for nothing."""
    if isinstance(value, Mapping):
        value = next((value[key] for key in _NAMES if key in value), None)
    if isinstance(value, (list, tuple)):
        value = value[0] if value else None
    if value is None or isinstance(value, (Mapping, list, tuple, bytes)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def address(value: Any) -> str | None:
    """Return *value* as `text` does, None for what is too long: a part of an address is another one."""
    if not isinstance(value, str) and isinstance(value, Mapping):
        value = next((value[key] for key in _ADDRESSES if isinstance(value.get(key), str)), value)
    line = text(value, longest=_MAX_ADDRESS + 1)
    return line if line and len(line) <= _MAX_ADDRESS else None


def unlinked(line: str) -> str:
    """Return *line* with what its links show, of a wiki's or of Markdown, in their place."""
    return _MARKDOWN.sub(r"\1", _WIKI.sub(r"\1", line)) if "[" in line else line


def linked(value: Any) -> tuple[str | None, str | None]:
    """Return the words of *value*, its links unwrapped, and the first address in it; None for either."""
    if isinstance(value, Mapping):
        return text(value), address(value)
    line = address(value)
    if line is None:
        return text(value), None
    link = _MARKDOWN.search(line) or _BARE.search(line)
    if link is None:
        return text(unlinked(line)), None
    words = f"{line[: link.start()]}{link[1] if link.re is _MARKDOWN else ''}{line[link.end() :]}"
    return text(unlinked(words)), link[link.re.groups]


def texts(value: Any, *, parted: bool = False, blanks: bool = False) -> list[str]:
    """Return *value* (text with separators, a list, nested lists, mappings) as a list of clean lines.

    With *parted* tags as notes have them (`#甲`, `[[乙]]`) are bare, and those of a string are separated by
    spaces too where each has a Hanzi, or with *blanks* always.
    """
    found: list[str] = []
    for item in _flatten(value, 0):
        pieces = _pieces(item, parted=parted, blanks=blanks) if isinstance(value, str) else [item]
        for piece in pieces:
            bare = _HASH.fullmatch(unlinked(piece).strip()) if parted else None
            line = _name(bare[1] if bare else piece)
            if line and line not in found:
                found.append(line)
        if len(found) >= _MAX_ITEMS:
            break
    return found[:_MAX_ITEMS]


def _pieces(line: str, *, parted: bool, blanks: bool) -> list[str]:
    if line.startswith("[") and line.endswith("]") and not line.startswith("[["):
        line = line[1:-1]  # a list of YAML in a line that is none
    pieces = _SEPARATORS.split(line)
    words = line.split()
    if not parted or len(pieces) > 1 or not 1 < len(words) <= _FEW_WORDS or "[[" in line:
        return pieces
    are_tags = blanks or _HASHES.fullmatch(line) or all(map(_HANZI.search, words))
    return words if are_tags else pieces


def path(value: Any, *, parted: bool = False, blanks: bool = False) -> list[str]:
    """Return *value* as one path of categories: of several paths the first; the flags as those of `texts`."""
    if isinstance(value, list) and set(map(type, value)) == {str} and sum(map(len, value)) <= _MAX_TEXT:
        return list(_path(tuple(value)))
    if (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and value
        and isinstance(value[0], (list, tuple))
    ):
        value = value[0]
    if isinstance(value, str) and ">" in value:
        value = value.split(">")
    found = list(_flatten(value, 0))
    if isinstance(value, str) and len(found) == 1:
        found = _pieces(found[0], parted=parted, blanks=blanks)
    return list(_named(found))


@lru_cache(maxsize=256)  # a blog has few categories, and a post's are asked for twice
def _path(names: tuple[str, ...]) -> tuple[str, ...]:
    return _named(list(_flatten(names, 0)))


def _named(found: Sequence[str]) -> tuple[str, ...]:
    return tuple(line for item in found[:_MAX_PATH] for line in [_name(unlinked(item))] if line)


@lru_cache(maxsize=1024)  # a site has few categories, and its posts much the same tags
def _name(value: str) -> str | None:
    """Return *value* as one clean line that can name a folder, or None for nothing."""
    line = text(value) or ""
    while len(unicodedata.normalize("NFKC", line).encode("utf-8", "ignore")) > _MAX_NAME:
        line = line[: min(len(line) - 1, _MAX_NAME)].rstrip()
    return None if not line or _NO_NAME.fullmatch(line) else line


def _flatten(value: Any, depth: int) -> Iterator[str]:
    if value is None or depth > _MAX_DEPTH:
        return
    if not isinstance(value, str) and isinstance(value, Mapping):
        named = next((value[key] for key in _NAMES if key in value), None)
        yield from _flatten(named if named is not None else list(value)[:_MAX_ITEMS], depth + 1)
    elif isinstance(value, (list, tuple)):
        for item in value[:_MAX_ITEMS]:
            yield from _flatten(item, depth + 1)
    else:
        line = text(value)
        if line:
            yield line


def people(value: Any) -> list[str]:
    """Return the persons that *value* names, separated by 、 as in our posts; a comma may be a name's own."""
    listed = [line for line in [text(value)] if line] if isinstance(value, Mapping) else _flatten(value, 0)
    named = (text(piece) for line in listed for piece in line.split(_BETWEEN_PEOPLE))
    return list(dict.fromkeys(name for name in named if name))[:_MAX_ITEMS]


class Byline(NamedTuple):
    """The people whom a value names, and the medium that stands with them."""

    people: tuple[str, ...]
    medium: str | None


def byline(value: Any) -> Byline:
    """Return the persons that *value* of anyone's front matter names: listed or parted, with roles or mail.

    A medium in a list of people is a medium, not a person; alone it stays where its writer put it.
    """
    is_line = isinstance(value, str) and len(value) <= _MAX_TEXT
    return _byline_of_line(value) if is_line else _byline(value)


def _byline(value: Any) -> Byline:
    named: list[str] = []
    medium: str | None = None
    for one in people(value):
        names, employer = _credited(one)
        medium = medium or employer
        named += names
    named = list(dict.fromkeys(name for name in named if name and name.lower() not in _NOBODY))
    media = [name for name in named if _is_medium(name)]
    if media and len(media) < len(named):
        medium = medium or media[0]
        named = [name for name in named if name not in media]
    return Byline(tuple(named[:_MAX_ITEMS]), medium)


_byline_of_line = lru_cache(maxsize=512)(_byline)  # a blog or a generator names the same few again and again


@lru_cache(maxsize=512)  # a blog or a generator names the same few again and again
def _credited(one: str) -> tuple[tuple[str, ...], str | None]:
    """Return the people whom *one* entry of a byline names, and their medium."""
    line = _without_mail(unlinked(one))
    credit = bylines.byline(line)
    if credit is not None and (credit.reporters or credit.medium):
        return credit.reporters, credit.medium
    return tuple(_parted_people(line)), None


@lru_cache(maxsize=512)
def _is_medium(name: str) -> bool:
    """Return whether *name* is a medium; a short one that may be a person's is taken for a person."""
    return media_names.looks_like(name) and (not looks_like_name(name) or len(name) > _LONGEST_PERSON)


def _without_mail(line: str) -> str:
    """Return *line* without the mail address in it: `name <mail>`, `mail (name)`."""
    rest = _MAIL.sub(" ", line, count=1).strip()
    return rest.strip("()（）").strip() if rest != line else line


def _parted_people(line: str) -> list[str]:
    """Return the parts of *line* where every one is a name, else the line as it is."""
    parts = [part for part in (part.strip() for part in _PEOPLE.split(line)) if part]
    is_list = len(parts) > 1 and all(looks_like_name(part) or _LATIN_NAME.fullmatch(part) for part in parts)
    return parts if is_list else [line]
