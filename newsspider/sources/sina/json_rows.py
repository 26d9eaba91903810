"""One row of a list that is JSON: names of fields to the fields of `Row`, whatever types they come in."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

from newsspider.readers import values
from newsspider.sources.listing import Listing, Row
from newsspider.text import dates, digests, lenient_json, titles, urls

# Our field to the names that Sina's interfaces use for it, the best first.
_NAMES = {
    "url": ("url", "urls", "url_https", "docurl", "wapurl", "surl", "link"),
    "docid": ("docid", "f_docid", "oid", "commentid", "new_commentid"),
    "title": ("title", "ltitle", "stitle"),
    "summary": ("intro", "summary", "wapsummary"),
    "media": ("media_name", "media", "author"),
    "published": ("intime", "ctime", "create_time"),
    "updated": ("mtime", "update_time"),
    "keywords": ("keywords", "tags"),
    "images": ("images", "img", "thumbs", "thumb"),
}
_PICTURE = ("u", "url", "src", "kpic")
_MANY_PICTURES = 20
_LONGEST_SUMMARY = 1000


def read_all(items: list[Any], zone: timezone) -> Listing:
    """Return the listing of *items*; times without a zone are in *zone*. What is not a row is a problem."""
    listing = Listing()
    for place, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            listing.problems.append(f"row {place} is not an object but {type(item).__name__}")
            continue
        row = read(item, zone)
        if row is None:
            listing.problems.append(f"row {place} has no address of a page: {_described(item)}")
        else:
            listing.rows.append(row)
    _drop_shared_docids(listing.rows)
    return listing


def _drop_shared_docids(rows: list[Row]) -> None:
    """Identify rows by their addresses if several have the same docid: then it belongs to none of them."""
    beside: dict[str, set[str]] = {}
    unnamed = [(row, row.url, row.docid) for row in rows if row.url and not urls.docid(row.url)]
    for _, url, docid in unnamed:
        beside.setdefault(docid or "", set()).add(url)
    for row, url, docid in unnamed:
        if docid and len(beside[docid]) > 1:
            row.docid, row.key = None, f"url:{digests.url_digest(url)}"


def read(item: dict[str, Any], zone: timezone) -> Row | None:
    """Return the row of *item*, or None if it names no page that could be fetched."""
    url = next((url for raw in _texts(item, "url") if (url := urls.canonical(raw))), None)
    if url is None:
        return None
    named = (docid_of(raw) for raw in _texts(item, "docid"))
    docid = urls.docid(url) or next((found for found in named if found), None)
    return Row(
        key=f"sina:{docid}" if docid else f"url:{digests.url_digest(url)}",
        url=url,
        docid=docid,
        title=_line(item, "title"),
        summary=_line(item, "summary")[:_LONGEST_SUMMARY],
        media=_line(item, "media") or None,
        published=_time(item, "published", zone),
        updated=_time(item, "updated", zone),
        keywords=[html.unescape(word) for word in _keywords(item)],
        images=_pictures(item),
        raw=item,
    )


def docid_of(raw: str) -> str | None:
    """Return the docid in *raw*: after `comos`, or bare, with or (mostly) without its leading i."""
    return urls.docid(raw if "-" in raw or ":" in raw else f"comos-{raw}")


def _texts(item: dict[str, Any], field: str) -> Iterator[str]:
    """Yield every text that the names of *field* hold, lists and JSON in a text opened."""
    for name in _NAMES[field]:
        yield from _opened(item.get(name))


def _opened(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith("["):
        try:
            value = lenient_json.whole(value)
        except ValueError:
            return
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str) and one.strip():
            yield one.strip()


def _line(item: dict[str, Any], field: str) -> str:
    """Return the first text of *field* on one clean line, its entities decoded once."""
    for text in _texts(item, field):
        line = titles.clean_title(html.unescape(text))
        if line:
            return line
    return ""


def _time(item: dict[str, Any], field: str, zone: timezone) -> datetime | None:
    """Return the first time of *field*: epoch seconds as a text or a number, or a written time."""
    for name in _NAMES[field]:
        moment = dates.parse(item.get(name), zone)
        if moment is not None:
            return moment.at
    return None


def _keywords(item: dict[str, Any]) -> list[str]:
    return next((found for name in _NAMES["keywords"] if (found := values.texts(item.get(name)))), [])


def _pictures(item: dict[str, Any]) -> list[str]:
    """Return the addresses of a row's pictures, each once: texts, or objects that hold one."""
    found: dict[str, None] = {}
    for name in _NAMES["images"]:
        value = item.get(name)
        for one in value if isinstance(value, list) else [value]:
            raw = next((one[key] for key in _PICTURE if key in one), None) if isinstance(one, dict) else one
            url = urls.safe_src(raw) if isinstance(raw, str) and raw else None
            if url:
                found[url] = None
    return list(found)[:_MANY_PICTURES]


def _described(item: dict[str, Any]) -> str:
    return repr({name: item.get(name) for name in ("url", "title", "docid")})[:120]
