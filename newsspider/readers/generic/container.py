"""The container of an article's text: the element that holds what readability keeps of a page.

Readability works on a copy, since it discards lists, tables and pictures; the page's own element is taken.
What microdata or microformats call the text is preferred, where the two agree.
"""

from __future__ import annotations

import logging
import re

from selectolax.lexbor import LexborNode

from newsspider.clean import allowlist
from newsspider.readers import page_dates
from newsspider.readers.generic import phrases
from newsspider.readers.generic.textlines import Line, Lines, Sums

# What standards call the text of an article: microdata, RDFa, microformats 1 and 2.
_DECLARED = '[itemprop~="articleBody"], [property~="articleBody"], .entry-content, .e-content'
_MARK = "data-at"
_MANY = 3000  # sentences: no article has as many, and readability's time grows faster than their number
_MARKED = re.compile(rf'{_MARK}="(\d+)"')
# Readability rewrites every link, which tells it nothing: it gets links under another name, as long.
_LINK, _NO_LINK = ' href="', ' hrex="'
_PASSED = 20  # such lines that a text may continue after; no article has more between its paragraphs
_HEAD = 6  # lines below a heading where the time of its article stands
# The container is the innermost element with this share of what was kept.
_SHARE = 0.85
# Where one element holds all paragraphs of an article, and nothing but what is named here, readability has
# only the whole to judge: the elements that may be this one; what may be beside the paragraphs; blocks there,
# if they have fewer characters than readability counts; what may be in all of these. The attributes and words
# are those by which it judges a single paragraph.
_HOLDERS = frozenset({"article", "section", "main", "div", "td"})
_BESIDE = frozenset({"p", "h2", "h3", "h4", "hr", "style"})
_BLOCKS = frozenset({"div", "figure", "figcaption", "center", "ul", "li"})
_INLINE = frozenset(
    {"a", "b", "strong", "em", "i", "u", "s", "span", "font", "small", "sub", "sup", "br", "img"}
)
_UNCOUNTED = 25
_JUDGED = frozenset({"class", "id", "style", "hidden"})
_CALL = re.compile(r"sign up|subscribe|download|get the latest", re.IGNORECASE)
# A line after which an article is over counts as one only behind this share of its sentences.
_BEHIND = 0.3
# They hold one paragraph, or a part of one: never all of an article.
_SMALL = frozenset(
    {
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dd", "dt", "blockquote", "pre", "ul", "ol", "dl"),
        *("figure", "figcaption", "a", "b", "strong", "em", "i", "u", "tr", "tbody"),
    }
)


def find(page: Lines, title: Line | None) -> tuple[LexborNode, list[Line]] | None:
    """Return the element that holds the article and the lines that are its sentences; None if there is none.

    *title* is the line of the title, which is not a sentence.
    """
    lines = _before_readers(page.lines, title)
    lines = lines[: next_article(lines, title)]
    candidates = [line for line in lines if line.prose and not line.furniture and line is not title]
    are_asked = len(candidates) <= _MANY and not _are_together(page, candidates)
    kept = (_kept(page, candidates) if are_asked else []) or candidates
    kept = _before_the_tail(page.lines, kept)
    total = sum(line.prose for line in kept)
    if not total:
        return None
    sums = Sums(page.order, kept)
    for node in page.body.css(_DECLARED):
        if sums.of(node) >= total * _SHARE:
            return node, kept
    return _innermost(page, sums, total), kept


def _before_readers(lines: list[Line], title: Line | None) -> list[Line]:
    """Return the lines before the readers' comments: a flash may have a hundred of them."""
    begins, prose = title is None, False
    for at, line in enumerate(lines):
        begins = begins or line is title
        prose = prose or (begins and line.prose > 0 and not line.furniture)
        if prose and line.node.tag in allowlist.HEADINGS and phrases.READERS.fits(line.run):
            return lines[:at]
    return lines


def next_article(lines: list[Line], title: Line | None) -> int:
    """Return the place in *lines* where another article begins below the first, else their number.

    A page with endless scrolling shows each with a heading like that of the *title* and its own time, or
    in an `<article>` of its own.
    """
    if title is None or title.node.tag not in allowlist.HEADINGS:
        return len(lines)
    begins = prose = False
    for at, line in enumerate(lines):
        begins = begins or line is title
        if (
            begins
            and prose
            and line.node.tag == title.node.tag
            and line is not title
            and (_is_dated(lines, at) or _in_another_article(line, title))
        ):
            return at
        prose = prose or (begins and line.prose > 0)
    return len(lines)


def _is_dated(lines: list[Line], at: int) -> bool:
    """Return whether the heading at *at* has a time below it, and sentences below that."""
    below = lines[at + 1 : at + 1 + _HEAD]
    dated = next((place for place, line in enumerate(below) if page_dates.in_line(line.text)), None)
    return dated is not None and any(line.prose for line in below[dated + 1 :] or lines[at + 1 + _HEAD :][:1])


def _in_another_article(line: Line, title: Line) -> bool:
    """Return whether *line* and *title* are in two `<article>` elements."""
    held = [_article(one.node) for one in (line, title)]
    return None not in held and held[0] != held[1]


def _article(node: LexborNode | None) -> int | None:
    """Return the identity of the outermost `<article>` around *node*, None if there is none."""
    found = None
    while node is not None:
        found = node.mem_id if node.tag == "article" else found
        node = node.parent
    return found


def _innermost(page: Lines, sums: Sums, total: int) -> LexborNode:
    """Return the innermost element with the required share of the text that can hold an article."""
    at, found = page.body.mem_id, page.body
    for node, above in page.order:  # parents first, so that each step goes deeper
        if above == at and sums.of(node) >= total * _SHARE:
            at = node.mem_id
            found = found if node.tag in _SMALL else node
    return found


def _are_together(page: Lines, candidates: list[Line]) -> bool:
    """Return whether readability keeps all *candidates* or none: paragraphs of one element.

    It keeps or drops whole elements. In this one, no inner element can score higher than the whole, and no
    paragraph has what readability drops paragraphs for: a class, an id, a style, words that ask for a click.
    """
    around = candidates[0].node.parent if candidates else None
    if around is None or around.tag not in _HOLDERS:
        return False
    held = around.mem_id
    seen = {held}
    for line in candidates:
        paragraph = line.node
        if paragraph.tag != "p" or _parent(line) != held:
            return False
        if paragraph.mem_id not in seen and _CALL.match(paragraph.text().lstrip()):
            return False
        node = line.pieces[0].node
        while node.mem_id not in seen:
            seen.add(node.mem_id)
            if not _JUDGED.isdisjoint(node.attributes) or node.parent is None:
                return False
            node = node.parent
    return _holds_nothing_else(page, held)


def _holds_nothing_else(page: Lines, held: int) -> bool:
    """Return whether the element *held* has only paragraphs, and blocks too short to count, below it."""
    inside, short = {held}, set[int]()
    for node, above in page.order:  # parents first
        if above not in inside:
            continue
        inside.add(node.mem_id)
        is_block = node.tag in _BLOCKS
        if is_block and (above in short or (above == held and len(node.text().strip()) < _UNCOUNTED)):
            short.add(node.mem_id)
        elif is_block or not (node.tag in _INLINE or (above == held and node.tag in _BESIDE)):
            return False
    return True


def _kept(page: Lines, candidates: list[Line]) -> list[Line]:
    """Return the lines of *candidates* that readability keeps; none where it finds nothing."""
    from readability import Document  # noqa: PLC0415 - only the pages of other publishers need it
    from readability.readability import Unparseable  # noqa: PLC0415

    logging.getLogger("readability.readability").setLevel(logging.CRITICAL)
    lines_of: dict[int, list[Line]] = {}
    nodes = [line.pieces[0].node for line in candidates]
    for node, line in zip(nodes, candidates, strict=True):
        lines_of.setdefault(node.mem_id, []).append(line)
        node.attrs[_MARK] = str(node.mem_id)
    html = page.body.html or ""
    for node in nodes:
        if _MARK in node.attributes:
            del node.attrs[_MARK]
    try:
        document = Document(f"<html>{html.replace(_LINK, _NO_LINK)}</html>")
        summary = document.summary(html_partial=True)
    except Unparseable:
        return []
    found = dict.fromkeys(map(int, _MARKED.findall(summary)))
    return [line for number in found for line in lines_of.get(number, ())]


def _before_the_tail(lines: list[Line], kept: list[Line]) -> list[Line]:
    """Return the lines of *kept* before the line where the page shows that the article is over."""
    order = {id(line): at for at, line in enumerate(lines)}
    kept = sorted(kept, key=lambda line: order[id(line)])
    end = tail(lines, kept)
    return [line for line in kept if order[id(line)] < end]


def tail(lines: list[Line], kept: list[Line]) -> int:
    """Return the place in *lines* of the line after which the article is over, else their number."""
    total = sum(line.prose for line in kept)
    prose = {id(line) for line in kept}
    behind = 0
    around: set[int] = set()
    passed = 0
    for at, line in enumerate(lines):
        if id(line) in prose:
            behind += line.prose
            around.add(_parent(line))
        elif behind and behind >= total * _BEHIND and phrases.TAIL.fits(line.run):
            passed += 1
            goes_on = sum(
                one.prose
                for one in lines[at:]
                if id(one) in prose and _parent(one) in around and not phrases.is_of_publisher(one.run)
            )
            if goes_on < total * _BEHIND or passed > _PASSED:
                return at
    return len(lines)


def _parent(line: Line) -> int:
    """Return the identity of the element around the block of *line*: paragraphs of one text share it."""
    return line.node.parent.mem_id if line.node.parent is not None else 0
