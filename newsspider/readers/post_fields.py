"""Front matter to fields of the record, whoever wrote it; the damage of one known generator undone.

The generator (FIELD §4) is known by its marks together: cover equal to thumbnail, author equal to the second
category, a path of three categories. Only then is its author no author and its local time no publication.
"""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from newsspider.model.article import Article, DateFrom, Precision
from newsspider.model.draft import Draft
from newsspider.model.outcomes import Repair
from newsspider.readers import values
from newsspider.text import dates, url_tables, urls

# Our field to the keys that generators and people use for it, the most telling first.
KEYS = {
    "title": ("title",),
    "original_title": ("original_title",),
    "published": (
        "date",
        "published",
        "pubdate",
        "publishdate",
        "publish_date",
        "created",
        "created_at",
        "time",
    ),
    "updated": ("updated", "lastmod", "modified", "last_modified_at", "update_date"),
    "categories": ("categories", "category"),
    "tags": ("tags", "tag", "keywords"),
    "authors": ("author", "authors"),
    "source": ("media", "medium", "source"),
    "editor": ("editor",),
    "summary": ("description", "summary", "excerpt"),
    "cover": ("headimg", "thumbnail", "cover", "image", "header-img", "top_img"),
    "url": ("canonical_url", "url", "link", "source_url", "original_url"),
    "stocks": ("stocks",),
}
# A category that names a source tells the site, where no address does.
_SITE_OF_CATEGORY = {"新浪财经": "sina"}
_PATH_OF_GENERATOR = 3
# Jekyll's rule, and ours: the day, and the words of the address behind it.
_DAY_OF_NAME = re.compile(r"(?:.*/)?(\d{4})-(\d{1,2})-(\d{1,2})(?:[-_ ][^/]*)?\.[^./]+", re.ASCII | re.DOTALL)
# How far ahead a post may be planned; a later day is what the post is about.
_PLANNED = timedelta(days=31)


def normalise(draft: Draft, now: datetime | None) -> None:
    """Type the fields of *draft* from its `meta`; each notes the key it was read from.

    Where that tells no time, the file's name may tell the day, but none that is far ahead of *now* (aware).
    """
    if not draft.own:
        _prepare(draft)
    generated = not draft.own and is_generated(draft.meta)
    article = draft.article
    article.title = values.text(_take(draft, "title")) or ""
    article.original_title = values.text(_take(draft, "original_title"))
    article.categories = values.path(_take(draft, "categories"))
    article.tags = values.texts(_take(draft, "tags"))
    article.source = values.text(_take(draft, "source"))
    article.editor = values.text(_take(draft, "editor"))
    article.summary = values.text(_take(draft, "summary")) or ""
    article.stocks = values.texts(_take(draft, "stocks"))
    article.url = urls.canonical(values.address(_take(draft, "url")) or "")
    article.authors = values.people(_take(draft, "authors"))
    _cover(draft, vouched=not generated)
    _dates(draft, generated=generated)
    if article.published is None:
        _day_of_name(draft, now)
    if generated:
        _undo_author(draft)
    if draft.own:
        _own(draft)
    article.site = _site(article)


def is_generated(meta: dict[str, Any]) -> bool:
    """Say whether *meta* has all the marks of the generator that made posts of a hub's feed."""
    path = values.path(meta.get("categories"))
    if len(path) != _PATH_OF_GENERATOR:
        return False
    cover = values.text(meta.get("headimg"))
    return (
        cover is not None
        and cover == values.text(meta.get("thumbnail"))
        and values.text(meta.get("author")) == path[1]
    )


def _take(draft: Draft, name: str) -> Any:
    """Return the value of the first key for *name* that says anything, and note where it was read."""
    for key in KEYS[name]:
        value = draft.meta.get(key)
        if value not in (None, "", [], {}):
            draft.trace.fields[name] = f"front_matter:{key}"
            return value
    return None


def _prepare(draft: Draft) -> None:
    """Decode the entities that stand in texts of the front matter, once; words for nothing are nothing."""
    for key, value in draft.meta.items():
        if isinstance(value, list):
            draft.meta[key] = [_decoded(draft, item) for item in value]
        else:
            draft.meta[key] = _decoded(draft, value)


def _decoded(draft: Draft, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value.strip() in values.NOTHING:
        return None
    decoded = html.unescape(value) if "&" in value else value
    if decoded != value:
        draft.trace.repaired(Repair.ENTITIES_DECODED)
    return decoded


def _cover(draft: Draft, *, vouched: bool) -> None:
    declared = values.address(_take(draft, "cover"))
    if declared is None:
        return
    draft.article.cover = declared
    # A person chose this picture; the generator only took the first one it met.
    draft.meta["cover_vouched"] = vouched


def _dates(draft: Draft, *, generated: bool) -> None:
    article = draft.article
    raw = _take(draft, "published")
    moment = dates.parse(raw)
    if moment is None:
        draft.trace.fields.pop("published", None)
        if raw is not None:
            draft.trace.repaired(Repair.DATE_UNREADABLE)
    elif generated and dates.is_clock_form(raw):
        # The clock of the machine that made the post: of the publication it tells the day at most.
        article.published = moment.at.replace(hour=0, minute=0, second=0, microsecond=0)
        article.published_precision = Precision.DAY
        draft.trace.repaired(Repair.RUN_CLOCK)
    else:
        article.published, article.published_precision = moment.at, moment.precision
        if moment.assumed_zone:
            draft.trace.repaired(Repair.DATE_ASSUMED_ZONE)
    if article.published is not None:
        article.published_from = DateFrom.FRONT_MATTER
    updated = dates.parse(_take(draft, "updated"))
    article.updated = updated.at if updated else None


def _day_of_name(draft: Draft, now: datetime | None) -> None:
    article = draft.article
    named = _DAY_OF_NAME.fullmatch(article.origin.locator)
    moment = dates.parse("-".join(named.groups())) if named else None
    if moment is None or (now is not None and moment.at - now > _PLANNED):
        draft.trace.repaired(Repair.DATE_MISSING)
        return
    article.published, article.published_precision = moment.at, moment.precision
    # The name is what Jekyll makes the address of.
    article.published_from = DateFrom.URL
    draft.trace.fields["published"] = "file_name"
    draft.trace.repaired(Repair.DATE_ASSUMED_ZONE)


def _undo_author(draft: Draft) -> None:
    """Drop the generator's author: it is the category, the medium that the hub names, and nobody's name."""
    article = draft.article
    category = article.categories[1]
    article.authors = [name for name in article.authors if name != category]
    draft.trace.repaired(Repair.AUTHOR_DROPPED)
    draft.trace.fields.pop("authors", None)
    draft.meta["medium_of_category"] = category


def _own(draft: Draft) -> None:
    """Read what only a post of ours carries, and what it writes in another form."""
    article, meta = draft.article, draft.meta
    article.id = str(meta["guid"])
    revision = str(meta.get("revision") or "1")
    article.revision = int(revision) if revision.isascii() and revision.isdigit() else 1
    if article.authors == values.people(article.source):
        article.authors = []  # the medium stands in for reporters where none is named
    at = article.published
    if at is not None and article.published_precision is Precision.SECOND and at.second == 0:
        article.published_precision = Precision.MINUTE if (at.hour, at.minute) != (0, 0) else Precision.DAY


def _site(article: Article) -> str:
    host = urlsplit(article.url or "").hostname or ""
    if host:
        return url_tables.site(host)
    if article.id.startswith("sina:"):
        return "sina"
    return next((_SITE_OF_CATEGORY[c] for c in article.categories if c in _SITE_OF_CATEGORY), "local")
