"""The record: `Article`, the one type that goes from spider to exporter, and its JSON Schema.

The order of the fields is the order of the keys in a JSONL line. If a field changes its meaning, raise
`SCHEMA_VERSION`.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Protocol, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from newsspider.errors import Rejected
from newsspider.model.outcomes import Outcome, Reason

SCHEMA_VERSION = 1


class Precision(str, Enum):
    """How precisely a publication time is known."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"


class DateFrom(str, Enum):
    """Where a publication time was read."""

    PAGE = "page"
    META = "meta"
    LIST = "list"
    FEED = "feed"
    FRONT_MATTER = "front_matter"
    URL = "url"


class OriginKind(str, Enum):
    """The kind of source an article comes from."""

    LIVE = "live"
    FEED = "feed"
    PAGE = "page"
    POST = "post"
    WARC = "warc"
    ARCHIVE = "archive"
    NOTES = "notes"


@dataclass(slots=True)
class Image:
    """An image of the cleaned body; width and height in pixels as declared, `path` of a local copy."""

    url: str
    caption: str | None = None
    width: int | None = None
    height: int | None = None
    path: str | None = None


@dataclass(slots=True)
class Origin:
    """Where an article comes from and what read it.

    `locator` is a URL, or a path relative to the given folder, with `/` on every system.
    """

    kind: OriginKind = OriginKind.POST
    spider: str = ""
    locator: str = ""
    extractor: str = ""
    encoding: str = ""


class Unrendered(Protocol):
    """The cleaned body of an article whose HTML nobody has asked for yet."""

    def html(self) -> str:
        """Return the body as HTML."""

    def packed(self) -> bytes:
        """Return the body as one line of JSON; raises UnicodeEncodeError for half a character."""


class _Html:
    """The field `html`: what was given, or else rendered when somebody first asks for it."""

    def __get__(self, article: Article | None, owner: type[Article] | None = None) -> str:
        if article is None:
            return ""  # the default of the field
        if (body := unrendered(article)) is not None:
            self.__set__(article, body.html())
        html: str = vars(article).get("html", "")
        return html

    def __set__(self, article: Article, html: str) -> None:
        article._body = None  # noqa: SLF001 - it is this module's
        vars(article)["html"] = html


class _WithBody:
    """What an article has beside its fields, so that no library takes it for one."""

    __slots__ = ("_body",)

    _body: Unrendered | None


def unrendered(article: Article) -> Unrendered | None:
    """Return what `html` of *article* would be rendered from; None if it is rendered or was given."""
    return getattr(article, "_body", None)


def leave_html(article: Article, body: Unrendered) -> None:
    """Let `html` of *article* be rendered from *body* when somebody asks for it."""
    article.html = ""
    article._body = body  # noqa: SLF001 - it is this module's


def same_html(one: Article, other: Article) -> bool:
    """Return whether two articles have the same HTML; where nobody has asked for it, the same body."""
    body, others = unrendered(one), unrendered(other)
    if body is not None and others is not None:
        with suppress(UnicodeEncodeError):
            return body.packed() == others.packed()
    return one.html == other.html


def iso(moment: datetime | None) -> str | None:
    """Return *moment* as ISO 8601 with its offset, or None; raises ValueError for a time without a zone."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        message = f"the time {moment!r} has no time zone"
        raise ValueError(message)
    return moment.isoformat()


@dataclass
class Article(_WithBody):
    """One article. Lists are never None, times always have a zone; `docs/outputs.md` explains the fields.

    `html` is rendered when somebody first asks for it.
    """

    id: str = ""
    url: str | None = None
    title: str = ""
    original_title: str | None = None
    published: datetime | None = None
    published_precision: Precision | None = None
    published_from: DateFrom | None = None
    updated: datetime | None = None
    source: str | None = None
    authors: list[str] = field(default_factory=list)
    editor: str | None = None
    site: str = ""
    channel: str | None = None
    categories: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    stocks: list[str] = field(default_factory=list)
    cover: str | None = None
    images: list[Image] = field(default_factory=list)
    summary: str = ""
    markdown: str = ""
    text: str = ""
    html: str = cast("str", _Html())
    lang: str = "und"
    chars: int = 0
    digest: str = ""
    revision: int = 1
    duplicate_of: str | None = None
    fetched: datetime | None = None
    origin: Origin = field(default_factory=Origin)
    repairs: list[str] = field(default_factory=list)
    schema: int = SCHEMA_VERSION


FIELDS = tuple(f.name for f in fields(Article))
_TIMES = ("published", "updated", "fetched")
_decode = msgspec.json.Decoder(Article).decode
# What msgspec would otherwise write as text, bytes in base 64 among them, and then take for text.
_NO_TEXT = (datetime, bytes, bytearray, Decimal, UUID)


def record(article: Article, *, html: bool = True) -> dict[str, Any]:
    """Return *article* as plain JSON types, in order; raises ValueError for a time without a zone.

    Without *html* that field is empty where nobody has asked for it yet.
    """
    # `iso` writes the times: msgspec would write UTC as Z, which our lines never did.
    values: dict[str, Any] = msgspec.to_builtins(article, builtin_types=(datetime,))
    for name in _TIMES:
        values[name] = iso(values[name])
    if html:
        values["html"] = article.html
    return values


def from_record(values: dict[str, Any]) -> Article:
    """Return the article in *values*, a parsed JSONL line of newsspider.

    Unknown keys are ignored, missing ones take their default. Raises ValueError for a value of a wrong type.
    """
    known = {name: values[name] for name in FIELDS if values.get(name) is not None}
    try:
        return _convert(known)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error


def from_own_json(line: bytes) -> Article | None:
    """Return the article in *line*, if that is a record of this version with every field, in UTF-8."""
    try:
        article = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None  # a record of an older version, or with half a character
    return article if len(vars(article)) == len(FIELDS) else None


def from_own_line(line: bytes) -> Article | None:
    """Return the article in *line* of our JSONL, in UTF-8; None where only `from_record` can tell."""
    try:
        found = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None  # it has nothing where there must be something, or is no line of ours
    return _complete(vars(found))


def from_json(line: bytes) -> Article:
    """Return the article in *line*, a record as JSON; raises ValueError or TypeError if it is not one."""
    if (article := from_own_json(line)) is not None:
        return article
    values: Any = json.loads(line.decode("utf-8", "surrogatepass"))
    if not isinstance(values, dict):
        message = "the line holds no record"
        raise TypeError(message)
    return from_record(values)


def checked(article: Article) -> Article:
    """Return *article* with all values converted to the declared types; a time may be text, as in JSONL.

    Raises Rejected for a value that cannot be converted, such as a time without a zone: the article was not
    made by newsspider.
    """
    try:
        values: dict[str, Any] = msgspec.to_builtins(article, builtin_types=_NO_TEXT)
        converted = _convert(values)
        for name in _TIMES:
            iso(getattr(converted, name))
    except (ValueError, TypeError, msgspec.ValidationError) as error:
        raise Rejected(Outcome.FAILED, Reason.BAD_RECORD, str(error)) from error
    vars(article).update(vars(converted))
    return article


def _convert(values: dict[str, Any]) -> Article:
    return _complete(vars(msgspec.convert(values, Article)))


def _complete(values: dict[str, Any]) -> Article:
    # msgspec leaves plain defaults on the class, where `vars` does not see them.
    return Article(**values)


# --- schema ---
# The JSON Schema of the record, made from `Article` and the table of meanings.
#
# A new field of `Article` needs a line in `_MEANINGS`; otherwise `schema` raises LookupError.

_MEANINGS = {
    "id": "stable identity: sina:<docid>, else url:<digest of the address>, else text:<digest>",
    "url": "canonical address, https",
    "title": "the true title",
    "original_title": "the title in the medium that published the article first, if it differs",
    "published": "the publication time that a reader sees, with its offset; null if unknown",
    "published_precision": "how precisely the publication time is known",
    "published_from": "where the publication time was read",
    "updated": "the time of the last change, only if the source states it",
    "source": "the medium that published it first",
    "authors": "the reporters",
    "editor": "the editor in charge",
    "site": "the site that published it",
    "channel": "the list that named it, such as china/1686",
    "categories": "one path from top to leaf, as the source writes it",
    "tags": "keywords",
    "stocks": "codes that the source's linker attached, in order of first mention",
    "cover": "address of the article's main picture",
    "images": "the pictures of the body, in order",
    "summary": "the list's introduction or the first sentences",
    "markdown": "the cleaned body as Markdown",
    "text": "the cleaned body as plain text, with an empty line between paragraphs",
    "html": "the cleaned body as HTML; only in outputs that ask for it",
    "lang": "language code of the text",
    "chars": "number of visible characters of the text",
    "digest": "digest of the cleaned text; of title, text and pictures if the text is short",
    "revision": "number of the revision, from 1",
    "duplicate_of": "the id of the article that this one duplicates",
    "fetched": "when a run read it",
    "origin": "where it comes from and what read it",
    "repairs": "codes of everything that was repaired or is missing",
    "schema": "version of this table",
}
# Keys that a line may lack: fields that are only written to outputs that ask for them.
_OPTIONAL = ("html",)
_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    datetime: {"type": "string", "format": "date-time"},
    NoneType: {"type": "null"},
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of one record (draft 2020-12)."""
    body = _object(Article)
    for name, meaning in _MEANINGS.items():
        body["properties"][name]["description"] = meaning
    body["properties"]["schema"]["const"] = SCHEMA_VERSION
    body["required"] = [name for name in body["required"] if name not in _OPTIONAL]
    if set(_MEANINGS) != set(body["properties"]):
        missing = set(_MEANINGS) ^ set(body["properties"])
        message = f"the table of meanings and the record differ: {', '.join(sorted(missing))}"
        raise LookupError(message)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "newsspider article",
        "version": SCHEMA_VERSION,
        **body,
    }


def _object(cls: type) -> dict[str, Any]:
    hints = get_type_hints(cls)
    names = [field.name for field in fields(cls)]
    return {
        "type": "object",
        "properties": {name: _of(hints[name]) for name in names},
        "required": names,
        "additionalProperties": False,
    }


def _of(hint: Any) -> dict[str, Any]:
    """Return the schema of a value of type *hint*; raises LookupError for an unknown type."""
    if get_origin(hint) in (Union, UnionType):
        return _union([_of(one) for one in get_args(hint)])
    if get_origin(hint) is list:
        return {"type": "array", "items": _of(get_args(hint)[0])}
    if is_dataclass(hint) and isinstance(hint, type):
        return _object(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"type": "string", "enum": [member.value for member in hint]}
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    message = f"there is no JSON type for {hint!r}"
    raise LookupError(message)


def _union(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the schema of a value or null as one type, of other unions as a choice."""
    values = [one for one in schemas if one != _PLAIN[NoneType]]
    if len(values) == 1 and len(schemas) == len(values) + 1:
        merged = {**values[0], "type": [values[0]["type"], "null"]}
        if "enum" in merged:
            merged["enum"] = [*merged["enum"], None]
        return merged
    return {"anyOf": schemas}
