"""What every reader of a list returns, and the one error that a list as a whole can raise.

A row that cannot be used is a line in `problems`; it never takes the list with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from newsspider.model.outcomes import Reason


class BadList(Exception):
    """An answer that is no list: what came instead as a reason code, and a detail for a person."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason.value}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(slots=True)
class Row:
    """One row of a list; times are aware, lists never None.

    `key` is the identity that the row shows: `sina:<docid>`, else `url:<digest>`, else that of the entry.
    `url` is canonical and None only where the row is the article itself. `raw` is the row as it came.
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


@dataclass(slots=True)
class Listing:
    """One page of a list, rows as the source orders them (newest first).

    `total` is what the source says the whole list holds, `more` whether a further page can hold rows.
    """

    rows: list[Row] = field(default_factory=list)
    total: int | None = None
    more: bool = False
    problems: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether anything stands on the page, if only what is no row."""
        return bool(self.rows or self.problems)
