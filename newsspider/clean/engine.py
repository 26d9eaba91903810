"""Cleaning, from the parsed tree to the blocks of the article and the fields found on the way."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from newsspider.clean import credits, pictures, qr_codes, text_rules, titles, walk
from newsspider.clean.blocks import Builder
from newsspider.clean.collector import Collector
from newsspider.clean.inlines import text_of
from newsspider.clean.rules import Marks, RuleSet
from newsspider.model.article import OriginKind
from newsspider.model.body import Block, Body, Paragraph
from newsspider.model.draft import Draft
from newsspider.model.outcomes import Repair
from newsspider.text import bylines, urls

_PAGES = (OriginKind.LIVE, OriginKind.PAGE, OriginKind.WARC)
# A scheme, another host, or a place in the page itself.
_WITH_HOST = re.compile(r"[a-z][a-z0-9+.\-]*:|//|#", re.IGNORECASE)
# Reporters are named in the first paragraphs or sign the last one.
_HEAD = 3


def clean(draft: Draft, rules: RuleSet) -> None:
    """Fill `draft.body` and the fields that the body states; what newsspider wrote itself is only sanitised.

    Afterwards the draft no longer has the tree: a body is cleaned once.
    """
    tree, draft.tree = draft.tree, None
    if tree is None:
        draft.body = Body()
        return
    _make_whole(draft, tree)
    rules = RuleSet() if draft.own else rules
    collector = Collector(draft, rules)
    blocks = Builder(Marks(tree, rules), collector, rules.embeds).below(tree)
    if draft.trace.walk is not None:
        draft.trace.walk += walk.pieces(tree, collector.gone)
    if draft.own:
        blocks = pictures.recaption(blocks)
    else:
        blocks = qr_codes.without(draft, titles.restore(draft, text_rules.apply(draft, blocks, rules)))
        _inline_reporters(draft, blocks)
        collector.finish()
    draft.body = Body(blocks)
    known = draft.article.images if draft.record else []
    draft.article.images = pictures.remembered(blocks, known)
    if not draft.own:
        _cover(draft)


def _make_whole(draft: Draft, tree: LexborNode) -> None:
    """Make relative addresses of a page absolute; in a post they are files of its owner's."""
    base = draft.article.url
    if base is None or draft.article.origin.kind not in _PAGES:
        return
    for node in tree.css("a[href], img[src]"):
        name = "src" if node.tag == "img" else "href"
        address = (node.attributes.get(name) or "").strip()
        if address and not _WITH_HOST.match(address):
            with suppress(ValueError):
                node.attrs[name] = urljoin(base, address)


def _inline_reporters(draft: Draft, blocks: list[Block]) -> None:
    """Take the reporters that the text names inside its sentences; the sentences stay as they are."""
    if draft.article.authors:
        return
    found = [block for block in blocks if isinstance(block, Paragraph)]
    for block in (*found[:_HEAD], *found[max(_HEAD, len(found) - 1) :]):
        credits.add_authors(draft, bylines.inline_reporters(text_of(block.inlines)), "text:reporter")


def _cover(draft: Draft) -> None:
    """Keep a declared cover only if the picture is still in the body, or the source vouches for it."""
    article = draft.article
    declared = article.cover
    if declared is None:
        return
    inner = urls.unwrap_proxy(declared)
    if inner is not None:
        draft.trace.repaired(Repair.COVER_UNWRAPPED)
    article.cover = _accepted(draft, inner or declared, vouched=bool(draft.meta.get("cover_vouched")))
    if article.cover is None:
        draft.trace.repaired(Repair.COVER_REJECTED)
        draft.trace.fields.pop("cover", None)


def _accepted(draft: Draft, declared: str, *, vouched: bool) -> str | None:
    for image in draft.article.images:
        if pictures.same_address(image.url, declared):
            return image.url
    if qr_codes.is_known(draft, declared):  # whoever vouches for it
        return None
    url = urls.safe_src(declared) if vouched else None
    return url if url is not None and not urls.is_random_picture(url) else None
