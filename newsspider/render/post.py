"""A post: front matter and the body."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from newsspider.model.article import Article
from newsspider.render.escape import JOINER, one_line
from newsspider.render.inline import guarded
from newsspider.render.post_style import PLAIN, PostStyle, localised, without_marks

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

# The head of a post: a fixed list of keys in a fixed order, then those of the style.
#
# Every string is single-quoted on a line of its own, so that no value can be read as anything but text.

_NO_LINKS: Mapping[str, str] = {}
_FENCE = "---\n"
_INDENT = "    "  # Pelican takes a line for a list's only with four spaces
# An address or an id is never changed; what the user sets may be what a theme is to know.
_EXACT = frozenset({"headimg", "thumbnail", "image", "images", "cover", "guid", "canonical_url"})


def front_matter(article: Article, style: PostStyle = PLAIN) -> str:
    """Return the head of *article*'s post, both fences included; an absent field has no key.

    A value is the text of its field on one line, without controls, and inert. Braces stay as they are: no
    generator renders front matter. Raises ValueError for a time without a zone.
    """
    exact = {*_EXACT, *style.front_matter}
    return _FENCE + "".join(_lines(style.fields_of(article), exact)) + _FENCE


def _lines(values: Iterable[tuple[str, Any]], exact: Collection[str]) -> Iterator[str]:
    for key, value in values:
        if isinstance(value, list):
            items = [one for each in value if (one := _scalar(each, exact=key in exact))]
            if items:
                yield f"{key}:\n" + "".join(f"{_INDENT}- {item}\n" for item in items)
        elif written := _scalar(value, exact=key in exact):
            yield f"{key}: {written}\n"
        elif key == "title":  # a post always has one
            yield f"{key}: ''\n"


def _scalar(value: Any, *, exact: bool) -> str:
    """Return *value* as YAML on one line; "" where there is nothing to tell."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        text = one_line(value)
    elif isinstance(value, bool):
        return "true" if value else "false"
    elif isinstance(value, date):
        text = one_line(value.isoformat())
    else:
        return str(value)
    return _quoted(text if exact else inert(text)) if text else ""


def quoted(text: str) -> str:
    """Return *text* as a single-quoted YAML scalar on one line."""
    return _quoted(one_line(text))


def _quoted(line: str) -> str:
    return "'" + line.replace("'", "''") + "'"


# --- post ---


def to_post(article: Article, style: PostStyle = PLAIN, links: Mapping[str, str] = _NO_LINKS) -> str:
    """Return *article* as a post: begins `---`, LF only, ends in one line feed.

    *links* lead from the addresses of pictures to their files. Raises ValueError for a time without a zone.
    """
    body = guarded(localised(without_marks(article.markdown), links, article.cover))
    cover = links.get(article.cover or "")
    head = front_matter(replace(article, cover=cover) if cover else article, style)
    return f"{head}\n{body}{style.footer_of(article)}" if body else f"{head}{style.footer_of(article)}"
