"""Which fields of the record a feed gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from newsspider.model.article import FIELDS, Article, record

# The body as HTML doubles the size of a line, so it is written only where a feed asks for it.
ON_REQUEST = ("html",)
USUAL = tuple(name for name in FIELDS if name not in ON_REQUEST)


def chosen(article: Article, fields: Mapping[str, str] | Iterable[str] | None) -> dict[str, Any]:
    """Return the record of *article* with *fields* alone, renamed where it maps; all usual ones for None."""
    values = record(article)
    if isinstance(fields, Mapping):
        return {shown: values.get(name) for name, shown in fields.items()}
    return {name: values.get(name) for name in (USUAL if fields is None else fields)}
