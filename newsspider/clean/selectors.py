"""Which selectors may match an element, looked up by its tag, classes and attributes in the walk.

Each selector is filed under one condition that an element needs to match it, so that an element's own markup
leads to the few selectors that are worth a query. A selector without such a condition may match any element.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

# A part of a selector between combinators, and one condition in it.
_CONDITION = re.compile(
    r"(?P<tag>[a-zA-Z][\w-]*|\*)|#(?P<id>[\w-]+)|\.(?P<token>[\w-]+)"
    r"|\[\s*(?P<name>[\w-]+)\s*(?:[*^$~|]?=\s*(?:\"(?P<value>[^\"]*)\"|'(?P<quoted>[^']*)'|(?P<word>[\w-]+))"
    r"\s*[iIsS]?\s*)?\]|::?[\w-]+(?P<opened>\()?"
)
_COMBINATORS = " \t\n\r\f>+~"
# What separates the classes of an element.
_BLANKS = re.compile(r"[ \t\n\r\f]+")


class Lookup:
    """Numbers of selectors by what an element needs to match them."""

    def __init__(self, selectors: Sequence[str]) -> None:
        self._by_tag: dict[str, list[int]] = {}
        self._by_class: dict[str, list[int]] = {}
        # Name of an attribute to what its value must contain, in small letters.
        self._by_attribute: dict[str, list[tuple[str, int]]] = {}
        self._others: list[int] = []
        for number, selector in enumerate(selectors):
            kind, name, value = _needed(selector) or ("", "", "")
            if kind == "tag":
                self._by_tag.setdefault(name, []).append(number)
            elif kind == "class":
                self._by_class.setdefault(name, []).append(number)
            elif kind == "attribute":
                self._by_attribute.setdefault(name, []).append((value, number))
            else:
                self._others.append(number)

    def numbers(self, node: LexborNode, tag: str) -> list[int]:
        """Return the numbers of the selectors that may match the element *node*; maybe some that do not."""
        found = [*self._others, *self._by_tag.get(tag.lower(), ())]
        for name, value in node.attributes.items():
            wanted = self._by_attribute.get(name)
            if wanted is None and name != "class":
                continue
            folded = (value or "").lower()
            found += [number for part, number in wanted or () if part in folded]
            if name == "class":
                for token in _BLANKS.split(folded):
                    found += self._by_class.get(token, ())
        return found


def _needed(selector: str) -> tuple[str, str, str] | None:
    """Return kind, name and value of the rarest thing that *selector* needs, None if that is not known."""
    if "\\" in selector:
        return None
    needs = _conditions(selector)
    return min(needs, key=lambda need: _ORDER[need[0], bool(need[2])], default=None) if needs else None


_ORDER = {
    ("class", False): 0,
    ("attribute", True): 1,
    ("attribute", False): 2,
    ("tag", False): 3,
}


def _conditions(selector: str) -> list[tuple[str, str, str]] | None:
    """Return the conditions on the element itself, None if *selector* is not understood."""
    found: list[tuple[str, str, str]] = []
    at = 0
    while at < len(selector):
        if selector[at] in _COMBINATORS:
            found = []  # those before are on other elements
            at += 1
            continue
        condition = _CONDITION.match(selector, at)
        if condition is None:
            return None
        found += _condition(condition)
        at = _closed(selector, condition.end()) if condition["opened"] else condition.end()
    return found


def _condition(found: re.Match[str]) -> Iterator[tuple[str, str, str]]:
    value = found["value"] or found["quoted"] or found["word"] or ""
    if found["tag"] and found["tag"] != "*":
        yield "tag", found["tag"].lower(), ""
    elif found["token"]:
        yield "class", found["token"].lower(), ""
    elif found["id"]:
        yield "attribute", "id", found["id"].lower()
    elif found["name"]:
        yield "attribute", found["name"].lower(), value.lower() if value.isascii() else ""


def _closed(selector: str, at: int) -> int:
    """Return the place behind the bracket that closes the one before *at*."""
    depth, quote = 1, ""
    while at < len(selector) and depth:
        character = selector[at]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        else:
            depth += (character == "(") - (character == ")")
        at += 1
    return at
