"""The rules of cleaning: read from TOML, merged with the user's own, compiled once.

A rule has an `id`, one of `selector` (CSS), `comment` or `text` (regular expressions), and says `why`. A
user's rule with the same id changes the keys it names; `off = true` switches it off.

Keys of a rule on text: `where` is `any`, or the `head`, the `tail` or either `edge` of an article; `unless`
is a pattern that shows that the text belongs to the article; `linked` asks for a block of links only,
`links_to` for links to addresses that match this pattern, `not_below` keeps those below a heading that
matches this pattern; `boxed` asks for a quotation, `heading` for a heading; `beside` asks for other furniture
before it, `ahead` for some after it; `captions` keeps the line below a picture; `lead` lets the rule take the
outer end of a longer paragraph. Key of a rule on comments: `until` is the comment that ends the place which
the first one begins, `$` the end of the element around them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from newsspider.clean import allowlist, embeds, rule_tables
from newsspider.clean.embeds import Embeds
from newsspider.clean.literals import Index, Sought
from newsspider.clean.rule_tables import Pattern, compile_pattern
from newsspider.clean.selectors import Lookup
from newsspider.errors import UsageError
from newsspider.limits import LIMITS, Limits
from newsspider.version import __version__

if TYPE_CHECKING:
    import regex

ACTIONS = ("drop", "unwrap", "bold", "caption", "stock")
TAKES = ("editor", "source", "original_title", "authors")
WHERES = ("any", "edge", "head", "tail")
_KINDS = ("selector", "comment", "text")
_LONGEST_TEXT = 120


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `take` names the fields that are read from what it finds before that is removed."""

    id: str
    why: str
    seen: str = ""
    selector: str | None = None
    comment: str | None = None
    text: str | None = None
    action: str = "drop"
    until: str | None = None
    unless: str | None = None
    take: tuple[str, ...] = ()
    where: str = "any"
    longest: int = 0  # visible characters; by default 120 for a text, any number for an element
    linked: bool = False
    links_to: str | None = None
    not_below: str | None = None
    boxed: bool = False
    beside: bool = False
    ahead: bool = False
    captions: bool = False
    lead: bool = False
    heading: bool = False
    followed_by_links: bool = False
    off: bool = False


# Key of a table to the type of its value; any other key has a text.
_TYPES = {each.name: str for each in fields(Rule)} | {
    "take": list,
    "longest": int,
    **dict.fromkeys(
        ("linked", "boxed", "beside", "ahead", "captions", "lead", "heading", "followed_by_links", "off"),
        bool,
    ),
}


@dataclass(frozen=True, slots=True)
class NodeRule:
    """A rule on elements, with one of its selectors."""

    rule: Rule
    selector: str


@dataclass(frozen=True, slots=True)
class PatternRule:
    """A rule on comments or on the text of blocks, with its further patterns."""

    rule: Rule
    pattern: Pattern
    unless: Pattern | None = None
    until: Pattern | None = None
    links_to: Pattern | None = None
    not_below: Pattern | None = None

    def search(self, text: str) -> regex.Match[str] | re.Match[str] | None:
        """Return the match in *text*, None where `unless` shows that the text belongs to the article.

        Raises Rejected if that takes too long.
        """
        found = self.pattern.search(text)
        return None if found and self.unless and self.unless.search(text) else found


@dataclass(frozen=True, slots=True)
class TextIndex:
    """Which of the rules on texts may match a block: those for a paragraph without links, and all of them."""

    plain: Index
    every: Index


_NO_TEXTS = TextIndex(Index(()), Index(()))


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules that are on, compiled, in their order; `version` differs for every other set.

    `lookup` finds those of `nodes` that match an element. `may_begin` says which of `comments` may begin a
    place, `may_note` which of the others may match a comment. `anywhere` says which of `texts` may match in
    the middle of an article, `at_ends` which at its ends, `may_lead` which of these the end of a longer text.
    """

    nodes: tuple[NodeRule, ...] = ()
    lookup: Lookup = field(default=Lookup(()), compare=False)
    comments: tuple[PatternRule, ...] = ()
    texts: tuple[PatternRule, ...] = ()
    may_begin: Index = field(default=Index(()), compare=False)
    may_note: Index = field(default=Index(()), compare=False)
    anywhere: TextIndex = field(default=_NO_TEXTS, compare=False)
    at_ends: TextIndex = field(default=_NO_TEXTS, compare=False)
    may_lead: Index = field(default=Index(()), compare=False)
    embeds: Embeds = embeds.NONE
    ids: tuple[str, ...] = ()
    version: str = ""


def load(
    own: Sequence[Mapping[str, Any]] = (),
    own_embeds: Sequence[Mapping[str, Any]] = (),
    limits: Limits = LIMITS,
) -> RuleSet:
    """Return the shipped rules and embeds merged with a user's *own* tables, compiled.

    Raises UsageError that names the table at fault.
    """
    merged = rule_tables.merge("rule", rule_tables.shipped("rule", "rules"), own)
    rules = tuple(rule for rule in map(_rule, merged) if not rule.off)
    every, frames = embeds.load(own_embeds, limits.rule_seconds)
    # What was rejected under other rules or limits is worth another look.
    contents = repr((rules, every, limits)).encode()
    nodes = tuple(node for rule in rules if rule.selector is not None for node in _node_rules(rule))
    # A shipped pattern cannot take long (a test proves it of each); a user's may, and has a timer.
    timed = {table["id"] for table in own}
    comments, texts = (
        tuple(
            _pattern_rule(rule, source, limits.rule_seconds if rule.id in timed else None)
            for rule in rules
            if (source := getattr(rule, kind)) is not None
        )
        for kind in ("comment", "text")
    )
    return RuleSet(
        nodes=nodes,
        lookup=Lookup([node.selector for node in nodes]),
        comments=comments,
        texts=texts,
        may_begin=Index([Sought(each.pattern.plain, sys.maxsize if each.until else -1) for each in comments]),
        may_note=Index([Sought(each.pattern.plain, -1 if each.until else sys.maxsize) for each in comments]),
        anywhere=TextIndex(
            _index(texts, lambda rule: rule.where == "any" and _is_for_plain(rule)),
            _index(texts, lambda rule: rule.where == "any"),
        ),
        at_ends=TextIndex(_index(texts, _is_for_plain), _index(texts, lambda _: True)),
        may_lead=_index(texts, lambda rule: rule.lead),
        embeds=frames,
        ids=tuple(rule.id for rule in rules),
        version=f"{__version__}+{blake2b(contents, digest_size=4).hexdigest()}",
    )


def _rule(table: Mapping[str, Any]) -> Rule:
    rule_tables.check("rule", table, _TYPES)
    kinds = [kind for kind in _KINDS if kind in table]
    if len(kinds) != 1 and not table.get("off"):
        message = f"rule {table['id']!r} needs exactly one of selector, comment and text"
        raise UsageError(message)
    if any(not table[kind] for kind in kinds):
        message = f"rule {table['id']!r} has an empty {kinds[0]}, which would match everything"
        raise UsageError(message)
    if not table.get("why", "").strip():
        message = f"rule {table['id']!r} needs a why: one sentence on what it removes and why it may"
        raise UsageError(message)
    values = {**table, "take": tuple(table.get("take", ()))}
    if "text" in table:
        values.setdefault("longest", _LONGEST_TEXT)
    rule = Rule(**values)
    _check_choice(rule, "action", rule.action, ACTIONS)
    _check_choice(rule, "where", rule.where, WHERES)
    for name in rule.take:
        _check_choice(rule, "take", name, TAKES)
    return rule


def _index(texts: Iterable[PatternRule], is_asked: Callable[[Rule], bool]) -> Index:
    """Return the index of those *texts* that *is_asked* holds for; their numbers are as in *texts*."""
    return Index(
        [Sought(each.pattern.plain, each.rule.longest if is_asked(each.rule) else -1) for each in texts]
    )


def _is_for_plain(rule: Rule) -> bool:
    """Return whether *rule* may match a paragraph without links."""
    return not (rule.linked or rule.links_to or rule.boxed or rule.heading)


def _check_choice(rule: Rule, key: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        message = f"rule {rule.id!r}: {key} must be one of {', '.join(choices)}, not {value!r}"
        raise UsageError(message)


def _pattern_rule(rule: Rule, source: str, seconds: float | None) -> PatternRule:
    """Return *rule* compiled; a search for one of its patterns takes at most *seconds*."""
    pattern, *further = (
        compile_pattern(f"rule {rule.id!r}", each, seconds) if each else None
        for each in (source, rule.unless, rule.until, rule.links_to, rule.not_below)
    )
    assert pattern is not None  # an empty one was refused
    return PatternRule(rule, pattern, *further)


def _node_rules(rule: Rule) -> list[NodeRule]:
    assert rule.selector is not None
    try:
        LexborHTMLParser("<p></p>").css(rule.selector)
    except SelectolaxError as error:
        _check_memory()
        message = f"rule {rule.id!r} has an invalid CSS selector: {rule.selector!r}"
        raise UsageError(message) from error
    return [NodeRule(rule, part) for part in _split(rule.selector)]


def _check_memory() -> None:
    """Raise MemoryError if no selector at all can be read: the library reports that as bad CSS."""
    try:
        LexborHTMLParser("<p></p>").css("p")
    except SelectolaxError as error:
        raise MemoryError from error


def _split(selector: str) -> list[str]:
    """Return the selectors of a list, split at commas outside brackets and quotes."""
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


# --- marks ---
# Which rules match which elements of a tree. Nothing is changed here: the builder of blocks acts.


class Marks:
    """The rules on the elements of *tree*, looked up when the walk meets an element.

    A selector is queried only where the walk meets an element that it may match or not, and once.
    """

    def __init__(self, tree: LexborNode, rules: RuleSet) -> None:
        self._tree = tree
        self._nodes = rules.nodes
        self._lookup = rules.lookup
        self._matches: dict[int, set[int]] = {}  # number of a selector to the addresses of its elements
        self._tags: set[str] | None = None

    def of(self, node: LexborNode, tag: str) -> list[Rule]:
        """Return the rules that match the element *node*, in their order; one that drops it alone."""
        numbers = self._lookup.numbers(node, tag)
        if not numbers:
            return []
        found: list[Rule] = []
        for number, is_matched in sorted(numbers):
            rule = self._nodes[number].rule
            if (is_matched or self._is_matched(node, number)) and _is_short_enough(node, rule):
                if rule.action == "drop":
                    return [rule]
                found.append(rule)
        return found

    def _has_tags(self, tags: frozenset[str]) -> bool:
        """Return whether the tree has all *tags*; the first query of a tree takes ten times as long."""
        if self._tags is None:
            one_each = {node.tag_id: node for node in self._tree.traverse()}
            self._tags = {(node.tag or "").lower() for node in one_each.values()}
        return tags <= self._tags

    def _is_matched(self, node: LexborNode, number: int) -> bool:
        matches = self._matches.get(number)
        if matches is None:
            may_match = self._has_tags(self._lookup.inside[number])
            every = self._tree.css(self._nodes[number].selector) if may_match else ()
            matches = self._matches[number] = {each.mem_id for each in every}
        return node.mem_id in matches


def _is_short_enough(node: LexborNode, rule: Rule) -> bool:
    """Return whether *node* has no more text than *rule* allows: half an article is not a box."""
    return not rule.longest or allowlist.visible_up_to(node, rule.longest) <= rule.longest
