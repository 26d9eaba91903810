"""What a page declares about its article: JSON-LD, microdata, Open Graph, Dublin Core and the like.

Each field lists its names, the most trusted first. To add a name, add it to that list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from selectolax.lexbor import LexborNode

from newsspider.readers import values
from newsspider.readers.generic.jsonld import JsonLdArticle, kinds
from newsspider.readers.html_page import Found, Page, is_page
from newsspider.text import bylines, dates, media_names, surnames, titles, unicode, urls
from newsspider.text.dates import Moment

_TITLES = (
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "title",
)
_PUBLISHED = (
    *(
        "article:published_time",
        "og:article:published_time",
        "weibo: article:create_at",
        "bytedance:published_time",
    ),
    *("og:published_time", "og:time", "og:pubdate", "og:release_date", "article:create_time", "apub:time"),
    *("pubdate", "pubtime", "publishdate", "publish_date", "publish-date", "publishtime", "publish_time"),
    *("datepublished", "date_published", "originalpublicationdate", "firstpublishedtime", "release_date"),
    *("dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dc.date.created", "dcterms.created"),
    *("parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "rnews:datepublished", "date"),
)
_UPDATED = (
    *("article:modified_time", "og:updated_time", "weibo: article:update_at", "bytedance:updated_time"),
    *(
        "lastmodified",
        "last-modified",
        "dc.date.modified",
        "dcterms.modified",
        "article:update_time",
        *("revised", "dateupdate", "dateupdated", "datemodified"),
    ),
)
_SOURCES = ("source", "mediaid", "article:source", "og:source", "copyfrom", "contentsource", "from")
_PUBLISHERS = ("dc.publisher", "dcterms.publisher", "og:site_name", "application-name", "article:publisher")
_AUTHORS = (
    *("author", "article:author", "og:article:author", "dc.creator", "dcterms.creator", "parsely-author"),
    *("sailthru.author", "byl", "twitter:creator"),
)
_CALLED = '[rel~="author"], [itemprop~="author"] [itemprop~="name"]'
_KEYWORDS = ("article:tag", "news_keywords", "parsely-tags", "tags", "keywords")
_COVERS = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
_SECTIONS = ("article:section", "og:article:section", "parsely-section", "og:category")

_LABEL = re.compile(r"^(?:文章|本文|稿件)?(?:来源|稿源|出处)\s*[:：]\s*")
# How a note app names the way a page was clipped: `web.clip7`, `mobile.android`.
_ADDRESS = re.compile(r"https?:|//|@|[<>{}]|^(?:web|mobile|desktop|mail)\.\w+$")
_LATIN_NAME = re.compile(
    r"(?:By\s+)?([A-Z][\w.'’-]*(?:\s+(?:[A-Z][\w.'’-]*|de|van|von|der|al|bin|da|del)){1,3})"
)
# Words of a publisher's own name, where it signs in place of a person.
_HOUSE_WORD = re.compile(
    r"\b(?:News|Times|Reuters|Staff|Desk|Editors?|Team|Agency|Press|Daily|Post|Journal|Wire|Newsroom|Admin|Bloomberg)\b"
)
_LONGEST_HOUSE = 40
_LONGEST_KEYWORD, _LONGEST_PART = 20, 9  # of a title a part, of Chinese at least
_PLACEHOLDER = re.compile(
    r"(?:^|[/_.-])(?:logo\w*|default\w*|placeholder|blank|loading|favicon|share\w*|avatar|qr\w*|wx\w*|weixin|ewm|icon\w*)[^/]*$",
    re.IGNORECASE,
)


class Declared:
    """The declarations of one page; every value comes with its evidence."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.json_ld = JsonLdArticle(page)

    @property
    def is_article(self) -> bool:
        """Whether the page says that it is an article."""
        kind = self._page.meta("og:type")
        return bool(self.json_ld.article) or (kind is not None and kind.value.lower() in {"article", "news"})

    def titles(self) -> Iterator[Found]:
        """Yield the titles that the page declares, the most trusted first."""
        yield from self._from("headline", ("headline", "name"), _TITLES)

    def published(self) -> tuple[Moment, str] | None:
        """Return when the article was published, and where that is declared."""
        return self._moment(("datePublished", "dateCreated", "uploadDate"), "datePublished", _PUBLISHED)

    def updated(self) -> tuple[Moment, str] | None:
        """Return when the article was last changed, and where that is declared."""
        return self._moment(("dateModified",), "dateModified", _UPDATED)

    def _moment(self, names: tuple[str, ...], prop: str, metas: tuple[str, ...]) -> tuple[Moment, str] | None:
        for found in self._from(prop, names, metas):
            moment = dates.parse(found.value)
            if moment is not None:
                return moment, found.where
        return None

    @cached_property
    def _microdata(self) -> list[tuple[dict[str, str | None], LexborNode]]:
        """The elements that microdata names, with their attributes."""
        return [(node.attributes, node) for node in self._page.tree.css("[itemprop]")]

    def _from(self, prop: str, names: tuple[str, ...], metas: tuple[str, ...]) -> Iterator[Found]:
        """Yield what JSON-LD has under *names*, microdata as *prop*, the metas under *metas*."""
        for name in names:
            if text := self.json_ld.text(name):
                yield Found(text, f"json-ld:{name}")
        for attributes, node in self._microdata:
            if prop not in (attributes["itemprop"] or "").split():
                continue
            text = attributes.get("content") or attributes.get("datetime") or unicode.squeeze(node.text())
            if text:
                yield Found(text, f"itemprop:{prop}")
        for name in metas:
            found = self._page.meta(name)
            if found is not None:
                yield found

    def url(self) -> Found | None:
        """Return the canonical address that JSON-LD gives the article."""
        for name in ("url", "mainEntityOfPage", "@id"):
            address = urls.canonical(self.json_ld.text(name))
            if address is not None and is_page(address):
                return Found(address, f"json-ld:{name}")
        return None

    def source(self) -> Found | None:
        """Return the medium that the page names as where the article is from."""
        for name in _SOURCES:
            found = self._page.meta(name)
            medium = _medium(found.value) if found else None
            if found is not None and medium:
                return Found(medium, found.where)
        return None

    def publisher(self) -> Found | None:
        """Return the publisher whose page it is."""
        for found in self._from("publisher", ("publisher", "sourceOrganization"), _PUBLISHERS):
            name = titles.clean_title(found.value)
            if name and len(name) <= _LONGEST_HOUSE and not _ADDRESS.search(name):
                return Found(name, found.where)
        return None

    def authors(self) -> tuple[list[str], str]:
        """Return the authors, and where they are declared; names of publishers are left out."""
        publisher = self.publisher()
        people = [
            name
            for thing in self.json_ld.things("author")
            if "Organization" not in kinds(thing)
            for name in self.told_names(thing)
        ]
        found = _people(people, publisher)
        if found:
            return found, "json-ld:author"
        for name in _AUTHORS:
            found = _people(self._page.metas.get(name, []), publisher)
            if found:
                return found, f"meta:{name}"
        found = _people([unicode.squeeze(node.text()) for node in self._page.tree.css(_CALLED)], publisher)
        return found, f"css:{_CALLED}" if found else ""

    def told_names(self, thing: object) -> list[str]:
        """Return the name that *thing*, an author of JSON-LD, has."""
        name = thing.get("name") if isinstance(thing, dict) else thing
        return [one for one in (name if isinstance(name, list) else [name]) if isinstance(one, str)]

    def editor(self) -> Found | None:
        """Return the editor, if the page declares a name and not the publisher's number for it."""
        for found in self._from("editor", ("editor",), ("editor",)):
            editor = bylines.editor(f"责任编辑：{found.value}")
            if editor and not editor.isdigit():
                return Found(editor, found.where)
        return None

    def keywords(self, title: str) -> tuple[list[str], str]:
        """Return the keywords, without any that repeats the *title*, and where they are declared."""
        listed = [word for text in self.json_ld.texts("keywords") for word in values.texts(text)]
        for words, where in ((listed, "json-ld:keywords"), *self._meta_keywords()):
            kept = [word for word in words if len(word) <= _LONGEST_KEYWORD and not _repeats(word, title)]
            if kept:
                return kept, where
        return [], ""

    def _meta_keywords(self) -> Iterator[tuple[list[str], str]]:
        for name in _KEYWORDS:
            words = [word for value in self._page.metas.get(name, ()) for word in values.texts(value)]
            if len(words) == 1 and not words[0].isascii():
                words = words[0].split(" ")
            yield list(dict.fromkeys(words)), f"meta:{name}"

    def section(self) -> Found | None:
        """Return the section of the publisher that the article is in."""
        return next(self._from("articleSection", ("articleSection",), _SECTIONS), None)

    def cover(self) -> Found | None:
        """Return the address of the picture that the page declares for the article."""
        covers = self._from("image", ("image", "thumbnailUrl"), _COVERS)
        return next(
            (found for found in covers if not _PLACEHOLDER.search(found.value.partition("?")[0])), None
        )


def _repeats(word: str, title: str) -> bool:
    """Return whether *word* is the title, or so much of it that it is not a keyword."""
    folded, whole = titles.folded(word), titles.folded(title)
    return folded == whole or (len(word) > _LONGEST_PART and folded in whole)


def _medium(value: str) -> str | None:
    value = _LABEL.sub("", value)
    return None if _ADDRESS.search(value) else bylines.medium(f"来源：{value}")


def _people(found: list[str], publisher: Found | None) -> list[str]:
    people: list[str] = []
    for value in found:
        for one in re.split(r"[,，、;；|/]| and |\s{2,}", unicode.squeeze(value)):
            name = _person(unicode.strip(one), publisher)
            if name and name not in people:
                people.append(name)
    return people


def _person(value: str, publisher: Found | None) -> str | None:
    if not value or _ADDRESS.search(value) or (publisher is not None and value == publisher.value):
        return None
    latin = _LATIN_NAME.fullmatch(value)
    if latin:
        return None if _HOUSE_WORD.search(latin[1]) else latin[1]
    return value if surnames.looks_like_name(value) and not media_names.looks_like(value) else None
