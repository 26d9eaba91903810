"""JSON Feed, versions 1 and 1.1, by its specification (jsonfeed.org); what has another type is left out."""

from __future__ import annotations

from typing import Any

from newsspider.model.outcomes import Reason
from newsspider.sources.feeds.model import FeedDocument, FeedEntry, Words
from newsspider.sources.listing import BadList
from newsspider.text import lenient_json as loading

_VERSION = "jsonfeed.org/version/"


def read(text: str, most: int) -> FeedDocument:
    """Return the feed in *text*, at most *most* of its entries; raises BadList for what is no JSON Feed."""
    try:
        value = loading.whole(text)
    except ValueError as error:
        raise BadList(Reason.LIST_MALFORMED, f"no JSON: {error}"[:200]) from error
    if not isinstance(value, dict) or _VERSION not in _text(value, "version"):
        raise BadList(Reason.LIST_WRONG_TYPE, "JSON, but no JSON Feed")
    items = value.get("items")
    if not isinstance(items, list):
        raise BadList(Reason.LIST_WRONG_TYPE, "a JSON Feed whose items are no list")
    return FeedDocument(
        form="json",
        title=Words(_text(value, "title"), "text"),
        home=_text(value, "home_page_url"),
        own=_text(value, "feed_url"),
        language=_text(value, "language"),
        authors=_authors(value),
        entries=[_entry(item if isinstance(item, dict) else {}) for item in items[:most]],
        cut=len(items) > most,
    )


def _entry(item: dict[str, Any]) -> FeedEntry:
    number = item.get("id")
    is_number = isinstance(number, (int, float)) and not isinstance(number, bool)
    return FeedEntry(
        guid=str(number) if is_number else _text(item, "id"),
        url=_text(item, "url") or _text(item, "external_url"),
        title=Words(_text(item, "title"), "text"),
        content=[
            Words(text, form)
            for name, form in (("content_html", "html"), ("content_text", "text"))
            if (text := _text(item, name))
        ],
        summary=Words(_text(item, "summary"), "text"),
        published=_text(item, "date_published"),
        updated=_text(item, "date_modified"),
        authors=_authors(item),
        tags=[tag for tag in _list(item, "tags") if isinstance(tag, str)],
        pictures=[text for name in ("image", "banner_image") if (text := _text(item, name))],
    )


def _authors(value: dict[str, Any]) -> list[str]:
    """Return the names of version 1.1's authors, or that of version 1's author."""
    every = [*_list(value, "authors"), value.get("author")]
    return [name for one in every if isinstance(one, dict) and (name := _text(one, "name"))]


def _list(value: dict[str, Any], name: str) -> list[Any]:
    found = value.get(name)
    return found if isinstance(found, list) else []


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""
