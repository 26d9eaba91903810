"""The literals one of which every match of a pattern contains, so that most texts need no search at all.

They are read off the pattern as Python itself parses it. What is not understood here gives no literal, and a
pattern without literals is searched in every text: that costs time, and never a match.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from itertools import product
from typing import Any

_parser: Any = import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")

# More literals than this for one place of a pattern say nothing.
_MOST = 128
# More characters than this make a literal no rarer.
_LONGEST = 6
# How often a character is in a text, for the choice between two places: a Hanzi, a letter, any other one.
_OF_HANZI, _OF_LETTERS, _OF_OTHERS = 0.02, 0.05, 0.2

# Up to this many literals are looked for one by one.
_FEW = 8

Literals = frozenset[str]
_EMPTY = frozenset({""})


@lru_cache(maxsize=1024)
def needed(source: str) -> Literals | None:
    """Return literals one of which each match of the pattern *source* contains; None if none are known."""
    tree = _parser.parse(source)
    found = _Sequence(bool(tree.state.flags & _parser.SRE_FLAG_IGNORECASE)).of(tree)
    return None if found is None else _shortest(found)


class _Sequence:
    """Reads items that follow one another: what they match exactly is joined as long as it is known."""

    def __init__(self, any_case: bool) -> None:
        self.any_case = any_case
        self.run: Literals = _EMPTY  # what the last items match, one of them
        self.best: Literals | None = None

    def of(self, items: Iterable[tuple[Any, Any]]) -> Literals | None:
        """Return the rarest literals of *items*."""
        for operation, argument in items:
            self._item(str(operation), argument)
        self._end()
        return self.best

    def _item(self, name: str, argument: Any) -> None:
        if name in {"AT", "ASSERT_NOT"}:
            return  # as wide as nothing
        if name == "ASSERT":
            self._offer(_Sequence(self.any_case).of(argument[1]))
            return
        exact = self._exact(name, argument)
        if exact is not None and len(self.run) * len(exact) <= _MOST:
            self.run = frozenset(one + other for one, other in product(self.run, exact))
            return
        self._end()
        if exact is not None:
            self.run = exact
        elif name.endswith("_REPEAT"):
            least, _, body = argument
            self._offer(_Sequence(self.any_case).of(body) if least else None)
        elif name == "BRANCH":
            branches = (_Sequence(self.any_case).of(branch) for branch in argument[1])
            self._offer(_joined(branches, most=sys.maxsize))
        elif name == "SUBPATTERN":
            self._offer(_Sequence(self._case(argument)).of(argument[-1]))
        elif name == "ATOMIC_GROUP":
            self._offer(_Sequence(self.any_case).of(argument))

    def _end(self) -> None:
        """End what is joined: something that is not known comes between."""
        self._offer(self.run)
        self.run = _EMPTY

    def _offer(self, literals: Literals | None) -> None:
        if literals and "" not in literals and (self.best is None or _rate(literals) < _rate(self.best)):
            self.best = literals

    def _case(self, subpattern: tuple[Any, ...]) -> bool:
        _, added, removed, _ = subpattern
        ignored = _parser.SRE_FLAG_IGNORECASE
        return bool((self.any_case or added & ignored) and not removed & ignored)

    def _exact(self, name: str, argument: Any) -> Literals | None:
        """Return all that the item matches, None if that is not known or too much."""
        if name == "LITERAL":
            return self._character(argument)
        if name == "IN":
            return _joined(self._member(str(kind), value) for kind, value in argument)
        if name == "BRANCH":
            return _joined(self.all_of(branch) for branch in argument[1])
        if name == "SUBPATTERN":
            return _Sequence(self._case(argument)).all_of(argument[-1])
        if name.endswith("_REPEAT"):
            least, most, body = argument
            inside = self.all_of(body) if (least, most) == (0, 1) else None
            return None if inside is None else inside | _EMPTY
        return None

    def all_of(self, items: Sequence[tuple[Any, Any]]) -> Literals | None:
        """Return all that *items* match one after the other, None if that is not known or too much."""
        found = _EMPTY
        for operation, argument in items:
            exact = self._exact(str(operation), argument)
            if exact is None or len(found) * len(exact) > _MOST:
                return None
            found = frozenset(one + other for one, other in product(found, exact))
        return found

    def _character(self, code: int) -> Literals | None:
        character = chr(code)
        has_case = character.lower() != character or character.upper() != character
        return None if self.any_case and has_case else frozenset({character})

    def _member(self, kind: str, value: Any) -> Literals | None:
        """Return the characters of one part of a class."""
        if kind == "LITERAL":
            return self._character(value)
        if kind == "RANGE" and value[1] - value[0] < _MOST:
            return _joined(map(self._character, range(value[0], value[1] + 1)))
        return None  # a category, or the class is negated


def _joined(parts: Iterable[Literals | None], most: int = _MOST) -> Literals | None:
    """Return the union of *parts*, None if one is not known or if there are more than about *most*."""
    found: set[str] = set()
    for part in parts:
        if part is None or len(found) > most:
            return None
        found |= part
    return frozenset(found)


def _shortest(literals: Literals) -> Literals:
    """Return *literals* without those that contain another of them."""
    return frozenset(
        one for one in literals if not any(other in one for other in literals if len(other) < len(one))
    )


def _rate(literals: Literals) -> float:
    """Return roughly how often a text contains one of *literals*."""
    return sum(_rarity(literal[:_LONGEST]) for literal in literals)


def _rarity(literal: str) -> float:
    rate = 1.0
    for character in literal:
        is_letter = character.isascii() and character.isalpha()
        is_hanzi = "\u3400" <= character <= "\u9fff"
        rate *= _OF_HANZI if is_hanzi else _OF_LETTERS if is_letter else _OF_OTHERS
    return rate


# --- the index ---


@dataclass(frozen=True, slots=True)
class Sought:
    """A pattern and the longest text that it is searched in, negative for none at all.

    A *source* of None may match any such text.
    """

    source: str | None
    longest: int


class Index:
    """Which of some patterns may match a text, by the literals that they need.

    A long text is asked only for the patterns that are searched in texts that long.
    """

    def __init__(self, patterns: Sequence[Sought]) -> None:
        self._patterns = patterns
        self._lengths = sorted({pattern.longest for pattern in patterns})
        self._by_length: list[_Table | None] = [None] * (len(self._lengths) + 1)

    def numbers(self, text: str) -> Sequence[int]:
        """Return the numbers of the patterns that may match *text*, in order; maybe some that do not."""
        at = bisect_left(self._lengths, len(text))
        table = self._by_length[at]
        if table is None:
            longest = self._lengths[at] if at < len(self._lengths) else sys.maxsize
            table = self._by_length[at] = _Table(
                (number, None if pattern.source is None else needed(pattern.source))
                for number, pattern in enumerate(self._patterns)
                if pattern.longest >= longest
            )
        return table.numbers(text)


class _Table:
    """Patterns by the literals that they need; many literals are found by two neighbouring characters."""

    def __init__(self, patterns: Iterable[tuple[int, Literals | None]]) -> None:
        self._always: list[int] = []
        every: dict[str, list[int]] = {}
        for number, literals in patterns:
            if literals is None:
                self._always.append(number)
            for literal in literals or ():
                every.setdefault(literal, []).append(number)
        many = len(every) > _FEW
        self._one_by_one = [(each, those) for each, those in every.items() if len(each) == 1 or not many]
        self._by_pair: dict[tuple[str, str], list[tuple[str, list[int]]]] = {}
        for literal, those in every.items():
            if many and len(literal) > 1:
                self._by_pair.setdefault(_rarest_pair(literal), []).append((literal, those))
        # One fast search for the few places where a literal may be, instead of one for each literal.
        first = _one_of(first for first, _ in self._by_pair)
        second = _one_of(second for _, second in self._by_pair)
        self._pairs = re.compile(f"({first})(?=({second}))").findall if self._by_pair else None

    def numbers(self, text: str) -> Sequence[int]:
        found: list[int] = []
        for literal, those in self._one_by_one:
            if literal in text:
                found += those
        if self._pairs is not None and (pairs := self._pairs(text)):
            # Each literal is looked for once, however often a text has its pair.
            for pair in set(pairs):
                for literal, those in self._by_pair.get(pair, ()):
                    if literal in text:
                        found += those
        return sorted({*found, *self._always}) if found else self._always


def _rarest_pair(literal: str) -> tuple[str, str]:
    """Return the two neighbours in *literal* that texts have least often, so no digits if it has others."""
    at = min(range(len(literal) - 1), key=lambda at: _rarity(literal[at : at + 2]))
    return literal[at], literal[at + 1]


def _one_of(characters: Iterable[str]) -> str:
    return f"[{''.join(map(re.escape, sorted(characters)))}]"
