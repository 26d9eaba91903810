"""The body of a post to a parsed tree: HTML as it stands, Markdown by way of HTML, plain text as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsspider.errors import Refused
from newsspider.limits import LIMITS, Limits
from newsspider.model.outcomes import Outcome, Reason
from newsspider.sites import indents

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
_FENCE = re.compile(r"^[ \t]{0,3}(`{3,}|~{3,})", re.MULTILINE)
# Stars that are no emphasis to who wrote them: before a company at risk, between the sides of a product; and
# footnotes, of which CommonMark would make links to their own words. Code would show the backslash.
_LITERAL = re.compile(
    r"(?P<code>(?P<ticks>(?<!`)`{1,9}(?!`))(?:(?!`{9}).){1,2000}?(?<!`)(?P=ticks)(?!`))"
    r"|(?<![\\*])\*(?=S{0,2}\*?ST ?[\u4e00-\u9fff])|(?<=[0-9])\*(?=[0-9])|(?<!\\)\[(?=\^[^\]\s]{1,40}\])",
    re.DOTALL,
)
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


@lru_cache(maxsize=2)
def _markdown(*, own: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    # An address stays as it is written: `text.hrefs` makes it safe, the same way wherever it comes from.
    parser.normalizeLink = str  # type: ignore[assignment, method-assign]
    if not own:
        indents.enable(parser)
    return parser


def _escaped(found: re.Match[str]) -> str:
    return found[0] if found["code"] else f"\\{found[0]}"


def _fenced(body: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of *body* in turn, and whether each is code between fences."""
    fence, begun, at = "", 0, 0
    for line in body.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if mark and not fence:
            yield False, body[begun:at]
            fence, begun = mark[1], at
        elif (
            mark and mark[1][0] == fence[0] and len(mark[1]) >= len(fence) and not line[mark.end() :].strip()
        ):
            yield True, body[begun : at + len(line)]
            fence, begun = "", at + len(line)
        at += len(line)
    yield bool(fence), body[begun:]


def markdown_to_html(body: str, *, own: bool = False) -> str:
    """Return *body* as HTML, read as CommonMark with tables and strike-through."""
    if not _FENCE.search(body):
        body = _INDENTED.sub("\n\n", body)
    if not own:
        body = "".join(text if is_code else _LITERAL.sub(_escaped, text) for is_code, text in _fenced(body))
    rendered: str = _markdown(own=own).render(body)
    return rendered
