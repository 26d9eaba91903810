"""Posts: files with front matter, from a generator, someone's blog, or newsspider itself."""

from __future__ import annotations

import re
from typing import Any

from newsspider.errors import Rejected
from newsspider.limits import LIMITS, Limits
from newsspider.model.article import Article, Origin, OriginKind
from newsspider.model.draft import Draft, Removal, Trace
from newsspider.model.outcomes import Outcome, Reason, Repair
from newsspider.readers import front_matter, markdown, notes, plain_text, post_fields
from newsspider.render.post_style import addresses_of, split_footer
from newsspider.text.charset import decode

# The id that newsspider gives; a post with such a guid was cleaned when it was written.
_OWN = re.compile(r"(?:sina:[\w-]+|url:[0-9a-f]{32}|text:[0-9a-f]{32}(?:-\w+)*)\Z")

_NOTHING: tuple[Any, ...] = (None, "", [], {})
# Endings of plain text, which may still be a post: one with front matter, or that begins as Markdown.
_PLAIN = (".txt", ".text")
_MARKDOWN = re.compile(r"\s*(?:#{1,6} |>|[-*+] |\||!?\[|```|<)")
# What Notion and note apps put before or after a title in a file's name.
_ID_OF_EXPORT = re.compile(r"^\d{4}-\d\d-\d\d[ _-]+|[ _-]+[0-9a-f]{32}$")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_FEW_HANZI = 4


def read(data: bytes, locator: str, limits: Limits = LIMITS) -> Draft:
    """Return the draft of a post's bytes, its front matter untyped in `meta`, its body parsed.

    Raises Rejected for what is not text, has no content, or has front matter that cannot be read.
    """
    decoded = decode(data)
    parts = front_matter.split(decoded.text)
    meta, mended = front_matter.parse(parts, limits.matter_depth)
    if not parts.body.strip() and not meta:
        raise Rejected(Outcome.REJECTED, Reason.EMPTY_FILE, "only white space")
    trace = Trace()
    for repair in (*decoded.repairs, *parts.repairs, *mended):
        trace.repaired(repair)
    origin = Origin(OriginKind.POST, "", locator, "post", decoded.encoding)
    own = is_own_id(meta.get("guid"))
    draft = Draft(article=Article(origin=origin), meta=meta, own=own, untyped=True, trace=trace)
    if draft.own:
        body, below = split_footer(parts.body)
        draft.meta = _with_addresses(meta, addresses_of(below))
    else:
        body = _without_notes(draft, parts.body, limits)
    draft.tree, draft.fragment = markdown.to_tree(body, own=draft.own, limits=limits)
    return draft


def _with_addresses(meta: dict[str, Any], addresses: dict[str, str]) -> dict[str, Any]:
    """Return *meta* with the address of a cover that it shows from a file."""
    return {
        key: addresses.get(value, value) if isinstance(value, str) else value for key, value in meta.items()
    }


def _without_notes(draft: Draft, body: str, limits: Limits) -> str:
    """Return *body* without the notes of tools around it; their facts fill gaps of the front matter."""
    further = front_matter.second(body)
    if further is not None:
        found, mended = front_matter.parse(further, limits.matter_depth)
        _fill(draft, found)
        body = further.body
        for repair in (*further.repairs, *mended):
            draft.trace.repaired(repair)
    locator = draft.article.origin.locator
    if markdown.is_html(body):
        return body
    if locator.lower().endswith(_PLAIN) and not _MARKDOWN.match(body):
        plain = _plain_text(draft, body)
        if plain is not None:
            draft.article.origin.extractor = "plain_text"
            return plain
    around = notes.read(body)
    _fill(draft, around.meta)
    draft.trace.removals += [Removal("note", text, what="field") for text in around.removed]
    if not around.has_heading and (around.is_clipped or "source" in draft.meta):
        _title_of_file(draft, locator)
    return around.body


def _plain_text(draft: Draft, body: str) -> str | None:
    """Return *body* as HTML where it is plain text, without front matter between fences; None else."""
    if draft.meta:
        was_fenced = Repair.FENCE_MISSING not in draft.trace.repairs
        return None if was_fenced else plain_text.paragraphs(body.split("\n"))
    found = plain_text.read(body)
    if found is None:
        return None
    draft.meta = found.meta
    return found.body


def _fill(draft: Draft, found: dict[str, Any]) -> None:
    for key, value in found.items():
        if draft.meta.get(key) in _NOTHING:
            draft.meta[key] = value


def _title_of_file(draft: Draft, locator: str) -> None:
    """Give a clipping without a title that of its file, which clippers name after the title."""
    stem = _ID_OF_EXPORT.sub("", locator.rpartition("/")[2].rpartition(".")[0]).strip()
    has_title = any(draft.meta.get(key) not in _NOTHING for key in post_fields.KEYS["title"])
    if not has_title and len(_HANZI.findall(stem)) >= _FEW_HANZI:
        draft.meta["title"] = stem
        draft.trace.repaired(Repair.TITLE_FROM_FILE_NAME)


def own_id(data: bytes) -> str | None:
    """Return the id of a post that newsspider wrote, None for any other file; its body is not parsed.

    Raises Rejected for what is not text, or front matter that cannot be read.
    """
    meta, _ = front_matter.parse(front_matter.split(decode(data).text))
    guid = meta.get("guid")
    return str(guid) if is_own_id(guid) else None


def is_own_id(value: object) -> bool:
    """Return whether *value* is an id as newsspider gives it."""
    return isinstance(value, str) and _OWN.match(value) is not None
