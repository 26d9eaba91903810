"""A feed as its document describes it, in any format: texts as they were written, nothing typed yet."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Words:
    """A text of a feed; `form` is `html` or `text`, or empty if the format leaves it open."""

    text: str = ""
    form: str = ""


@dataclass(slots=True)
class FeedEntry:
    """One entry; `guid` is what the feed calls it, addresses may be relative to `base`.

    `published` and `updated` are written times; `published_at` and `updated_at` are the parser's readings of
    them, in seconds since 1970, for forms that we do not know. `filed` are the categories of a blog that
    separates them from tags; in an export, `kind` and `status` say what it is (see `exports`).
    """

    guid: str = ""
    is_link: bool = False
    url: str = ""
    base: str = ""
    title: Words = field(default_factory=Words)
    content: list[Words] = field(default_factory=list)
    summary: Words = field(default_factory=Words)
    published: str = ""
    published_at: int | None = None
    updated: str = ""
    updated_at: int | None = None
    authors: list[str] = field(default_factory=list)
    source: str = ""
    tags: list[str] = field(default_factory=list)
    filed: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    kind: str = ""
    status: str = ""


@dataclass(slots=True)
class FeedDocument:
    """A feed; `form` names its format, such as `rss20`, `home` is its page and `own` its own address.

    `ttl` is in minutes; `skip_hours` are hours of the day in GMT, `skip_days` days, 0 for Monday. `cut` says
    that it has more entries than are read.
    """

    form: str = ""
    title: Words = field(default_factory=Words)
    home: str = ""
    own: str = ""
    language: str = ""
    tags: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    ttl: int | None = None
    skip_hours: list[int] = field(default_factory=list)
    skip_days: list[int] = field(default_factory=list)
    entries: list[FeedEntry] = field(default_factory=list)
    cut: bool = False
    encoding: str = ""
