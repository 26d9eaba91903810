"""What is collected while the tree is walked: removals, credits and tickers, each with its rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsspider.clean import allowlist, credits
from newsspider.clean.rule_tables import Pattern
from newsspider.clean.rules import PatternRule, Rule, RuleSet
from newsspider.model.draft import Draft, Removal
from newsspider.model.outcomes import Repair
from newsspider.text import unicode
from newsspider.text.stock_codes import code_of_span, codes_in_comment, names_something_else

# Tickers that the source's linker attached: those that name a company, in order of first mention.

_CONTEXT = 8  # characters on each side are enough to see a longer word or a code in parentheses


@dataclass(slots=True)
class LinkedStock:
    """The linker's codes in order, and the names of those that belong to a longer word."""

    codes: list[str] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    rule: str = ""

    def span(self, node: LexborNode, rule: str) -> None:
        """Take the code of a span around a name."""
        code = code_of_span(node.id or "")
        if code is None:
            return
        self.rule = rule
        name = unicode.strip(node.text())
        if name and names_something_else(name, _beside(node, before=True), _beside(node, before=False)):
            self.wrong.setdefault(code, name)
        else:
            self.wrong.pop(code, None)
            self._add(code)

    def comment(self, content: str, rule: str) -> None:
        """Take the codes that a comment lists, except those seen only on a longer word."""
        self.rule = self.rule or rule
        for code in codes_in_comment(content):
            if code not in self.wrong:
                self._add(code)

    def _add(self, code: str) -> None:
        if code not in self.codes:
            self.codes.append(code)


def settle(draft: Draft, linked: LinkedStock) -> None:
    """Give the article its stocks, and note the refused ones in the trace."""
    draft.article.stocks += [
        c for c in linked.codes if c not in linked.wrong and c not in draft.article.stocks
    ]
    if linked.codes:
        draft.trace.fields.setdefault("stocks", f"rule:{linked.rule}")
    for code, name in linked.wrong.items():
        draft.trace.removals.append(Removal(linked.rule, f"{code} {name}", what="field"))
        draft.trace.repaired(Repair.STOCK_REJECTED)


def _beside(node: LexborNode, *, before: bool) -> str:
    """Return up to `_CONTEXT` characters right beside *node* in its line."""
    text = ""
    sibling = node.prev if before else node.next
    while sibling is not None and len(text) < _CONTEXT and sibling.tag not in {"br", "p", "div"}:
        if not (sibling.id or "").startswith("quote_"):
            piece = sibling.text() if not sibling.is_comment_node else ""
            text = piece + text if before else text + piece
        sibling = sibling.prev if before else sibling.next
    return text[-_CONTEXT:] if before else text[:_CONTEXT]


# --- collector ---


@dataclass(slots=True)
class Collector:
    """Notes removals and fields for *draft*, by the *rules* on comments too."""

    draft: Draft
    rules: RuleSet
    linked: LinkedStock = field(default_factory=LinkedStock)
    hidden: list[tuple[Rule, str]] = field(default_factory=list)
    places: int = 0
    # The removed nodes, by their address in memory, and the index of the removal of each.
    gone: dict[int, int] = field(default_factory=dict)

    def place(
        self, node: LexborNode, content: str, first: LexborNode | None
    ) -> tuple[Rule, list[LexborNode]] | None:
        """Return the rule of the place that the comment *node* begins, and the nodes in that place.

        *content* is its text, *first* the node after it. None if the comment begins no place, where nothing
        ends it, or where it holds more than a box does.
        """
        for number in self.rules.may_begin.numbers(content):
            if self.places == _MOST_PLACES:
                break
            pattern_rule = self.rules.comments[number]
            found = pattern_rule.search(content)
            if found:
                self.places += 1
                inside = _inside(node, first, pattern_rule, found.groupdict().get("name") or "")
                return (pattern_rule.rule, inside) if inside else None
        return None

    def dropped(self, node: LexborNode, rule: Rule) -> None:
        """Note that *rule* takes *node* out, having read its fields."""
        text = unicode.squeeze(node.text(separator=" "))
        credits.take(self.draft, rule, text)
        self._remove(node, Removal(rule.id, text))

    def bare(self, node: LexborNode, rule: Rule) -> None:
        """Note that *rule* removes the text *node*, which is in no element, having read its fields."""
        text = unicode.squeeze(node.text_content or "")
        if text:
            credits.take(self.draft, rule, text)
            self._remove(node, Removal(rule.id, text))

    def unfit(self, node: LexborNode) -> None:
        """Note that *node* is an element that is never allowed."""
        text = unicode.squeeze(node.text(separator=" "))
        self._remove(node, Removal(f"sanitise:{node.tag}", text))

    def _remove(self, node: LexborNode, removal: Removal) -> None:
        removals = self.draft.trace.removals
        self.gone[node.mem_id] = len(removals)
        removals.append(removal)

    def address(self, value: str) -> None:
        """Note that an address is not allowed; the text or alternative text it belongs to stays."""
        self.draft.trace.removals.append(Removal("sanitise:address", value, what="field"))

    def stock(self, node: LexborNode, rule: Rule) -> None:
        """Note the ticker that *node* carries."""
        self.linked.span(node, rule.id)

    def comment(self, content: str) -> None:
        """Apply the first of the rules that matches the comment and needs no place."""
        for number in self.rules.may_note.numbers(content):
            pattern_rule = self.rules.comments[number]
            found = pattern_rule.search(content)
            if found:
                self._comment(content, found.groupdict().get("inner") or content, pattern_rule.rule)
                return

    def _comment(self, content: str, markup: str, rule: Rule) -> None:
        if rule.action == "stock":
            self.linked.comment(content, rule.id)
            return
        inner = LexborHTMLParser(markup).body
        lines = inner.text(separator="\n") if inner is not None else ""
        self.hidden.append((rule, lines))
        self.draft.trace.removals.append(Removal(rule.id, unicode.squeeze(lines) or content, what="comment"))

    def finish(self) -> None:
        """Set the fields that wait for the end: tickers, and credits in comments, which only fill gaps."""
        settle(self.draft, self.linked)
        for rule, lines in self.hidden:
            for line in lines.splitlines():
                credits.take(self.draft, rule, unicode.squeeze(line))


# --- places ---
# What is between two comments of the source's template.

_MOST_PLACES = 20  # of one article; a template has five
_MOST_NODES = 60  # of one place


def _inside(
    start: LexborNode, first: LexborNode | None, pattern_rule: PatternRule, name: str
) -> list[LexborNode]:
    """Return *first* and its siblings up to the comment that ends the place; none where that is not a box.

    A place that ends with its element needs text before it: it is what follows an article.
    """
    until, longest = pattern_rule.until, pattern_rule.rule.longest
    assert until is not None
    to_the_end = pattern_rule.rule.until == "$"
    if to_the_end and not any(allowlist.visible_up_to(node, 0) for node in _before(start)):
        return []
    inside: list[LexborNode] = []
    node = first
    while node is not None and (to_the_end or not _ends(node, until, name)):
        if len(inside) == _MOST_NODES:
            return []
        inside.append(node)
        node = node.next
    if node is None and not to_the_end:
        return []
    length = 0
    for each in inside:
        length += allowlist.visible_up_to(each, longest)
        if length > longest:
            return []
    return inside


def _ends(node: LexborNode, until: Pattern, name: str) -> bool:
    """Return whether *node* is the comment that ends the place *name*."""
    content = (node.comment_content or "") if node.is_comment_node else None
    return content is not None and name in content and until.search(content) is not None


def _before(node: LexborNode) -> Iterator[LexborNode]:
    sibling = node.prev
    while sibling is not None:
        yield sibling
        sibling = sibling.prev
