"""The last step of an article in the making: its body in the forms that leave, and what follows from it."""

from __future__ import annotations

from newsspider.model.article import Article
from newsspider.model.body import Body
from newsspider.model.draft import Draft
from newsspider.model.outcomes import Repair
from newsspider.render.html import to_html
from newsspider.render.markdown import to_markdown
from newsspider.render.text import summarise, to_text
from newsspider.text import unicode
from newsspider.text.digests import digest


def finish(draft: Draft) -> None:
    """Fill the fields that follow from the cleaned body: its three forms, summary, size, digest.

    The id is not among them: the ledger looks it up before one is made.
    """
    article = draft.article
    body = draft.body or Body()
    article.markdown = to_markdown(body)
    article.text = to_text(body)
    article.html = to_html(body)
    article.summary = article.summary or summarise(article.text)
    article.lang = unicode.detect(article.text or article.title)
    remeasure(article)
    if not article.source and (medium := draft.meta.get("medium_of_category")):
        article.source = str(medium)
        draft.trace.fields["source"] = "front_matter:author"
    article.authors = [name for name in article.authors if name != article.source]
    if "_" in article.title and draft.meta.get("medium_of_category"):
        draft.trace.repaired(Repair.TITLE_DAMAGED)
    article.repairs = [repair.value for repair in draft.trace.repairs]


def remeasure(article: Article) -> None:
    """Fill the size and the digest of *article* from its text, title and pictures as they are now."""
    article.chars = unicode.visible(article.text)
    article.digest = digest(article.text, article.title, [image.url for image in article.images])
