"""The allowlist of elements, as data. Addresses are checked by `text.safe_urls`.

An element that is in none of the tables is transparent: its text stays, its markup does not. Text in a `GONE`
element is recorded as removed, never silently lost.
"""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from newsspider.model.body import Style
from newsspider.text import unicode

# Elements whose content is never text of the article, on any site.
GONE = frozenset(
    {
        *("script", "style", "template", "noscript"),  # code, and what stands in for it
        *("iframe", "frame", "frameset", "object", "embed", "applet", "param"),  # other documents
        *("noframes", "noembed"),  # and what stands in for them
        *("svg", "math", "canvas", "audio", "video", "source", "track"),  # active or foreign content
        *("input", "button", "select", "option", "textarea", "datalist"),  # controls
        *("head", "title", "meta", "link", "base"),  # a whole page's head
    },
)

STYLES = {
    "b": Style.BOLD,
    "strong": Style.BOLD,
    "i": Style.ITALIC,
    "em": Style.ITALIC,
    "cite": Style.ITALIC,
    "code": Style.CODE,
    "kbd": Style.CODE,
    "tt": Style.CODE,
    "samp": Style.CODE,
    "s": Style.STRIKE,
    "strike": Style.STRIKE,
    "del": Style.STRIKE,
    "sub": Style.SUB,
    "sup": Style.SUP,
}

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}

# Elements that only separate paragraphs.
PARTING = frozenset(
    {
        *("p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "center"),
        *("figure", "figcaption", "address", "form", "fieldset", "legend", "details", "summary"),
        *("dl", "dt", "dd", "hgroup", "body", "html", "caption"),
        *("li", "tr", "td", "th", "thead", "tbody", "tfoot"),  # where they stand without their list or table
    },
)

# No article nests deeper than this: the text below stays, its markup does not.
MAX_DEPTH = 100


# Nodes in a box: no box of a page has as many.
_MOST_PARTS = 1000
_LONGEST_PART = 10_000  # characters of one text that are counted


# --- nodes ---
# Walking the parsed tree. What the parser calls a text and a comment, which no element is called:

TEXT = "-text"
COMMENT = "-comment"


def children(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the elements, texts and comments right below *node*."""
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def leading_comments(node: LexborNode) -> list[LexborNode]:
    """Return the comments that a fragment begins with: the parser sets them before its `html`."""
    if node.tag != "body" or node.parent is None:
        return []
    found: list[LexborNode] = []
    before = node.parent.prev
    while before is not None:
        if before.is_comment_node:
            found.append(before)
        before = before.prev
    return found[::-1]


def visible_up_to(node: LexborNode, most: int) -> int:
    """Return how many characters of *node* a reader sees; more than *most* are not counted to the end.

    A node of very many parts counts as long, so that the work is bounded whatever nests in it.
    """
    if node.is_empty_text_node or node.is_comment_node:
        return 0
    if node.is_text_node:
        return unicode.visible((node.text_content or "")[:_LONGEST_PART])
    if node.tag in GONE:
        return 0
    seen = 0
    for parts, part in enumerate(node.traverse(include_text=True)):
        if part.is_text_node and not part.is_empty_text_node:
            parent = part.parent
            if parent is None or parent.tag not in GONE:
                seen += unicode.visible((part.text_content or "")[:_LONGEST_PART])
        if seen > most or parts == _MOST_PARTS:
            return most + 1
    return seen
