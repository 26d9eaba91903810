"""What is gleaned while the tree is walked: removals, credits and tickers, each with its rule."""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsspider.clean import credits as credit
from newsspider.clean import stocks
from newsspider.clean.rules import PatternRule, Rule
from newsspider.model.draft import Draft, Removal
from newsspider.text import unicode as spaces


@dataclass(slots=True)
class Gleaner:
    """Takes note for *draft*; `comments` are the rules on comments."""

    draft: Draft
    comments: tuple[PatternRule, ...] = ()
    linked: stocks.Linked = field(default_factory=stocks.Linked)
    hidden: list[tuple[Rule, str]] = field(default_factory=list)

    def dropped(self, node: LexborNode, rule: Rule) -> None:
        """Note that *rule* takes *node* out, having read its fields."""
        text = spaces.squeeze(node.text(separator=" "))
        credit.take(self.draft, rule, text)
        self.draft.trace.removals.append(Removal(rule.id, text))

    def unfit(self, node: LexborNode) -> None:
        """Note that *node* is an element that never leaves."""
        text = spaces.squeeze(node.text(separator=" "))
        self.draft.trace.removals.append(Removal(f"sanitise:{node.tag}", text))

    def address(self, value: str) -> None:
        """Note that an address may not leave; the text or alternative it belongs to is not concerned."""
        self.draft.trace.removals.append(Removal("sanitise:address", value, what="field"))

    def stock(self, node: LexborNode, rule: Rule) -> None:
        """Note the ticker that *node* carries."""
        self.linked.span(node, rule.id)

    def comment(self, content: str) -> None:
        """Apply the first rule that knows this comment."""
        for pattern_rule in self.comments:
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
        self.draft.trace.removals.append(Removal(rule.id, spaces.squeeze(lines) or content, what="comment"))

    def finish(self) -> None:
        """Settle what waits for the end: tickers, and credits in comments, which only fill gaps."""
        stocks.settle(self.draft, self.linked)
        for rule, lines in self.hidden:
            for line in lines.splitlines():
                credit.take(self.draft, rule, spaces.squeeze(line))
