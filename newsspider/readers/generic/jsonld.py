"""JSON-LD of a page: the object that describes the article, however it is nested, valid or broken.

To add a kind of article, add its name; schema.org's own all end in Article, Posting or Report.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from newsspider.readers.html_page import Page

Thing = Mapping[str, Any]

_ARTICLE = re.compile(r"(?:Article|Posting|Report|NewsItem)$")
# Kinds of pages with many articles, or with none.
_OTHER = frozenset(
    {
        *("CollectionPage", "SearchResultsPage", "ProfilePage", "AboutPage", "ContactPage", "ItemList"),
        *("WebSite", "VideoObject", "VideoGallery", "ImageGallery", "BroadcastEvent"),
    }
)
# Baidu's own form has no type; it is recognised by these keys, here with their schema.org names.
_BAIDU = {"title": "headline", "pubDate": "datePublished", "upDate": "dateModified", "images": "image"}
_FIELDS = ("headline", "datePublished", "dateModified", "dateCreated", "articleSection", "url")
_BROKEN = re.compile(rf'"({"|".join(_FIELDS)})"\s*:\s*"((?:[^"\\\n]|\\.)*)"')
_TYPE = re.compile(r'"@type"\s*:\s*\[?\s*"([^"]+)"')
_COMMENTS = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_MANY = 500  # objects of one page
_DEEP = 6
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart")


class JsonLdArticle:
    """The JSON-LD of a page: the article's object, and the kinds of all objects."""

    def __init__(self, page: Page) -> None:
        things = [thing for node in page.tree.css('script[type*="ld+json"]') for thing in _read(node.text())]
        self._by_id = {str(thing["@id"]): thing for thing in things if "@id" in thing and len(thing) > 1}
        self.kinds = frozenset(kind for thing in things for kind in kinds(thing))
        self.article: Thing = next((thing for thing in things if _is_article(thing)), {})

    @property
    def is_other(self) -> bool:
        """Whether the page declares another kind, and no article."""
        return not self.article and not _OTHER.isdisjoint(self.kinds)

    def text(self, *names: str) -> str:
        """Return the first text that the article has under *names*; empty without one."""
        return next((text for name in names for text in self.texts(name)), "")

    def texts(self, name: str) -> list[str]:
        """Return the texts under *name*, those of objects being their names or addresses."""
        return [text for thing in self.things(name) if (text := _text(thing))]

    def things(self, name: str) -> list[Any]:
        """Return the values under *name*, references to other objects of the page followed."""
        value = self.article.get(name)
        values = value if isinstance(value, list) else [value]
        return [self._followed(one) for one in values[:_MANY] if one]

    def _followed(self, value: Any) -> Any:
        if isinstance(value, Mapping) and "name" not in value:
            return self._by_id.get(str(value.get("@id")), value)
        return value


def kinds(thing: Any) -> list[str]:
    """Return the types of *thing*, without the prefix of their vocabulary."""
    found = thing.get("@type") if isinstance(thing, Mapping) else None
    names = found if isinstance(found, list) else [found]
    return [re.split(r"[/:#]", name)[-1] for name in names if isinstance(name, str)]


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        value = next((value[key] for key in ("name", "@value", "url", "@id") if value.get(key)), "")
    if isinstance(value, list):
        value = value[0] if value else ""
    return value.strip() if isinstance(value, str) else ""


def _is_article(thing: Thing) -> bool:
    return any(_ARTICLE.search(kind) for kind in kinds(thing))


def _read(source: str) -> Iterator[Thing]:
    """Yield the objects of one script; from a broken one the single fields that can be read."""
    source = _COMMENTS.sub("", _COMMENTS.sub("", source))
    for text in (source, _TRAILING_COMMA.sub("", source)):
        try:
            yield from _things(json.loads(text, strict=False), 0)
        except (ValueError, RecursionError):
            continue
        return
    found: dict[str, Any] = {}
    for name, value in _BROKEN.findall(source):
        found.setdefault(name, value)
    kind = _TYPE.search(source)
    if found and kind:
        yield {**found, "@type": kind[1]}


def _things(value: Any, depth: int) -> Iterator[Thing]:
    if depth > _DEEP:
        return
    if isinstance(value, list):
        for one in value[:_MANY]:
            yield from _things(one, depth + 1)
    elif isinstance(value, Mapping):
        if "pubDate" in value and "@type" not in value:
            value = {**{_BAIDU.get(key, key): held for key, held in value.items()}, "@type": "Article"}
        yield value
        for name in _INSIDE:
            if isinstance(value.get(name), (list, Mapping)):
                yield from _things(value[name], depth + 1)
