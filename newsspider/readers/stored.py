"""A stored article's uncleaned fragment as a draft again, for today's rules.

The fragment is the body; the record has the rest. What an earlier cleaning read from the body is read again
where that is possible, and stays as it was where it is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborNode

from newsspider.limits import Limits
from newsspider.model.article import Article, OriginKind
from newsspider.model.draft import Draft, Trace
from newsspider.model.outcomes import Repair
from newsspider.readers import markdown
from newsspider.render.text import summarise
from newsspider.text.stock_codes import code_of_span, codes_in_comment

# The body of these is one element of a page, which the rules take for the body; of others it is the whole.
_ELEMENTS = (OriginKind.LIVE, OriginKind.PAGE, OriginKind.WARC)
# Told by the title as it is now.
_OF_TITLE = (Repair.TITLE_FROM_BODY, Repair.TITLE_DAMAGED)
_COMMENT = re.compile("<!--(.*?)-->", re.DOTALL)
_REPAIRS = {repair.value: repair for repair in Repair}


@dataclass(frozen=True, slots=True)
class StoredFragment:
    """An article as it is stored, its uncleaned body, and what gave its fields, as an input."""

    article: Article
    fragment: str
    given_by: Mapping[str, str] = field(default_factory=dict)

    @property
    def locator(self) -> str:
        """Where the article was read."""
        return self.article.origin.locator

    def read(self, limits: Limits) -> Draft:
        """Return the draft of the article, its body uncleaned."""
        del limits  # it was read within the limits of its time
        made = draft(self.article, self.fragment)
        made.trace.fields.update(self.given_by)
        return made


def draft(stored: Article, fragment: str) -> Draft:
    """Return the draft of *stored*, its fields typed, its *fragment* parsed and not cleaned."""
    article = deepcopy(stored)
    article.images = []
    if article.summary == (summarise(stored.text) or stored.title):
        article.summary = ""
    tree = _tree(stored, fragment)
    linked = _linked(tree, fragment)
    article.stocks = [code for code in stored.stocks if code not in linked]
    if Repair.TITLE_FROM_BODY.value in stored.repairs:
        article.title = ""
    meta = _meta(stored)
    if meta.get("medium_of_category") == stored.source:
        article.source = None
    known = (_REPAIRS[name] for name in stored.repairs if name in _REPAIRS)
    trace = Trace(repairs=[repair for repair in known if repair not in _OF_TITLE])
    return Draft(article=article, meta=meta, fragment=fragment, tree=tree, trace=trace)


def _linked(tree: LexborNode, fragment: str) -> set[str]:
    """Return the codes that the source's linker has put into the fragment, which cleaning will find again."""
    in_spans = {code_of_span(node.id or "") for node in tree.css("span[id]")}
    in_comments = {code for comment in _COMMENT.findall(fragment) for code in codes_in_comment(comment)}
    return {code for code in in_spans if code} | in_comments


def _meta(stored: Article) -> dict[str, Any]:
    """Return what cleaning asks of the front matter, as far as the record tells it."""
    bodily = {image.url for image in stored.images}
    meta: dict[str, Any] = {"cover_vouched": stored.cover not in bodily}
    if Repair.AUTHOR_DROPPED.value in stored.repairs:
        meta["medium_of_category"] = stored.categories[1]
    return meta


def _tree(stored: Article, fragment: str) -> LexborNode:
    body = markdown.body_of(fragment)
    if stored.origin.kind not in _ELEMENTS:
        return body
    elements = [node for node in body.iter() if node.is_element_node]
    return elements[0] if len(elements) == 1 and elements[0].tag != "p" else body
