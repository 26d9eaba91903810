"""What feeds add below an entry's text: where it appeared first, and a link to its page.

It is recognised by its shape and place: the last block, a link to the entry's own page, and hardly any words
other than the title and the links. To add a wording without links, add it to `_APPEARED`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from newsspider.errors import Rejected
from newsspider.readers.html_page import visible_text
from newsspider.sources.feeds import entry_text
from newsspider.text import titles, unicode, urls

# Words of a block other than its links and the title: 最先出现在, The post … first appeared on ….
_FEW_WORDS = 30
_LONGEST_LINK = 16
_APPEARED = re.compile(
    r"(?:最先|首先|最早)?(?:出现|发布|发表)(?:在|于)|首发于"
    r"|(?:first appeared|appeared first|first published) (?:on|at|in)",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\W*(?:阅读|查看|浏览|点击|继续|展开|更多|全文|原文|详情|正文|(?i:read|view|continue|more|full|original|source|link))"
)
_MARKS = re.compile(r"[\W_]+")
_BLOCKS = ("p", "div", "section", "footer", "small")
_MOST_BLOCKS = 3


class Cut(NamedTuple):
    """The text without its tail, and the removed tails."""

    html: str
    removed: list[str]


def cut(markup: str, url: str | None, title: str) -> Cut:
    """Return *markup*, the text of the entry with this *url* and *title*, without what a feed added below."""
    if "<a" not in markup and not _APPEARED.search(markup):
        return Cut(markup, [])
    try:
        body = entry_text.tree(markup)
    except Rejected:  # it will be said when an article is to be made of it
        return Cut(markup, [])
    removed: list[str] = []
    for _ in range(_MOST_BLOCKS):
        last = _last(body)
        if last is None or not (_is_tail(last, url, title) or _ends_with_more(last, url)):
            break
        node = last if _is_tail(last, url, title) else _last_link(last)
        assert node is not None
        removed.append(unicode.squeeze(visible_text(node)))
        node.decompose()
    return Cut((body.inner_html or "") if removed else markup, removed)


def _last(body: LexborNode) -> LexborNode | None:
    """Return the innermost last block of *body*, or *body* itself; empty blocks are skipped."""
    node: LexborNode | None = body
    while node is not None:
        inner = [child for child in node.iter() if child.tag in _BLOCKS and visible_text(child).strip()]
        below = inner[-1] if inner else None
        if below is None or not visible_text(node).strip().endswith(visible_text(below).strip()):
            return node
        node = below
    return None


def _is_tail(block: LexborNode, url: str | None, title: str) -> bool:
    if block.tag == "body" or block.css_first("img, table, video") is not None:
        return False
    words = unicode.squeeze(visible_text(block))
    rest = words.replace(title, "", 1) if title else words
    links = block.css("a[href]")
    for link in links:
        rest = rest.replace(unicode.squeeze(visible_text(link)), "", 1)
    is_own = any(_is_own(link, url) for link in links)
    if links and is_own and not unicode.visible(_MARKS.sub("", rest)):
        return _all_more(links)
    has_few = unicode.visible(rest) <= _FEW_WORDS and _APPEARED.search(rest) is not None
    return has_few and (is_own if links else bool(title) and words != rest)


def _all_more(links: list[LexborNode]) -> bool:
    return all(
        len(words) <= _LONGEST_LINK and _MORE.match(words)
        for words in (unicode.squeeze(visible_text(link)) for link in links)
    )


def _ends_with_more(block: LexborNode, url: str | None) -> bool:
    """Return whether *block* is text that ends with a short link to the entry's own page."""
    link = _last_link(block)
    if link is None or not _is_own(link, url) or not _all_more([link]):
        return False
    words = unicode.squeeze(visible_text(link))
    return (
        unicode.squeeze(visible_text(block)).rstrip(" 。.>»→]】)）").endswith(words.rstrip(" 。.>»→]】)）"))
    )


def _last_link(block: LexborNode) -> LexborNode | None:
    links = block.css("a[href]")
    return links[-1] if links else None


def _is_own(link: LexborNode, url: str | None) -> bool:
    return url is not None and urls.canonical(link.attributes.get("href") or "") == url


def starts_with(text: str, title: str) -> bool:
    """Return whether *title* is no more than the beginning of *text*."""
    return titles.folded(text).startswith(titles.folded(title))
