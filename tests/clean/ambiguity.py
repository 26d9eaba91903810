"""How a search for a pattern grows with the text: from the automaton of the pattern, whatever the text.

A backtracking search goes through all the ways in which a pattern can read a text. It takes exponential time
only where a loop can read a text in two ways and end where it began, and more than linear time only where two
loops can share a text between them in several ways. Repeats of at most `_FEW` are written out; longer ones
count as loops without an end, so that what is said here is never too good.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

_parser: Any = import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")
_FEW = 4
_SINGLE = {"LITERAL", "NOT_LITERAL", "IN", "ANY", "CATEGORY"}
_NONE: frozenset[str] = frozenset()
# One character of each kind that a pattern may name by a category; those it names itself are added.
_KINDS = "aZ0_ \n，中@#\u3000é"

Characters = frozenset[str]
# A position to those that follow it, each with the characters that it can read there.
Edges = dict[int, dict[int, Characters]]
_After = Callable[[tuple[int, ...]], Iterator[tuple[int, ...]]]


@dataclass(slots=True)
class _Part:
    """A part of a pattern: whether it can be empty, its first positions, and its last ones.

    Each last position has the characters that, by a look ahead, do not follow.
    """

    empty: bool
    first: set[int]
    last: dict[int, Characters]


@dataclass(slots=True)
class Automaton:
    """The positions of a pattern, each with the characters that it reads, and what follows each."""

    reads: list[Characters] = field(default_factory=list)
    follow: Edges = field(default_factory=dict)
    # Whether a repeat with an end is a loop, too.
    with_ends: bool = True
    # Loops that read nothing, or that can be left out in two ways.
    faults: list[str] = field(default_factory=list)
    assertions: list[Any] = field(default_factory=list)

    def build(self, items: Any, alphabet: str, *, search: bool) -> Automaton:
        """Return the automaton of *items*, with the characters before a match where *search* asks for it."""
        if search and not _is_anchored(items):
            anything = self._position(frozenset(alphabet))
            self._join({anything: _NONE}, {anything})
            self._join({anything: _NONE}, self._sequence(items, alphabet).first)
        else:
            self._sequence(items, alphabet)
        return self

    def _position(self, characters: Characters) -> int:
        self.reads.append(characters)
        self.follow[len(self.reads) - 1] = {}
        return len(self.reads) - 1

    def _join(self, one: dict[int, Characters], other: set[int]) -> None:
        for position, barred in one.items():
            for following in other:
                if read := self.reads[following] - barred:
                    edges = self.follow[position]
                    edges[following] = edges.get(following, _NONE) | read

    def _sequence(self, items: Any, alphabet: str) -> _Part:
        whole = _Part(True, set(), {})
        for operation, argument in items:
            whole = self._then(whole, self._item(str(operation), argument, alphabet))
            if str(operation) == "ASSERT_NOT" and argument[0] > 0 and len(argument[1]) == 1:
                barred = self._barred(argument[1][0], alphabet)
                whole.last = {position: known | barred for position, known in whole.last.items()}
        return whole

    def _barred(self, item: tuple[Any, Any], alphabet: str) -> Characters:
        """Return the characters that cannot follow where *item* must not."""
        name = str(item[0])
        return frozenset(each for each in alphabet if name in _SINGLE and _reads(name, item[1], each))

    def _then(self, one: _Part, other: _Part) -> _Part:
        self._join(one.last, other.first)
        first = one.first | other.first if one.empty else one.first
        last = {**one.last, **other.last} if other.empty else other.last
        return _Part(one.empty and other.empty, first, last)

    def _item(self, name: str, argument: Any, alphabet: str) -> _Part:
        if name in {"ASSERT", "ASSERT_NOT"}:
            self.assertions.append(argument[1])
        if name in {"ASSERT", "ASSERT_NOT", "AT"}:
            return _Part(True, set(), {})
        if name.endswith("_REPEAT"):
            least, most, body = argument
            return self._repeat(least, most, body, alphabet)
        if name == "SUBPATTERN":
            return self._sequence(argument[-1], alphabet)
        if name in {"BRANCH", "GROUPREF_EXISTS"}:
            branches = argument[1] if name == "BRANCH" else [argument[1], argument[2] or []]
            parts = [self._sequence(branch, alphabet) for branch in branches]
            if name == "BRANCH" and sum(part.empty for part in parts) > 1:
                self.faults.append("two branches can be empty")
            return _Part(
                any(part.empty for part in parts),
                set().union(*(part.first for part in parts)),
                {position: barred for part in parts for position, barred in part.last.items()},
            )
        position = self._position(frozenset(each for each in alphabet if _reads(name, argument, each)))
        return _Part(False, {position}, {position: _NONE})

    def _repeat(self, least: int, most: Any, body: Any, alphabet: str) -> _Part:
        whole = _Part(True, set(), {})
        if int(most) <= _FEW:
            for number in range(int(most)):
                part = self._sequence(body, alphabet)
                whole = self._then(whole, _Part(part.empty or number >= least, part.first, part.last))
            return whole
        part = self._sequence(body, alphabet)
        if part.empty:
            self.faults.append("a loop can read nothing")
        if most == _parser.MAXREPEAT or self.with_ends or _has_loop(body):
            self._join(part.last, part.first)
        return _Part(part.empty or not least, part.first, part.last)


def _has_loop(items: Any) -> bool:
    if isinstance(items, (list, tuple, _parser.SubPattern)):
        return any(map(_has_loop, items))
    return bool(items == _parser.MAXREPEAT)


def _is_anchored(items: Any) -> bool:
    """Return whether a match can begin only where the text does."""
    for operation, argument in items:
        name = str(operation)
        if name == "AT":
            return str(argument) in {"AT_BEGINNING", "AT_BEGINNING_STRING"}
        if name == "BRANCH":
            return all(map(_is_anchored, argument[1]))
        if name == "SUBPATTERN":
            return _is_anchored(argument[-1])
        return False
    return False


@cache
def _is_of(category: str, character: str) -> bool:
    name = category.removeprefix("CATEGORY_")
    kind = name.removeprefix("NOT_")
    found = {
        "DIGIT": character.isdecimal(),
        "SPACE": character.isspace(),
        "WORD": character.isalnum() or character == "_",
    }[kind]
    return found is not name.startswith("NOT_")


def _reads(name: str, argument: Any, character: str) -> bool:
    """Return whether an item that reads one character can read *character*, in either case."""
    if name == "ANY":
        return True
    if name == "IN":
        kinds = [(str(kind), value) for kind, value in argument]
        found = any(_reads(kind, value, character) for kind, value in kinds if kind != "NEGATE")
        return found is not any(kind == "NEGATE" for kind, _ in kinds)
    if name == "CATEGORY":
        return _is_of(str(argument), character)
    if name == "RANGE":
        return bool(argument[0] <= ord(character) <= argument[1])
    assert name in {"LITERAL", "NOT_LITERAL"}
    same = character.lower() == chr(argument).lower()
    return same is (name == "LITERAL")


def _named(items: Any) -> Iterator[str]:
    """Yield the characters that *items* name, however deep."""
    if isinstance(items, int):
        yield from (chr(items),) if 0 < items < sys.maxunicode else ()
    elif isinstance(items, (list, tuple, _parser.SubPattern)):
        for item in items:
            yield from _named(item)


def automata(source: str, *, with_ends: bool) -> list[Automaton]:
    """Return the automaton of a search for *source*, and one for each of its assertions."""
    tree = _parser.parse(source)
    alphabet = "".join(sorted({*_KINDS, *_named(tree)}))
    found = [Automaton(with_ends=with_ends).build(tree, alphabet, search=True)]
    for automaton in found:
        found += [
            Automaton(with_ends=with_ends).build(items, alphabet, search=False)
            for items in automaton.assertions
        ]
    return found


# --- what can go on for ever ---


def is_exponential(source: str) -> bool:
    """Return whether a loop can read some text in two ways and end where it began."""
    return any(map(_reads_twice, automata(source, with_ends=True)))


def is_more_than_linear(source: str) -> bool:
    """Return whether two loops can share some text between them in several ways."""
    return is_exponential(source) or any(map(_shares, automata(source, with_ends=False)))


def _reads_twice(one: Automaton) -> bool:
    if one.faults:
        return True
    inside = set().union(*_loops(one.follow))

    @cache
    def reachable(pair: tuple[int, ...]) -> set[tuple[int, ...]]:
        return _reachable(pair, lambda each: _steps(one, each, inside))

    begun = set().union(*(reachable((place, place)) for place in inside))
    return any(
        pair in reachable(back)
        for pair in begun
        if pair[0] != pair[1]
        for back in reachable(pair)
        if back[0] == back[1]
    )


def _shares(one: Automaton) -> bool:
    # Two places of one loop are the matter of `_reads_twice`.
    loops = _loops(one.follow)
    return any(
        (first, second, second) in _reachable((first, first, second), lambda each: _steps(one, each, None))
        for loop in loops
        for other in loops
        if loop is not other
        for first in loop
        for second in other
        if one.reads[first] & one.reads[second]
    )


def _steps(one: Automaton, places: tuple[int, ...], inside: set[int] | None) -> Iterator[tuple[int, ...]]:
    """Yield the places that all of *places* can go to with one character."""
    found: list[tuple[tuple[int, ...], Characters | None]] = [((), None)]
    for place in places:
        found = [
            ((*done, following), both)
            for done, shared in found
            for following, read in one.follow[place].items()
            if (inside is None or following in inside) and (both := read if shared is None else shared & read)
        ]
    return (done for done, _ in found)


def _reachable(start: tuple[int, ...], after: _After) -> set[tuple[int, ...]]:
    """Return what can be reached from *start* in one step or more."""
    seen: set[tuple[int, ...]] = set()
    waiting = [start]
    while waiting:
        for following in after(waiting.pop()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return seen


def _loops(follow: Edges) -> list[set[int]]:
    """Return the places of each loop, those that can be reached from one another."""
    reached = {
        place: _reachable((place,), lambda each: ((one,) for one in follow[each[0]])) for place in follow
    }
    inside = [place for place in follow if (place,) in reached[place]]
    return [
        {other for other in inside if (other,) in reached[place] and (place,) in reached[other]}
        for place in inside
        if not any(
            (other,) in reached[place] and (place,) in reached[other] for other in inside if other < place
        )
    ]
