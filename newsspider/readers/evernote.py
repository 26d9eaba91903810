"""A note of an Evernote export (`.enex`): its text is XHTML in the XML of the export.

An export contains many notes with their pictures; `sources.evernote` finds each of them. `created` is when
the note was clipped, not when the article appeared.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from newsspider.errors import Rejected
from newsspider.limits import LIMITS, Limits
from newsspider.model.article import Article, Origin, OriginKind
from newsspider.model.draft import Draft, Removal, Trace
from newsspider.model.outcomes import Outcome, Reason
from newsspider.readers import markdown
from newsspider.text.charset import decode

_BODY = re.compile(r"<en-note\b[^<>]*>(.*)</en-note>", re.DOTALL)
# XHTML closes elements in themselves, which HTML reads as an opening tag.
_CLOSED = re.compile(r"<(?!br\b|hr\b|img\b|col\b)([a-z][a-z0-9-]*)\b([^<>]*)/>", re.IGNORECASE)
# Files of the note and boxes to tick, which only Evernote shows.
_MEDIA = re.compile(r"<en-(?:media|todo|crypt)\b[^<>]*>(?:[^<>]*</en-(?:media|todo|crypt)>)?", re.IGNORECASE)
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z")
# Elements of a note by the key of front matter that says the same.
_FIELDS = {
    "title": "title",
    "created": "created",
    "updated": "updated",
    "note-attributes/source-url": "source",
    "note-attributes/author": "author",
}


def read(data: bytes, locator: str, limits: Limits = LIMITS) -> Draft:
    """Return the draft of the bytes of one `<note>`, its fields untyped in `meta`, its body parsed.

    Raises Rejected for what is no XML or has no text.
    """
    decoded = decode(data)
    note = _note(decoded.text)
    content = note.findtext("content") or ""
    found = _BODY.search(content)
    if found is None or not found[1].strip():
        raise Rejected(Outcome.REJECTED, Reason.NO_CONTENT, "a note without text")
    trace = Trace(removals=[Removal("note", part, what="field") for part in _MEDIA.findall(found[1])])
    html = _CLOSED.sub(r"<\1\2></\1>", _MEDIA.sub("", found[1]))
    origin = Origin(OriginKind.POST, "", locator, "evernote", decoded.encoding)
    draft = Draft(article=Article(origin=origin), meta=_meta(note), untyped=True, trace=trace)
    markdown.check(html, limits)
    draft.tree, draft.fragment = markdown.to_tree(f"<div>{html}</div>", limits=limits)
    return draft


def _note(text: str) -> etree._Element:
    """Return the element of a note; nothing outside of it is read, whatever the XML names."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        note = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Rejected(Outcome.REJECTED, Reason.NOT_AN_ARTICLE, f"a note that is not XML: {error}") from error
    if note is None:
        raise Rejected(Outcome.REJECTED, Reason.NOT_AN_ARTICLE, "a note that is not XML")
    return note


def _meta(note: etree._Element) -> dict[str, Any]:
    meta: dict[str, Any] = {}
    for path, key in _FIELDS.items():
        value = (note.findtext(path) or "").strip()
        if value:
            meta[key] = _TIME.sub(r"\1-\2-\3T\4:\5:\6Z", value)
    tags = [tag.text.strip() for tag in note.findall("tag") if tag.text and tag.text.strip()]
    if tags:
        meta["tags"] = tags
    return meta
