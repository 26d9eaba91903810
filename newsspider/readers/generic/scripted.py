"""A body that is only in scripts: JSON-LD's `articleBody`, or the data of the framework that builds the page.

Used where the page itself shows no article, or much less of it. The object with the body often has a title,
a time and a medium too, by names that all frameworks share. To add a name, add it to the tables.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsspider.readers.generic.jsonld import JsonLdArticle
from newsspider.readers.html_page import Page
from newsspider.text import dates, lenient_json, titles, unicode
from newsspider.text.dates import Moment

_BODIES = frozenset(
    {
        *(
            "articlebody",
            "content",
            "body",
            "text",
            "html",
            "contenthtml",
            "contentfull",
            "detail",
            "articlecontent",
        ),
        *(
            "newscontent",
            "maintext",
            "fulltext",
            "richtext",
            "htmlcontent",
            "bodyhtml",
            "contenttext",
            "newsdetail",
        ),
    }
)
_TITLES = ("title", "headline", "newstitle", "articletitle", "name", "subject")
_TIMES = (
    *(
        "datepublished",
        "publishtime",
        "publishedat",
        "publishdate",
        "pubtime",
        "pubdate",
        "publishedtime",
        "ptime",
    ),
    *(
        "releasetime",
        "issuetime",
        "showtime",
        "firstpublished",
        "ctime",
        "createtime",
        "createdat",
        "time",
        "date",
    ),
)
_MEDIA = ("source", "sourcename", "medianame", "media", "copyfrom", "publisher")
_STATE = re.compile(r"(?:window\.|self\.|(?:var|let|const)\s{1,20})[\w.$]{0,100}\s{0,20}=\s{0,20}(?=[{\[])")
_LEAST = 60  # characters of a body
_MANY, _DEEP = 50_000, 24  # values of one page that are looked at
_TAG = re.compile(r"<(?:p|div|br|section|img|h[1-6])\b", re.IGNORECASE)


@dataclass(slots=True)
class Body:
    """A body and the other fields of its object; `where` is the evidence."""

    node: LexborNode
    where: str
    title: str = ""
    published: Moment | None = None
    source: str = ""
    amount: int = field(default=0)


def find(page: Page, json_ld: JsonLdArticle, title: str) -> Body | None:
    """Return the longest body that the scripts of *page* hold for the article *title*; None without one."""
    found = [body for body in _all(page, json_ld, title) if body.amount >= _LEAST]
    return max(found, key=lambda body: body.amount, default=None)


def _all(page: Page, json_ld: JsonLdArticle, title: str) -> Iterator[Body]:
    text = json_ld.text("articleBody")
    if text:
        yield _made(text, "json-ld:articleBody")
    left = [_MANY]
    for data, where in _data(page):
        for thing in _objects(data, left, 0):
            yield from _of(thing, title, where)


def _data(page: Page) -> Iterator[tuple[Any, str]]:
    """Yield the data in the scripts of *page*: whole scripts of JSON, and values given to a variable."""
    for node in page.tree.css("script"):
        kind = node.attributes.get("type") or ""
        source = node.text()
        if "ld+json" in kind or len(source) < _LEAST or not any(char in source for char in "{["):
            continue
        if kind.endswith("json"):
            found, at = 0, "script:json"
        else:
            state = _STATE.search(source)
            if state is None:
                continue
            found, at = state.end(), "script:state"
        try:
            yield lenient_json.first(source.strip() if not found else source, found)[0], at
        except ValueError:
            continue


def _objects(value: Any, left: list[int], depth: int) -> Iterator[Mapping[str, Any]]:
    """Yield the objects in *value*, outer ones first; *left* is how many values may still be looked at."""
    left[0] -= 1
    if left[0] < 0 or depth > _DEEP:
        return
    if isinstance(value, Mapping):
        yield value
        for one in value.values():
            yield from _objects(one, left, depth + 1)
    elif isinstance(value, list):
        for one in value:
            yield from _objects(one, left, depth + 1)


def _of(thing: Mapping[str, Any], title: str, where: str) -> Iterator[Body]:
    """Yield the body of *thing*, an object with a title that is the page's own."""
    named = {
        unicode.bare(key).replace("_", "").replace("-", "").lower(): value for key, value in thing.items()
    }
    own = next((titles.clean_title(named[key]) for key in _TITLES if isinstance(named.get(key), str)), "")
    if not own or (title and not _is_same(own, title)):
        return
    for key in _BODIES & named.keys():
        value = named[key]
        if isinstance(value, str) and len(value) >= _LEAST:
            body = _made(value, f"{where}:{key}")
            body.title = own
            body.published = next((at for at in (dates.parse(named.get(key)) for key in _TIMES) if at), None)
            body.source = next((named[key] for key in _MEDIA if isinstance(named.get(key), str)), "")
            yield body


def _is_same(own: str, title: str) -> bool:
    one, other = titles.folded(own), titles.folded(title)
    return one in other or other in one


def _made(text: str, where: str) -> Body:
    """Return *text* as a body: HTML as it is or escaped again, else a paragraph for each line."""
    if not _TAG.search(text) and "&lt;" in text:
        text = html.unescape(text)
    if not _TAG.search(text):
        lines = filter(None, map(unicode.strip, text.replace("\r", "\n").split("\n")))
        text = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    tree = LexborHTMLParser(f"<div>{text}</div>").css_first("div")
    assert tree is not None  # the parser makes it
    return Body(tree, where, amount=unicode.visible(tree.text()))
