"""A row of a list as a text that the ledger keeps until the row has its end, and back.

A further field of a row is one more line in `write` and in `read`.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from newsspider.sources.listing import Row


def write(row: Row, *, whole: bool = False) -> str:
    """Return what a later run needs of *row*; *whole* where the row is the article and cannot be fetched."""
    values = {
        "title": row.title,
        "summary": row.summary,
        "media": row.media,
        "published": row.published.isoformat() if row.published else None,
        "updated": row.updated.isoformat() if row.updated else None,
        "keywords": row.keywords,
        "images": row.images,
        "raw": row.raw if whole else None,
    }
    return json.dumps({name: value for name, value in values.items() if value}, ensure_ascii=False)


def read(text: str, key: str, url: str | None) -> Row:
    """Return the row that *text* was written of; one that knows only *key* and *url* for an empty text."""
    values: dict[str, Any] = json.loads(text) if text else {}
    published, updated = values.get("published"), values.get("updated")
    return Row(
        key=key,
        url=url,
        title=values.get("title", ""),
        summary=values.get("summary", ""),
        media=values.get("media"),
        published=datetime.fromisoformat(published) if published else None,
        updated=datetime.fromisoformat(updated) if updated else None,
        keywords=values.get("keywords", []),
        images=values.get("images", []),
        raw=values.get("raw"),
    )
