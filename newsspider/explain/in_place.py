"""The text of an article with its removals in their places.

The walk of the trace has the places of what rules on elements removed. Text rules, and rules on titles and
codes, run later, on blocks: their removals are searched for in the remaining text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsspider.model.draft import Removal, Trace
from newsspider.text import unicode

# Text, and the index of its removal.
Piece = tuple[int | None, str]
_SPACE = re.compile(r"[ \t\r\f\v\xa0\u3000]+")
_LINES = re.compile(r"\s*\n\s*")


def pieces(trace: Trace) -> list[Piece]:
    """Return the text of the body in reading order, each piece with the index of its removal or None.

    Paragraphs are separated by line feeds. A removal without a piece removed nothing visible.
    """
    found = list(trace.walk or ())
    placed = {index for index, _ in found}
    for index, removal in enumerate(trace.removals):
        if index not in placed and removal.what == "text":
            found = _claim(found, index, removal)
    return list(_joined(found))


def _claim(found: list[Piece], index: int, removal: Removal) -> list[Piece]:
    """Return *found* with the text of *removal* marked, where no other removal has taken the text.

    Of several such places it is the one nearest to an end, where text rules remove most.
    """
    wanted = unicode.bare(removal.text)
    letters = [
        (at, offset, bare)
        for at, (taken, text) in enumerate(found)
        if taken is None
        for offset, letter in enumerate(text)
        if (bare := unicode.bare(letter))
    ]
    text = "".join(bare for _, _, bare in letters)
    first, last = text.find(wanted), text.rfind(wanted)
    if first < 0 or not wanted:
        return found
    start = first if first <= len(text) - last - len(wanted) else last
    (begins, low, _), (ends, high, _) = letters[start], letters[start + len(wanted) - 1]
    marked: list[Piece] = []
    for at, (taken, piece) in enumerate(found):
        if not begins <= at <= ends or taken is not None:
            marked.append((taken, piece))
            continue
        head, tail = low if at == begins else 0, high + 1 if at == ends else len(piece)
        marked += [(None, piece[:head]), (index, piece[head:tail]), (None, piece[tail:])]
    return marked


def _joined(found: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces with equal neighbours joined, and white space as it is displayed."""
    runs: list[Piece] = []
    for index, text in found:
        if runs and runs[-1][0] == index and (index is None or text.strip()):
            runs[-1] = (index, runs[-1][1] + text)
        elif text or index is not None:
            runs.append((index, text))
    at_start = True
    for index, run in runs:
        if index is not None:
            yield index, unicode.squeeze(run)
            at_start = False
            continue
        text = _LINES.sub("\n", _SPACE.sub(" ", unicode.without_zero_width(run)))
        text = text.lstrip() if at_start else text
        if text:
            yield None, text
            at_start = text.endswith("\n")
