"""Posts: files with front matter, from a generator, a person's blog, or from newsspider itself."""

from __future__ import annotations

import re

from newsspider.errors import Rejected
from newsspider.limits import LIMITS, Limits
from newsspider.model.article import Article, Origin, OriginKind
from newsspider.model.draft import Draft, Trace
from newsspider.model.outcomes import Outcome, Reason
from newsspider.readers import front_matter, markdown
from newsspider.text.charset import decode

# The id that newsspider gives; a post with such a guid was cleaned when it was written.
_OWN = re.compile(r"(?:sina:[\w-]+|url:[0-9a-f]{32}|text:[0-9a-f]{32}(?:-\w+)*)\Z")


def read(data: bytes, locator: str, limits: Limits = LIMITS) -> Draft:
    """Return the draft of a post's bytes, its front matter untyped in `meta`, its body parsed.

    Raises Rejected for what is no text, has no content, or front matter that cannot be read at all.
    """
    decoded = decode(data)
    parts = front_matter.split(decoded.text)
    meta, mended = front_matter.parse(parts, limits.matter_depth)
    if not parts.body.strip() and not meta:
        raise Rejected(Outcome.REJECTED, Reason.EMPTY_FILE, "nothing but white space")
    own = is_own_id(meta.get("guid"))
    tree, html = markdown.to_tree(parts.body, own=own, limits=limits)
    trace = Trace()
    for repair in (*decoded.repairs, *parts.repairs, *mended):
        trace.repaired(repair)
    origin = Origin(OriginKind.POST, "", locator, "post", decoded.encoding)
    return Draft(
        article=Article(origin=origin),
        meta=meta,
        fragment=html,
        tree=tree,
        own=own,
        untyped=True,
        trace=trace,
    )


def own_id(data: bytes) -> str | None:
    """Return the id of a post that newsspider wrote, None for any other file; its body is not parsed.

    Raises Rejected for what is no text, or front matter that cannot be read at all.
    """
    meta, _ = front_matter.parse(front_matter.split(decode(data).text))
    guid = meta.get("guid")
    return str(guid) if is_own_id(guid) else None


def is_own_id(value: object) -> bool:
    """Return whether *value* is an id as newsspider gives it."""
    return isinstance(value, str) and _OWN.match(value) is not None
