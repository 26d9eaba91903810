"""The body of a post to a parsed tree: HTML as it stands, Markdown by way of HTML, plain text as Markdown."""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsspider.errors import Refused
from newsspider.limits import LIMITS, Limits
from newsspider.reasons import Outcome, Reason

_BLOCK = "|".join(
    (
        *("div", "p", "section", "article", "main", "table", "ul", "ol", "h[1-6]", "blockquote", "center"),
        *("figure", "span", "font", "img", "br", "pre", "style", "script"),
    ),
)
_OPENS = re.compile(rf"(?:<!--.*?-->\s*)*<(?:{_BLOCK})\b", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(rf"</?(?:{_BLOCK}|td|tr|li|a|strong|b|em|i|html|head|body|!)", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
# Two ideographic blanks begin a paragraph of Chinese text, an empty line above it or not.
_INDENTED = re.compile(r"\n(?=\u3000\u3000)")
_FENCE = re.compile(r"^\s{0,3}(?:```|~~~)", re.MULTILINE)
# Stars that are no emphasis to who wrote them: before a company at risk, between the sides of a product. Code
# would show the backslash, so that where there is any they are left.
_LITERAL_STAR = re.compile(r"(?<![\\*])\*(?=S{0,2}\*?ST[\u4e00-\u9fff])|(?<=[0-9])\*(?=[0-9])")
_TAGS = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
# What Markdown can begin an element with; of an element it takes the reader some 30 microseconds and 1 KB.
_MARKS = "\n*_`[]|<~#>!"
# The parser's time grows with the square of the depth; with so few tags it is short, however they nest.
FEW = 2000
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr", "p", "li"}
)


def is_html(body: str) -> bool:
    """Say whether *body* is HTML rather than Markdown: it opens with an element, and so do its paragraphs."""
    text = body.strip()
    if not _OPENS.match(text[:20_000]):
        return False
    parts = [part.strip() for part in _PARAGRAPH.split(text) if part.strip()]
    plain = sum(1 for part in parts if not part.startswith("<") and not _TAG.search(part))
    return plain * 4 <= len(parts) or plain == 0


def to_tree(body: str, *, own: bool = False, limits: Limits = LIMITS) -> tuple[LexborNode, str]:
    """Return the parsed body and the HTML that it was parsed from; *own* Markdown is taken at its word.

    Raises Refused where elements nest deeper, or are more, than *limits* allow.
    """
    check(body, limits)
    html = body
    if not is_html(body):
        _check_marks(sum(map(body.count, _MARKS)), limits)
        html = markdown_to_html(body, own=own)
        check(html, limits)
    tree = LexborHTMLParser(html).body
    assert tree is not None  # the parser always makes a body
    return tree, html


def check(html: str, limits: Limits, few: int = FEW) -> None:
    """Raise Refused where the elements of *html* are more than *limits* allow, or nest deeper.

    How deep *few* tags nest is not looked at.
    """
    count = html.count("<")
    if count > few and _depth(html) > limits.depth:
        raise Refused(Outcome.REJECTED, Reason.TOO_DEEP, f"elements nest deeper than {limits.depth}")
    _check_marks(count, limits)


def _check_marks(count: int, limits: Limits) -> None:
    if count > limits.marks:
        raise Refused(
            Outcome.REJECTED, Reason.TOO_LARGE, f"more markup than {limits.marks} elements can have"
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


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    # An address stays as it is written: `text.hrefs` makes it safe, the same way wherever it comes from.
    parser.normalizeLink = str  # type: ignore[assignment, method-assign]
    return parser


def markdown_to_html(body: str, *, own: bool = False) -> str:
    """Return *body* as HTML, read as CommonMark with tables and strike-through."""
    if not _FENCE.search(body):
        body = _INDENTED.sub("\n\n", body)
    if not own and "`" not in body:
        body = _LITERAL_STAR.sub(r"\\*", body)
    rendered: str = _markdown().render(body)
    return rendered
