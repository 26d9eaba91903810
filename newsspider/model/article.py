"""The record: `Article`, the one type that flows from spider to exporter, and its JSON Schema.

The field order here is the key order of a JSONL line. A change of meaning raises `SCHEMA_VERSION`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import Enum
from typing import Any

SCHEMA_VERSION = 1


class Precision(str, Enum):
    """How exactly a publication time is known."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"


class DateFrom(str, Enum):
    """What a publication time was read from."""

    PAGE = "page"
    META = "meta"
    LIST = "list"
    FEED = "feed"
    FRONT_MATTER = "front_matter"
    URL = "url"


class OriginKind(str, Enum):
    """The door an article came in by."""

    LIVE = "live"
    FEED = "feed"
    PAGE = "page"
    POST = "post"
    WARC = "warc"
    ARCHIVE = "archive"


@dataclass
class Image:
    """A picture of the cleaned body; width and height in pixels as declared, path of a local copy."""

    url: str
    caption: str | None = None
    width: int | None = None
    height: int | None = None
    path: str | None = None


@dataclass
class Origin:
    """Where an article came from and what read it.

    `locator` is a URL, or a path relative to the folder given, with `/` on every system.
    """

    kind: OriginKind = OriginKind.POST
    spider: str = ""
    locator: str = ""
    extractor: str = ""
    encoding: str = ""


def iso(moment: datetime | None) -> str | None:
    """Return *moment* as ISO 8601 with its offset, or None; raises ValueError for a naive time."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        message = f"a time without a zone: {moment!r}"
        raise ValueError(message)
    return moment.isoformat()


@dataclass
class Article:
    """One article, as DESIGN's table of fields has it. Lists are never None, times always aware."""

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
    html: str = ""
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


def record(article: Article) -> dict[str, Any]:
    """Return *article* as plain JSON types, every field, in order; raises ValueError for a naive time."""
    values: dict[str, Any] = {name: getattr(article, name) for name in FIELDS}
    for name in _TIMES:
        values[name] = iso(values[name])
    for name in ("published_precision", "published_from"):
        values[name] = values[name].value if values[name] is not None else None
    values["images"] = [{**vars(image)} for image in article.images]
    values["origin"] = {**vars(article.origin), "kind": article.origin.kind.value}
    return values


def from_record(values: dict[str, Any]) -> Article:
    """Return the article that *values* (a parsed JSONL line of ours) holds.

    Unknown keys are ignored, absent ones take their default; raises ValueError or TypeError for a
    value that is not of its field's type.
    """
    known = {name: values[name] for name in FIELDS if values.get(name) is not None}
    for name in _TIMES:
        if name in known:
            known[name] = datetime.fromisoformat(known[name])
    if "published_precision" in known:
        known["published_precision"] = Precision(known["published_precision"])
    if "published_from" in known:
        known["published_from"] = DateFrom(known["published_from"])
    if "images" in known:
        known["images"] = [Image(**image) for image in known["images"]]
    if "origin" in known:
        origin = dict(known["origin"])
        known["origin"] = Origin(**{**origin, "kind": OriginKind(origin["kind"])})
    return Article(**known)
