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
_WORD = re.compile(r"[\dA-Za-z]+(?:[-+.,，:/][\dA-Za-z]+)*[%％‰]?")


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
    end = limit - 1
    whole = (word.start() for word in _WORD.finditer(sentence) if word.start() < end < word.end())
    return sentence[: next(whole, end) or end].rstrip() + _ELLIPSIS
