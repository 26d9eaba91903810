"""Which selectors match an element, looked up by its tag, classes and attributes while the tree is walked.

Each selector is filed under one condition that an element needs to match it, so that an element's own markup
leads to the few selectors that are worth a thought. Where that condition and a tag are the whole selector,
the answer is certain; elsewhere a query gives it. A selector without such a condition may match any element.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

# A part of a selector between combinators, and one condition in it.
_CONDITION = re.compile(
    r"(?P<tag>[a-zA-Z][\w-]*|\*)|#(?P<id>[\w-]+)|\.(?P<token>[\w-]+)"
    r"|\[\s*(?P<name>[\w-]+)\s*(?:(?P<operator>[*^$~|]?=)\s*"
    r"(?:\"(?P<value>[^\"]*)\"|'(?P<quoted>[^']*)'|(?P<word>[\w-]+))\s*[iIsS]?\s*)?\]"
    r"|::?[\w-]+(?P<opened>\()?"
)
# What has to be inside an element, where that is nothing but tags, classes and ids; and the tags in it.
_INSIDE = re.compile(r":has\(([\w\s>+~.#-]*)\)$")
_TAGS = re.compile(r"(?:(?<=[\s>+~])|^)[a-zA-Z][\w-]*")
_COMBINATORS = " \t\n\r\f>+~"
# What separates the classes of an element.
_BLANKS = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True, slots=True)
class _Condition:
    """One thing that an element needs: a tag, a class or an attribute; *operator* is as in CSS."""

    kind: str
    name: str
    operator: str = ""
    value: str = ""

    @property
    def order(self) -> int:
        """The place by how rare it is, the rarest first."""
        return 0 if self.kind == "class" else 1 if self.value else 2 if self.kind == "attribute" else 3

    def holds(self, value: str) -> bool:
        """Return whether an attribute or a class with this *value* is as it has to be."""
        if self.operator == "^=":
            return value.startswith(self.value)
        if self.operator == "$=":
            return value.endswith(self.value)
        return value == self.value if self.operator == "=" else self.value in value


@dataclass(frozen=True, slots=True)
class _Filed:
    """A selector by its number, with what it needs, also in small letters; whether that and *tag* are all."""

    number: int
    tag: str
    need: _Condition
    folded: _Condition
    is_all: bool

    def add_to(self, found: list[tuple[int, bool]], tag: str, value: str, small: str) -> None:
        """Add the selector to *found* if it may match a *tag* whose attribute or class has this *value*.

        *small* is the value in lower case.
        """
        if not self.tag or self.tag == tag:
            is_exact = self.need.holds(value)
            if is_exact or self.folded.holds(small):
                found.append((self.number, is_exact and self.is_all))


class Lookup:
    """Numbers of selectors by what an element needs to match them.

    `inside` has, for each selector, the tags that have to be in the tree, too.
    """

    def __init__(self, selectors: Sequence[str]) -> None:
        self.inside = [_inside(selector) for selector in selectors]
        by_tag: dict[str, list[tuple[int, bool]]] = {}
        self._by_class: dict[str, list[_Filed]] = {}
        self._by_attribute: dict[str, list[_Filed]] = {}
        self._others: list[tuple[int, bool]] = []
        for number, selector in enumerate(selectors):
            filed = _filed(number, selector)
            if filed is None:
                self._others.append((number, False))
            elif filed.need.kind == "tag":
                by_tag.setdefault(filed.need.name, []).append((number, filed.is_all))
            elif filed.need.kind == "class":
                self._by_class.setdefault(filed.need.value.lower(), []).append(filed)
            else:
                self._by_attribute.setdefault(filed.need.name, []).append(filed)
        self._by_tag = {tag: [*self._others, *those] for tag, those in by_tag.items()}

    def numbers(self, node: LexborNode, tag: str) -> list[tuple[int, bool]]:
        """Return the numbers of the selectors that may match the element *node*, each with whether it does.

        False is for one that a query has to tell.
        """
        tag = tag.lower()
        found = self._by_tag.get(tag, self._others)
        attributes = node.attributes
        if not attributes:
            return found
        found = [*found]
        for name, value in attributes.items():
            whole = value or ""
            for filed in self._by_attribute.get(name.lower(), ()):
                if filed.folded.value in (small := whole.lower()):
                    filed.add_to(found, tag, whole, small)
            if name == "class":
                # What is printable has no other white space than a space.
                for token in whole.split(" ") if whole.isprintable() else _BLANKS.split(whole):
                    for filed in self._by_class.get(small := token.lower(), ()):
                        filed.add_to(found, tag, token, small)
        return found


def _filed(number: int, selector: str) -> _Filed | None:
    """Return *selector* with the rarest thing that it needs; None if nothing is known that it needs."""
    needs, is_one = _conditions(selector)
    if not needs:
        return None
    need = min(needs, key=lambda each: each.order)
    further = [each for each in needs if each is not need]
    tag = next((each.name for each in needs if each.kind == "tag"), "")
    # What CSS compares in other ways than these needs at least to be in the value.
    is_plain = need.operator not in ("~=", "|=") and bool(need.value or not need.operator)
    value = need.value.lower() if need.value.isascii() else ""
    folded = _Condition(need.kind, need.name, need.operator if is_plain and value else "", value)
    is_all = is_one and is_plain and all(each.kind == "tag" for each in further)
    return _Filed(number, tag, need, folded, is_all)


def _conditions(selector: str) -> tuple[list[_Condition], bool]:
    """Return the conditions on the element itself, and whether they are all; none where one is not known."""
    if "\\" in selector:
        return [], False
    found: list[_Condition] = []
    is_one = True
    at = 0
    while at < len(selector):
        if selector[at] in _COMBINATORS:
            found, is_one = [], False  # those before are on other elements
            at += 1
            continue
        condition = _CONDITION.match(selector, at)
        if condition is None:
            return [], False
        at = _closed(selector, condition.end()) if condition["opened"] else condition.end()
        if (one := _condition(condition)) is not None:
            found.append(one)
        elif condition["tag"] is None:
            is_one = False
    return found, is_one


def _inside(selector: str) -> frozenset[str]:
    """Return the tags of which an element that matches *selector* has one of each inside or beside it."""
    found = _INSIDE.search(selector)
    return frozenset(tag.lower() for tag in _TAGS.findall(found[1])) if found else frozenset()


def _condition(found: re.Match[str]) -> _Condition | None:
    """Return the condition that *found* states, None for any tag and for a pseudo-class."""
    if found["token"]:
        return _Condition("class", "class", "=", found["token"])
    if found["id"]:
        return _Condition("attribute", "id", "=", found["id"])
    if found["name"]:
        value = found["value"] or found["quoted"] or found["word"] or ""
        return _Condition("attribute", found["name"].lower(), found["operator"] or "", value)
    is_tag = found["tag"] and found["tag"] != "*"
    return _Condition("tag", found["tag"].lower()) if is_tag else None


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
