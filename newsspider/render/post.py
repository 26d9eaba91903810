"""A post: front matter and the body."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from newsspider.model.article import Article, iso
from newsspider.render.escape import JOINER, one_line
from newsspider.render.inline import guarded

# Values of front matter that are text to every theme: an invisible joiner splits whatever means more.
#
# Every reader here drops U+2060, and neither HTML nor JavaScript recognises what it splits. Themes of
# Pelican, MkDocs and Eleventy print a title as HTML; Hexo and Eleventy look up the names of tags and
# categories in objects that have members of their own, and the build fails there. To add such a name, add it
# to `_MEMBERS`.

# Where HTML sees the beginning of a tag, a comment or a declaration.
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(#?[0-9A-Za-z]+;?)")
_MEMBERS = frozenset(
    {
        *("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString"),
        *("toString", "valueOf", "__proto__"),
        *("__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"),
    }
)


def inert(text: str) -> str:
    """Return *text*, which looks the same, so that it means nothing to HTML or to an object of JavaScript."""
    if text in _MEMBERS:
        return text[0] + JOINER + text[1:]
    return _ENTITY.sub(_apart, _TAG.sub(f"<{JOINER}", text)) if "<" in text or "&" in text else text


def _apart(found: re.Match[str]) -> str:
    """Return an ampersand and what follows it, separated where the two are an entity."""
    return found[0] if html.unescape(found[0]) == found[0] else f"&{JOINER}{found[1]}"


# --- post ---

# The head of a post: a fixed list of keys in a fixed order, and no others.
#
# Every string is single-quoted on a line of its own, so that no value can be read as anything but text. To
# add a key, add a line to `_lines`.

_FENCE = "---\n"
_INDENT = "    "  # Pelican takes a line for a list's only with four blanks
_BETWEEN_AUTHORS = "、"


def front_matter(article: Article) -> str:
    """Return the head of *article*'s post, both fences included; an absent field has no key.

    A value is the text of its field on one line, without controls, and inert. Braces stay as they are: no
    generator renders front matter. Raises ValueError for a time without a zone.
    """
    return _FENCE + "".join(_lines(article)) + _FENCE


def _lines(article: Article) -> Iterator[str]:
    yield f"title: {quoted(inert(one_line(article.title)))}\n"
    yield from _text("date", iso(article.published))
    yield from _text("updated", iso(article.updated))
    yield from _list("categories", article.categories)
    yield from _list("tags", article.tags)
    yield from _text("author", _BETWEEN_AUTHORS.join(article.authors) or article.source)
    yield from _text("media", article.source)
    yield from _text("editor", article.editor)
    yield from _text("description", article.summary)
    yield from _exact("headimg", article.cover)
    yield from _exact("thumbnail", article.cover)
    yield "comments: false\n"
    yield from _exact("guid", article.id)
    yield from _exact("canonical_url", article.url)
    yield from _text("original_title", article.original_title)
    yield from _list("stocks", article.stocks)
    if article.revision > 1:
        yield f"revision: {article.revision}\n"


def quoted(text: str) -> str:
    """Return *text* as a single-quoted YAML scalar on one line."""
    return "'" + one_line(text).replace("'", "''") + "'"


def _exact(key: str, value: str | None) -> Iterator[str]:
    """Yield a key whose value is an address or an id."""
    if value and one_line(value):
        yield f"{key}: {quoted(value)}\n"


def _text(key: str, value: str | None) -> Iterator[str]:
    yield from _exact(key, value and inert(one_line(value)))


def _list(key: str, values: list[str]) -> Iterator[str]:
    items = [quoted(inert(one_line(value))) for value in values if one_line(value)]
    if items:
        yield f"{key}:\n" + "".join(f"{_INDENT}- {item}\n" for item in items)


# --- post ---


def to_post(article: Article) -> str:
    """Return *article* as a post: begins `---`, LF only, ends in one line feed.

    Raises ValueError for a time without a zone.
    """
    body = guarded(article.markdown)
    return f"{front_matter(article)}\n{body}" if body else front_matter(article)
