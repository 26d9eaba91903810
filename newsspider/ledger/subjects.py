"""Whether two near texts tell of two things: notices of one template, each of its own bank, town or sum.

Most figures of two such notices may agree, and so may nearly all of their words. Their titles tell: each has
a word in the place of the other's, its own text repeats that word, and the other text never has it. Copies
with a headline of their own share their text, so that neither headline has a word that only its own repeats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from newsspider.model.article import Article
from newsspider.text.forms import nfkc

# A figure is one word whatever stands in it; of other characters each is one, but signs are none.
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W_]")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as words: the letters in a row, and the figures."""

    letters: str
    figures: frozenset[str]

    def has(self, words: list[str]) -> bool:
        """Return whether the figures and the runs of letters of *words* are all in the text."""
        return all(run in self.figures if run[0].isdigit() else run in self.letters for run in _runs(words))


def differ(one: Article, other: Article) -> bool:
    """Return whether the titles of two articles whose texts are near name two things."""
    if one.title == other.title:
        return False
    ours, theirs = _text(one.text), _text(other.text)
    return any(
        ours.has(mine) and theirs.has(yours) and not ours.has(yours) and not theirs.has(mine)
        for mine, yours in _replaced(_words(one.title), _words(other.title))
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(nfkc(text[:_LONGEST]).casefold())


def _text(text: str) -> _Text:
    words = _WORD.findall(nfkc(text).casefold())
    return _Text("".join(words), frozenset(word for word in words if word[0].isdigit()))


def _replaced(ours: list[str], theirs: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield what stands in one title in the place of something else in the other."""
    for kind, start, end, other_start, other_end in SequenceMatcher(
        None, ours, theirs, autojunk=False
    ).get_opcodes():
        if kind == "replace":
            yield ours[start:end], theirs[other_start:other_end]


def _runs(words: list[str]) -> Iterator[str]:
    """Yield the figures of *words* each by itself, and the letters between them as one run."""
    run = ""
    for word in words:
        if word[0].isdigit():
            if run:
                yield run
            run = ""
            yield word
        else:
            run += word
    if run:
        yield run
