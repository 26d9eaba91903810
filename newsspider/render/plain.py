"""One line of text as every form of an article writes it: no control, no line end of any kind.

Every module here begins with it, so that Markdown, text, HTML and front matter hold the same characters.
"""

from __future__ import annotations

import re

from newsspider.text import unicode as spaces
from newsspider.text.controls import remove_controls

# They end a line for Markdown, YAML 1.1, Python or JavaScript; a run and a title are one line.
_LINE_ENDS = re.compile("[\t\n\r\u2028\u2029]")


def clean_line(text: str) -> str:
    """Return *text* as one line without controls; its blanks stay as they are."""
    return text if text.isprintable() else remove_controls(_LINE_ENDS.sub(" ", text))


def one_line(text: str) -> str:
    """Return *text* as one line without controls and without blanks at its ends."""
    return spaces.strip(clean_line(text))
