"""A page of Sina to a draft: the layout is chosen by what the page shows, never by its date."""

from __future__ import annotations

import re

from newsspider.errors import Rejected
from newsspider.model.article import Article, Origin, OriginKind
from newsspider.model.draft import Draft, Trace
from newsspider.model.outcomes import Outcome, Reason, Repair
from newsspider.readers import generic, rejections, values
from newsspider.readers.html_page import Found, Page, visible_text
from newsspider.readers.sina import metadata
from newsspider.readers.sina.layout import Layout
from newsspider.readers.sina.layouts import (
    Bulletin,
    Classic2014,
    Finance2018,
    Header2016,
    Mobile,
    News2018,
    Plain2009,
    Report,
    Tech2019,
    Trial2023,
)
from newsspider.readers.sina.scripted import Slides, Video
from newsspider.text import unicode, url_tables, urls

# The first layout that fits and finds content reads the page: layouts with their own sign come before those
# that share `#artibody`, scripts come last, since an article may hold a slide show or a player.
LAYOUTS: tuple[type[Layout], ...] = (
    *(
        Report,
        Bulletin,
        Trial2023,
        Mobile,
        Tech2019,
        Finance2018,
        News2018,
        Header2016,
        Plain2009,
        Classic2014,
    ),
    *(Slides, Video),
)
# An address of an article that has no docid: its number is long.
_NUMBERED = re.compile(r"/\d{8,}\.s?html|/(?:article|slide)_\w+\.html")


# What Sina sends to an address that asked too often, in GBK, sometimes with status 200. A story about such a
# ban is longer.
_BANNED = re.compile(r"你的\s*IP\s*存在异常访问|已被新浪安全部门封禁")
_LONGEST_BAN = 400


def read(page: Page) -> Draft:
    """Return the draft of a page of Sina, every field with its evidence.

    A page that fits no layout is read like any publisher's page. Raises Rejected for what is not an article,
    is gone, blocked or empty.
    """
    _check_ban(page)
    address = metadata.url(page)
    url = address.value if address else None
    for kind in LAYOUTS:
        if kind.fits(page):
            layout = kind(page, url)
            content = layout.content()
            if content is not None:
                draft = _draft(page, layout)
                rejections.check_title(draft.article.title)
                draft.tree, draft.fragment = content
                _identify(draft, page, address)
                return draft
    _check_is_other(page)
    return _by_any_reader(page, address)


def _check_ban(page: Page) -> None:
    """Raise Rejected for Sina's ban, whatever its status."""
    found = _BANNED.search(page.source) if len(page.source) < 20 * _LONGEST_BAN else None
    if found and unicode.visible(visible_text(page.tree.body)) <= _LONGEST_BAN:
        raise Rejected(Outcome.FAILED, Reason.BLOCKED, f"the page says {found[0]}")


def _by_any_reader(page: Page, address: Found | None) -> Draft:
    """Return the draft that the reader of any page makes of one in an unknown layout, if it is an article."""
    try:
        draft = generic.read(page)
    except Rejected as refused:
        if refused.reason is Reason.NOT_AN_ARTICLE and _claims(page, address):
            detail = f"an article in an unknown layout: {refused.detail}"
            raise Rejected(Outcome.REJECTED, Reason.UNKNOWN_LAYOUT, detail) from refused
        raise
    if url_tables.is_sina(page.host()) or not page.host():
        draft.article.site = "sina"
        draft.article.url = None
        _identify(draft, page, address)
    return draft


def _draft(page: Page, layout: Layout) -> Draft:
    kind = OriginKind.LIVE if page.asked else OriginKind.PAGE
    origin = Origin(kind, "", page.locator, layout.name, page.encoding)
    draft = Draft(article=Article(site="sina", origin=origin), trace=Trace(repairs=list(page.repairs)))
    article = draft.article
    article.title = _took(draft, "title", layout.title()) or ""
    article.source = _took(draft, "source", layout.source())
    article.editor = _took(draft, "editor", layout.editor())
    author = _took(draft, "authors", layout.authors(article.source))
    article.authors = values.people(author)
    article.tags, where = layout.keywords(article.title)
    if where:
        draft.trace.fields["tags"] = where
    article.cover = _took(draft, "cover", layout.cover())
    # The page vouches for its picture, but not for the logo that it shows without one.
    draft.meta["cover_vouched"] = article.cover is not None and not metadata.is_placeholder(article.cover)
    _date(draft, layout)
    return draft


def _took(draft: Draft, name: str, found: Found | None) -> str | None:
    """Return the value of *found*, having noted the evidence for the field *name*."""
    if found is None or not found.value:
        return None
    draft.trace.fields[name] = found.where
    return found.value


def _date(draft: Draft, layout: Layout) -> None:
    article = draft.article
    published = layout.published()
    if published is None:
        draft.trace.repaired(Repair.DATE_MISSING)
        return
    moment, article.published_from, draft.trace.fields["published"] = published
    article.published, article.published_precision = moment.at, moment.precision
    updated = layout.updated(moment)
    if updated is not None:
        article.updated, draft.trace.fields["updated"] = updated[0].at, updated[1]


def _identify(draft: Draft, page: Page, address: Found | None) -> None:
    article = draft.article
    article.url = _took(draft, "url", address)
    docid = metadata.docid(page, article.url)
    if docid is not None:
        article.id = f"sina:{docid.value}"
        draft.trace.fields["id"] = docid.where
    article.channel = _took(draft, "channel", metadata.channel(page, article.url))


def _check_is_other(page: Page) -> None:
    """Raise Rejected for a page whose container holds nothing, and for a video."""
    if any(kind.fits(page) for kind in LAYOUTS if kind is not Video):
        raise rejections.refusal(page) or Rejected(
            Outcome.REJECTED, Reason.NO_CONTENT, "the container of the article is empty"
        )
    if Video.fits(page):
        raise rejections.refusal(page) or Rejected(
            Outcome.REJECTED, Reason.NOT_AN_ARTICLE, "a video without a text"
        )


def _claims(page: Page, address: Found | None) -> bool:
    """Return whether *page* says that it is an article, whatever it holds."""
    url = address.value if address else ""
    article_mark = metadata.docid(page, url) or page.meta("article:published_time") or _NUMBERED.search(url)
    return bool(article_mark or urls.docid(url))
