"""The entries of a feed as rows of a list, each identified by its docid, else its guid, else its link.

A guid or a link that several entries have is not an identity: if it covers different texts in a feed it is
passed on as `shared`, and the ledger remembers it as bad.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from newsspider.model.article import DateFrom
from newsspider.model.outcomes import Repair
from newsspider.readers import values
from newsspider.sources.feeds import entry_dates, entry_text, exports, tails
from newsspider.sources.feeds.model import FeedDocument, FeedEntry
from newsspider.sources.feeds.subscription import Feed
from newsspider.sources.listing import Row
from newsspider.text import digests, media_names, titles, unicode, urls
from newsspider.text.dates import Moment

# A longer guid is a text, not an identity.
_LONGEST = 1000
_MANY = 100
_SAMPLE = 20  # titles that show the language
_CHINESE, _NONE = "zh", "und"
# An address in place of a name: the maker of the feed, not the author.
_HOST = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}/?", re.IGNORECASE)
# Several categories in one element; in Latin letters a comma may be a part of one.
_CATEGORIES = re.compile(r"\s*[,，;；]\s*")
_HANZI = re.compile(r"[\u3400-\u9fff]")


@dataclass(slots=True)
class _Read:
    """An entry as it was read; `keys` are its possible identities, best first."""

    entry: FeedEntry
    url: str | None
    docid: str | None
    title: str
    html: str
    written: entry_dates.Written | None
    full: bool = False
    removed: list[str] = field(default_factory=list)
    digest: str = ""
    guid: str = ""
    shared: list[str] = field(default_factory=list)


def rows(document: FeedDocument, feed: Feed, now: datetime | None) -> list[Row]:
    """Return a row for each entry of *document*, in its order; `raw` is what `drafts` makes an article of.

    *now* is when the feed was asked for, None for a saved one.
    """
    chinese = is_chinese(document)
    read = [_read(entry, document, feed, chinese=chinese) for entry in document.entries]
    _note_shared(read, lambda one: [one.guid] if one.guid else [])
    _note_shared(read, lambda one: [one.url] if one.url else [])
    _note_shared(read, lambda one: [f"sina:{one.docid}"] if one.docid else [])
    late = entry_dates.wrong_gmt_offset(((one.written, one.url) for one in read), now)
    return [
        _row(one, document, feed, entry_dates.shifted(one.written, late) if one.written else None)
        for one in read
    ]


def is_chinese(document: FeedDocument) -> bool:
    """Return whether a feed is in Chinese: by its titles, else by the language that it names."""
    named = " ".join((document.title.text, *(entry.title.text for entry in document.entries[:_SAMPLE])))
    language = unicode.detect(named)
    return language == _CHINESE or (language == _NONE and document.language.lower().startswith(_CHINESE))


def _read(entry: FeedEntry, document: FeedDocument, feed: Feed, *, chinese: bool) -> _Read:
    literal = document.form.startswith(("atom", "json"))
    base = entry.base or document.home or feed.address
    link = entry_text.joined(base, entry.url) if entry.url else ""
    url = urls.canonical(link)
    if url is not None and not _is_page(url, document):
        url = None
    html = entry_text.longest(
        exports.of_wordpress(each.text) if entry.kind else entry_text.to_html(each, literal=literal)
        for each in (*entry.content, entry.summary)
        if each.text.strip()
    )
    title, html = _titled(entry_text.to_line(entry.title, literal=literal), html)
    full = entry_text.is_full(html, has_content=bool(entry.content))
    stated = entry.base if document.form.startswith("atom") and entry.base != feed.address else ""
    html, removed = tails.cut(entry_text.resolved(html, stated or url or base), url, title)
    guid = unicode.squeeze(entry.guid)
    read = _Read(
        entry,
        url,
        urls.docid(url or "") or urls.docid(guid),
        title,
        html,
        entry_dates.read(entry.published or entry.updated, _seconds(entry), feed.zone, chinese=chinese),
        full,
        removed,
        guid=guid if len(guid) <= _LONGEST else "",
    )
    read.digest = digests.digest(html, title, ())
    return read


def _titled(title: str, html: str) -> tuple[str, str]:
    """Return title and text of an entry; of a flash without a title, what is in 【】 and what follows."""
    if title and not (title.startswith("【") and tails.starts_with(entry_text.plain(html), title)):
        return title, html
    flash = entry_text.split_flash(html)
    return flash or (title, html)


def _seconds(entry: FeedEntry) -> int | None:
    return entry.published_at if entry.published else entry.updated_at


def _is_page(url: str, document: FeedDocument) -> bool:
    """Return whether *url* can be the page of one entry, and not that of the feed or of a host."""
    return url != urls.canonical(document.home) and urlsplit(url).path not in ("", "/")


def _note_shared(read: Iterable[_Read], keys: Callable[[_Read], list[str]]) -> None:
    """Note with each entry those of its *keys* that other texts have too."""
    read = list(read)
    covered: dict[str, set[str]] = {}
    for one in read:
        for key in keys(one):
            covered.setdefault(key, set()).add(one.digest)
    for one in read:
        one.shared += [key for key in keys(one) if len(covered[key]) > 1]


def _row(one: _Read, document: FeedDocument, feed: Feed, moment: Moment | None) -> Row:
    entry = one.entry
    url = one.url if one.url not in one.shared else None
    guid = one.guid if one.guid not in one.shared else ""
    updated = entry_dates.read(entry.updated, entry.updated_at, feed.zone) if entry.published else None
    summary = _summary(one, document)
    path, tags = _filed(entry, document, feed)
    source, authors = _names(entry, document, feed)
    return Row(
        key=_key(one, url, guid, feed),
        url=url,
        docid=one.docid,
        title=one.title or entry_text.title_of(one.html),
        summary=summary,
        media=source,
        published=moment.at if moment else None,
        updated=updated.moment.at if updated else None,
        keywords=tags,
        images=_pictures(entry, url or document.home),
        raw={
            "html": one.html,
            "full": one.full,
            "removed": one.removed,
            "guid": guid,
            "shared": one.shared,
            "authors": authors,
            "path": path,
            "extractor": f"feed/{document.form or 'unknown'}",
            "encoding": document.encoding,
            **_date(one, moment),
        },
    )


def _key(one: _Read, url: str | None, guid: str, feed: Feed) -> str:
    """Return the key of the row in the ledger."""
    docid = f"sina:{one.docid}" if one.docid else ""
    if docid and docid not in one.shared:
        return docid
    if guid:
        return f"guid:{feed.key} {guid}"
    return f"url:{digests.url_digest(url)}" if url else f"text:{one.digest}"


def _date(one: _Read, moment: Moment | None) -> dict[str, Any]:
    """Return the precision of an entry's time, and its repairs."""
    repairs = [] if one.title else [Repair.TITLE_MADE.value]
    if moment is not None:
        repairs += [Repair.DATE_ASSUMED_ZONE.value] if moment.assumed_zone else []
        return {"precision": moment.precision.value, "dated": DateFrom.FEED.value, "repairs": repairs}
    repairs.append(Repair.DATE_MISSING.value)
    if one.entry.published or one.entry.updated:
        repairs.append(Repair.DATE_UNREADABLE.value)
    return {"repairs": repairs}


def _summary(one: _Read, document: FeedDocument) -> str:
    """Return the introduction of an entry, if its text is a different one."""
    if not one.entry.content:
        return ""
    literal = document.form.startswith(("atom", "json"))
    line = entry_text.to_line(one.entry.summary, literal=literal)
    return line if line and unicode.bare(line) != unicode.bare(entry_text.shallow(one.html)) else ""


def _filed(entry: FeedEntry, document: FeedDocument, feed: Feed) -> tuple[list[str], list[str]]:
    """Return the path of categories, and the keywords: a single word is a category, several are keywords.

    If the feed carries no known channel, its title is the top of the path.
    """
    literal = document.form.startswith(("atom", "json"))
    parts = (part for tag in entry.tags for part in _split(tag))
    tags = list(dict.fromkeys(filter(None, map(titles.clean_title, parts))))[:_MANY]
    filed = list(dict.fromkeys(filter(None, map(titles.clean_title, entry.filed))))[:1]
    if feed.path:
        return list(feed.path), tags
    top = entry_text.to_line(document.title, literal=literal)
    if len(tags) != 1 or entry.kind:
        return [name for name in dict.fromkeys((top, *filed)) if name], tags
    return [part for part in dict.fromkeys((top, *tags[0].split("/"))) if part.strip()], []


def _split(tag: str) -> list[str]:
    return _CATEGORIES.split(tag) if _HANZI.search(tag) else [tag]


def _names(entry: FeedEntry, document: FeedDocument, feed: Feed) -> tuple[str | None, list[str]]:
    """Return the medium and the authors: feeds name either as the author of an entry."""
    literal = document.form.startswith(("atom", "json"))
    # In Atom an entry without an author has the feed's; elsewhere that is the webmaster.
    named = [name for name in entry.authors if name] or (document.authors if literal else [])
    lines = list(filter(None, map(titles.clean_title, named)))
    authors = list(values.byline([line for line in lines if not _HOST.fullmatch(line)]).people)[:_MANY]
    media = [name for name in authors if feed.ours or media_names.looks_like(name)]
    source = titles.clean_title(entry.source) or next(iter(media), "")
    if not source and not feed.ours:
        source = entry_text.to_line(document.title, literal=literal)
    return source or None, [name for name in authors if name not in (*media, source)]


def _pictures(entry: FeedEntry, base: str) -> list[str]:
    found = (urls.safe_src(entry_text.joined(base, url)) for url in entry.pictures if url)
    return list(dict.fromkeys(url for url in found if url))
