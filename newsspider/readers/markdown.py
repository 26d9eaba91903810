"""The body of a post to a parsed tree: HTML as it is, Markdown by way of HTML, plain text as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import regex
from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsspider.errors import Rejected
from newsspider.lazy import lazily
from newsspider.limits import LIMITS, Limits
from newsspider.model.outcomes import Outcome, Reason

if TYPE_CHECKING:
    from newsspider.readers import commonmark
else:  # most posts are HTML
    commonmark = lazily("newsspider.readers.commonmark")

_BLOCK = "|".join(
    (
        *("div", "p", "section", "article", "main", "table", "ul", "ol", "h[1-6]", "blockquote", "center"),
        *("figure", "span", "font", "img", "br", "pre", "style", "script"),
    ),
)
_OPENS = re.compile(rf"(?:<!--(?:(?!-->).)*-->\s*)*<(?:{_BLOCK})\b", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(rf"</?(?:{_BLOCK}|td|tr|li|a|strong|b|em|i|html|head|body|!)", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_TAGS = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
# What Markdown can begin an element with; each element costs the reader some 30 microseconds and 1 KB.
_MARKS = "\n*_`[]|<~#>!"
# The parser's time grows with the square of the depth; with this few tags it is short, however they nest.
FEW = 2000
# The same with the attributes of one tag: 50,000 take seconds. What is shorter cannot have so many.
_MOST_ATTRIBUTES = 2000
_LONG_TAG = 2 * _MOST_ATTRIBUTES
_NAME = r"[a-z][^\s/>]*+"
_ATTRIBUTE = r"""(?: [\s/]++ [^\s/>=]++ (?: \s*+=\s*+ (?: "[^"]*+" | '[^']*+' | [^\s>]*+ ) )?+ )"""
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr", "p", "li"}
)


@lru_cache(maxsize=1)  # a reader asks before it looks for notes, and again when it parses
def is_html(body: str) -> bool:
    """Return whether *body* is HTML, not Markdown: it opens with an element, and so do its paragraphs."""
    text = body.strip()
    if not _OPENS.match(text[:20_000]):
        return False
    parts = list(filter(None, map(str.strip, _PARAGRAPH.split(text))))
    plain = sum(1 for part in parts if not part.startswith("<") and not _TAG.search(part))
    return plain * 4 <= len(parts) or plain == 0


def to_tree(body: str, *, own: bool = False, limits: Limits = LIMITS) -> tuple[LexborNode, str]:
    """Return the parsed body and the HTML that it was parsed from; *own* Markdown is read literally.

    Raises Rejected if elements nest deeper, or are more, than *limits* allow.
    """
    check(body, limits)
    html = body
    if not is_html(body):
        _check_marks(sum(map(body.count, _MARKS)), limits)
        html = commonmark.to_html(body, own=own)
        check(html, limits)
    return body_of(html), html


def body_of(html: str) -> LexborNode:
    """Return the body of *html*, parsed."""
    body = LexborHTMLParser(html).body
    if body is None:  # a document of frames has none; once a body is open, the parser ignores frames
        body = LexborHTMLParser(f"<body>{html}").body
    assert body is not None
    return body


def check(html: str, limits: Limits, few: int = FEW) -> None:
    """Raise Rejected where the elements of *html* are more than *limits* allow, or nest deeper.

    The depth of up to *few* tags is not checked.
    """
    count = html.count("<")
    if count > few and _depth(html) > limits.depth:
        raise Rejected(Outcome.REJECTED, Reason.TOO_DEEP, f"elements nest deeper than {limits.depth}")
    _check_marks(count, limits)
    if any(_has_too_many_attributes(html, *part) for part in _long_parts(html)):
        detail = f"an element has more than {_MOST_ATTRIBUTES} attributes"
        raise Rejected(Outcome.REJECTED, Reason.TOO_LARGE, detail)


def _has_too_many_attributes(html: str, start: int, end: int) -> bool:
    """Return whether the tag that the part of *html* begins with has more attributes than any page needs."""
    tag = _tag("*+").match(html, start, end)  # most long parts are a short tag and a script
    is_long = tag is not None and tag.end() - start > _LONG_TAG
    return is_long and _tag(f"{{{_MOST_ATTRIBUTES + 1}}}").match(html, start, end) is not None


@cache
def _tag(often: str) -> regex.Pattern[str]:
    """Return the expression for a tag with attributes as *often*; it takes 10 ms, and few texts need it."""
    return regex.compile(f"{_NAME} {_ATTRIBUTE}{often}", regex.VERBOSE | regex.IGNORECASE)


def _long_parts(html: str) -> Iterator[tuple[int, int]]:
    """Yield where each part of more than `_LONG_TAG` characters between two "<" begins and ends."""
    at = html.find("<")
    while 0 <= at < len(html) - _LONG_TAG - 1:
        # As far as one step goes, no part is long: most tags need no look of their own.
        step = html.rfind("<", at + 1, at + _LONG_TAG + 2)
        if step < 0:
            step = html.find("<", at + 1)
            yield at + 1, step if step >= 0 else len(html)
        at = step


def _check_marks(count: int, limits: Limits) -> None:
    if count > limits.elements:
        raise Rejected(
            Outcome.REJECTED, Reason.TOO_LARGE, f"more markup than {limits.elements} elements need"
        )


def _depth(html: str) -> int:
    """Return how deep the elements of *html* nest, roughly: unclosed ones count as open."""
    deepest = now = 0
    for closing, name, empty in _TAGS.findall(html):
        if closing:
            now = max(0, now - 1)
        elif not empty and name.lower() not in _VOID:
            now += 1
            deepest = max(deepest, now)
    return deepest
