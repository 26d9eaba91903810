"""The signals that newsspider sends in addition to Scrapy's own."""

from __future__ import annotations

# Sent once for each article that was kept or revised, after the commit that stores it.
# Arguments: `article` (model.article.Article) and `verdict` (ledger.Verdict).
article_stored = object()
