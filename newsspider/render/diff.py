"""The differences between two records of one article, for a terminal: fields, then lines of the text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import unified_diff

from newsspider.model.article import Article, record, same_html
from newsspider.render.escape import clean_line

# Fields that follow from the text, or say how the record was made, are not shown as differences.
_SILENT = frozenset(
    {
        *("markdown", "text", "html", "chars", "digest", "lang"),
        *("id", "revision", "duplicate_of", "fetched", "origin", "schema"),
    }
)
_BODIES = ("text", "markdown", "html")
_LONGEST = 120
_CONTEXT = 1
# Empty lines separate paragraphs, and appear and disappear with them.
_EMPTY = (" ", "-", "+")


def difference(old: Article, new: Article) -> list[str]:
    """Return the lines that say what *new* changes in *old*, the first naming the article; [] for no change.

    They hold no control characters and no line breaks, whatever the article holds.
    """
    lines = [*_fields(old, new), *_body(old, new)]
    return [clean_line(f"{old.id}  {old.title}"), *map(clean_line, lines)] if lines else []


def _fields(old: Article, new: Article) -> Iterator[str]:
    before, after = record(old, html=False), record(new, html=False)
    for name, value in before.items():
        if name not in _SILENT and value != after[name]:
            yield f"  {name}: {_display(value)} → {_display(after[name])}"


def _display(value: object) -> str:
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= _LONGEST else f"{written[: _LONGEST - 1]}…"


def _body(old: Article, new: Article) -> Iterator[str]:
    """Yield the difference in the form of the body that shows it best."""
    for name in _BODIES:
        if name == "html" and same_html(old, new):
            return
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            lines = unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=_CONTEXT)
            yield f"  {name}:"
            yield from (f"  {_cut(line)}" for line in list(lines)[2:] if line not in _EMPTY)
            return


def _cut(line: str) -> str:
    """Return *line* whole if it changed, else only its beginning, which shows the place."""
    return line if line[0] != " " or len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
