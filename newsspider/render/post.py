"""A post: front matter and the body."""

from __future__ import annotations

from newsspider.model.article import Article
from newsspider.render.front_matter import front_matter


def to_post(article: Article) -> str:
    """Return *article* as a post: begins `---`, LF only, ends in one line feed.

    Raises ValueError for a time without a zone.
    """
    body = article.markdown
    return f"{front_matter(article)}\n{body}" if body else front_matter(article)
