"""A table as a pipe table of GitHub's kind, the only one that all six engines read.

A cell is one line without a pipe, whatever is in it: breaks are blanks there, pipes entities.
"""

from __future__ import annotations

import re

from newsspider.model.body import Inline, Table
from newsspider.render import escape, inline, spans

# kramdown takes a row of nothing else for a rule between rows; `-` is how a table says that it has no figure.
_RULE = re.compile(r"[-+=: ]+")


def table(block: Table) -> str:
    """Return *block* as Markdown, its first row as the header that the form asks for; "" without cells."""
    rows = [[_cell(cell) for cell in row] for row in block.rows]
    if not rows or not rows[0]:
        return ""
    if len(rows) == 1:
        # kramdown sees no table without a row below the header.
        rows.insert(0, [""] * len(rows[0]))
    rows.insert(1, ["---"] * len(rows[0]))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(inlines: list[Inline]) -> str:
    text = inline.markdown(spans.one_line(inlines))
    return escape.first(text) if _RULE.fullmatch(text) else text
