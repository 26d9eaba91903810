"""Hostile and broken seed files, made by rule, each with what must become of it.

`python -m tests.hostile FOLDER` writes them. A kind of attack is one module with a function `cases`, named
in `everything`; a further attack is one more `Case` in it.
"""

from __future__ import annotations

from tests.hostile import dates, encodings, markup, matter, pages, titles
from tests.hostile.case import Case


def everything() -> list[Case]:
    """Return every case, each with a name of its own."""
    return [case for kind in (matter, encodings, titles, dates, markup, pages) for case in kind.cases()]
