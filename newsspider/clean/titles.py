"""The title, restored where a repost damaged it; its repetition at the head of the body is removed.

The true title is in the 原标题 line or, without that word, in the first paragraph. It is taken only when it
aligns with the damaged one: a publisher that gave the article another title keeps its own.
"""

from __future__ import annotations

from newsspider.clean.text_rules import block_text
from newsspider.model.body import Block, Heading, Paragraph
from newsspider.model.draft import Draft, Removal
from newsspider.model.outcomes import Repair
from newsspider.text import titles, unicode

# A first paragraph up to this length may be the title again; a longer one is an article of one sentence.
_LONGEST = 120
# How a list marks a title that it has cut to its width.
_CUT_BY_LIST = ("…", "...")


def restore(draft: Draft, blocks: list[Block]) -> list[Block]:
    """Set title and original title of *draft*; returns *blocks* without a repetition of the title."""
    article = draft.article
    if not article.title:
        blocks = _from_heading(draft, blocks)
    if article.original_title:
        _align(draft, article.original_title, draft.trace.fields.get("original_title", ""))
    blocks = _repetition(draft, blocks)
    if article.original_title and titles.same(article.original_title, article.title):
        article.original_title = None
        draft.trace.fields.pop("original_title", None)
    return blocks


def _from_heading(draft: Draft, blocks: list[Block]) -> list[Block]:
    """Use the heading at the start of a text as its missing title."""
    first = blocks[0] if blocks else None
    if not isinstance(first, Heading):
        return blocks
    draft.article.title = titles.clean_title(block_text(first))
    draft.trace.fields["title"] = "body:heading"
    draft.trace.repaired(Repair.TITLE_FROM_BODY)
    draft.trace.removals.append(Removal("title-heading", block_text(first)))
    return blocks[1:]


def _align(draft: Draft, candidate: str, where: str) -> bool:
    """Take *candidate* as the title if it is the same one undamaged; returns whether it is the same."""
    article = draft.article
    restored = titles.restore(article.title, candidate)
    if restored is not None and restored != article.title:
        article.title = restored
        draft.trace.fields["title"] = where
        draft.trace.repaired(Repair.TITLE_RESTORED)
    return restored is not None or titles.same(article.title, candidate)


def _repetition(draft: Draft, blocks: list[Block]) -> list[Block]:
    """Return *blocks* without the title at their head; a dump of a page has it twice."""
    shorter = _without_title(draft, blocks)
    return _without_title(draft, shorter) if shorter is not blocks else blocks


def _without_title(draft: Draft, blocks: list[Block]) -> list[Block]:
    if len(blocks) < 2 or not isinstance(blocks[0], (Paragraph, Heading)):  # noqa: PLR2004 - else nothing is left
        return blocks
    if Repair.TITLE_MADE in draft.trace.repairs:  # of the first sentence, which does not repeat it
        return blocks
    first = block_text(blocks[0])
    if not first or len(first) > _LONGEST or not _align(draft, first, "body:first-paragraph"):
        return blocks
    draft.trace.removals.append(Removal("title-repeated", first))
    return blocks[1:]


def shorten(draft: Draft, longest: int) -> None:
    """Cut the titles of *draft* that have more than *longest* characters, and note what is cut."""
    article = draft.article
    for name in ("title", "original_title"):
        title = getattr(article, name) or ""
        if len(title) > longest:
            kept = title[: longest - 1].rstrip()
            setattr(article, name, f"{kept}…")
            draft.trace.repaired(Repair.TITLE_CUT)
            draft.trace.removals.append(Removal("title-cut", title[len(kept) :], what="field"))


def keep_listed(draft: Draft) -> None:
    """Fill the original title from the list where page and body have none; the page's own title stays."""
    article = draft.article
    listed = titles.clean_title(str(draft.meta.get("list_title") or ""))
    if listed and article.original_title is None and _is_another(listed, article.title):
        article.original_title = listed
        draft.trace.fields["original_title"] = "list:title"


def _is_another(listed: str, title: str) -> bool:
    """Return whether *listed* is a different title, not *title* shortened to the width of a list."""
    if listed.endswith(_CUT_BY_LIST) or titles.same(listed, title):
        return False
    return not unicode.bare(title).startswith(unicode.bare(listed))
