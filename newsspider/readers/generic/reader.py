"""A page of any publisher to a draft: title, text, and the other fields that it shows or declares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from newsspider.model.article import Article, DateFrom, Origin, OriginKind, Precision
from newsspider.model.draft import Draft, Trace
from newsspider.model.outcomes import Repair
from newsspider.readers import page_dates, rejections
from newsspider.readers.generic import boilerplate, classify, container, scripted, textlines, visible
from newsspider.readers.generic import title as heading
from newsspider.readers.generic.declared import Declared
from newsspider.readers.generic.textlines import Line
from newsspider.readers.html_page import Found, Page, is_page
from newsspider.text import bylines, unicode, url_tables, urls
from newsspider.text.dates import Moment

EXTRACTOR = "generic"
_DAY_AND_ZONES = timedelta(hours=38)  # between a day as shown somewhere on Earth and a time of that day
_ZONES = timedelta(hours=14)
_TEASER = 400  # characters; a page that shows more holds its text itself
_QUARTER = timedelta(minutes=15)

Published = tuple[Moment, DateFrom, str]


@dataclass(frozen=True)
class Known:
    """What a reader of one platform already knows of its page; it is used before anything else."""

    published: Published | None = None
    source: Found | None = None
    authors: tuple[str, ...] = ()


def read(page: Page, known: Known = Known()) -> Draft:
    """Return the draft of *page*, every field with its evidence.

    Raises Rejected if it is not an article, or is gone, blocked or empty.
    """
    declared = Declared(page)
    address = url(page, declared)
    if refused := classify.by_its_kind(page, declared):
        raise refused
    if refused := classify.by_its_address(address.value if address else None, declared):
        raise rejections.refusal(page) or refused
    body = page.tree.body
    found = textlines.read(body) if body is not None else None
    title = heading.find(page, declared, found) if found is not None else None
    held = container.find(found, title.line if title else None) if found is not None else None
    hidden = _scripted(page, declared, title, held)
    if found is None or (held is None and hidden is None):
        raise rejections.refusal(page) or classify.not_an_article("no text that could be an article")
    if title is None:
        raise rejections.refusal(page) or classify.untitled(found.lines, held[1] if held else [])
    if hidden is not None:
        around = visible.below_title(found, title.line)
        found = textlines.read(hidden.node)
        node, text = hidden.node, [line for line in found.lines if line.prose] or found.lines
    else:
        assert held is not None  # else it is hidden, or nothing
        node, text = held
        around = visible.around(found, title.line, text)
    draft = _draft(page, declared, address, title, _Shown(found.lines, text, around), known)
    if hidden is not None:
        _fill(draft, hidden)
    dated = draft.article.published_from
    rejection = None if classify.speaks_for(declared, dated) else rejections.refusal(page)
    refused = rejection or classify.by_its_text(node, text, title.title, classify.least(declared, dated))
    if refused is not None:
        raise rejections.refusal(page) or refused
    rejections.check_title(draft.article.title)
    boilerplate.prepare(found, node, text, title)
    draft.tree, draft.fragment = node, node.html or ""
    return draft


def _scripted(
    page: Page, declared: Declared, title: heading.Heading | None, held: tuple[LexborNode, list[Line]] | None
) -> scripted.Body | None:
    """Return the body in the scripts of *page*, if *held* has no text or only a little of it."""
    amount = sum(line.prose for line in held[1]) if held else 0
    if title is None or amount >= _TEASER:
        return None
    found = scripted.find(page, declared.json_ld, title.title)
    return found if found is not None and found.amount > 2 * amount else None


def _fill(draft: Draft, hidden: scripted.Body) -> None:
    """Fill the empty fields of *draft* from the object that holds its body."""
    article, fields = draft.article, draft.trace.fields
    fields["body"] = hidden.where
    medium = bylines.medium(f"来源：{hidden.source}") if hidden.source else None
    if medium and not article.source:
        article.source, fields["source"] = medium, hidden.where
    if hidden.published is not None and article.published_from in {None, DateFrom.URL}:
        article.published, article.published_precision = hidden.published.at, hidden.published.precision
        article.published_from, fields["published"] = DateFrom.META, hidden.where
        draft.trace.repairs = [one for one in draft.trace.repairs if one is not Repair.DATE_MISSING]


def url(page: Page, declared: Declared) -> Found | None:
    """Return the address of the article: the declared one where its publisher is the asked one's, else that.

    For a saved page the address that it was saved from replaces the requested one.
    """
    own = page.canonical()
    if own is None or not is_page(own.value):
        own = declared.url()
    asked = Found(page.requested, "request") if page.requested else page.saved_from()
    if asked is None:
        return own
    return own if own is not None and _publisher(asked) == _publisher(own) else asked


def _publisher(address: Found) -> str:
    return urls.publisher(urlsplit(address.value).hostname or "")


class _Shown(NamedTuple):
    """What a page shows: all lines, the sentences of the text, and what is around it."""

    lines: list[Line]
    text: list[Line]
    around: visible.Surroundings


def _draft(
    page: Page,
    declared: Declared,
    address: Found | None,
    title: heading.Heading,
    visible_parts: _Shown,
    known: Known,
) -> Draft:
    page_lines, text, around = visible_parts
    origin = Origin(
        OriginKind.LIVE if page.asked else OriginKind.PAGE, "", page.locator, EXTRACTOR, page.encoding
    )
    draft = Draft(article=Article(title=title.title, origin=origin), trace=Trace(repairs=list(page.repairs)))
    article, fields = draft.article, draft.trace.fields
    fields["title"] = title.where
    article.url = _took(draft, "url", address)
    article.site = url_tables.site(urlsplit(article.url or "").hostname or "")
    article.source = _took(draft, "source", known.source or _source(page_lines, text, around, declared))
    article.editor = _took(draft, "editor", visible.editor(around) or declared.editor())
    for authors, where in (
        (list(known.authors), "known"),
        visible.authors(around, article.source, article.title),
        declared.authors(),
        visible.byline_in(page_lines, text),
    ):
        if authors and not article.authors:
            article.authors, fields["authors"] = [name for name in authors if name != article.source], where
    article.tags, where = declared.keywords(article.title)
    if where:
        fields["tags"] = where
    section = _took(draft, "categories", declared.section())
    article.categories = [section] if section else []
    article.cover = _took(draft, "cover", declared.cover())
    draft.meta["cover_vouched"] = article.cover is not None
    is_chinese = unicode.detect("".join(line.run for line in text)) == "zh"
    _dates(draft, declared, visible.read_times(around), known, is_chinese=is_chinese)
    return draft


def _source(
    page_lines: list[Line], text: list[Line], around: visible.Surroundings, declared: Declared
) -> Found | None:
    """Return the medium: the shown one, the one named in the text, the declared one, or the publisher."""
    account, _ = visible.account_in(page_lines, text)
    named = Found(account, "text:account") if account else None
    return visible.source(around) or named or declared.source() or declared.publisher()


def _took(draft: Draft, name: str, found: Found | None) -> str | None:
    """Return the value of *found*, having noted the evidence for the field *name*."""
    if found is None or not found.value:
        return None
    draft.trace.fields[name] = found.where
    return found.value


def _dates(draft: Draft, declared: Declared, seen: visible.Times, known: Known, *, is_chinese: bool) -> None:
    article = draft.article
    day = urls.date_in(article.url or "")
    found = known.published or _published(seen, declared, day, is_chinese=is_chinese)
    if found is None:
        draft.trace.repaired(Repair.DATE_MISSING)
        return
    moment, article.published_from, draft.trace.fields["published"] = found
    article.published, article.published_precision = moment.at, moment.precision
    if moment.assumed_zone and not is_chinese:
        draft.trace.repaired(Repair.DATE_ASSUMED_ZONE)
    for updated in (seen.updated, declared.updated()):
        if updated is not None and updated[0].at - moment.at >= timedelta(minutes=1):
            article.updated, draft.trace.fields["updated"] = updated[0].at, updated[1]
            return


def _published(
    seen: visible.Times, declared: Declared, day: Moment | None, *, is_chinese: bool
) -> Published | None:
    """Return the time that a reader sees, as precisely as the page declares the same time."""
    stated, changed = declared.published(), declared.updated()
    stamp = seen.stamp if changed is None or seen.stamp is None or seen.stamp[0] != changed[0] else None
    exact = [one for one in (stated, stamp) if one is not None]
    visible_time = seen.published
    if visible_time is None and seen.yearless:
        near = next((one[0] for one in (*exact, changed) if one is not None), day)
        moment = page_dates.yearless(seen.yearless, near.at) if near else None
        visible_time = (moment, "line:yearless") if moment else None
        exact += [changed] if changed else []
    if visible_time is not None:
        for one in exact:
            if _is_same(visible_time[0], one[0], is_chinese=is_chinese):
                return one[0], DateFrom.META, one[1]
        refined = (page_dates.refined(visible_time[0], one[0]) for one in exact)
        return (
            next((one for one in refined if one != visible_time[0]), visible_time[0]),
            DateFrom.PAGE,
            visible_time[1],
        )
    if stamp is not None and stated is not None and _is_same(stated[0], stamp[0], is_chinese=is_chinese):
        stated = None  # a day, of which the page knows the minute
    for found, where in (
        (stated, DateFrom.META),
        (stamp, DateFrom.PAGE),
        (seen.below, DateFrom.PAGE),
        (seen.updated, DateFrom.PAGE),
    ):
        if found is not None:
            return found[0], where, found[1]
    return (day, DateFrom.URL, "url") if day else None


def _is_same(seen: Moment, stated: Moment, *, is_chinese: bool) -> bool:
    """Return whether *stated* is the time that a page shows as *seen*, a day or an hour of another zone."""
    apart = abs(stated.at - seen.at)
    if seen.precision is Precision.DAY:
        return stated.precision is not Precision.DAY and apart < _DAY_AND_ZONES
    another_zone = seen.assumed_zone and not stated.assumed_zone and not is_chinese
    return another_zone and timedelta() < apart <= _ZONES and apart % _QUARTER < timedelta(minutes=1)
