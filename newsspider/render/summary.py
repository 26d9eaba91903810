"""The first sentences of a text, for a post's description."""

from __future__ import annotations

import re

# A sentence ends at these, with the quotes and brackets that close after them, and at a line's end. A full
# stop ends one only before a blank, so that no figure and no address is cut.
_CLOSING = "”’」』）】》)\"'"
_SENTENCE = re.compile(rf"\S.*?(?:[。！？!?…]+[{_CLOSING}]*|\.[{_CLOSING}]*(?=\s|$)|$)", re.MULTILINE)
_CHINESE_END = tuple("。！？…，；：”’」』）】》")
_ELLIPSIS = "…"
# A figure or a word that the cut falls into is left out whole: half a figure is a wrong one.
_WORD_CUT = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,%+-]*\Z")


def summarise(text: str, limit: int = 140) -> str:
    """Return the first sentences of *text* in at most *limit* characters, on one line; "" for none.

    A first sentence that is longer is cut, and the cut marked with an ellipsis.
    """
    summary = ""
    for found in _SENTENCE.finditer(text):
        sentence = " ".join(found[0].split())
        blank = " " if summary and not summary.endswith(_CHINESE_END) else ""
        if len(summary) + len(blank) + len(sentence) > limit:
            return summary or _cut(sentence, limit)
        summary += blank + sentence
    return summary


def _cut(sentence: str, limit: int) -> str:
    head = sentence[: limit - 1]
    if _WORD_CUT.match(sentence, limit - 1):
        head = _WORD_CUT.sub("", head) or head
    return head.rstrip() + _ELLIPSIS
