"""Whether a page is an article: the evidence for it, and the signs of pages that are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from newsspider.errors import Rejected
from newsspider.model.article import DateFrom
from newsspider.model.outcomes import Outcome, Reason
from newsspider.readers import page_dates
from newsspider.readers.generic import phrases
from newsspider.readers.generic.declared import Declared
from newsspider.readers.generic.textlines import Line
from newsspider.readers.html_page import Page
from newsspider.text import unicode

# With fewer characters of sentences it is a teaser; the less evidence for an article, the more it needs.
_LEAST, _LEAST_BY_ADDRESS, _LEAST_UNDATED = 20, 60, 300
_SHORT, _MANY_TIMES = 60, 3  # lines with a time of their own, on the page of a list
# Addresses of pages with many articles, or with none.
_INDEX = re.compile(
    r"^/*(?:index|default|home|main)?(?:\.\w{2,5})?$|/(?:search|query|login|signin|passport|register|user|account|tags?|topics?|zt|special"
    r"|category|categories|archives?|author|authors|channel|live-?list|rss|feed|about)(?:/[^/]*)?/?$|/(?:page|p)/\d+/?$",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d{4}[-/_]?\d{2}|\d{5,}")
_QUESTION = re.compile(r"(?:^|&)(?:q|wd|word|keyword|kw|query|search|s)=", re.IGNORECASE)


def not_an_article(detail: str) -> Rejected:
    """Return the rejection of a page that is not an article, with *detail*."""
    return Rejected(Outcome.REJECTED, Reason.NOT_AN_ARTICLE, detail)


def untitled(lines: list[Line], text: list[Line]) -> Rejected:
    """Return the rejection of a page of *lines* without a title whose sentences are *text*."""
    dated = sum(len(line.text) <= _SHORT and page_dates.in_line(line.text) is not None for line in lines)
    if dated >= _MANY_TIMES:
        return not_an_article("a list of articles with their times")
    if sum(line.prose for line in text) < _LEAST_BY_ADDRESS:
        return not_an_article("no text that could be an article")
    return Rejected(Outcome.REJECTED, Reason.NO_TITLE, "a text without a title")


def by_its_address(url: str | None, declared: Declared) -> Rejected | None:
    """Return the rejection of a page whose address shows that it is not an article."""
    parts = urlsplit(url or "")
    is_dated = _DATED.search(parts.path) is not None
    if (
        url
        and not is_dated
        and not declared.json_ld.article
        and (_INDEX.search(parts.path) or _QUESTION.search(parts.query))
    ):
        return not_an_article("the address is that of a front page, a list or a search")
    return None


def by_its_kind(page: Page, declared: Declared) -> Rejected | None:
    """Return the rejection of a page that declares another kind, or has one in its title."""
    if declared.json_ld.is_other:
        return not_an_article(f"the page says that it is a {', '.join(sorted(declared.json_ld.kinds))}")
    title = page.text("title")
    if title and (found := phrases.NO_ARTICLE.search(title.value)) and not declared.json_ld.article:
        return not_an_article(f"its title says {found[0]}")
    return None


def by_its_text(held: LexborNode, text: list[Line], title: str, least: int) -> Rejected | None:
    """Return the rejection if *text* in *held* is not that of an article; *least* comes from `least`."""
    amount = sum(line.prose for line in text)
    if phrases.ABOUT.fits(title):
        return not_an_article(f"a page of the site about itself: {title}")
    if amount < least:
        return not_an_article(f"only {amount} characters of text, and few other signs of an article")
    if _is_list(held, text, title):
        return not_an_article("a list of teasers")
    return None


def speaks_for(declared: Declared, date: DateFrom | None) -> bool:
    """Return whether the page itself says that it is an article, or when it was published."""
    return declared.is_article or date not in {None, DateFrom.URL}


def least(declared: Declared, date: DateFrom | None) -> int:
    """Return how many characters of sentences an article must have, by the other evidence for it."""
    if speaks_for(declared, date):
        return _LEAST
    return _LEAST_BY_ADDRESS if date is DateFrom.URL else _LEAST_UNDATED


def _is_list(held: LexborNode, text: list[Line], title: str) -> bool:
    """Return whether *held* holds teasers: links as headings, each with a sentence or two below."""
    headings = 0
    for node in held.css("h1 a, h2 a, h3 a, h4 a, dt a, li > a, [class*=title] > a, [class*=tit] > a"):
        words = unicode.squeeze(node.text())
        if unicode.visible(words) >= _LEAST // 3 and words != title:
            headings += 1
    holding = {node.mem_id for line in text for node in _around(line.node)}
    articles = sum(node.mem_id in holding for node in held.css("article"))
    linked = sum(len(unicode.bare(node.text())) for node in held.css("a"))
    amount = sum(line.prose for line in text)
    return (headings >= 3 and headings * 2 >= len(text) and linked * 3 >= amount) or articles > 2  # noqa: PLR2004


def _around(node: LexborNode) -> Iterator[LexborNode]:
    """Yield *node* and what is around it."""
    at: LexborNode | None = node
    while at is not None:
        yield at
        at = at.parent
