"""The rules of cleaning: read from TOML, merged with a person's own, compiled once.

A rule has an `id`, one of `selector` (CSS), `comment` or `text` (regular expressions), and says `why`. A
person's rule of the same id changes the keys it names; `off = true` switches it off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from hashlib import blake2b
from importlib import resources
from typing import Any

import regex
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from newsspider import __version__
from newsspider.errors import Refused, WrongUse
from newsspider.reasons import Outcome, Reason
from newsspider.toml import loads

ACTIONS = ("drop", "unwrap", "bold", "caption", "stock")
TAKES = ("editor", "source", "original_title", "authors")
WHERES = ("any", "edge")
_KINDS = ("selector", "comment", "text")
# A rule may be anybody's, and some patterns take for ever on a text made for them; others take microseconds.
_SECONDS = 0.5
# A literal of a selector (class, id or quoted value): where the source lacks it, nothing can match.
_LITERAL = re.compile(r"[.#]([\w-]+)|\"([^\"]+)\"|'([^']+)'")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `take` names the fields that are read from what it finds before that goes."""

    id: str
    why: str
    seen: str = ""
    selector: str | None = None
    comment: str | None = None
    text: str | None = None
    action: str = "drop"
    take: tuple[str, ...] = ()
    where: str = "any"
    longest: int = 120
    linked: bool = False
    followed_by_links: bool = False
    off: bool = False


@dataclass(frozen=True, slots=True)
class NodeRule:
    """A rule on elements; each selector with the literals, in ASCII, that must stand in the source."""

    rule: Rule
    selectors: tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class PatternRule:
    """A rule on comments or on the text of blocks."""

    rule: Rule
    pattern: regex.Pattern[str]

    def search(self, text: str) -> regex.Match[str] | None:
        """Return where *text* has the pattern; raises Refused where that takes too long."""
        try:
            return self.pattern.search(text, timeout=_SECONDS)
        except TimeoutError as error:
            detail = f"rule {self.rule.id!r} took more than {_SECONDS:g} s on {len(text)} characters"
            raise Refused(Outcome.FAILED, Reason.RULE_TOO_SLOW, detail) from error


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules that are on, compiled, in their order; `version` tells one set from another.

    `literals` are those of all selectors.
    """

    nodes: tuple[NodeRule, ...] = ()
    literals: frozenset[str] = frozenset()
    comments: tuple[PatternRule, ...] = ()
    texts: tuple[PatternRule, ...] = ()
    ids: tuple[str, ...] = ()
    version: str = ""


@lru_cache(maxsize=1)
def _shipped() -> tuple[dict[str, Any], ...]:
    """Return the tables of the package's own files, by file name."""
    folder = resources.files("newsspider.clean") / "rules"
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda e: e.name
    )
    return tuple(table for entry in files for table in loads(entry.read_text("utf-8"), entry.name)["rule"])


def load(own: Sequence[Mapping[str, Any]] = ()) -> RuleSet:
    """Return the shipped rules merged with *own* tables; raises WrongUse naming the rule at fault."""
    tables: dict[str, dict[str, Any]] = {}
    for table in (*_shipped(), *own):
        if table.get("off") and _id(table) not in tables:
            known = ", ".join(tables)
            message = f"rule {table['id']!r} cannot be switched off, there is none; known are {known}"
            raise WrongUse(message)
        tables.setdefault(_id(table), {}).update(table)
    return compile_rules(rule for rule in map(_rule, tables.values()) if not rule.off)


def compile_rules(rules: Iterable[Rule]) -> RuleSet:
    """Return *rules* compiled; raises WrongUse for a selector or pattern that is none."""
    rules = tuple(rules)
    nodes = tuple(_node_rule(rule) for rule in rules if rule.selector is not None)
    return RuleSet(
        nodes=nodes,
        literals=frozenset().union(*(literals for node in nodes for _, literals in node.selectors)),
        comments=tuple(PatternRule(r, _pattern(r, r.comment)) for r in rules if r.comment is not None),
        texts=tuple(PatternRule(r, _pattern(r, r.text)) for r in rules if r.text is not None),
        ids=tuple(rule.id for rule in rules),
        version=f"{__version__}+{blake2b(repr(rules).encode(), digest_size=4).hexdigest()}",
    )


def _id(table: Mapping[str, Any]) -> str:
    name = table.get("id")
    if not isinstance(name, str) or not name:
        message = f"a [[rule]] needs an id: {dict(table)!r}"
        raise WrongUse(message)
    return name


def _rule(table: Mapping[str, Any]) -> Rule:
    known = {f.name: f for f in fields(Rule)}
    for key, value in table.items():
        if key not in known:
            message = f"rule {table['id']!r} has an unknown key {key!r}; known are {', '.join(known)}"
            raise WrongUse(message)
        _check_type(table["id"], key, value)
    kinds = [kind for kind in _KINDS if kind in table]
    if len(kinds) != 1 and not table.get("off"):
        message = f"rule {table['id']!r} needs exactly one of selector, comment and text"
        raise WrongUse(message)
    if any(not table[kind] for kind in kinds):
        message = f"rule {table['id']!r} has an empty {kinds[0]}, which everything fits"
        raise WrongUse(message)
    values = {"why": "", **table, "take": tuple(table.get("take", ()))}
    rule = Rule(**values)
    _check_choice(rule, "action", rule.action, ACTIONS)
    _check_choice(rule, "where", rule.where, WHERES)
    for name in rule.take:
        _check_choice(rule, "take", name, TAKES)
    return rule


def _check_type(rule: str, key: str, value: Any) -> None:
    wanted = {"take": list, "longest": int, "linked": bool, "followed_by_links": bool, "off": bool}.get(
        key, str
    )
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        message = f"rule {rule!r}: {key} must be a {wanted.__name__}, not {value!r}"
        raise WrongUse(message)


def _check_choice(rule: Rule, key: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        message = f"rule {rule.id!r}: {key} is {value!r}, it must be one of {', '.join(choices)}"
        raise WrongUse(message)


def _pattern(rule: Rule, source: str | None) -> regex.Pattern[str]:
    try:
        return regex.compile(source or "")
    except regex.error as error:
        message = f"rule {rule.id!r} has a pattern that does not compile: {error}"
        raise WrongUse(message) from error


def _node_rule(rule: Rule) -> NodeRule:
    assert rule.selector is not None
    try:
        LexborHTMLParser("<p></p>").css(rule.selector)
    except SelectolaxError as error:
        message = f"rule {rule.id!r} has a selector that is no CSS: {rule.selector!r}"
        raise WrongUse(message) from error
    return NodeRule(rule, tuple((part, _literals(part)) for part in _split(rule.selector)))


def _split(selector: str) -> list[str]:
    """Return the selectors of a list, parted at commas that stand outside brackets and quotes."""
    parts, depth, quote, start = [], 0, "", 0
    for at, char in enumerate(selector):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(selector[start:at].strip())
            start = at + 1
    return [*parts, selector[start:].strip()]


def _literals(selector: str) -> frozenset[str]:
    if ":" in selector and ":has(" not in selector:
        return frozenset()  # :not(.x) matches where the literal is absent
    found = ("".join(groups) for groups in _LITERAL.findall(selector))
    return frozenset(literal for literal in found if literal.isascii())
