"""Front matter of any origin to fields of the record; repairs the damage of one known generator.

The generator is recognised by its marks together: cover equal to thumbnail, author equal to the second
category, a path of three categories. Only then are its author and its local time ignored.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from newsspider.lazy import pattern
from newsspider.model.article import Article, DateFrom, Precision
from newsspider.model.draft import Draft
from newsspider.model.outcomes import Repair
from newsspider.readers import values
from newsspider.text import dates, url_tables, urls

# Our field to the keys that generators, note apps and people use for it, the most telling first. A key is
# compared in lower case, `-` and spaces as `_`.
KEYS = {
    "title": ("title", "headline", "post_title", "full_title", "标题", "题目", "文章标题", "文章题目"),
    "original_title": ("original_title", "原标题"),
    "published": (
        *("date", "published", "pubdate", "pubdatetime", "publishdate", "publish_date", "published_at"),
        *(
            "publishedat",
            "date_published",
            "datepublished",
            "published_date",
            "published_time",
            "publishtime",
        ),
        *(
            "publish_time",
            "pub_date",
            "pub_time",
            "pubtime",
            "posted",
            "posted_at",
            "post_date",
            "release_date",
            "releasedate",
            "first_published_at",
        ),
        *("发布时间", "发布日期", "发表时间", "发表日期", "刊发时间", "日期", "时间", "time"),
    ),
    "updated": (
        *(
            "updated",
            "lastmod",
            "modified",
            "last_modified_at",
            "update_date",
            "moddatetime",
            "date_modified",
        ),
        *("datemodified", "updated_at", "updatedat", "upddate", "last_updated", "lastupdated", "updateddate"),
        *("更新时间", "更新日期", "修改时间", "最后更新", "最后编辑时间"),
    ),
    "categories": ("categories", "category", "分类", "栏目", "section"),
    "tags": ("tags", "tag", "keywords", "keyword", "topics", "标签", "关键词", "关键字"),
    "authors": ("author", "authors", "byline", "creator", "writer", "reporter", "作者", "记者", "撰文"),
    "source": (
        *("media", "medium", "source", "publisher", "publication", "site_name", "sitename", "site"),
        *("来源", "文章来源", "出处", "媒体", "公众号"),
    ),
    "editor": ("editor", "责任编辑", "责编", "编辑"),
    "summary": ("description", "summary", "excerpt", "摘要", "简介", "导语"),
    "cover": (
        *("headimg", "thumbnail", "cover", "image", "header_img", "top_img", "banner", "featured_image"),
        *(
            "feature_image",
            "featuredimage",
            "cover_image",
            "coverimage",
            "heroimage",
            "ogimage",
            "封面",
            "封面图",
        ),
    ),
    "url": (
        *(
            "canonical_url",
            "canonicalurl",
            "canonical",
            "url",
            "link",
            "source_url",
            "sourceurl",
            "original_url",
        ),
        *("originalurl", "original_link", "original", "uri", "href", "clipped_from", "reference"),
        *(
            "原文链接",
            "原文地址",
            "原文网址",
            "来源链接",
            "来源地址",
            "文章链接",
            "文章地址",
            "链接",
            "网址",
            "地址",
        ),
        *("原文",),
    ),
    "stocks": ("stocks",),
}
# When the file was made. For a note clipped from an address that is not the time of publication, and the time
# of the file's last change is not the article's.
CREATED = ("created", "created_at", "create_time", "createtime", "创建时间", "创建日期")
# What `notes` finds in a line above the text: it may be more precise than the front matter.
SHOWN_TIME = "shown_time"
_FIELD_OF = {key: name for name, keys in KEYS.items() for key in keys}
# Keys of a mapping of times (`date: {created, updated}`), by the field that they give.
_TIMES_IN_DATE = {
    "published": ("published", "publish", "created", "create"),
    "updated": ("updated", "modified"),
}
# Tables that themes and generators keep an article's own keys in: Zola, Hugo, Astro, exports of databases.
_TABLES = ("taxonomies", "extra", "params", "properties", "attributes", "metadata", "seo", "custom")
# A value that a template should have filled in: a name in the brackets of some template language. Other
# template code may be the title of an article about it.
_SLOT = r"\s*[^\W\d][\w.\-]*(?:[:|][^\s{}%]*)?\s*"
_TEMPLATE = pattern(rf"\{{\{{{_SLOT}\}}\}}|<%[-_*~]?{_SLOT}[-_]?%>|\$\{{{_SLOT}\}}|\$\w+\$")
_END_TEMPLATE = "}>$"
# The tags that clippers give to everything that they clip.
_TAGS_OF_TOOLS = frozenset({"clippings", "clipping", "clipped", "webclip", "web-clip", "剪藏"})
# The address that a site declares for its own page; any other address is where something was taken from.
_OWN_ADDRESS = frozenset({"canonical_url", "canonicalurl", "canonical"})
_CLIPPED = "clipped"  # in `meta`: the post was taken from an address
_NOTHING: tuple[Any, ...] = (None, "", [], {})
# Each field to those of its keys that a post has, in their order.
_Given = Mapping[str, Sequence[str]]
# A category that names a source gives the site, if no address does.
_SITE_OF_CATEGORY = {"新浪财经": "sina"}
_PATH_OF_GENERATOR = 3
# Jekyll's rule, and ours: the day, then the words of the address.
_DAY_OF_NAME = pattern(r"(?:.*/)?(\d{4})-(\d{1,2})-(\d{1,2})(?:[-_ ][^/]*)?\.[^./]+", re.ASCII | re.DOTALL)
# How far ahead a post may be scheduled; a later day is the subject of the post.
_PLANNED = timedelta(days=31)


def normalise(draft: Draft, now: datetime | None) -> None:
    """Type the fields of *draft* from its `meta`; each notes the key it was read from.

    If it has no time, the file's name may give the day, but not one far ahead of *now* (aware).
    """
    if not draft.own:
        _prepare(draft)
        _open_tables(draft.meta)
    given = _given(draft.meta)
    generated = not draft.own and is_generated(draft.meta)
    article = draft.article
    article.title = values.text(_take(draft, given, "title")) or ""
    article.original_title = values.text(_take(draft, given, "original_title"))
    if draft.own:
        article.categories = values.path(_take(draft, given, "categories"))
        article.tags = values.texts(_take(draft, given, "tags"))
        article.source = values.text(_take(draft, given, "source"))
        article.authors = values.people(_take(draft, given, "authors"))
        article.url = urls.canonical(values.address(_take(draft, given, "url")) or "")
    else:
        _filed(draft, given)
        _address(draft, given)
        _people(draft, given)
    article.editor = values.text(_take(draft, given, "editor"))
    article.summary = values.text(_take(draft, given, "summary")) or ""
    article.stocks = values.texts(_take(draft, given, "stocks"))
    _cover(draft, given, vouched=not generated)
    _dates(draft, given, generated=generated)
    if article.published is None:
        _day_of_name(draft, now)
    if generated:
        _undo_author(draft)
    if draft.own:
        _own(draft)
    article.site = _site(article)


def is_generated(meta: dict[str, Any]) -> bool:
    """Return whether *meta* has all the marks of the generator that made posts of a hub's feed.

    Its older form, of March 2021, has no `headimg`.
    """
    path = values.path(meta.get("categories"))
    if len(path) != _PATH_OF_GENERATOR:
        return False
    thumbnail = values.text(meta.get("thumbnail"))
    return (
        thumbnail is not None
        and values.text(meta.get("headimg")) in (None, thumbnail)
        and values.text(meta.get("author")) == path[1]
    )


def _take(draft: Draft, given: _Given, name: str) -> Any:
    """Return the value of the first key for *name* that is not empty, and note where it was read."""
    meta = draft.meta
    for key in given.get(name, ()):
        value = meta[key]
        if value is not None and value not in _NOTHING:
            draft.trace.fields[name] = f"front_matter:{key}"
            return value
    return None


def _given(meta: Mapping[str, Any]) -> _Given:
    """Return the keys of `KEYS` that *meta* has; asking for each of them would take its time."""
    given: dict[str, list[str]] = {}
    for key in meta:
        name = _FIELD_OF.get(key)
        if name is not None:
            given.setdefault(name, []).append(key)
    for name, keys in given.items():
        if len(keys) > 1:
            keys.sort(key=KEYS[name].index)
    return given


def folded(key: str) -> str:
    """Return *key* as the keys of `KEYS` are compared."""
    return key.lower() if key.isidentifier() else re.sub(r"[\s-]+", "_", key.strip().lower())


def _open_tables(meta: dict[str, Any]) -> None:
    """Move the keys of nested tables, and keys in another spelling, to their usual place."""
    spelled = {key: value for key, value in meta.items() if not key.isidentifier()}
    tables = [table for name in _TABLES if name in meta and isinstance(table := meta[name], Mapping)]
    for table in (spelled, *tables):
        for key, value in table.items():
            name = folded(str(key))
            if meta.get(name) in _NOTHING and value not in _NOTHING:
                meta[name] = value


def _filed(draft: Draft, given: _Given) -> None:
    """Read categories and tags; in a string Jekyll separates them by spaces, as Chinese writers do."""
    article, meta = draft.article, draft.meta
    blanks = "layout" in meta
    article.categories = values.path(
        _take(draft, given, "categories"), parted="categories" in meta, blanks=blanks
    )
    tags = values.texts(_take(draft, given, "tags"), parted=True, blanks=blanks)
    article.tags = [tag for tag in tags if tag.lower() not in _TAGS_OF_TOOLS]


def _address(draft: Draft, given: _Given) -> None:
    """Read the address, which notes have as their `source`, and the medium, which blogs have there."""
    article, meta = draft.article, draft.meta
    for name in ("url", "source"):
        for key in given.get(name, ()):
            words, address = values.linked(meta[key])
            url = urls.canonical(address or "")
            if url is not None and article.url is None:
                article.url = url
                draft.trace.fields["url"] = f"front_matter:{key}"
                draft.meta[_CLIPPED] = name == "source" or key not in _OWN_ADDRESS
            if name == "source" and words and article.source is None and not urls.canonical(words):
                article.source = words
                draft.trace.fields["source"] = f"front_matter:{key}"


def _people(draft: Draft, given: _Given) -> None:
    """Read the authors, and the medium that a byline names with them."""
    article = draft.article
    found = values.byline(_take(draft, given, "authors"))
    article.authors = list(found.people)
    if found.medium and article.source is None:
        article.source = found.medium
        draft.trace.fields["source"] = draft.trace.fields.get("authors", "front_matter:author")


def _prepare(draft: Draft) -> None:
    """Decode the entities in texts of the front matter once, and drop words that mean "no value"."""
    seen: dict[int, Any] = {}
    draft.meta = {key: _decoded(draft, value, seen) for key, value in draft.meta.items()}


def _decoded(draft: Draft, value: Any, seen: dict[int, Any]) -> Any:
    """Return *value* decoded; what an alias names again, *seen* by its identity, is decoded once."""
    if isinstance(value, str):
        return _decoded_text(draft, value)
    if id(value) in seen:
        return seen[id(value)]
    if isinstance(value, list):
        items = seen[id(value)] = []
        items += [_decoded(draft, item, seen) for item in value]
        return items
    if isinstance(value, dict):
        table = seen[id(value)] = {}
        table |= {key: _decoded(draft, item, seen) for key, item in value.items()}
        return table
    return value


def _decoded_text(draft: Draft, value: str) -> str | None:
    decoded = html.unescape(value) if "&" in value else value
    stripped = decoded.strip()
    if stripped in values.NOTHING or (stripped[-1] in _END_TEMPLATE and _TEMPLATE.fullmatch(stripped)):
        return None
    if decoded != value:
        draft.trace.repaired(Repair.ENTITIES_DECODED)
    return decoded


def _cover(draft: Draft, given: _Given, *, vouched: bool) -> None:
    declared = values.address(_take(draft, given, "cover"))
    if declared is None:
        return
    draft.article.cover = declared
    # A person chose this picture; the generator only took the first one it found.
    draft.meta["cover_vouched"] = vouched


def _dates(draft: Draft, given: _Given, *, generated: bool) -> None:
    article = draft.article
    clipped = bool(draft.meta.get(_CLIPPED))
    raw, moment = _time(draft, given, "published", () if clipped else CREATED)
    if moment is None:
        if raw is not None:
            draft.trace.repaired(Repair.DATE_UNREADABLE)
    elif generated and dates.is_clock_form(raw):
        # The clock of the machine that made the post: at most it gives the day of publication.
        article.published = moment.at.replace(hour=0, minute=0, second=0, microsecond=0)
        article.published_precision = Precision.DAY
        draft.trace.repaired(Repair.RUN_CLOCK)
    else:
        article.published, article.published_precision = moment.at, moment.precision
        if moment.assumed_zone:
            draft.trace.repaired(Repair.DATE_ASSUMED_ZONE)
    _shown_time(draft)
    if article.published is not None:
        article.published_from = DateFrom.FRONT_MATTER
    _, updated = (None, None) if clipped else _time(draft, given, "updated", ())
    article.updated = updated.at if updated else None


def _shown_time(draft: Draft) -> None:
    """Take the time in a line above the text if nothing else gives a time, or only its day."""
    article = draft.article
    visible = dates.parse(draft.meta[SHOWN_TIME]) if SHOWN_TIME in draft.meta else None
    at = article.published
    is_day = article.published_precision is Precision.DAY and Repair.RUN_CLOCK not in draft.trace.repairs
    if visible is None or (at is not None and not (is_day and at.date() == visible.at.date())):
        return
    article.published, article.published_precision = visible.at, visible.precision
    draft.trace.fields["published"] = "body:line"
    if visible.assumed_zone:
        draft.trace.repaired(Repair.DATE_ASSUMED_ZONE)


def _time(draft: Draft, given: _Given, name: str, further: Sequence[str]) -> tuple[Any, dates.Moment | None]:
    """Return the value of the first key for *name* that is a time, and that time.

    If none is, the first value. A mapping below the key of the date holds times of its own.
    """
    table = draft.meta.get("date")
    inner = table if not isinstance(table, str) and isinstance(table, Mapping) else {}
    candidates = [(f"date.{key}", inner[key]) for key in _TIMES_IN_DATE[name] if key in inner]
    candidates += [(key, draft.meta[key]) for key in given.get(name, ())]
    candidates += [(key, draft.meta[key]) for key in further if key in draft.meta]
    first = None
    for key, written in candidates:
        value = written
        while isinstance(value, list) and value:  # [[2021-10-09]] of notes is a list in a list for YAML
            value = value[0]
        moment = dates.parse(value)
        if moment is not None:
            draft.trace.fields[name] = f"front_matter:{key}"
            return value, moment
        if first is None and value not in _NOTHING and value is not inner:
            first = value
    return first, None


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
    """Drop the generator's author: it is the category, the medium that the hub names, not a person."""
    article = draft.article
    category = article.categories[1]
    article.authors = [name for name in article.authors if name != category]
    draft.trace.repaired(Repair.AUTHOR_DROPPED)
    draft.trace.fields.pop("authors", None)
    draft.meta["medium_of_category"] = category


def _own(draft: Draft) -> None:
    """Read the keys that only newsspider's posts have, and those that they write in another form."""
    article, meta = draft.article, draft.meta
    article.id = str(meta["guid"])
    revision = str(meta.get("revision") or "1")
    article.revision = int(revision) if revision.isascii() and revision.isdigit() else 1
    if article.authors == values.people(article.source):
        article.authors = []  # the medium replaces the reporters if none is named
    at = article.published
    if at is not None and article.published_precision is Precision.SECOND and at.second == 0:
        article.published_precision = Precision.MINUTE if (at.hour, at.minute) != (0, 0) else Precision.DAY


def _site(article: Article) -> str:
    host = urlsplit(article.url).hostname if article.url else None
    if host:
        return url_tables.site(host)
    if article.id.startswith("sina:"):
        return "sina"
    return next((_SITE_OF_CATEGORY[c] for c in article.categories if c in _SITE_OF_CATEGORY), "local")
