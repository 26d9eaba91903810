"""Which rules speak of which elements of a tree. Nothing is changed here: the builder of blocks acts."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from newsspider.clean.rules import Rule, RuleSet

# An element to the rules on it, by its address in memory, which holds as long as the tree does.
Marks = dict[int, list[Rule]]


def select(tree: LexborNode, source: str, rules: RuleSet) -> Marks:
    """Return the marks for *tree*, whose markup is *source*; rules in their order, those that drop first."""
    marks: Marks = {}
    # Selectors are written in ASCII, and what a page says in Chinese is searched at a third of the speed.
    markup = source.encode("ascii", "ignore").decode("ascii")
    present = {literal for literal in rules.literals if literal in markup}
    for node_rule in rules.nodes:
        for selector, literals in node_rule.selectors:
            if literals <= present:
                for node in tree.css(selector):
                    marks.setdefault(node.mem_id, []).append(node_rule.rule)
    for found in marks.values():
        found.sort(key=lambda rule: rule.action != "drop")
    marks.pop(tree.mem_id, None)  # the body itself cannot be furniture
    return marks
