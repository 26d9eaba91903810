"""The last step of making an article: its body in its output forms, and the fields that follow from them."""

from __future__ import annotations

from newsspider.model.article import Article, leave_html
from newsspider.model.body import Body
from newsspider.model.draft import Draft
from newsspider.model.outcomes import Repair
from newsspider.render.escape import one_line
from newsspider.render.html import UnrenderedBody
from newsspider.render.markdown import to_markdown
from newsspider.render.portable import Portable, portable
from newsspider.render.text import has_numbers, summarise, to_text, without_numbers
from newsspider.text import unicode
from newsspider.text.digests import digest


def finish(draft: Draft) -> None:
    """Fill the fields that follow from the cleaned body: its forms, summary, size, digest.

    The HTML is rendered when somebody asks for it, which most outputs do not.
    It does not fill the id: the ledger looks it up before it makes one.
    """
    article = draft.article
    body = Portable(portable(draft.body or Body()).blocks)
    article.markdown = to_markdown(body)
    article.text = to_text(body)
    leave_html(article, UnrenderedBody(body))
    article.summary = article.summary or summarise(article.text) or _of_pictures(article)
    article.lang = unicode.detect(article.text or article.title)
    _measure(article, without_numbers(body) if has_numbers(body.blocks) else article.text)
    if not article.source and (medium := draft.meta.get("medium_of_category")):
        article.source = str(medium)
        draft.trace.fields["source"] = "front_matter:author"
    article.authors = [name for name in article.authors if name != article.source]
    if "_" in article.title and draft.meta.get("medium_of_category"):
        draft.trace.repaired(Repair.TITLE_DAMAGED)
    article.repairs = [repair.value for repair in draft.trace.repairs]


def _of_pictures(article: Article) -> str:
    """Return the summary of an article that is only pictures: its title."""
    return one_line(article.title) if article.images and not article.text else ""


def remeasure(article: Article, body: Body | None) -> None:
    """Fill the size and the digest of *article*, made of *body*, from its fields as they are now."""
    is_as_made = body is not None and article.text == to_text(body)
    _measure(article, without_numbers(body) if body is not None and is_as_made else article.text)


def _measure(article: Article, text: str) -> None:
    article.chars = unicode.visible(article.text)
    article.digest = digest(text, article.title, [image.url for image in article.images])
