"""Turns a finished draft into what the ledger gets: the article, and everything that identifies it."""

from __future__ import annotations

import os

from newsspider.ledger import Arrival, Place
from newsspider.model.article import OriginKind
from newsspider.model.draft import Draft
from newsspider.text import paths, urls


def of_draft(draft: Draft, fragments: str) -> Arrival:
    """Return the arrival of *draft*; *fragments* says which uncleaned sources the ledger keeps.

    Takes the id of an article that a list led to: the ledger assigns the real one.
    """
    article = draft.article
    live = article.origin.kind in (OriginKind.LIVE, OriginKind.FEED) and not draft.file
    listed = draft.listed
    place = _place(draft)
    return Arrival(
        article,
        docid=_docid(draft),
        guid=listed.guid if listed else None,
        addresses=listed.addresses if listed else (),
        shared=listed.shared if listed else (),
        list=(listed.list or None) if listed else _folder(draft, place),
        item=listed.key or None if listed else None,
        as_of=article.fetched if (live and not (listed and not listed.key)) or draft.fetched else None,
        fragment=draft.fragment,
        keep=fragments == "all" or (fragments == "live" and live),
        place=place if fragments == "live" else None,
        source=place,
        reread=draft.reread,
        given_by=draft.trace.fields,
    )


def _docid(draft: Draft) -> str | None:
    """Return the docid with its site's name: from the page, else the address, else the list."""
    article = draft.article
    if draft.listed is not None:
        # A reader's id is the docid; the ledger assigns the real id.
        own, article.id = article.id, ""
        if own:
            return own
    number = urls.docid(article.url) if article.url else None
    if number:
        return f"sina:{number}"
    return draft.listed.key if draft.listed and draft.listed.key.startswith("sina:") else None


def _folder(draft: Draft, place: Place | None) -> str | None:
    """Return the folder that a seed's locator is relative to; it helps to identify an edited file.

    The lines of a JSONL file may belong to one article, so they are not a list.
    """
    if draft.record or place is None:
        return None
    return place.file.replace(os.sep, "/").removesuffix(draft.article.origin.locator) or None


def _place(draft: Draft) -> Place | None:
    """Return the place of the uncleaned source: the file of a seed, or a part of it."""
    if not draft.file:
        return None
    return Place(paths.absolute(draft.file), draft.start, draft.size, draft.stamp)
