"""What every reader of a list returns, and the one error for a whole list.

A row that cannot be used becomes a line in `problems`; the other rows are read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from newsspider.model.article import Precision
from newsspider.model.outcomes import Reason


class BadList(Exception):
    """A response is not a list; carries a reason code, and a detail for the user."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason.value}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(slots=True)
class Row:
    """One row of a list; times have a zone, lists are never None.

    `key` is the identity of the row: `sina:<docid>`, else `url:<digest>`, else that of the entry. `url` is
    canonical; it is None only if the row is the article itself. `raw` is the row as received. `precision` is
    that of `published`: some lists name the day alone.
    """

    key: str
    url: str | None
    docid: str | None = None
    title: str = ""
    summary: str = ""
    media: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    keywords: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    raw: Any = None
    precision: Precision = Precision.SECOND


@dataclass(slots=True)
class Listing:
    """One page of a list, with rows in the order of the source (newest first).

    `total` is how many rows the source says the list has; `more` says whether the next page can have rows.
    `is_full` says that the page has as many rows as were asked for: a total that ends the list here may be
    short of rows that came since, so one page more is asked for.
    """

    rows: list[Row] = field(default_factory=list)
    total: int | None = None
    more: bool = False
    is_full: bool = False
    problems: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether the page has anything, rows or problems."""
        return bool(self.rows or self.problems)


# --- note ---
# A row as text, which the ledger keeps until the row is done, and back.
#
# To add a field of a row, add a line to `write` and to `read`.


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
        "precision": row.precision.value if row.precision is not Precision.SECOND else None,
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
        precision=Precision(values.get("precision", Precision.SECOND.value)),
    )
